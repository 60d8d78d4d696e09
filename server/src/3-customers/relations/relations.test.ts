import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, type StatementBench, said } from '#test/statements.ts';
import { dumpTables, truncateTables } from '#test/table-dump.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const SUGGESTIONS = '/api/v1/relation-suggestions';

let agent: Readonly<Record<string, string>> = {};
let bench: StatementBench;
let serial = 0;
const byText = (a: string, b: string): number => (a < b ? -1 : 1);

beforeAll(async () => {
  agent = await pages.access.as('agent');
});

beforeEach(async () => {
  await truncateTables(kernel.postgres.db, await dumpTables(kernel.postgres.db, ['customers']));
  bench = createStatementBench(kernel);
});

async function person(name: string, more: Parameters<typeof said>[0] = {}): Promise<string> {
  serial += 1;
  const [one] = await bench.takeIn([said({ account: `x${serial}`, name, ...more })]);
  return one?.customerId ?? '';
}

async function done(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, text, body } = await answer;
  expect(status, text).toBeLessThan(300);
  return body;
}

const link = (id: string, given: object): Promise<Answer['body']> =>
  done(pages.post(`/api/v1/customers/${id}/relations`, given, agent));
const linksOf = async (id: string): Promise<Answer['body'][]> =>
  (await done(pages.get(`/api/v1/customers/${id}/relations`, agent))).items;
const scan = (): Promise<number> => bench.customers.suggestions.scan(systemContext('test'));
const open = async (query = ''): Promise<Answer['body'][]> =>
  (await done(pages.get(`${SUGGESTIONS}${query}`, agent))).items;
const decide = (id: string, what: string): Promise<Answer['body']> =>
  done(pages.post(`${SUGGESTIONS}/${id}/${what}`, {}, agent));
const remove = async (id: string): Promise<number> =>
  (await pages.access.app.inject({ method: 'DELETE', url: `/api/v1/relations/${id}`, headers: { ...agent } }))
    .statusCode;

async function company(name: string, words: object, contact: string): Promise<string> {
  const { id } = await done(pages.post('/api/v1/organisations', { name, ...words }, agent));
  await done(pages.post(`/api/v1/organisations/${id}/contacts`, { customerId: contact, position: '经理' }, agent));
  return id;
}

