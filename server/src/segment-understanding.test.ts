import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { MANAGER, MARKETER, type Person, useRuleBench } from '#test/rule-bench.ts';

const kernel = useKernel();
const bench = useRuleBench(kernel);
const people: Record<string, Person> = {};
const ANALYST = asActor('018f0000-0000-7000-8000-0000000000ac', ['segments.read']);
/** Who each set of the overlap has: by the tags in the name. */
const NAMES = ['甲ab', '乙ab', '丙abc', '丁a', '戊b', '己c', '庚c', '辛', '壬', '癸'];
const idOf = (name: string): string => people[name]?.customerId ?? '';
const segments: Record<string, string> = {};

/** A segment of those whose note of a list names them: lists move people in and out at will. */
async function listSegment(name: string, members: readonly string[]): Promise<{ segment: string; list: string }> {
  const made = await bench.call('POST', '/lists', { name: `名单${name}` }, MANAGER);
  expect(made.status, made.text).toBe(201);
  const list: string = made.json.id;
  await change(list, { add: members });
  const saved = await bench.call(
    'POST',
    '/segments',
    { name, rule: { all: [{ is: 'segment.list', lists: [list] }] } },
    MANAGER,
  );
  expect(saved.status, saved.text).toBe(201);
  await refresh();
  return { segment: saved.json.id, list };
}

async function change(
  list: string,
  { add = [], remove = [] }: { add?: readonly string[]; remove?: readonly string[] },
) {
  const steps = [
    { action: 'add', names: add },
    { action: 'remove', names: remove },
  ].filter(({ names }) => names.length > 0);
  for (const { action, names } of steps) {
    const items = names.map((name) => ({ customerId: idOf(name) }));
    const { status, text } = await bench.call('POST', `/lists/${list}/entries`, { action, items }, MANAGER);
    expect(status, text).toBe(200);
  }
}

async function refresh(): Promise<void> {
  await bench.settle();
  await bench.platform.segments.refreshing.refresh(systemContext('test'), null);
  await bench.settle();
}

beforeAll(async () => {
  for (const name of NAMES) {
    people[name] = await bench.person(name, { attributes: { gender: name < '戊' ? 'female' : 'male' } });
  }
  await bench.settle();
});

describe('segments laid over each other', () => {
  beforeAll(async () => {
    for (const set of ['a', 'b', 'c']) {
      segments[set] = (
        await listSegment(
          `集合${set}`,
          NAMES.filter((name) => name.includes(set)),
        )
      ).segment;
    }
  });
  const asked = (...sets: string[]): string[] => sets.map((set) => segments[set] ?? '');

  it('[C032] tell how many are in each two and in every combination, and against what chance would have brought', async () => {
    const { status, json, text } = await bench.call('POST', '/segments/overlap', { segmentIds: asked('a', 'b', 'c') });
    expect(status, text).toBe(200);
    expect(json.of).toBe(10);
    expect(json.sets.map(({ members }: { members: number }) => members)).toEqual([4, 4, 3]);
    const [ab, ac] = json.pairs;
    expect(ab).toMatchObject({ a: segments['a'], b: segments['b'], both: 3, shareOfA: 0.75, shareOfB: 0.75 });
    expect([ab.expected, ab.lift]).toEqual([1.6, 1.875]);
    expect([ac.both, ac.lift]).toEqual([1, expect.closeTo(1 / 1.2, 10)]);
    const cells = new Map(
      json.cells.map((cell: { in: string[]; customers: number }) => [
        cell.in.map((id) => Object.keys(segments).find((set) => segments[set] === id)).join(''),
        cell.customers,
      ]),
    );
    expect(Object.fromEntries(cells)).toEqual({ '': 3, a: 1, b: 1, c: 2, ab: 2, abc: 1 });
  });

  it('show the people of a cell page by page, and the rule of the cell makes a segment of the same people', async () => {
    const body = { in: asked('a', 'b'), out: asked('c'), limit: 1 };
    const first = await bench.call('POST', '/segments/overlap/people', body);
    expect(first.status, first.text).toBe(200);
    expect(first.json).toMatchObject({ total: 2, items: [{ name: expect.any(String) }] });
    const second = await bench.call('POST', '/segments/overlap/people', { ...body, cursor: first.json.nextCursor });
    expect(second.json.nextCursor).toBeNull();
    const found = [...first.json.items, ...second.json.items].map(({ name }: { name: string }) => name).toSorted();
    expect(found).toEqual(['乙ab', '甲ab'].toSorted());
    expect(await bench.namesFor(first.json.rule)).toEqual(found);
    expect(first.json.sentence['zh-CN']).toContain('集合a');
  });

  it('refuse segments that are not there, twice the same, and those whose members would tell a masked value', async () => {
    const { status, json } = await bench.call('POST', '/segments/overlap', {
      segmentIds: [segments['a'], segments['a'], newId()],
    });
    expect([status, json.errors.map(({ field, code }: { field: string; code: string }) => [field, code])]).toEqual([
      400,
      [
        ['segmentIds[1]', 'segment_twice'],
        ['segmentIds[2]', 'segment_unknown'],
      ],
    ]);
    const rule = { all: [{ is: 'profile.field', field: 'incomeBand', anyOf: ['over_50k'] }] };
    const rich = (await bench.call('POST', '/segments', { name: '高收入', rule }, MANAGER)).json.id;
    for (const [url, body] of [
      ['/segments/overlap', { segmentIds: [segments['a'], rich] }],
      ['/segments/overlap/people', { in: [rich] }],
      ['/segments/migration', { segmentIds: [rich], from: '2026-03-01', to: '2026-03-02' }],
    ] as const) {
      expect((await bench.call('POST', url, body, MARKETER)).json.code).toBe('field_masked');
      expect((await bench.call('POST', url, body, MANAGER)).status).toBe(200);
    }
  });
});

