import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { openOlap } from '#kernel/db/olap.ts';
import { useKernel } from '#test/harness.ts';
import { openTestServer, withParts } from '#test/http.ts';
import { MANAGER, MARKETER, type Person, useRuleBench } from '#test/rule-bench.ts';
import { said } from '#test/statements.ts';
import { createPlatform } from './wiring.ts';

const kernel = useKernel();
const context = systemContext('test');
const bench = useRuleBench(kernel);
const people: Record<string, Person> = {};
const RICH = { all: [{ is: 'profile.field', field: 'incomeBand', anyOf: ['over_50k'] }] };
const WOMEN = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['female'] }] };

beforeAll(async () => {
  people['富'] = await bench.person('富', {
    attributes: { incomeBand: 'over_50k', gender: 'female', birthday: '1990-05-17' },
    phone: '+8613811110011',
  });
  people['贫'] = await bench.person('贫', { attributes: { incomeBand: 'under_5k', gender: 'female' } });
  people['甲'] = await bench.person('甲', { attributes: { gender: 'male' }, email: 'jia@x.cn' });
  await bench.settle();
});

async function save(name: string, rule: object, more: object = {}): Promise<string> {
  const { status, json, text } = await bench.call('POST', '/segments', { name, rule, ...more }, MANAGER);
  expect(status, text).toBe(201);
  await bench.settle();
  return json.id;
}

const idOf = (name: string): string => people[name]?.customerId ?? '';
const membersOf = async (id: string, as = MANAGER): Promise<string[]> =>
  (await bench.call('GET', `/segments/${id}/members`, undefined, as)).json.items
    .map(({ name }: { name: string }) => name)
    .toSorted();

describe('who may not see a field', () => {
  it('learns it neither by a rule, nor by a segment that somebody else has made of it', async () => {
    const rich = await save('高收入', RICH);
    const outer = { all: [{ is: 'segment.in', segments: [rich] }] };
    const over = await save('外层高收入', { any: [outer.all[0], WOMEN.all[0]] });
    expect(await membersOf(rich)).toEqual(['富']);
    const body = { rule: outer, customerId: idOf('富') };
    for (const [method, url, given] of [
      ['POST', '/segments/preview', { rule: RICH }],
      ['POST', '/segments/preview', { rule: outer }],
      ['POST', '/segments/preview', { rule: { all: [{ is: 'segment.in', segments: [over] }] } }],
      ['POST', '/segments/profile', { rule: outer }],
      ['POST', '/rules/explain', body],
      ['POST', '/segments', { name: '偷看', rule: outer }],
    ] as const) {
      const { status, text } = await bench.call(method, url, given, MARKETER);
      expect([url, status]).toEqual([url, 400]);
      expect(text).toContain('field_masked');
      expect(text).toContain('rule.all[0]');
    }
    for (const url of [`/segments/${rich}/members`, `/segments/${rich}/history`, `/segments/${over}/members`]) {
      const { status, json } = await bench.call('GET', url, undefined, MARKETER);
      expect([url, status, json.code]).toEqual([url, 403, 'field_masked']);
    }
    const own = await bench.call('GET', `/customers/${idOf('富')}/segments`, undefined, MARKETER);
    expect(own.text).not.toContain('高收入');
    expect((await bench.call('POST', '/segments/preview', { rule: outer }, MANAGER)).json.count).toBe(1);
  });

  it('finds no birthday by asking as of one day after the other, nor in an explanation', async () => {
    const age = { all: [{ is: 'profile.age', years: { min: 35, max: 35 } }] };
    const soon = { all: [{ is: 'profile.birthday', within: 300 }] };
    for (const rule of [age, soon]) {
      const past = await bench.call('POST', '/segments/preview', { rule, asOf: '2025-05-16' }, MARKETER);
      expect([past.status, past.json.errors[0].code]).toEqual([400, 'field_masked']);
      expect((await bench.call('POST', '/segments/preview', { rule }, MARKETER)).json.count).toBe(1);
      expect((await bench.call('POST', '/segments/preview', { rule, asOf: '2026-05-16' }, MANAGER)).status).toBe(200);
    }
    const { text } = await bench.call('POST', '/rules/explain', { rule: soon, customerId: idOf('富') }, MARKETER);
    expect(text).toContain('有值（不显示）');
    expect(text).not.toContain('05-17');
  });

  it('sees people masked in samples and members, and no phone anywhere', async () => {
    const id = await save('女性', WOMEN);
    for (const { text } of [
      await bench.call('POST', '/segments/preview', { rule: WOMEN }, MARKETER),
      await bench.call('GET', `/segments/${id}/members`, undefined, MARKETER),
    ]) {
      expect(text).not.toContain('13811110011');
    }
  });
});

