import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, said } from '#test/statements.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const PATH = '/api/v1/households';

let agent: Readonly<Record<string, string>> = {};
let marketer: Readonly<Record<string, string>> = {};
let serial = 0;

beforeAll(async () => {
  agent = await pages.access.as('agent');
  marketer = await pages.access.as('marketer');
});

async function person(name: string, more: Parameters<typeof said>[0] = {}): Promise<string> {
  serial += 1;
  const bench = createStatementBench(kernel);
  const [one] = await bench.takeIn([said({ account: `h${serial}`, name, ...more })]);
  return one?.customerId ?? '';
}

async function done(answer: Promise<Answer>): Promise<Answer['body']> {
  const { status, text, body } = await answer;
  expect(status, text).toBeLessThan(300);
  return body;
}

const found = (holderCustomerId: string, more: object = {}): Promise<Answer['body']> =>
  done(pages.post(PATH, { holderCustomerId, ...more }, agent));
const join = (id: string, member: object): Promise<Answer['body']> =>
  done(pages.post(`${PATH}/${id}/members`, member, agent));
const of = (customerId: string): Promise<Answer['body']> =>
  done(pages.get(`/api/v1/customers/${customerId}/households`, agent));
const names = (household: Answer['body']): string[] => household.members.map(({ name }: { name: string }) => name);
const member = (household: Answer['body'], name: string): Answer['body'] =>
  household.members.find((each: { name: string }) => each.name === name);

/** An order of the customer with two lines, as an import writes it. */
async function order(customerId: string): Promise<string> {
  serial += 1;
  const { rows } = await sql<{ id: string }>`
    insert into commerce.orders (id, source, number, kind, status, placed_at, business_date, currency, total_minor,
      sales_minor, sales_lines, line_count, record_id, customer_id, content_hash, created_at, updated_at)
    select uuidv7(), 'shop', ${`N${serial}`}, 'sale', 'paid', ${kernel.clock.now()}, '2026-03-02', 'CNY', 30000, 30000,
      2, 2, r.id, r.customer_id, 'x', now(), now()
    from customers.records r where r.customer_id = ${customerId} order by r.id limit 1 returning id`.execute(
    kernel.postgres.db,
  );
  const id = rows[0]?.id ?? '';
  await sql`
    insert into commerce.order_lines (order_id, line_no, sku, name, quantity, unit_price, amount_minor)
    values (${id}, 1, 'SHIRT-XXL', '衬衫', 1, 200, 20000), (${id}, 2, 'SOCKS', '袜子', 2, 50, 10000)`.execute(
    kernel.postgres.db,
  );
  return id;
}