describe('the way between segments', () => {
  it('[C032] leads from where everybody was at the end of one day to where they are at the end of another', async () => {
    const fresh = await listSegment('新客阶段', ['甲ab', '乙ab', '丙abc', '丁a']);
    const active = await listSegment('活跃阶段', ['戊b']);
    const quiet = await listSegment('沉默阶段', []);
    kernel.clock.set(new Date('2026-03-05T02:00:00.000Z'));
    await change(fresh.list, { remove: ['甲ab', '乙ab', '丙abc'] });
    await change(active.list, { add: ['甲ab', '乙ab'], remove: ['戊b'] });
    await change(quiet.list, { add: ['丙abc', '己c'] });
    await refresh();
    kernel.clock.set(new Date('2026-03-08T02:00:00.000Z'));
    await change(quiet.list, { remove: ['己c'], add: ['甲ab'] });
    await refresh();

    const stages = [fresh.segment, active.segment, quiet.segment];
    const flowsOf = async (from: string, to: string) => {
      const { status, json, text } = await bench.call('POST', '/segments/migration', { segmentIds: stages, from, to });
      expect(status, text).toBe(200);
      const at = (id: string | null): string => (id === null ? '-' : String(stages.indexOf(id)));
      return {
        json,
        flows: Object.fromEntries(
          json.flows.map((flow: { before: string | null; after: string | null; customers: number }) => [
            `${at(flow.before)}>${at(flow.after)}`,
            flow.customers,
          ]),
        ),
      };
    };
    const week = await flowsOf('2026-03-02', '2026-03-06');
    expect(week.flows).toEqual({ '0>0': 1, '0>1': 2, '0>2': 1, '1>-': 1, '->2': 1 });
    expect(week.json.stages.map(({ before, after }: { before: number; after: number }) => [before, after])).toEqual([
      [4, 1],
      [1, 2],
      [0, 2],
    ]);
    expect(week.json.several).toEqual({ before: 0, after: 0 });
    // In two of them at the end: she counts in the first, and it is said.
    const later = await flowsOf('2026-03-06', '2026-03-08');
    expect(later.flows).toEqual({ '0>0': 1, '1>1': 2, '2>2': 1, '2>-': 1 });
    expect(later.json.several).toEqual({ before: 0, after: 1 });
    // Before the segments began nobody was in them.
    expect((await flowsOf('2026-02-01', '2026-03-01')).flows).toEqual({});

    const way = { segmentIds: stages, from: '2026-03-02', to: '2026-03-06', before: fresh.segment };
    const moved = await bench.call('POST', '/segments/migration/people', { ...way, after: active.segment });
    expect(moved.json.total).toBe(2);
    expect(moved.json.items.map(({ name }: { name: string }) => name).toSorted()).toEqual(['乙ab', '甲ab'].toSorted());
    const none = await bench.call('POST', '/segments/migration/people', { ...way, before: null, after: null });
    expect([none.status, none.json.errors[0].code]).toEqual([400, 'way_missing']);
    const ahead = await bench.call('POST', '/segments/migration', { ...way, to: '2026-03-09' });
    expect([ahead.status, ahead.json.errors[0].code]).toEqual([400, 'date_ahead']);
    const turned = await bench.call('POST', '/segments/migration', { ...way, from: '2026-03-08', to: '2026-03-06' });
    expect(turned.json.errors[0].code).toBe('dates_reversed');
  });
});