describe('a rule that names what there is not', () => {
  it('is refused with the path, because its opposite would be everybody', async () => {
    const gone = newId();
    const rule = {
      none: [
        { is: 'segment.in', segments: [gone] },
        { any: [{ is: 'profile.tag', tags: ['x'] }] },
        { is: 'segment.list', lists: [gone] },
        { is: 'profile.custom_field', field: 'nope' },
        { is: 'profile.field', field: 'gender', anyOf: ['female', 'fmale'] },
        { is: 'orders.shop', of: [gone] },
      ],
    };
    for (const [url, given] of [
      ['/segments/preview', { rule }],
      ['/segments', { name: '错', rule }],
    ] as const) {
      const { status, json } = await bench.call('POST', url, given, MANAGER);
      expect(status).toBe(400);
      expect(json.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
        'rule.none[0].args.segments[0]',
        'rule.none[1].any[0].args.tags[0]',
        'rule.none[2].args.lists[0]',
        'rule.none[3].args.field',
        'rule.none[4].args.anyOf[1]',
        'rule.none[5].args.of[0]',
      ]);
    }
    const free = { all: [{ is: 'profile.field', field: 'occupation', anyOf: ['教师'] }] };
    expect((await bench.call('POST', '/segments/preview', { rule: free })).status).toBe(200);
  });

  it('of texts and days that no store can hold is refused too', async () => {
    const odd = { all: [{ is: 'profile.region', regions: ['a\0b'] }] };
    const half = { all: [{ is: 'profile.region', regions: ['a\ud800b'] }] };
    for (const rule of [odd, half]) {
      expect((await bench.call('POST', '/segments', { name: '怪', rule }, MANAGER)).status).toBe(400);
    }
    expect((await bench.call('POST', '/segments', { name: 'a\0b', rule: WOMEN }, MANAGER)).status).toBe(400);
    for (const asOf of ['9999-12-31', '2299-12-31', '1899-12-31', '0001-01-01']) {
      const visits = { all: [{ is: 'behaviour.count', kinds: ['visit'], count: { min: 0 } }] };
      const { status, json } = await bench.call('POST', '/segments/preview', { rule: visits, asOf }, MANAGER);
      expect([asOf, status, json.errors[0].field]).toEqual([asOf, 400, 'asOf']);
    }
  });

  it('goes on when its tag goes into another one, by the name of that one', async () => {
    const tag = async (name: string, customer: string): Promise<string> => {
      const customerIds = [idOf(customer)];
      await bench.call('POST', '/customers/tags', { customerIds, add: [name], remove: [] }, MANAGER);
      const { json } = await bench.call('GET', '/tags', undefined, MANAGER);
      return json.items.find((one: { name: string }) => one.name === name).id;
    };
    const [old, into, last] = [await tag('老客', '富'), await tag('会员', '贫'), await tag('贵宾', '甲')];
    const id = await save('老客户', { all: [{ is: 'profile.tag', tags: [old] }] }, { refresh: 'live' });
    expect(await membersOf(id)).toEqual(['富']);
    await bench.call('POST', `/tags/${old}/merge`, { into }, MANAGER);
    await bench.call('POST', `/tags/${into}/merge`, { into: last }, MANAGER);
    await bench.settle();
    await bench.platform.segments.refreshing.refresh(context, [id]);
    expect(await membersOf(id)).toEqual(['富', '甲', '贫'].toSorted());
    const { json } = await bench.call('GET', `/segments/${id}`, undefined, MANAGER);
    expect(json.sentence['zh-CN']).toBe('全部满足（有标签“贵宾”）');
    await bench.call('DELETE', `/tags/${last}`, undefined, MANAGER);
    const renamed = { name: '老客户（旧）', rule: json.rule };
    const kept = await bench.call('PUT', `/segments/${id}`, renamed, MANAGER);
    expect(kept.status, kept.text).toBe(200);
  });

  it('[C003] keeps its words when its field is archived or a choice is called otherwise', async () => {
    const field = {
      key: 'skin',
      type: 'choice',
      label: { 'zh-CN': '肤质' },
      options: [{ value: 'dry', label: { 'zh-CN': '干性' } }],
    };
    await bench.call('POST', '/fields', field, MANAGER);
    const rule = { all: [{ is: 'profile.custom_field', field: 'skin', anyOf: ['dry'] }] };
    const id = await save('干性皮肤', rule);
    const options = [{ value: 'dry', label: { 'zh-CN': '偏干' } }];
    const patched = await bench.call('PATCH', '/fields/skin', { options }, MANAGER);
    expect(patched.status, patched.text).toBe(200);
    expect((await bench.call('POST', '/fields/skin/archive', undefined, MANAGER)).status).toBeLessThan(300);
    const { json } = await bench.call('GET', `/segments/${id}`, undefined, MANAGER);
    expect(json.sentence['zh-CN']).toBe('全部满足（自定义“肤质”为“偏干”）');
    const read = await bench.call('POST', '/rules/read', { text: json.sentence['zh-CN'], locale: 'zh-CN' }, MANAGER);
    expect(read.json.rule).toEqual({ v: 1, ...rule });
    const offered = await bench.call('GET', '/catalogues/customers.custom_fields', undefined, MANAGER);
    expect(offered.json.items).toEqual([]);
  });
});