describe('[C013] links between customers', () => {
  it('stand on both profiles, each with what the other one is', async () => {
    const [wang, zhao] = [await person('王一', { phone: '+8613800000001' }), await person('赵二')];
    await link(wang, { otherId: zhao, kind: 'referrer', otherIs: 'from', since: '2025-01-01', word: '老同学' });
    expect(await linksOf(wang)).toMatchObject([
      {
        kind: 'referrer',
        label: { en: 'Referred by' },
        other: { id: zhao, name: '赵二' },
        word: '老同学',
        origin: 'hand',
      },
    ]);
    expect(await linksOf(zhao)).toMatchObject([
      { kind: 'referrer', label: { en: 'Referred' }, other: { id: wang, phone: '138****0001' }, since: '2025-01-01' },
    ]);
    const again = await pages.post(
      `/api/v1/customers/${zhao}/relations`,
      { otherId: wang, kind: 'referrer', otherIs: 'to' },
      agent,
    );
    expect(again.body.code).toBe('relation_exists');
    const [{ id }] = (await linksOf(wang)) as [{ id: string }];
    expect((await pages.patch(`/api/v1/relations/${id}`, { until: '2024-01-01' }, agent)).body.errors).toMatchObject([
      { field: 'until' },
    ]);
    await done(pages.patch(`/api/v1/relations/${id}`, { until: '2026-01-01' }, agent));
    expect(await linksOf(zhao)).toMatchObject([{ until: '2026-01-01' }]);
    expect(await remove(id)).toBeLessThan(300);
    expect(await linksOf(zhao)).toEqual([]);
    await done(pages.post(`/api/v1/relations/${id}/restore`, {}, agent));
    expect(await linksOf(wang)).toHaveLength(1);
    const self = await pages.post(`/api/v1/customers/${wang}/relations`, { otherId: wang, kind: 'friend' }, agent);
    expect(self.body.code).toBe('relation_same');
  });

  it('proposes two customers with the same address, however it is written; the accepted link shows on both', async () => {
    const left = await person('周甲', { address: '浙江省杭州市西湖区文三路138号3号楼2单元502室' });
    const right = await person('周乙', { address: '杭州西湖区文三路 138 号 3幢2单元 502' });
    await person('吴丙', { address: '浙江省杭州市西湖区文三路139号' });
    await person('吴丁', { address: '浙江省杭州市西湖区' });
    await person('吴戊', { address: '浙江省杭州市西湖区' });
    expect(await scan()).toBe(1);
    const [suggestion] = await open();
    expect(suggestion).toMatchObject({
      kind: 'family',
      reason: 'address',
      sharers: 2,
      left: { id: left },
      right: { id: right },
    });
    expect(suggestion.detail).not.toContain('502');
    const accepted = await decide(suggestion.id, 'accept');
    expect(await linksOf(left)).toMatchObject([
      { id: accepted.relationId, other: { id: right }, origin: 'suggestion', reason: { key: 'address' } },
    ]);
    expect(await linksOf(right)).toMatchObject([{ id: accepted.relationId, other: { id: left } }]);
    expect((await pages.post(`${SUGGESTIONS}/${suggestion.id}/reject`, {}, agent)).body.code).toBe(
      'suggestion_decided',
    );
    await decide(suggestion.id, 'undo');
    expect(await linksOf(left)).toEqual([]);
    await decide(suggestion.id, 'reject');
    // Not even when one of them states the address anew, or is merged with somebody.
    expect(await scan()).toBe(0);
    const twin = await person('周甲甲');
    await done(pages.post(`/api/v1/customers/${left}/merge`, { with: twin, reason: '同一人' }, agent));
    expect(await scan()).toBe(0);
    expect(await open()).toEqual([]);
    expect(await open('?state=rejected')).toHaveLength(1);
  });

  it('proposes colleagues by company and family by a shared family phone, never a crowd or one household', async () => {
    const work = { attributes: { workUnit: '星河贸易有限公司' } };
    const [a, b] = [await person('甲一', work), await person('甲二', work)];
    // A dormitory: one door, seven people.
    for (let n = 0; n < 7; n += 1) {
      await person(`住客${n}`, { address: '上海市杨浦区邯郸路 220 号 3 号楼 101 室' });
    }
    for (let n = 0; n < 14; n += 1) {
      await person(`大厂${n}`, { attributes: { workUnit: '万人集团' } });
    }
    await sql`
      insert into customers.shared_phones (id, phone, reason, noted_at)
      values (uuidv7(), '+8613900000009', 'family', now()), (uuidv7(), '+8613900000008', 'courier', now())`.execute(
      kernel.postgres.db,
    );
    const [father, son] = [
      await person('乙父', { phone: '+8613900000009' }),
      await person('乙子', { phone: '+8613900000009' }),
    ];
    await person('丙一', { phone: '+8613900000008' });
    await person('丙二', { phone: '+8613900000008' });
    await scan();
    const pairs = (await open()).map(({ reason, left, right }) => [reason, [left.id, right.id].toSorted(byText)]);
    expect(pairs).toHaveLength(2);
    expect(pairs).toContainEqual(['company', [a, b].toSorted(byText)]);
    expect(pairs).toContainEqual(['phone', [father, son].toSorted(byText)]);
    expect((await open(`?customerId=${a}`)).map(({ reason }) => reason)).toEqual(['company']);
    const [home] = [await person('丁父', { address: '上海市徐汇区漕溪北路 8 号 101 室' })];
    const child = await person('丁子', { address: '上海市徐汇区漕溪北路 8 号 101 室' });
    const { id } = await done(pages.post('/api/v1/households', { holderCustomerId: home }, agent));
    await done(pages.post(`/api/v1/households/${id}/members`, { customerId: child, relation: 'child' }, agent));
    expect(await scan()).toBe(0);
  });

  it('draws who is around a customer two steps far, family and company with them, and hides whom nobody may see', async () => {
    const [root, friend, far, beyond] = [
      await person('根'),
      await person('友'),
      await person('远'),
      await person('外'),
    ];
    await link(root, { otherId: friend, kind: 'friend' });
    await link(friend, { otherId: far, kind: 'colleague' });
    await link(far, { otherId: beyond, kind: 'friend' });
    const { id } = await done(pages.post('/api/v1/households', { holderCustomerId: root }, agent));
    const child = { person: { name: '小宝', birthday: '2020-01-01' }, relation: 'child', relationWord: '女儿' };
    await done(pages.post(`/api/v1/households/${id}/members`, child, agent));
    const partner = await person('同行');
    const orgId = await company('星河', {}, root);
    await done(pages.post(`/api/v1/organisations/${orgId}/contacts`, { customerId: partner }, agent));
    const graph = async (depth: number, headers = agent): Promise<Answer['body']> =>
      (await pages.get(`/api/v1/customers/${root}/relation-graph?depth=${depth}`, headers)).body;
    const two = await graph(2);
    const depths = Object.fromEntries(
      two.nodes.map(({ name, depth }: { name: string; depth: number }) => [name, depth]),
    );
    expect(depths).toEqual({ 根: 0, 友: 1, 小宝: 1, 星河: 1, 远: 2, 同行: 2 });
    expect(two.nodes.find(({ name }: { name: string }) => name === '小宝')).toMatchObject({
      type: 'person',
      isMinor: true,
    });
    expect(two.edges.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual([
      'colleague',
      'contact',
      'contact',
      'friend',
      'household',
    ]);
    expect((await graph(1)).nodes).toHaveLength(4);
    const scopeId = await pages.scope('南京店');
    await sql`update customers.records set scope_id = ${scopeId} where customer_id = ${root}`.execute(
      kernel.postgres.db,
    );
    const limited = await graph(2, await pages.inScope('store', scopeId));
    expect(limited.nodes.map(({ name }: { name: string }) => name).toSorted()).toEqual(['小宝', '根'].toSorted());
    expect(limited.hidden).toBe(1);
    const { items, hidden } = (
      await pages.get(`/api/v1/customers/${root}/relations`, await pages.inScope('store', scopeId))
    ).body;
    expect([items, hidden]).toEqual([[], 1]);
  });
});

describe('[C013a] introductions', () => {
  it('proposes the supplier and the buyer of one article, and what became of it shows on both time-lines', async () => {
    const [seller, buyer, other] = [await person('卖布人'), await person('做衣人'), await person('卖扣人')];
    await company('云布厂', { supplies: ['牛仔布', '帆布'] }, seller);
    await company('衣坊', { buys: ['牛仔布', '纽扣'] }, buyer);
    await company('线厂', { supplies: ['线'] }, other);
    expect(await scan()).toBe(1);
    const [pair] = await open('?reason=goods');
    expect(pair).toMatchObject({
      kind: 'business',
      detail: '牛仔布',
      left: { id: seller, organisation: '云布厂' },
      right: { id: buyer, organisation: '衣坊' },
      introduced: false,
    });
    const introduction = await done(
      pages.post(
        '/api/v1/introductions',
        {
          leftId: seller,
          rightId: buyer,
          suggestionId: pair.id,
          goods: '牛仔布',
          how: 'wechat',
          note: '双方互加微信，电话 13812345678',
          nextStep: '一周后问进展',
          nextOn: '2026-03-09',
        },
        agent,
      ),
    );
    expect(introduction).toMatchObject({ result: 'open', nextOn: '2026-03-09' });
    expect((await open('?reason=goods'))[0]).toMatchObject({ introduced: true });
    const story = async (id: string, headers = agent): Promise<Answer> =>
      pages.get(`/api/v1/customers/${id}/timeline?types=introductions`, headers);
    for (const [id, name] of [
      [seller, '做衣人'],
      [buyer, '卖布人'],
    ] as const) {
      expect((await story(id)).body.items).toMatchObject([
        { kind: 'introduction', title: { 'zh-CN': `介绍认识：${name}` }, outcome: '一周后问进展' },
      ]);
    }
    expect((await story(seller, await pages.access.as('marketer'))).text).not.toContain('13812345678');
    kernel.clock.advance(60_000);
    const settled = await done(
      pages.post(`/api/v1/introductions/${introduction.id}/steps`, { result: 'deal', note: '首单 500 米' }, agent),
    );
    expect(settled).toMatchObject({ result: 'deal', nextOn: null, steps: [{ result: 'deal', note: '首单 500 米' }] });
    expect((await story(buyer)).body.items.map(({ kind }: { kind: string }) => kind)).toEqual([
      'introduction.result',
      'introduction',
    ]);
    const list = async (state: string) =>
      (await done(pages.get(`/api/v1/introductions?state=${state}`, agent))).items.map(({ id }: { id: string }) => id);
    expect(await list('open')).toEqual([]);
    expect(await list('settled')).toEqual([introduction.id]);
    const same = { leftId: seller, rightId: seller, how: 'call' };
    expect((await pages.post('/api/v1/introductions', same, agent)).body.code).toBe('introduction_same');
    const gone = await pages.access.app.inject({
      method: 'DELETE',
      url: `/api/v1/introductions/${introduction.id}`,
      headers: { ...agent },
    });
    expect(gone.statusCode).toBeLessThan(300);
    expect((await story(buyer)).body.items).toEqual([]);
    await done(pages.post(`/api/v1/introductions/${introduction.id}/restore`, {}, agent));
    expect((await story(buyer)).body.items).toHaveLength(2);
  });

  it('lists open ones page by page, the next step that is due first', async () => {
    const [a, b] = [await person('甲'), await person('乙')];
    const dates = ['2026-03-05', null, '2026-03-04'];
    for (const nextOn of dates) {
      await done(pages.post('/api/v1/introductions', { leftId: a, rightId: b, how: 'call', nextOn }, agent));
    }
    const first = await done(pages.get('/api/v1/introductions?limit=2', agent));
    const second = await done(
      pages.get(`/api/v1/introductions?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`, agent),
    );
    expect([...first.items, ...second.items].map(({ nextOn }) => nextOn)).toEqual(['2026-03-04', '2026-03-05', null]);
    expect(second.nextCursor).toBeNull();
  });
});