describe('who a segment is, against others', () => {
  it('[C043] is told with lift and interval, and a handful of people does not stand out', async () => {
    const rule = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] };
    const body = { rule, against: { all: [] }, traits: ['gender', 'power', 'channel', 'category', 'weekday'] };
    await bench.order(people['甲ab'] ?? { recordId: '', customerId: '' }, { day: '2026-03-04', minor: 90_000 });
    await bench.order(people['丁a'] ?? { recordId: '', customerId: '' }, { day: '2026-03-07', minor: 10_000 });
    await bench.settle();
    const { status, json, text } = await bench.call('POST', '/segments/profile', body);
    expect(status, text).toBe(200);
    const women = NAMES.filter((name) => name < '戊').length;
    expect([json.count, json.baseCount]).toEqual([women, 10]);
    const partOf = (trait: string, value: string) =>
      json.traits
        .find(({ name }: { name: string }) => name === trait)
        .parts.find((part: { value: string }) => part.value === value);
    const female = partOf('gender', 'female');
    expect(female.base).toMatchObject({ customers: women, lift: 10 / women });
    expect(female.base.low).toBeLessThan(1);
    expect(json.differences).toEqual([]);
    // One of the women has bought, the cheaper of the two orders; the other was on a Wednesday, by a man.
    expect([partOf('power', 'lower').customers, partOf('power', '-').customers]).toEqual([1, women - 1]);
    expect(partOf('power', 'high').base.customers).toBe(1);
    expect(partOf('weekday', '6')).toMatchObject({ customers: 1, label: { 'zh-CN': '周六' } });
    expect(partOf('weekday', '3')).toMatchObject({ customers: 0, base: { customers: 1, lift: 0 } });
    for (const { name, overlaps, parts } of json.traits) {
      const sum = parts.reduce((total: number, { customers }: { customers: number }) => total + customers, 0);
      expect({ name, adds: overlaps || sum === json.count }).toEqual({ name, adds: true });
    }
    const wrong = await bench.call('POST', '/segments/profile', { rule, against: { all: [{ is: 'nothing' }] } });
    expect([wrong.status, wrong.json.errors[0].field]).toEqual([400, 'against.all[0].is']);
  });

  it('[C043a] of those who buy again against those who bought once lists what is most often different', async () => {
    for (let place = 0; place < 24; place += 1) {
      const isAgain = place % 2 === 0;
      const person = await bench.person(`买家${place}`, { attributes: { gender: isAgain ? 'female' : 'male' } });
      await bench.order(person, { day: '2026-03-03' });
      if (isAgain) {
        await bench.order(person, { day: '2026-03-05' });
      }
    }
    await bench.settle();
    const count = (from: number, to?: number) => ({
      all: [{ is: 'orders.count', count: to === undefined ? { min: from } : { min: from, max: to } }],
    });
    const { json } = await bench.call('POST', '/segments/profile', { rule: count(2), against: count(1, 1) });
    expect([json.count, json.baseCount]).toEqual([12, 14]);
    expect(json.differences).toContainEqual({ trait: 'gender', value: 'female' });
    expect(json.differences[0].trait).toMatch(/gender|orders/u);
  });
});