describe('segments of segments', () => {
  it('grow no further than can be asked', async () => {
    let inner = await save('层0', WOMEN);
    const sixTimes = (id: string): object => ({
      any: Array.from({ length: 6 }, () => ({ is: 'segment.in', segments: [id] })),
    });
    for (let depth = 1; depth <= 3; depth += 1) {
      inner = await save(`层${depth}`, sixTimes(inner));
    }
    const made = await bench.call('POST', '/segments', { name: '层4', rule: sixTimes(inner) }, MANAGER);
    expect([made.status, made.json.errors]).toMatchObject([400, [{ field: 'rule', code: 'rule_too_large' }]]);
    expect((await bench.call('POST', '/segments/preview', { rule: sixTimes(inner) }, MANAGER)).status).toBe(400);
  });
});

describe('[C245] the rules of segments run by themselves', () => {
  it('a changed rule needs no code, and the log says what every run did, also those that failed', async () => {
    const id = await save('自动', WOMEN);
    const men = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['male'] }] };
    await bench.call('PUT', `/segments/${id}`, { name: '自动', rule: men }, MANAGER);
    await bench.settle();
    expect(await membersOf(id)).toEqual(['甲']);
    const { log } = kernel;
    const down = withParts(kernel, { olap: openOlap({ url: 'http://127.0.0.1:9', database: 'none', log }) });
    await expect(createPlatform(down).segments.refreshing.refresh(context, [id])).rejects.toMatchObject({
      code: 'analytic_store_unavailable',
    });
    const { json } = await bench.call('GET', `/segments/${id}/runs`, undefined, MARKETER);
    expect(json.items).toMatchObject([
      { version: 2, outcome: 'failed', entered: 0, left: 0, members: 1, error: 'analytic_store_unavailable' },
      { version: 2, outcome: 'done', entered: 1, left: 2, members: 1, error: null },
      { version: 1, outcome: 'done', entered: 2, left: 0, members: 2, error: null },
    ]);
    const first = await bench.call('GET', `/segments/${id}/runs?limit=1`, undefined, MARKETER);
    const second = await bench.call(
      'GET',
      `/segments/${id}/runs?limit=1&cursor=${first.json.nextCursor}`,
      undefined,
      MARKETER,
    );
    expect([first.json.items[0].outcome, second.json.items[0].outcome]).toEqual(['failed', 'done']);
    expect((await bench.call('GET', `/segments/${newId()}/runs`, undefined, MARKETER)).status).toBe(404);
  });
});

