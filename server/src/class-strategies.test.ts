import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RoleName } from '#access';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

/** Levels beside ABC, each with what is done for it and who answers, over the whole platform. */
const kernel = useKernel();
const test = usePlatform(kernel);
const AS_OF = '2026-03-02';
const STAFF = '018f0000-0000-7000-8000-0000000000e1';
const PHONE = '+8613812345678';

// oxlint-disable-next-line typescript/no-explicit-any -- answers are read by path in tests
type Body = any;

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, role: RoleName = 'manager') {
  const payload = body === undefined ? {} : { payload: body };
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...(await test.as(role)) },
    ...payload,
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json<Body>() };
}
async function ok(...given: Parameters<typeof call>): Promise<Body> {
  const { status, body } = await call(...given);
  expect([status < 300, body]).toEqual([true, body]);
  return body;
}

const people: string[] = [];
async function buyer(n: number, minor: number): Promise<void> {
  const known = n === 0 ? { name: '欧阳静', phone: PHONE } : {};
  const [id = ''] = await takePeople(kernel, test.platform.customers, [{ account: `c${n}`, ...known }]);
  const order = newId();
  await sql`
    insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
    select ${order}, 'shop', ${order}, 'sale', 'completed', '2026-02-01T11:00:00Z', '2026-02-01', 'CNY', ${minor},
      ${minor}, 1, 1, (select r.id from customers.records r where r.customer_id = ${id} limit 1), ${id}, '', now(),
      now()`.execute(kernel.postgres.db);
  people.push(id);
}

const plan = {
  marketing: null,
  service: '管理层每季拜访',
  channels: '专属微信群',
  startsOn: '2026-03-01',
  ownerId: STAFF,
};
const classOf = async (kind: string, band: string): Promise<Body> =>
  (await ok('GET', `/class-strategies?kind=${kind}`)).items.find((one: Body) => one.band === band);
const scoreOf = async (customer: string | undefined, kind: string): Promise<Body> =>
  (await ok('GET', `/customers/${customer}/score-values`)).items.find((one: Body) => one.kind === kind);

beforeAll(async () => {
  await sql`
    insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
    values (${STAFF}, 'qian@example.com', '钱经理', 'zh-CN', 'x', now(), now())`.execute(kernel.postgres.db);
  // Of ten the first is the top hundredth, the first two the upper fifth.
  for (let n = 0; n < 10; n += 1) {
    await buyer(n, (10 - n) ** 2 * 10_000);
  }
  await test.platform.feed.rebuild();
  for (const kind of ['rank', 'abc-revenue', 'lifecycle']) {
    await test.platform.segments.scoring.compute(kind, AS_OF);
  }
}, 60_000);

