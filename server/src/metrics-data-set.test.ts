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

const context = systemContext('test');
const SPAN = { asOf: '2011-08-31', from: '2010-12-01', to: '2011-08-31', limit: 10_000 } as const;

/** An invoice of the raw file, as far as numbers ask: its first instant, and what of it was sold. */
const INVOICES = `
  create table public.invoices as
  select invoice, min(at::timestamp) as at, nullif(max(customer), '') as customer,
    count(*) filter (where quantity::numeric > 0 and price::numeric > 0) as sold,
    sum(round(quantity::numeric * price::numeric * 100))::bigint as minor
  from public.raw group by invoice`;
/** A bad debt that was entered as a thing sold for money (A563185) is an order like others here, as the import has it. */
const PURCHASES = `public.invoices where sold > 0 and invoice not like 'C%'`;

/** A data set from file to numbers, against plain SQL over the raw file. */
describeWithData('online_retail', 'the numbers of online_retail', (folder) => {
  const kernel = useKernel();
  const file = path.join(folder, 'online_retail_2010-12_2011-08.csv.gz');
  let platform: Platform;

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
    const client = await kernel.postgres.pool.connect();
    try {
      await client.query(`create table public.raw (invoice text, code text, description text, quantity text,
        at text, price text, customer text, country text)`);
      const target = client.query(copyFrom(`copy public.raw from stdin (format csv, header, null '\\N')`));
      await pipeline(createReadStream(file), createGunzip(), target);
      await client.query(INVOICES);
    } finally {
      client.release();
    }
  }, 300_000);

  async function raw(query: string): Promise<Record<string, number>> {
    const { rows } = await kernel.postgres.pool.query<{ key: string; value: string | number }>(query);
    return Object.fromEntries(rows.map(({ key, value }) => [key, Number(value)]));
  }

  async function said(
    name: string,
    by: readonly ('month' | 'day' | 'product')[] = [],
  ): Promise<Record<string, number>> {
    const { rows, value } = await platform.insight.metrics.get(context, name, { ...SPAN, by: [...by] });
    return by.length === 0
      ? { all: value ?? Number.NaN }
      : Object.fromEntries(
          rows
            .filter((row) => row.value !== 0)
            .map((row) => [by.map((each) => row.key[each]).join(' '), row.value ?? 0]),
        );
  }

  it('count the buyers and invoices of its card', async () => {
    expect(await said('buyers')).toEqual({ all: 3317 });
    expect(await said('orders')).toEqual(await raw(`select 'all' as key, count(*) as value from ${PURCHASES}`));
    // On the last day of the file those are known who had bought; those who only brought something back came with it.
    expect(await said('customers')).toEqual({ all: 3317 });
    const today = await platform.insight.metrics.get(context, 'customers', { asOf: '2099-12-31', limit: 1 });
    expect(today.value).toBe(3360);
  });

  it('[C210] add up revenue and orders of every day', async () => {
    expect(await said('revenue', ['day'])).toEqual(
      await raw(`
        select * from (
          select to_char(at, 'YYYY-MM-DD') as key, sum(minor) as value
          from public.invoices where invoice like 'C%' or invoice in (select invoice from ${PURCHASES})
          group by 1) days where value <> 0`),
    );
    expect(await said('orders', ['day'])).toEqual(
      await raw(`select to_char(at, 'YYYY-MM-DD') as key, count(*) as value from ${PURCHASES} group by 1`),
    );
  });

  it('[C214] lay purchases on weekdays and hours', async () => {
    const { rows } = await platform.insight.metrics.get(context, 'buying_time', SPAN);
    const found = rows
      .filter(({ value }) => value !== 0)
      .map(({ key, value }) => [`${key.weekday} ${key.hour}`, value ?? 0] as const);
    expect(Object.fromEntries(found)).toEqual(
      await raw(
        `select extract(isodow from at) || ' ' || extract(hour from at) as key, count(*) as value from ${PURCHASES} group by 1`,
      ),
    );
  });

  it('[C212] give the cohort table: of who began in a month, who bought in each month after', async () => {
    const { rows } = await platform.insight.metrics.get(context, 'retention', SPAN);
    const counted = rows.map(({ key, value, of }) => [
      `${key.cohort} ${key.offset}`,
      [Math.round((value ?? 0) * (of ?? 0)), of],
    ]);
    const { rows: wanted } = await kernel.postgres.pool.query<{ key: string; n: string; of: string }>(`
      with bought as (select distinct customer, date_trunc('month', at)::date as month from ${PURCHASES} and customer is not null),
      began as (select customer, min(month) as cohort from bought group by customer),
      months as (select generate_series(date '2010-12-01', date '2011-08-01', interval '1 month')::date as month)
      select cohort || ' ' || (
          extract(year from m.month) * 12 + extract(month from m.month) - extract(year from cohort) * 12 - extract(month from cohort))::int
          as key,
        count(b.customer) as n, count(*) as of
      from began join months m on m.month >= cohort
      left join bought b on b.customer = began.customer and b.month = m.month
      group by cohort, m.month`);
    expect(wanted).toHaveLength(45);
    expect(Object.fromEntries(counted)).toEqual(
      Object.fromEntries(wanted.map(({ key, n, of }) => [key, [Number(n), Number(of)]])),
    );
  });

  it('[C212] tell new buyers from those who came back, month by month', async () => {
    const first = `(select customer, date_trunc('month', min(at)) as month from ${PURCHASES} and customer is not null group by 1)`;
    const newBuyers = await raw(
      `select to_char(month, 'YYYY-MM-DD') as key, count(*) as value from ${first} f group by 1`,
    );
    const buyers = await raw(`
      select to_char(date_trunc('month', at), 'YYYY-MM-DD') as key, count(distinct customer) as value from ${PURCHASES} group by 1`);
    expect(await said('first_time_buyers', ['month'])).toEqual(newBuyers);
    const back = Object.entries(buyers).map(([month, all]) => [month, all - (newBuyers[month] ?? 0)] as const);
    expect(await said('repeat_buyers', ['month'])).toEqual(Object.fromEntries(back.filter(([, value]) => value > 0)));
    expect(await said('acquisition', ['month'])).toEqual(
      Object.fromEntries(Object.entries(buyers).map(([month, all]) => [month, (newBuyers[month] ?? 0) / all])),
    );
  });

  it('say what each thing was sold for', async () => {
    const wanted = await raw(`
      select * from (select 'sku:' || lower(code) as key, sum(round(quantity::numeric * price::numeric * 100)) as value from public.raw
      where quantity::numeric > 0 and price::numeric > 0 and invoice in (select invoice from ${PURCHASES}) group by 1) goods where value <> 0`);
    expect(await said('product_sales', ['product'])).toEqual(wanted);
  });

  it('[C216] foresee weeks, with the error that plain sums over the raw file give', async () => {
    const answer = await platform.insight.forecasts.get(context, { measure: 'sales', grain: 'week', asOf: SPAN.asOf });
    const { rows } = await kernel.postgres.pool.query<{ week: string; minor: string }>(`
      select to_char(date_trunc('week', at), 'YYYY-MM-DD') as week, sum(minor) as minor from public.invoices
      where (invoice like 'C%' or invoice in (select invoice from ${PURCHASES})) and at < '2011-08-29'
      group by 1 order by 1`);
    const found = new Map(answer.actuals.map(({ date, value }) => [date, value]));
    expect(Object.fromEntries([...found].filter(([, value]) => value !== 0))).toEqual(
      Object.fromEntries(rows.map(({ week, minor }) => [week, Number(minor)])),
    );
    // Weeks of Christmas without an order are there, with nothing.
    const values = [...found.values()];
    expect(values).toHaveLength(39);
    const { forecast } = answer;
    const origins = Array.from({ length: 26 }, (_, n) => 13 + n);
    expect(forecast?.origins).toBe(origins.length);
    const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
    // With nine months there is no season yet: the naive way says that the last week comes again.
    const naiveAt = (ahead: number): number => {
      const tried = origins.filter((origin) => origin + ahead <= 39);
      const came = tried.map((origin) => values[origin + ahead - 1] ?? 0);
      return sum(tried.map((origin, n) => Math.abs((values[origin - 1] ?? 0) - (came[n] ?? 0)))) / sum(came);
    };
    for (const { ahead, naiveWape, cases } of forecast?.errors ?? []) {
      expect(naiveWape).toBeCloseTo(naiveAt(ahead), 10);
      expect(cases).toBe(27 - ahead);
    }
    const said = answer.actuals.filter((each) => each.said !== null);
    const wape =
      sum(said.map(({ value, said: foreseen }) => Math.abs(value - (foreseen ?? 0)))) /
      sum(said.map(({ value }) => value));
    expect(forecast?.errors[0]?.wape).toBeCloseTo(wape, 6);
    expect(forecast?.season).toBe(1);
    // What is chosen is not worse than the naive way over all that was tried.
    const errorOf = (method: string): number =>
      forecast?.methods.find((one) => one.method === method)?.wape ?? Number.NaN;
    expect(errorOf(forecast?.method ?? '')).toBeLessThanOrEqual(errorOf('naive'));
    const { held = 0, of = 0 } = forecast?.overall ?? {};
    expect(of).toBeGreaterThan(50);
    expect(held / of).toBeGreaterThan(0.6);
  });
});