describe('[C247] while the analytic store is down', () => {
  it('segments say that they are stale, members and lists are there, and a preview says why there is none', async () => {
    const id = await save('停', WOMEN);
    const kept = await save('手动', WOMEN, { refresh: 'manual' });
    const { log } = kernel;
    const down = withParts(kernel, { olap: openOlap({ url: 'http://127.0.0.1:9', database: 'none', log }) });
    const app = await openTestServer(down, createPlatform(down).routes);
    const get = async (url: string) => {
      const reply = await app.inject({ url: `/api/v1${url}`, headers: MANAGER });
      return { status: reply.statusCode, json: reply.json() };
    };
    expect((await bench.call('GET', `/segments/${id}`, undefined, MANAGER)).json.stale).toBe(false);
    expect(await get(`/segments/${id}`)).toMatchObject({ status: 200, json: { stale: true, members: 2 } });
    expect(await get(`/segments/${kept}`)).toMatchObject({ status: 200, json: { stale: false } });
    expect(await get('/segments')).toMatchObject({ status: 200 });
    expect(await get(`/segments/${id}/members`)).toMatchObject({ status: 200, json: { total: 2 } });
    expect(await get('/lists')).toMatchObject({ status: 200 });
    for (const url of ['preview', 'profile']) {
      const reply = await app.inject({
        method: 'POST',
        url: `/api/v1/segments/${url}`,
        headers: MANAGER,
        payload: { rule: WOMEN },
      });
      expect([url, reply.statusCode, reply.json().code]).toEqual([url, 503, 'analytic_store_unavailable']);
    }
    await app.close();
  });

  it('what is overdue is stale too, what is worked out by hand is not', async () => {
    const id = await save('每小时', WOMEN, { refresh: 'hourly' });
    const kept = await save('偶尔', WOMEN, { refresh: 'manual' });
    kernel.clock.advance(4 * 3_600_000);
    expect((await bench.call('GET', `/segments/${id}`, undefined, MANAGER)).json.stale).toBe(true);
    expect((await bench.call('GET', `/segments/${kept}`, undefined, MANAGER)).json.stale).toBe(false);
  });
});

describe('[C031a] who is merged away or removed', () => {
  it('leaves every segment at once, also one that is worked out by hand, and history says why', async () => {
    const men = { all: [{ is: 'profile.field', field: 'gender', anyOf: ['male'] }] };
    const id = await save('男性（手动）', men, { refresh: 'manual' });
    expect(await membersOf(id)).toEqual(['甲']);
    const both = said({ account: 'both', phone: '+8613811110011', email: 'jia@x.cn' });
    await kernel.transaction(context, (tx) =>
      bench.platform.customers.identity.takeIn(tx, context, [both], { source: 'form', importId: null, scopeId: null }),
    );
    const { rows } = await sql<{ id: string }>`
      select id from customers.customers where id = any(${[idOf('富'), idOf('甲')]}::uuid[])`.execute(
      kernel.postgres.db,
    );
    // The older one stays.
    expect(rows).toEqual([{ id: idOf('富') }]);
    await bench.settle();
    const { json } = await bench.call('GET', `/segments/${id}/members`, undefined, MANAGER);
    expect(json).toMatchObject({ items: [], total: 0 });
    const history = await bench.call('GET', `/segments/${id}/history`, undefined, MANAGER);
    expect(history.json.items[0]).toMatchObject({ customerId: idOf('甲'), entered: false, cause: 'customer_gone' });
  });
});