describe('[C002] households', () => {
  it('keep a father with size XXL, a line of an order is marked for him, and his purchases stand on the page', async () => {
    const li = await person('李娜');
    const { id } = await found(li, { pooling: 'pooled', address: '上海市徐汇区漕溪北路 1 号' });
    const father = { name: '李大山', birthday: '农历八月十五' };
    const page = await join(id, { person: father, relation: 'parent', relationWord: '父亲', sizes: { top: 'XXL' } });
    expect(page).toMatchObject({ pooling: 'pooled', holder: { name: '李娜' } });
    expect(member(page, '李大山')).toMatchObject({
      customer: null,
      relation: 'parent',
      relationWord: '父亲',
      sizes: { top: 'XXL' },
      birthday: '农历八月十五',
    });
    // Also on the profile of whoever lives there.
    const own = await done(pages.get(`/api/v1/customers/${li}/households`, agent));
    expect(own.items.map(({ members }: { members: { name: string }[] }) => members.map(({ name }) => name))).toEqual([
      ['李娜', '李大山'],
    ]);
    const orderId = await order(li);
    const asked = await done(pages.get(`/api/v1/orders/${orderId}/recipients`, agent));
    expect(asked.people).toMatchObject([
      { name: '李娜', isBuyer: true },
      { name: '李大山', sizes: { top: 'XXL' }, isBuyer: false },
    ]);
    const memberId = member(page, '李大山').id;
    const line = `/api/v1/orders/${orderId}/lines/1/recipient`;
    const marked = await done(pages.put(line, { memberId }, agent));
    expect(marked.lines).toEqual([{ lineNo: 1, memberId, name: '李大山' }]);
    const purchases = await done(pages.get(`${PATH}/${id}/purchases`, agent));
    const boughtFor = (name: string) =>
      purchases.items.find((each: { memberId: string }) => each.memberId === member(page, name).id);
    expect(boughtFor('李大山')).toMatchObject({
      lines: 1,
      totals: [{ currency: 'CNY', amountMinor: 20_000 }],
      recent: [{ orderId, sku: 'SHIRT-XXL', isMarked: true }],
    });
    expect(boughtFor('李娜')).toMatchObject({ lines: 1, recent: [{ sku: 'SOCKS', isMarked: false }] });
    // A line that is another article by now is nobody's any more.
    await sql`update commerce.order_lines set sku = 'HAT' where order_id = ${orderId} and line_no = 1`.execute(
      kernel.postgres.db,
    );
    expect((await done(pages.get(`/api/v1/orders/${orderId}/recipients`, agent))).lines).toEqual([]);
    const stranger = await found(await person('王五'));
    const refused = await pages.put(line, { memberId: stranger.members[0].id }, agent);
    expect(refused.body.code).toBe('recipient_unknown');
    expect((await done(pages.put(line, { memberId: null }, agent))).lines).toEqual([]);
  });

  it('show children under 14 as minors, and no birthday or address to those who may not see them', async () => {
    const holder = await person('周杰', { attributes: { birthday: '1985-01-02' } });
    const { id } = await found(holder, { address: '上海市徐汇区漕溪北路 99 号 502 室' });
    await join(id, { person: { name: '周小宝', birthday: '2016-05-04' }, relation: 'child' });
    await join(id, { person: { name: '周大宝', birthday: '2011-05-04' }, relation: 'child' });
    const girl = await person('周小贝', { attributes: { birthday: '2014-01-01' } });
    const page = await join(id, { customerId: girl, relation: 'child' });
    const minors = page.members.filter(({ isMinor }: { isMinor: boolean }) => isMinor);
    expect(minors.map(({ name }: { name: string }) => name)).toEqual(['周小宝', '周小贝']);
    expect(member(page, '周小宝')).toMatchObject({ birthday: '2016-05-04', age: 9 });
    // A customer's birthday is revealed on the profile, for a reason.
    expect(member(page, '周杰').birthday).toBe('1985-**-**');
    const seen = await pages.get(`${PATH}/${id}`, marketer);
    expect(member(seen.body, '周小宝').birthday).toBe('2016-**-**');
    expect(seen.text).not.toMatch(/05-04|502/u);
  });

  it('let members leave, move and come, and take each change back', async () => {
    const [wu, zheng] = [await person('吴一'), await person('郑二')];
    const [one, two] = [await found(wu), await found(zheng)];
    const son = await person('吴小');
    const joined = await join(one.id, { customerId: son, relation: 'child' });
    const memberId = member(joined, '吴小').id;
    const twice = await pages.post(`${PATH}/${two.id}/members`, { customerId: son, relation: 'other' }, agent);
    expect(twice.body.code).toBe('customer_in_household');
    const moved = await done(
      pages.post(`${PATH}/${one.id}/members/${memberId}/move`, { to: two.id, relation: 'child_in_law' }, agent),
    );
    expect(names(moved)).toEqual(['郑二', '吴小']);
    expect((await of(son)).items.map(({ id }: { id: string }) => id)).toEqual([two.id]);
    const back = await done(pages.post(`${PATH}/${two.id}/undo`, { changeId: moved.changes[0].id }, agent));
    expect(names(back)).toEqual(['郑二']);
    const home = await done(pages.get(`${PATH}/${one.id}`, agent));
    expect(member(home, '吴小')).toMatchObject({ id: memberId, relation: 'child' });
    const left = await done(pages.post(`${PATH}/${one.id}/members/${memberId}/leave`, {}, agent));
    expect(left.former).toMatchObject([{ name: '吴小' }]);
    expect((await of(son)).items).toEqual([]);
    // The older change is not as it was left, the newest is.
    const joining = left.changes.find(({ act }: { act: string }) => act === 'joined');
    const stale = await pages.post(`${PATH}/${one.id}/undo`, { changeId: joining.id }, agent);
    expect(stale.body.code).toBe('household_changed_since');
    const again = await done(pages.post(`${PATH}/${one.id}/undo`, { changeId: left.changes[0].id }, agent));
    expect(names(again)).toEqual(['吴一', '吴小']);
    const refused = await pages.post(`${PATH}/${one.id}/undo`, { changeId: left.changes[0].id }, agent);
    expect(refused.body.code).toBe('household_changed_since');
  });

  it('change the holder with the relations of all, and never lose one', async () => {
    const [wife, husband] = [await person('冯母'), await person('陈父')];
    const { id, holder } = await found(wife);
    await join(id, { customerId: husband, relation: 'spouse' });
    await join(id, { person: { name: '陈小' }, relation: 'child' });
    const page = await join(id, { person: { name: '冯外婆' }, relation: 'parent' });
    const stays = await pages.post(`${PATH}/${id}/members/${holder.memberId}/leave`, {}, agent);
    expect(stays.body.code).toBe('holder_needed');
    const nobody = await pages.post(`${PATH}/${id}/members/${member(page, '陈小').id}/hold`, {}, agent);
    expect(nobody.body.code).toBe('holder_no_customer');
    const changed = await done(pages.post(`${PATH}/${id}/members/${member(page, '陈父').id}/hold`, {}, agent));
    expect(changed.members.map(({ name, relation }: { name: string; relation: string }) => [name, relation])).toEqual([
      ['陈父', 'holder'],
      ['冯母', 'spouse'],
      ['陈小', 'child'],
      ['冯外婆', 'parent_in_law'],
    ]);
  });

  it('say which customer a named person is, whose purchases stay', async () => {
    const he = await person('何一');
    const { id } = await found(he);
    const page = await join(id, { person: { name: '何妈妈', birthday: '1955-02-03' }, relation: 'parent' });
    const memberId = member(page, '何妈妈').id;
    const orderId = await order(he);
    await done(pages.put(`/api/v1/orders/${orderId}/lines/2/recipient`, { memberId }, agent));
    const mother = await person('吕秀英', { attributes: { birthday: '1955-02-03' } });
    const linked = await done(pages.patch(`${PATH}/${id}/members/${memberId}`, { customerId: mother }, agent));
    expect(member(linked, '吕秀英')).toMatchObject({ id: memberId, customer: { id: mother }, relation: 'parent' });
    const refused = await pages.patch(`${PATH}/${id}/members/${memberId}`, { name: '别名' }, agent);
    expect(refused.body.code).toBe('member_is_customer');
    const { items } = await done(pages.get(`${PATH}/${id}/purchases`, agent));
    expect(items.find((each: { memberId: string }) => each.memberId === memberId)).toMatchObject({ lines: 1 });
    const wrong = await pages.patch(
      `${PATH}/${id}/members/${page.members[0].id}`,
      { sizes: { shoes: '42' }, relation: 'other' },
      agent,
    );
    expect(wrong.body.code).toBe('holder_needed');
  });

  it('follow a merge: one member shown once, and both again after it is taken back', async () => {
    const holder = await person('施一');
    const [a, b] = [await person('张小明'), await person('张晓明')];
    const { id } = await found(holder);
    await join(id, { customerId: a, relation: 'child' });
    const page = await join(id, { customerId: b, relation: 'child' });
    const orderId = await order(holder);
    const second = member(page, '张晓明').id;
    await done(pages.put(`/api/v1/orders/${orderId}/lines/1/recipient`, { memberId: second }, agent));
    const merge = await done(pages.post(`/api/v1/customers/${a}/merge`, { with: b, reason: '同一人' }, agent));
    const merged = await done(pages.get(`${PATH}/${id}`, agent));
    expect(merged.members).toHaveLength(2);
    const { items } = await done(pages.get(`${PATH}/${id}/purchases`, agent));
    expect(items.find((each: { memberId: string }) => each.memberId === merged.members[1].id)).toMatchObject({
      lines: 1,
    });
    await done(pages.post(`/api/v1/customers/${a}/unmerge`, { mergeId: merge.mergeId, reason: '弄错了' }, agent));
    expect(names(await done(pages.get(`${PATH}/${id}`, agent)))).toEqual(['施一', '张小明', '张晓明']);
  });

  it('are seen by whoever sees one of the customers in them, others in it without a name', async () => {
    const scopeId = await pages.scope('苏州店');
    const bench = createStatementBench(kernel);
    const context = systemContext('test');
    const statement = said({ account: 'scoped', name: '苏州客' });
    const [taken] = await kernel.transaction(context, (tx) =>
      bench.customers.identity.takeIn(tx, context, [statement], { source: 'suzhou', importId: null, scopeId }),
    );
    const { id } = await found(await person('外地客'));
    await join(id, { customerId: taken?.customerId ?? '', relation: 'spouse' });
    const other = await found(await person('与苏州无关'));
    const store = await pages.inScope('store', scopeId);
    const seen = await pages.get(`${PATH}/${id}`, store);
    expect(seen.body.members).toMatchObject([
      { name: null, isHidden: true },
      { name: '苏州客', isHidden: false },
    ]);
    expect(seen.text).not.toContain('外地客');
    expect((await pages.get(`${PATH}/${other.id}`, store)).status).toBe(404);
  });

  it('are what they were once every change is taken back, the newest first, whatever was done', async () => {
    const act = fc.record({
      what: fc.constantFrom('join', 'leave', 'size', 'hold', 'name', 'move'),
      which: fc.nat({ max: 5 }),
    });
    const shape = ({ name, pooling, members }: Answer['body']): unknown => [
      name,
      pooling,
      members.map(({ name: who, relation, sizes }: Answer['body']) => [who, relation, sizes]),
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
        const spouse = await person('配偶');
        const { id } = await found(await person('户主'));
        const second = await found(await person('别家'));
        const before = await join(id, { customerId: spouse, relation: 'spouse' });
        for (const { what, which } of acts) {
          const { members } = await done(pages.get(`${PATH}/${id}`, agent));
          const at = `${PATH}/${id}/members/${members[which % members.length]?.id ?? id}`;
          // Some of these are refused, such as the holder's leaving: then nothing is changed.
          await (what === 'join'
            ? pages.post(`${PATH}/${id}/members`, { person: { name: `家人${which}` }, relation: 'other' }, agent)
            : what === 'leave'
              ? pages.post(`${at}/leave`, {}, agent)
              : what === 'size'
                ? pages.patch(at, { sizes: { shoes: `${36 + which}` } }, agent)
                : what === 'hold'
                  ? pages.post(`${at}/hold`, {}, agent)
                  : what === 'move'
                    ? pages.post(`${at}/move`, { to: second.id, relation: 'other' }, agent)
                    : pages.patch(`${PATH}/${id}`, { name: `家${which}`, pooling: 'pooled' }, agent));
          kernel.clock.advance(1000);
        }
        const { changes } = await done(pages.get(`${PATH}/${id}`, agent));
        const since = changes.findIndex((each: { id: string }) => each.id === before.changes[0].id);
        for (const change of changes.slice(0, since)) {
          await done(pages.post(`${PATH}/${id}/undo`, { changeId: change.id }, agent));
        }
        expect(shape(await done(pages.get(`${PATH}/${id}`, agent)))).toEqual(shape(before));
      }),
      { numRuns: 10 },
    );
  });

  it('refuse a birthday that is none, and write one household for one key', async () => {
    const sun = await person('孙一');
    const headers = { ...agent, 'idempotency-key': 'household-1' };
    const first = await pages.post(PATH, { holderCustomerId: sun }, headers);
    expect((await pages.post(PATH, { holderCustomerId: sun }, headers)).body.id).toBe(first.body.id);
    const refused = await pages.post(
      `${PATH}/${first.body.id}/members`,
      { person: { name: '孙小', birthday: '属兔' }, relation: 'child' },
      agent,
    );
    expect(refused.body).toMatchObject({ errors: [{ field: 'birthday' }] });
  });
});
