import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { from as copyFrom } from 'pg-copy-streams';
import { beforeAll, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { describeWithData, useKernel } from '#test/harness.ts';
import { pumpAll } from '#test/pump.ts';
import { createPlatform, type Platform } from './wiring.ts';

const AS_OF = '2011-09-01';
const context = systemContext('test');

interface Worth {
  readonly recencyDays: number | null;
  readonly frequency: number;
  readonly monetaryMinor: number;
}

/** Recency, frequency and money of every customer, asked of the raw file in plain SQL. */
const ORACLE = `
  select customer, date '${AS_OF}' - max(at::timestamp)::date as "recencyDays", count(distinct invoice)::int as frequency,
    sum(round(quantity::numeric * price::numeric * 100))::int as "monetaryMinor"
  from public.raw
  where customer <> '' and quantity::numeric > 0 and price::numeric > 0 and invoice not like 'C%'
  group by customer`;

/** A data set from file to worth: through import, feed and score as they are wired. */
describeWithData('online_retail', 'the worth of each customer of online_retail', (folder) => {
  const kernel = useKernel();
  const file = path.join(folder, 'online_retail_2010-12_2011-08.csv.gz');
  let platform: Platform;
  const expected = new Map<string, Worth>();

  beforeAll(async () => {
    platform = createPlatform(kernel);
    const { id } = await platform.intake.imports.create(
      context,
      { kind: 'orders', source: 'uk', currency: 'GBP', enqueue: false },
      createReadStream(file),
    );
    await platform.intake.running.run(context, id);
    await platform.feed.ensure();
    await pumpAll(kernel, platform.readers);
    await askOracle();
  }, 180_000);

  async function askOracle(): Promise<void> {
    const client = await kernel.postgres.pool.connect();
    try {
      await client.query(`create table public.raw (invoice text, code text, description text, quantity text,
        at text, price text, customer text, country text)`);
      const target = client.query(copyFrom(`copy public.raw from stdin (format csv, header, null '\\N')`));
      await pipeline(createReadStream(file), createGunzip(), target);
      const { rows } = await client.query<Worth & { customer: string }>(ORACLE);
      for (const { customer, ...worth } of rows) {
        expected.set(customer, worth);
      }
    } finally {
      client.release();
    }
  }

  async function everybody(): Promise<Map<string, Worth>> {
    const found = new Map<string, Worth>();
    let cursor: string | undefined;
    do {
      const page = await platform.segments.rfm.listCustomers(context, {
        asOf: AS_OF,
        limit: 200,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const { account, recencyDays, frequency, monetaryMinor } of page.items) {
        found.set(account ?? '', { recencyDays, frequency, monetaryMinor });
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  }

  it('[C028] equals a query over the raw file for every single customer', async () => {
    const found = await everybody();
    expect(found.size).toBe(3317);
    expect(expected.size).toBe(3317);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  /** Classes by net revenue, stage and repeat purchases of every customer, asked of the raw file in plain SQL. */
  const CLASSES = `
    with lines as (
      select customer, invoice, at::timestamp::date as day, round(quantity::numeric * price::numeric * 100) as minor,
        quantity::numeric > 0 and price::numeric > 0 and invoice not like 'C%' as is_sold
      from public.raw where customer <> '' and invoice not like 'A%'),
    invoices as (
      select customer, invoice, min(day) as day, sum(minor) as minor, bool_or(is_sold) as is_purchase from lines group by 1, 2),
    buyers as (
      select customer, sum(minor) filter (where is_purchase or invoice like 'C%') as net,
        count(distinct day) filter (where is_purchase) as days, count(*) filter (where is_purchase) as purchases,
        max(day) filter (where is_purchase) as last,
        count(*) filter (where is_purchase and day > date '${AS_OF}' - 90) as now_orders,
        count(*) filter (where is_purchase and day > date '${AS_OF}' - 180 and day <= date '${AS_OF}' - 90) as then_orders,
        coalesce(sum(minor) filter (where is_purchase and day > date '${AS_OF}' - 90), 0) as now_minor,
        coalesce(sum(minor) filter (where is_purchase and day > date '${AS_OF}' - 180 and day <= date '${AS_OF}' - 90), 0) as then_minor,
        min(day) filter (where is_purchase) as first,
        coalesce(sum(minor) filter (where day > date '${AS_OF}' - 180), 0) as half,
        coalesce(sum(minor) filter (where day > date '${AS_OF}' - 360 and day <= date '${AS_OF}' - 180), 0) as earlier
      from (select * from invoices where is_purchase or invoice like 'C%') i
      group by customer having bool_or(is_purchase)),
    ranked as (
      select *, now_orders >= 1.4 * then_orders or then_minor > 0 and now_minor >= 1.4 * then_minor as is_more,
        now_orders <= 0.6 * then_orders or then_minor > 0 and now_minor <= 0.6 * then_minor as is_less,
        sum(greatest(net, 0)) over (order by net desc, customer) - greatest(net, 0) as before,
        sum(greatest(net, 0)) over () as total, rank() over (order by net desc) as place, count(*) over () as n from buyers)
    select customer, net::float8 as net,
      case when net <= 0 then 'c' when before < 0.8 * total then 'a' when before < 0.95 * total then 'b' else 'c' end as abc,
      case when days > 1 then 'repeat' else 'once' end as repeat,
      case when date '${AS_OF}' - last >= 365 then 'lost' when date '${AS_OF}' - first < 90 then 'new'
        when date '${AS_OF}' - last >= case when days = 1 then 90 else greatest(30, 2.0 * (last - first) / (days - 1)) end
          then 'declining'
        when date '${AS_OF}' - first < 180 or then_orders = 0 or now_orders + then_orders < 4 or is_more = is_less
          then 'mature'
        when is_more then 'growing' else 'declining' end as stage,
      case when net > 0 and place <= ceil(n * 0.01) then 'strategic' when net > 0 and place <= ceil(n * 0.2) then 'important'
        else 'general' end as rank,
      case when days >= 4 then 'loyal' when net > 0 and place <= ceil(n * 0.2) then 'important'
        when date '${AS_OF}' - first < 90 then 'new' else 'potential' end as standing,
      case when net > 0 and place <= ceil(n * 0.2) then 'high'
        when earlier > 0 and half >= 1.5 * earlier or earlier <= 0 and half > 0 and days > 1 then 'potential'
        else 'general' end as policy
    from ranked`;

  async function bandsBy(kind: string): Promise<Map<string, { readonly band: string; readonly value: number }>> {
    const run = await platform.segments.scoring.compute(kind, AS_OF);
    const rows = await kernel.olap.rows<{ id: string; band: string; value: number }>({
      sql: 'SELECT toString(customer_id) AS id, band, value FROM segments_score_values WHERE run_id = {run:UUID}',
      params: { run: run.id },
    });
    const found = new Map<string, { readonly band: string; readonly value: number }>();
    for (let first = 0; first < rows.length; first += 500) {
      const some = rows.slice(first, first + 500);
      const names = await platform.customers.profiles.names(some.map(({ id }) => id));
      for (const { id, band, value } of some) {
        found.set(names.get(id)?.account ?? '', { band, value });
      }
    }
    return found;
  }

  it('[C026] ABC, repeat purchase and stage of every customer are what a query over the raw file says', async () => {
    const { rows } = await kernel.postgres.pool.query<{
      customer: string;
      net: number;
      abc: string;
      repeat: string;
      stage: string;
    }>(CLASSES);
    const abc = await bandsBy('abc-revenue');
    const [repeat, stage] = [await bandsBy('repeat'), await bandsBy('lifecycle')];
    expect([rows.length, abc.size, repeat.size]).toEqual([3317, 3317, 3317]);
    const found = rows.map(({ customer }) => [
      customer,
      abc.get(customer)?.value,
      abc.get(customer)?.band,
      repeat.get(customer)?.band,
      stage.get(customer)?.band,
    ]);
    expect(found).toEqual(rows.map((row) => [row.customer, row.net, row.abc, row.repeat, row.stage]));
  });

  it('[C026] [C027] the classes by rank, size, standing and policy of every customer are what that query says', async () => {
    interface Classes {
      readonly customer: string;
      readonly rank: string;
      readonly standing: string;
      readonly policy: string;
    }
    const { rows } = await kernel.postgres.pool.query<Classes>(CLASSES);
    const [rank, size] = [await bandsBy('rank'), await bandsBy('size')];
    const [standing, policy] = [await bandsBy('standing'), await bandsBy('policy')];
    // All of the file lies within a year, so that the size is the rank by other names.
    const sizes: Readonly<Record<string, string>> = { strategic: 'large', important: 'medium', general: 'small' };
    const found = rows.map(({ customer }) =>
      [rank, size, standing, policy].map((bands) => bands.get(customer)?.band ?? 'missing').join(' '),
    );
    expect(rows).toHaveLength(3317);
    expect(found).toEqual(rows.map((row) => `${row.rank} ${sizes[row.rank]} ${row.standing} ${row.policy}`));
    expect(new Set(found).size).toBeGreaterThan(7);
  });

  it('[C029] finds no dropout signal, says how the forecasts did on the weeks held back, and uses the better one', async () => {
    const { quality } = await platform.segments.scoring.compute('clv', AS_OF);
    const model = quality?.model;
    expect(model).toMatchObject({ name: 'nbd', signal: 'no_dropout' });
    const held = model?.quality;
    expect(held?.deciles).toHaveLength(10);
    expect(held?.better).toBe((held?.model.mae ?? 0) < (held?.pastRate.mae ?? 0) ? 'model' : 'past_rate');
  });

  it('[C038] [C084a] tells who will fall silent at least as well as plain regression on the same customers', async () => {
    const { quality } = await platform.segments.scoring.compute('churn-chance', '2011-08-31');
    const chance = quality?.chance;
    expect(chance?.uses).toBe('model');
    expect(chance?.random?.model.auc).toBeGreaterThanOrEqual(0.752);
    // In time it learns from ninety days alone, because the file begins in December.
    expect(chance?.time?.model.auc).toBeGreaterThanOrEqual(0.68);
    for (const { said, happened } of chance?.random?.model.tenths ?? []) {
      expect(Math.abs(said - happened)).toBeLessThan(0.13);
    }
  });

  it('[C028a] falls into the eight groups', async () => {
    const map = await platform.segments.rfm.getMap(context, { asOf: AS_OF });
    expect(Object.fromEntries(map.groups.map(({ group, customers }) => [group, customers]))).toEqual({
      important_value: 535,
      important_keep: 23,
      important_develop: 96,
      important_win_back: 49,
      general_value: 282,
      general_keep: 55,
      general_develop: 1050,
      general_win_back: 1227,
    });
  });
});