describe('what a segment misses', () => {
  const SERUM = 'serum-1';

  async function looked(person: Person, kind = 'product_view', sku = SERUM): Promise<void> {
    const id = newId();
    await kernel.transaction(systemContext('test'), async (tx) => {
      await sql`
        insert into behaviour.events (id, source, key, kind, at, record_id, stated, customer_id, recorded_at, sku)
        values (${id}, 'site', ${id}, ${kind}, ${new Date('2026-03-06T02:00:00Z')}, ${person.recordId}, true,
          ${person.customerId}, now(), ${sku})`.execute(tx);
      const data = { firstId: id, lastId: id };
      await kernel.events.append(tx, systemContext('test'), [{ type: 'behaviour.events_recorded', data }]);
    });
  }

  async function bought(person: Person, day = '2026-03-07'): Promise<void> {
    const id = await bench.order(person, { day });
    await kernel.transaction(systemContext('test'), async (tx) => {
      await sql`
        insert into commerce.order_lines (order_id, line_no, sku, quantity, unit_price, amount_minor)
        values (${id}, 1, ${SERUM}, 1, 100, 10000)`.execute(tx);
      const data = { orderIds: [id] };
      await kernel.events.append(tx, systemContext('test'), [{ type: 'commerce.orders_changed', data }]);
    });
  }

  it('[C044] is a category that many look at and nobody buys, with those who looked', async () => {
    const [category, below, product, other, lipstick] = [newId(), newId(), newId(), newId(), newId()];
    const { db } = kernel.postgres;
    await sql`
      insert into commerce.categories (id, parent_id, name, position, created_at, updated_at)
      values (${category}, null, '护肤', 1, now(), now()), (${below}, ${category}, '精华', 1, now(), now()),
        (${other}, null, '彩妆', 2, now(), now())`.execute(db);
    await sql`
      insert into commerce.products (id, code, name, category_id, currency, created_at, updated_at)
      values (${product}, 'serum', '精华液', ${below}, 'CNY', now(), now()),
        (${lipstick}, 'lipstick', '口红', ${other}, 'CNY', now(), now())`.execute(db);
    await sql`
      insert into commerce.skus (id, product_id, code, position, created_at)
      values (${newId()}, ${product}, ${SERUM}, 1, now()), (${newId()}, ${lipstick}, 'lipstick-1', 1, now())`.execute(
      db,
    );
    for (let place = 0; place < 44; place += 1) {
      const isShy = place < 22;
      const name = `${isShy ? '看客' : '买客'}${place}`;
      const person = await bench.person(name, { attributes: { occupation: isShy ? '学生' : '职员' } });
      people[name] = person;
      // Filling a cart is looking too.
      await looked(person, place === 0 ? 'cart_add' : 'product_view');
      if (!isShy) {
        await bought(person);
      }
      if (place === 0) {
        // Long before the days asked about.
        await bought(person, '2026-01-05');
        await looked(person, 'product_view', 'lipstick-1');
      }
    }
    const unseen = await bench.person('看客盲买', { attributes: { occupation: '学生' } });
    people['看客盲买'] = unseen;
    await bought(unseen);
    await bench.settle();
    const shy = await listSegment(
      '学生',
      Object.keys(people).filter((name) => name.startsWith('看客')),
    );
    const { status, json, text } = await bench.call('POST', '/segments/gaps', { segmentIds: [shy.segment], days: 30 });
    expect(status, text).toBe(200);
    // What is looked at most stands first.
    expect(json.categories).toEqual([
      { name: '护肤', lookers: 44, buyers: 23 },
      { name: '彩妆', lookers: 1, buyers: 0 },
    ]);
    expect(json.cells).toMatchObject([
      { category: '护肤', lookers: 22, buyers: 1, open: 22, gap: 'unbought' },
      { category: '彩妆', lookers: 1, buyers: 0, open: 1, gap: null },
    ]);
    const asked = { segmentId: shy.segment, category: '护肤', days: 30, limit: 200 };
    const found = await bench.call('POST', '/segments/gaps/people', asked);
    expect(found.json.total).toBe(22);
    expect(found.json.items.every(({ name }: { name: string }) => name.startsWith('看客'))).toBe(true);
    const gone = await bench.call('POST', '/segments/gaps/people', { ...asked, segmentId: newId() });
    expect([gone.status, gone.json.errors[0].field]).toEqual([400, 'segmentId']);
    const bystanders = await listSegment('旁人', ['甲ab', '乙ab']);
    const others = await bench.call('POST', '/segments/gaps', { segmentIds: [bystanders.segment] });
    expect(others.json.cells).toMatchObject([
      { lookers: 0, buyers: 0, gap: null },
      { lookers: 0, buyers: 0, gap: null },
    ]);
  });
});