describe('[C027a] strategic, important and general customers', () => {
  it('stand in parallel with ABC, crossed with whichever scheme is chosen, and each figure opens its people', async () => {
    const { crossed, run } = await ok('GET', '/scores/rank?against=abc-revenue');
    expect(run.bands.map(({ band, customers }: Body) => [band, customers])).toEqual([
      ['strategic', 1],
      ['important', 1],
      ['general', 8],
    ]);
    expect(crossed.against).toBe('abc-revenue');
    const count = (band: string, other: string): number =>
      crossed.cells.find((cell: Body) => cell.band === band && cell.other === other)?.customers ?? 0;
    // Of 385 parts the first five bring 330, which is beyond 80 %; the others are B and C.
    expect([count('strategic', 'a'), count('important', 'a')]).toEqual([1, 1]);
    const { total, items } = await ok('GET', '/scores/rank/customers?band=general&against=abc-revenue&other=a');
    expect(total).toBe(count('general', 'a'));
    expect(total).toBeGreaterThan(0);
    expect(items.every(({ band }: Body) => band === 'general')).toBe(true);
    expect((await ok('GET', '/scores/rank')).crossed.against).toBe('lifecycle');
    const unknown = await call('GET', '/scores/rank?against=no-such');
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([400, 'against']);
    expect((await call('GET', '/scores/rank?against=rank')).status).toBe(400);
  });

  it('have no strategy at first, which every class says; one request makes it, with the segment it stands on', async () => {
    const { items, can } = await ok('GET', '/class-strategies');
    expect(can).toEqual({ write: true });
    expect(new Set(items.map(({ kind }: Body) => kind))).toContain('abc-profit');
    expect(items.every(({ strategy }: Body) => strategy === null)).toBe(true);
    const saved = await ok('PUT', '/scores/rank/bands/strategic/strategy', { ...plan, baseRevision: 0 });
    expect(saved).toMatchObject({
      segment: { name: '战略／重要／一般客户：战略客户' },
      strategy: { owner: '钱经理', service: '管理层每季拜访', state: 'running' },
      revision: 1,
    });
    expect(await classOf('rank', 'strategic')).toEqual(saved);
    expect((await classOf('rank', 'general')).strategy).toBeNull();
    // The same segment as everywhere: its members are those of the class.
    await test.platform.segments.refreshing.refresh(systemContext('test'), [saved.segment.id]);
    const members = await ok('GET', `/segments/${saved.segment.id}/members`);
    expect(members.items.map(({ customerId }: Body) => customerId)).toEqual([people[0]]);
  });

  it('show level, strategy and owner with the customer and to whoever meets them', async () => {
    expect(await scoreOf(people[0], 'rank')).toMatchObject({
      band: { key: 'strategic' },
      strategy: { owner: '钱经理', service: '管理层每季拜访' },
    });
    expect(await scoreOf(people[5], 'rank')).toMatchObject({ band: { key: 'general' }, strategy: null });
    await ok('PUT', '/settings/marketing.recognition_patience_ms', { value: 10_000 }, 'admin');
    const { customer } = await ok('POST', '/recognitions', { type: 'phone', value: PHONE }, 'agent');
    expect(customer.classes[0]).toMatchObject({
      kind: 'rank',
      band: 'strategic',
      strategy: { owner: '钱经理', service: '管理层每季拜访' },
    });
  });

  it('take the segment that is there already, and keep one strategy when two write at once', async () => {
    const rule = { any: [{ is: 'score.band', bands: ['rank:important'] }] };
    const { id } = await ok('POST', '/segments', { name: '我们的重要客户', rule });
    const saved = await ok('PUT', '/scores/rank/bands/important/strategy', { ...plan, baseRevision: 0 });
    expect(saved.segment).toMatchObject({ id, name: '我们的重要客户' });
    const both = await Promise.all(
      [1, 2].map(() => call('PUT', '/scores/rank/bands/general/strategy', { ...plan, baseRevision: 0 })),
    );
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const { items } = await ok('GET', '/segments');
    expect(items.filter(({ name }: Body) => name.startsWith('战略／重要／一般客户：一般')).length).toBe(1);
    await ok('DELETE', `/segments/${id}/strategy`);
    expect(await classOf('rank', 'important')).toMatchObject({ segment: { id }, strategy: null, revision: 2 });
    // Of two segments of one class the elder stands for it, unless something is done for the younger one.
    kernel.clock.set(new Date(kernel.clock.now().getTime() + 60_000));
    const younger = await ok('POST', '/segments', { name: '又一个重要客户', rule });
    expect((await classOf('rank', 'important')).segment).toMatchObject({ id });
    await ok('PUT', `/segments/${younger.id}/strategy`, { ...plan, baseRevision: 0 });
    expect(await classOf('rank', 'important')).toMatchObject({
      segment: { id: younger.id },
      strategy: { state: 'running' },
    });
  });

  it('are called otherwise where the name is taken; what is planned is no strategy of a customer yet', async () => {
    await ok('PUT', '/scores/rank/bands/general/strategy', { ...plan, startsOn: '2026-12-01', baseRevision: 1 });
    expect((await classOf('rank', 'general')).strategy).toMatchObject({ state: 'planned' });
    expect((await scoreOf(people[5], 'rank')).strategy).toBeNull();
    // A draft is nothing that a strategy could stand on.
    const draft = { any: [{ is: 'score.band', bands: ['abc-revenue:a'] }] };
    await ok('POST', '/segments', { name: '草稿', rule: draft, state: 'draft' });
    expect((await classOf('abc-revenue', 'a')).segment).toBeNull();
    const rule = { all: [{ is: 'orders.count', count: { min: 1 } }] };
    const usual = '大／中／小客户：中客户';
    await ok('POST', '/segments', { name: usual, rule });
    const { segment } = await ok('PUT', '/scores/size/bands/medium/strategy', { ...plan, baseRevision: 0 });
    expect(segment.name).toBe(`${usual} 2`);
  });

  it('are refused for classes that there are not, without an owner who can sign in, and to who may only look', async () => {
    expect((await call('PUT', '/scores/rank/bands/royal/strategy', plan)).status).toBe(404);
    expect((await call('PUT', '/scores/none/bands/royal/strategy', plan)).status).toBe(404);
    const wrong = await call('PUT', '/scores/size/bands/large/strategy', { ...plan, ownerId: newId() });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'ownerId']);
    // Nothing half made is left.
    expect((await classOf('size', 'large')).segment).toBeNull();
    expect((await call('PUT', '/scores/size/bands/large/strategy', plan, 'analyst')).status).toBe(403);
  });
});
