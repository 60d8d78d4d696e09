import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';
import { gapOf } from './8-insight/opportunities/gap.ts';

const TODAY = '2026-03-02';
const FROM = '2026-02-01';
const kernel = useKernel({ now: new Date(`${TODAY}T02:00:00.000Z`) });
const test = usePlatform(kernel, { isTrusting: true });
const BOSS = asActor('018f0000-0000-7000-8000-0000000000aa', ['*']);
const ASKED = `from=${FROM}&to=${TODAY}`;

// oxlint-disable-next-line typescript/no-explicit-any -- replies of many shapes
type Body = any;

async function call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<Body> {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: BOSS,
    ...(payload === undefined ? {} : { payload }),
  });
  expect(reply.statusCode, `${method} ${url}: ${reply.body}`).toBeLessThan(300);
  return reply.body === '' ? null : reply.json();
}

let serial = 0;
const record = (type: string, account: string, data: object, day = '2026-02-20', attributes: object = {}) => ({
  source: 'web',
  key: `k${(serial += 1)}`,
  type,
  occurredAt: `${day}T02:00:00Z`,
  customer: { identifiers: [{ type: 'account', value: account }], attributes: { name: account, ...attributes } },
  data,
});
const view = (account: string, sku: string, day?: string) =>
  record('behaviour', account, { event: 'product_view', sku }, day);
const cart = (account: string, sku: string) => record('behaviour', account, { event: 'cart_add', sku });
const buy = (account: string, sku: string, day?: string) =>
  record(
    'order',
    account,
    { status: 'paid', currency: 'CNY', lines: [{ sku, quantity: '1', unitPrice: '10.00' }] },
    day,
  );

async function send(records: readonly object[]): Promise<void> {
  for (let at = 0; at < records.length; at += 100) {
    const { results } = await call('POST', '/records', { records: records.slice(at, at + 100) });
    expect(results.filter(({ outcome }: { outcome: string }) => outcome !== 'added' && outcome !== 'changed')).toEqual(
      [],
    );
  }
}