describe('what is done for a segment', () => {
  const STAFF = '018f0000-0000-7000-8000-0000000000d1';
  const plan = {
    marketing: '每月会员日双倍积分',
    service: '专属客服',
    channels: '企业微信为主',
    startsOn: '2026-03-01',
  };

  beforeAll(async () => {
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (${STAFF}, 'qian@example.com', '钱经理', 'zh-CN', 'x', now(), now())`.execute(kernel.postgres.db);
  });

  it('[C032] is written down with an owner and dates, shown with the customer, and its history stays', async () => {
    const { segment: id } = await listSegment('有策略的客群', ['甲ab']);
    const before = await bench.call('GET', '/segments');
    const rowOf = (reply: typeof before) => reply.json.items.find((row: { id: string }) => row.id === id);
    expect(rowOf(before)).toMatchObject({
      strategy: { state: 'none' },
      lastRun: { outcome: 'done', together: expect.any(Number) },
    });
    expect(rowOf(before).lastRun.seconds).toBeGreaterThanOrEqual(0);
    const saved = await bench.call(
      'PUT',
      `/segments/${id}/strategy`,
      { ...plan, ownerId: STAFF, baseRevision: 0 },
      MANAGER,
    );
    expect(saved.status, saved.text).toBe(200);
    expect(saved.json).toMatchObject({ ...plan, owner: '钱经理', state: 'running', revision: 1, endsOn: null });
    expect(rowOf(await bench.call('GET', '/segments'))).toMatchObject({
      strategy: { state: 'running', owner: '钱经理' },
    });
    const hers = await bench.call('GET', `/customers/${idOf('甲ab')}/segments`);
    const mine = hers.json.items.find((row: { id: string }) => row.id === id);
    expect(mine.strategy).toMatchObject({ marketing: plan.marketing, service: plan.service, channels: plan.channels });
    const others = hers.json.items.filter((row: { id: string }) => row.id !== id);
    expect(others.map((row: { strategy: unknown }) => row.strategy)).toEqual(others.map(() => null));

    const twice = await bench.call(
      'PUT',
      `/segments/${id}/strategy`,
      { ...plan, ownerId: STAFF, baseRevision: 0 },
      MANAGER,
    );
    expect([twice.status, twice.json.code]).toEqual([409, 'strategy_changed']);
    const next = {
      ...plan,
      service: null,
      ownerId: STAFF,
      startsOn: '2026-03-01',
      endsOn: '2026-03-04',
      baseRevision: 1,
    };
    expect((await bench.call('PUT', `/segments/${id}/strategy`, next, MANAGER)).json).toMatchObject({
      state: 'over',
      revision: 2,
    });
    expect(rowOf(await bench.call('GET', '/segments')).strategy).toMatchObject({ state: 'over', endsOn: '2026-03-04' });
    const ahead = { ...plan, ownerId: STAFF, startsOn: '2026-12-01', baseRevision: 2 };
    expect((await bench.call('PUT', `/segments/${id}/strategy`, ahead, MANAGER)).json).toMatchObject({
      state: 'planned',
    });
    const early = await bench.call('GET', `/customers/${idOf('甲ab')}/segments`);
    expect(early.json.items.find((row: { id: string }) => row.id === id).strategy).toBeNull();
    expect((await bench.call('DELETE', `/segments/${id}/strategy`, undefined, MANAGER)).status).toBe(204);
    const { json } = await bench.call('GET', `/segments/${id}/strategy`);
    expect(json.strategy).toBeNull();
    expect(json.history.map(({ revision, state }: { revision: number; state: string }) => [revision, state])).toEqual([
      [4, 'none'],
      [3, 'planned'],
      [2, 'over'],
      [1, 'running'],
    ]);
    expect((await bench.call('DELETE', `/segments/${id}/strategy`, undefined, MANAGER)).status).toBe(404);
  });

  it('names every fault, and is written by those only who keep segments', async () => {
    const { segment: id } = await listSegment('缺策略的客群', []);
    const wrong = { ownerId: newId(), startsOn: '2026-03-05', endsOn: '2026-03-01' };
    const { status, json } = await bench.call('PUT', `/segments/${id}/strategy`, wrong, MANAGER);
    expect(status).toBe(400);
    expect(json.errors.map(({ field }: { field: string }) => field)).toEqual(['marketing', 'endsOn', 'ownerId']);
    expect((await bench.call('PUT', `/segments/${id}/strategy`, { ...plan, ownerId: STAFF }, ANALYST)).status).toBe(
      403,
    );
    expect((await bench.call('GET', `/segments/${newId()}/strategy`)).status).toBe(404);
  });
});
