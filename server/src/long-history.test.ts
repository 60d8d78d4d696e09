import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { MANAGER, type Person, useRuleBench } from '#test/rule-bench.ts';

const kernel = useKernel();
const bench = useRuleBench(kernel);
const context = systemContext('test');
const YEARS = [2021, 2022, 2023, 2024, 2025] as const;
const ANALYST = asActor('018f0000-0000-7000-8000-0000000000af', [
  'insight.read',
  'customers.read',
  'orders.read',
  'privacy.read',
  'segments.read',
  'scores.read',
]);
const people: Record<string, Person> = {};

beforeAll(async () => {
  people['常客'] = await bench.person('常客');
  people['老客'] = await bench.person('老客');
  for (const year of YEARS) {
    for (const month of ['03', '06', '11']) {
      await bench.order(people['常客'], { day: `${year}-${month}-11`, minor: 10_000 * (year - 2020) });
    }
    await look(people['常客'], `${year}-11-10T03:00:00Z`, year);
  }
  await bench.order(people['老客'], { day: '2021-05-01', minor: 88_800 });
  await look(people['老客'], '2021-04-30T03:00:00Z', 2021);
  await bench.settle();
});

/** Somebody looked at goods, by way of a page with words of its own. */
async function look({ recordId, customerId }: Person, at: string, year: number): Promise<void> {
  const id = newId();
  await kernel.transaction(context, async (tx) => {
    await sql`
      insert into behaviour.events (id, source, key, kind, at, sku, path, title, referrer_host, query, properties,
        record_id, stated, customer_id, recorded_at)
      values (${id}, 'site', ${id}, 'product_view', ${at}, 'A-1', '/goods/a-1', '商品', 'search.example', '外套',
        ${JSON.stringify({ year })}::jsonb, ${recordId}, true, ${customerId}, now())`.execute(tx);
    await kernel.events.append(tx, context, [{ type: 'behaviour.events_recorded', data: { firstId: id, lastId: id } }]);
  });
}

const rule = (...all: object[]) => ({ v: 1, all });
const boughtIn = (year: number) => ({
  is: 'orders.sum',
  amount: { min: 1 },
  window: { from: `${year}-01-01`, to: `${year}-12-31` },
});
const viewedIn = (year: number) => ({
  is: 'behaviour.count',
  kinds: ['product_view'],
  count: { min: 1 },
  window: { from: `${year}-01-01`, to: `${year}-12-31` },
});

/** All that is asked of five years: orders by month, one customer's orders, segments of each year, a score of then. */
async function asked() {
  const ok = async (url: string) => {
    const { status, json, text } = await bench.call('GET', url, undefined, ANALYST);
    expect(status, text).toBe(200);
    return json;
  };
  const metric = await ok('/metrics/orders?from=2021-01-01&to=2025-12-31&by=month');
  const orders = await ok(`/customers/${people['常客']?.customerId}/orders?limit=100`);
  const { rows } = await sql<{ year: number; orders: number; minor: number }>`
    select extract(year from business_date)::int as year, count(*)::int as orders, sum(total_minor)::int as minor
    from commerce.orders group by 1 order by 1`.execute(kernel.postgres.db);
  const segments: Record<number, readonly string[]> = {};
  for (const year of YEARS) {
    segments[year] = [
      ...(await bench.namesFor(rule(boughtIn(year)))),
      ...(await bench.namesFor(rule(viewedIn(year)))),
      ...(await bench.namesFor(rule({ is: 'orders.last', window: { to: `${year}-12-31` } }), `${year}-12-31`)),
    ];
  }
  return { metric: metric.rows, orders: orders.items.length, first: orders.items.at(-1), rows, segments };
}

const details = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from behaviour.events
    where path is not null or title is not null or referrer_host is not null or query is not null
      or properties is not null`.execute(kernel.postgres.db);
  return rows[0]?.count ?? 0;
};

describe('[C238a] five years of history', () => {
  it('are asked for as before after what is old was archived: only its details are gone', async () => {
    const before = await asked();
    expect(before.rows).toEqual(
      YEARS.map((year) => ({
        year,
        orders: year === 2021 ? 4 : 3,
        minor: 30_000 * (year - 2020) + (year === 2021 ? 88_800 : 0),
      })),
    );
    expect(before.orders).toBe(15);
    expect(before.metric.length).toBeGreaterThanOrEqual(15);
    expect(before.segments[2021]).toEqual(['常客', '老客', '常客', '老客', '常客', '老客']);
    expect(before.segments[2024]).toEqual(['常客', '常客', '常客', '老客']);
    expect(
      await bench.namesFor(rule({ is: 'behaviour.custom_property', property: 'year', number: { max: 2022 } })),
    ).toEqual(['常客', '老客']);
    expect(await details()).toBe(6);

    const kept = await bench.call('PUT', '/settings/behaviour.keep_details_days', { value: 365 }, MANAGER);
    expect(kept.status, kept.text).toBe(200);
    kernel.clock.advance(61_000);
    const listed = async () => {
      const { json } = await bench.call('GET', '/retention', undefined, ANALYST);
      return json.items.find(({ name }: { name: string }) => name === 'behaviour.event_details');
    };
    expect(await listed()).toMatchObject({ days: 365, due: 5, last: null });
    const job = bench.platform.jobs.find(({ name }) => name === 'customers.keep_retention');
    await job?.handle({}, { context, signal: new AbortController().signal } as never);
    await bench.settle();
    expect(await listed()).toMatchObject({ due: 0, last: { removed: 5, leftOver: 0 } });
    expect(await details()).toBe(1);

    expect(await asked()).toEqual(before);
    expect(await bench.namesFor(rule({ is: 'behaviour.custom_property', property: 'year' }))).toEqual(['常客']);
  });
});