const people = (name: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${name}${n}`);
const YOUNG = people('young', 40);
const OTHERS = people('other', 40);
const categories = new Map<string, string>();
let youngId = '';

/** What is on sale: of dresses much, of yoga little. */
async function stock(levels: Readonly<Record<string, number>>): Promise<void> {
  for (const [sku, level] of Object.entries(levels)) {
    await sql`update commerce.skus set stock = ${level} where lower(code) = lower(${sku})`.execute(kernel.postgres.db);
  }
}

beforeAll(async () => {
  const { db } = kernel.postgres;
  for (const [name, count] of [
    ['连衣裙', 8],
    ['瑜伽专区', 1],
    ['围巾', 1],
  ] as const) {
    const { rows } = await sql<{ id: string }>`
      insert into commerce.categories (id, parent_id, name, position, created_at, updated_at)
      values (uuidv7(), null, ${name}, 0, now(), now()) returning id`.execute(db);
    const id = rows[0]?.id ?? '';
    categories.set(name, id);
    for (let n = 0; n < count; n += 1) {
      const code = `${{ 连衣裙: 'DRESS', 瑜伽专区: 'YOGA', 围巾: 'SCARF' }[name]}-${n}`;
      await sql`
        with product as (
          insert into commerce.products (id, code, name, category_id, state, currency, created_at, updated_at)
          values (uuidv7(), ${code}, ${`${name}${n}`}, ${id}, 'on', 'CNY', now(), now()) returning id)
        insert into commerce.skus (id, product_id, code, position, created_at)
        select uuidv7(), id, ${code}, 0, now() from product`.execute(db);
    }
  }
  await send([
    // The young look at yoga and cannot have it; dresses they buy as everybody does.
    ...YOUNG.map((one) => record('customer', one, {}, '2026-01-10', { gender: 'female' })),
    ...YOUNG.slice(0, 30).map((one) => view(one, 'YOGA-0')),
    ...YOUNG.slice(10, 20).map((one) => cart(one, 'YOGA-0')),
    ...YOUNG.slice(0, 3).map((one) => buy(one, 'YOGA-0')),
    ...YOUNG.slice(0, 10).map((one) => buy(one, 'DRESS-1')),
    // Before the span: counts for nothing.
    ...YOUNG.slice(30).map((one) => view(one, 'YOGA-0', '2026-01-15')),
    ...YOUNG.slice(38).map((one) => record('customer', one, {}, '2026-02-11', { preferredCategories: ['瑜伽专区'] })),
    ...OTHERS.map((one) => view(one, 'DRESS-0')),
    ...OTHERS.slice(0, 20).map((one) => buy(one, 'DRESS-2')),
    // Somebody wants scarves, but that is chance.
    ...OTHERS.slice(0, 2).map((one) => view(one, 'SCARF-0')),
    // Neither taken out of the cart nor cancelled is anything that somebody wants, or got.
    record('behaviour', 'other30', { event: 'cart_remove', sku: 'YOGA-0' }),
    record('order', 'other1', {
      status: 'cancelled',
      currency: 'CNY',
      lines: [{ sku: 'SCARF-0', quantity: '1', unitPrice: '10.00' }],
    }),
    // Nobody known.
    {
      source: 'web',
      key: 'nobody',
      type: 'behaviour',
      occurredAt: '2026-02-20T02:00:00Z',
      data: { event: 'product_view', sku: 'YOGA-0', anonymousId: 'b-1' },
    },
  ]);
  const rule = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] };
  youngId = (await call('POST', '/segments', { name: '年轻女性', rule })).id;
  await pumpAll(kernel, test.platform.readers);
  await test.platform.segments.refreshing.refresh(systemContext('test'), null);
  await pumpAll(kernel, test.platform.readers);
}, 60_000);

describe('market opportunities', () => {
  it('[C215a] without anything in stock it goes by what is on sale, and says so', async () => {
    const answer = await call('GET', `/opportunities?${ASKED}`);
    expect(answer).toMatchObject({ supply: 'range', offered: 10, limits: { leastPeople: 20, leastGap: 0.01 } });
    expect(answer.formula).toContain('需求占比');
    expect(answer.source).toContain('库存');
    expect(answer.freshness.at).not.toBeNull();
  });

  it('[C215a] lists segments with demand but low supply, as an independent query counts them', async () => {
    await stock({ ...Object.fromEntries(people('DRESS-', 8).map((sku) => [sku, 5])), 'YOGA-0': 1 });
    const answer = await call('GET', `/opportunities?${ASKED}`);
    expect(answer).toMatchObject({ supply: 'stock', offered: 9 });
    const { rows: facts } = await sql<{
      segment: string;
      category: string;
      people: number;
      unmet: number;
      buyers: number;
    }>`
      with sku as (select lower(s.code) as code, p.category_id as category
          from commerce.skus s join commerce.products p on p.id = s.product_id),
      acts as (
        select e.customer_id as who, k.category, false as bought from behaviour.events e join sku k on k.code = lower(e.sku)
        where e.kind in ('product_view', 'cart_add') and e.customer_id is not null
          and (e.at at time zone 'Asia/Shanghai')::date between ${FROM}::date and ${TODAY}::date
        union all
        select c.id, g.id, false from customers.customers c, commerce.categories g
        where c.attributes -> 'preferredCategories' ? g.name
        union all
        select o.customer_id, k.category, true from commerce.orders o
        join commerce.order_lines l on l.order_id = o.id join sku k on k.code = lower(l.sku)
        where o.status <> 'cancelled' and o.business_date between ${FROM}::date and ${TODAY}::date),
      wants as (select who, category, bool_or(bought) as bought from acts group by who, category),
      groups as (
        select id, '' as segment from customers.customers
        union all select id, ${youngId} from customers.customers where attributes ->> 'gender' = 'female')
      select segment, category::text, count(*)::integer as people, count(*) filter (where not bought)::integer as unmet,
        count(*) filter (where bought)::integer as buyers
      from wants join groups on groups.id = wants.who group by 1, 2`.execute(kernel.postgres.db);
    const same = (row: { segment: unknown; category: string; people: number; unmet: number; buyers: number }) =>
      [row.segment, row.category, row.people, row.unmet, row.buyers].join(' ');
    expect(answer.rows.map((row: Body) => same({ ...row, segment: row.segment?.id ?? '' })).toSorted()).toEqual(
      facts.map(same).toSorted(),
    );
    expect(facts).toHaveLength(5);
    const [first] = answer.rows;
    const all = facts.filter(({ segment }) => segment === youngId).reduce((sum, row) => sum + row.people, 0);
    expect(first).toMatchObject({
      segment: { id: youngId, name: '年轻女性' },
      label: '瑜伽专区',
      verdict: 'opportunity',
      people: 32,
      viewers: 30,
      carts: 10,
      stated: 2,
      buyers: 3,
      unmet: 29,
      supplied: 1,
    });
    expect(first.demandShare).toBeCloseTo(32 / all, 12);
    expect(first.supplyShare).toBeCloseTo(1 / 9, 12);
    expect(first.gap).toBeCloseTo(32 / all - 1 / 9, 12);
    const verdictOf = (label: string, segment: string | null) =>
      answer.rows.find((row: Body) => row.label === label && (row.segment?.id ?? null) === segment)?.verdict;
    // Dresses are wanted and there; two people are chance, though there is no scarf to be had.
    expect([verdictOf('连衣裙', null), verdictOf('围巾', null)]).toEqual(['served', 'few']);
    const only = await call('GET', `/opportunities?${ASKED}&verdict=opportunity&segmentId=${youngId}`);
    expect(only.rows.map(({ label }: Body) => label)).toEqual(['瑜伽专区']);
  });

  it('[C215a] the people are a living segment: the rule finds those whose demand is not met', async () => {
    const days = 30;
    const answer = await call('GET', `/opportunities?${ASKED}&segmentId=${youngId}`);
    expect(JSON.stringify(answer.rows[0].rule)).toContain(`"lastDays":${days}`);
    const { count } = await call('POST', '/segments/preview', { rule: answer.rows[0].rule });
    expect(count).toBe(29);
    const saved = await call('POST', '/segments', { name: '想要瑜伽专区', rule: answer.rows[0].rule });
    expect(saved.name).toBe('想要瑜伽专区');
  });

  it('[C215a] what was looked at or bought after the span counts for nothing', async () => {
    const { rows } = await call('GET', `/opportunities?from=${FROM}&to=2026-02-10`);
    const told = rows.map(({ label, people, stated, buyers }: Body) => [label, people, stated, buyers]);
    expect(told).toEqual([
      ['瑜伽专区', 2, 2, 0],
      ['瑜伽专区', 2, 2, 0],
    ]);
  });

  it('[C215a] a segment that is gone is told no more, and whoever may not see segments is told of none', async () => {
    const rule = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] };
    const { id } = await call('POST', '/segments', { name: '又是年轻女性', rule });
    await test.platform.segments.refreshing.refresh(systemContext('test'), [id]);
    await pumpAll(kernel, test.platform.readers);
    const segments = async (): Promise<(string | null)[]> =>
      (await call('GET', `/opportunities?${ASKED}`)).rows.map((row: Body) => row.segment?.id ?? null);
    expect(new Set(await segments())).toEqual(new Set([null, youngId, id]));
    const { rows: before } = await call('GET', `/opportunities?${ASKED}`);
    const removed = await test.app.inject({ method: 'DELETE', url: `/api/v1/segments/${id}`, headers: BOSS });
    expect(removed.statusCode).toBe(204);
    expect(await segments()).toHaveLength(before.filter((row: Body) => row.segment?.id !== id).length);
    const looker = await test.app.inject({
      url: `/api/v1/opportunities?${ASKED}`,
      headers: asActor('looker', ['insight.read']),
    });
    expect(looker.statusCode).toBe(403);
  });

  it('[C215a] chance is no opportunity: the lower end of the interval lies above the supply, and demand is not met', () => {
    const limits = { leastPeople: 20, leastGap: 0.01 };
    const found = { people: 300, unmet: 200, wanted: 1000, supplied: 27, offered: 100 };
    // Of 1000 wishes 300: from 26.4 % on, with 99 %.
    expect(gapOf(found, limits)).toMatchObject({ low: expect.closeTo(0.2641, 4), verdict: 'served' });
    expect(gapOf({ ...found, supplied: 26 }, limits).verdict).toBe('opportunity');
    expect(gapOf({ ...found, supplied: 26, unmet: 19 }, limits).verdict).toBe('served');
  });

  it('[C215a] the limits are settings', async () => {
    await call('PUT', '/settings/insight.opportunity_least_people', { value: 50 });
    const strict = await call('GET', `/opportunities?${ASKED}`);
    expect(strict.rows.map(({ verdict }: Body) => verdict)).not.toContain('opportunity');
    await call('PUT', '/settings/insight.opportunity_least_people', { value: 2 });
    await call('PUT', '/settings/insight.opportunity_least_gap', { value: 90 });
    const steep = await call('GET', `/opportunities?${ASKED}`);
    expect(steep.rows.map(({ verdict }: Body) => verdict)).not.toContain('opportunity');
    await call('PUT', '/settings/insight.opportunity_least_people', { value: 20 });
    await call('PUT', '/settings/insight.opportunity_least_gap', { value: 1 });
  });

  it('[C215a] goes into a file with the columns of the page', async () => {
    const kind = test.platform.insight.exportKinds.find(({ name }) => name === 'opportunities');
    const boss = { ...systemContext('file'), locale: 'zh-CN' as const };
    const filter = await kind?.readFilter?.(boss, { from: FROM, to: TODAY });
    const columns = ['segment', 'label', 'verdict', 'people', 'gap'];
    const rows = [];
    for await (const page of kind?.pages({ filter, columns, locale: 'zh-CN' } as never) ?? []) {
      rows.push(...page);
    }
    expect(rows[0]).toEqual(['年轻女性', '瑜伽专区', '机会', 32, expect.closeTo(32 / 42 - 1 / 9, 9)]);
    expect(rows).toHaveLength(5);
  });

  it('[C215a] where nothing is on sale the supply is unknown, and nothing is called an opportunity', async () => {
    await sql`update commerce.products set state = 'off'`.execute(kernel.postgres.db);
    const answer = await call('GET', `/opportunities?${ASKED}`);
    expect(answer).toMatchObject({ supply: 'none', offered: 0 });
    expect(new Set(answer.rows.map(({ verdict }: Body) => verdict))).toEqual(new Set(['unknown']));
    expect(answer.rows.every(({ gap, supplyShare }: Body) => gap === null && supplyShare === null)).toBe(true);
  });
});
