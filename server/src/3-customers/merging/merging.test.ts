import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createChunkedImports } from '#test/chunked-import.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { createStatementBench, said } from '#test/statements.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let manager: Readonly<Record<string, string>> = {};
let store: Readonly<Record<string, string>> = {};
let serial = 0;

beforeAll(async () => {
  manager = await pages.access.as('manager');
  store = await pages.access.as('store');
});

const phone = (): string => {
  serial += 1;
  return `137${String(10_000_000 + serial)}`;
};

async function create(body: object): Promise<string> {
  const answer = await pages.post('/api/v1/customers', body, manager);
  expect([answer.status, answer.body.created]).toEqual([200, true]);
  return answer.body.id;
}

const customer = (id: string): Promise<Answer> => pages.get(`/api/v1/customers/${id}`, manager);
const at = (id: string, action: string, body: object, headers = manager): Promise<Answer> =>
  pages.post(`/api/v1/customers/${id}/${action}`, body, headers);
const explain = async (id: string): Promise<Answer['body']> =>
  (await pages.get(`/api/v1/customers/${id}/explain`, manager)).body;
const lookup = async (type: string, value: string, source?: string): Promise<string | null> =>
  (await pages.post('/api/v1/customers/lookup', { type, value, ...(source === undefined ? {} : { source }) }, manager))
    .body.customer?.id ?? null;

async function buys(number: string, account: string, amount: string, source = 'taobao'): Promise<void> {
  const row = { number, account, sku: 'S1', quantity: '1', unitPrice: amount, placedAt: '2026-01-05' };
  await createChunkedImports(kernel).run([row], { source });
}

async function total(id: string): Promise<number> {
  const { body } = await pages.get(`/api/v1/customers/${id}/orders`, manager);
  return body.items.reduce((sum: number, order: { totalMinor: number }) => sum + order.totalMinor, 0);
}

describe('[C009] de-duplication and merge', () => {
  it('flags the second customer with one phone, merges with the orders of both, says who merged, and lists one to mail', async () => {
    const shared = phone();
    await buys('M-1', 'u-m1', '100');
    await buys('M-2', 'u-m2', '50', 'jd');
    const { rows } = await sql<{ id: string }>`
      select customer_id as id from customers.records where account in ('u-m1', 'u-m2') order by id`.execute(
      kernel.postgres.db,
    );
    const [first = '', second = ''] = rows.map(({ id }) => id);
    const edited = async (id: string): Promise<Answer> => {
      const { body } = await pages.get(`/api/v1/customers/${id}/fields`, manager);
      return pages.patch(`/api/v1/customers/${id}`, { version: body.version, phone: shared }, manager);
    };
    expect((await edited(first)).status).toBe(200);
    // The same phone with somebody else is pointed out, with what to do about it.
    const refused = await edited(second);
    expect([refused.status, refused.body.code]).toEqual([409, 'identifier_taken']);
    const preview = await at(first, 'merge/preview', { with: second });
    expect(preview.body.customers.map(({ id }: { id: string }) => id)).toEqual([first, second]);
    const orders = preview.body.belongings.find(({ name }: { name: string }) => name === 'commerce.orders');
    expect(orders?.counts).toEqual([1, 1]);
    const merged = await at(first, 'merge', { with: second, reason: '同一个人，两个店铺' });
    expect([merged.status, merged.body.id, merged.body.merged]).toEqual([200, first, [second]]);
    expect(await total(first)).toBe(15_000);
    expect((await customer(second)).status).toBe(404);
    const { body: audit } = await pages.get(
      `/api/v1/audit?subjectId=${first}&action=customers.customers_merged`,
      await pages.access.as('admin'),
    );
    expect(audit.items[0]).toMatchObject({ reason: '同一个人，两个店铺', actor: { name: 'manager' } });
    // Whoever is mailed is one customer with one address list entry.
    const { body: list } = await pages.post('/api/v1/customers/search', { text: shared, limit: 10 }, manager);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([first]);
  });

  it('needs the permission', async () => {
    const [a, b] = [await create({ name: '甲' }), await create({ name: '乙' })];
    expect((await at(a, 'merge', { with: b, reason: '试试看' }, store)).status).toBe(403);
  });

  it('is done once, whoever asks again, and whoever asks for the other one', async () => {
    const [a, b] = [await create({ name: '甲一' }), await create({ name: '甲一' })];
    const first = await at(a, 'merge', { with: [b], reason: '重复建档' });
    expect(first.body.mergeId).not.toBeNull();
    const again = await at(b, 'merge', { with: [a], reason: '重复建档' });
    expect([again.status, again.body]).toEqual([200, { id: a, mergeId: null, merged: [] }]);
  });

  it('survives later intake, and un-merging gives what came since back to the record it came with', async () => {
    await buys('K-1', 'u-k1', '10');
    await buys('K-2', 'u-k2', '20');
    const { rows } = await sql<{ id: string }>`
      select customer_id as id from customers.records where account in ('u-k1', 'u-k2') order by id`.execute(
      kernel.postgres.db,
    );
    const [a = '', b = ''] = rows.map(({ id }) => id);
    const { body: merged } = await at(a, 'merge', { with: b, reason: '客户来电确认' });
    await buys('K-3', 'u-k2', '40');
    expect(await total(a)).toBe(7000);
    const why = await explain(a);
    expect(why.merges).toMatchObject([{ id: merged.mergeId, reason: '客户来电确认', by: 'manager', origin: 'staff' }]);
    const preview = await at(a, 'unmerge/preview', { mergeId: merged.mergeId });
    expect(preview.body.customers.map(({ id }: { id: string }) => id)).toEqual([a, b]);
    const parted = await at(a, 'unmerge', { mergeId: merged.mergeId, reason: '其实是两个人' });
    expect(parted.body).toEqual({ customers: [a, b] });
    expect([await total(a), await total(b)]).toEqual([1000, 6000]);
    expect((await explain(a)).merges).toEqual([]);
  });

  it('stays when the record goes that it was made with, and is still taken back as a whole', async () => {
    const bench = createStatementBench(kernel);
    const shared = '+8613700007771';
    const done = await bench.runImport([[said({ account: 'h1', phone: shared })]], 'taobao');
    const [second] = await bench.takeIn([said({ account: 'h2', phone: shared })], 'jd');
    const [third] = await bench.takeIn([said({ account: 'h3' })], 'jd');
    const ids = [second?.customerId ?? '', third?.customerId ?? ''] as const;
    const { body: merged } = await at(ids[0], 'merge', { with: ids[1], reason: '同一人' });
    await bench.undoImport(done);
    const now = async (): Promise<(string | undefined)[]> => {
      const found = await bench.customers.identity.customersOf(kernel.postgres.db, [
        second?.recordId ?? '',
        third?.recordId ?? '',
      ]);
      return [second, third].map((one) => found.find(({ recordId }) => recordId === one?.recordId)?.customerId);
    };
    const [together, same] = await now();
    expect(same).toBe(together);
    await at(together ?? '', 'unmerge', { mergeId: merged.mergeId, reason: '弄错了' });
    expect(await now()).toEqual([...ids]);
  });

  it('warns of two birth dates and sexes, and of those who were set apart, who need an explicit word', async () => {
    const a = await create({ name: '陈晨', attributes: { gender: '女', birthday: '1990-05-12' } });
    const b = await create({ name: '陈晨', attributes: { gender: '男', birthday: '1988-01-02' } });
    expect((await at(a, 'apart', { from: b, reason: '同名的两个人' })).status).toBe(200);
    const { body: preview } = await at(a, 'merge/preview', { with: b });
    expect(preview.warnings.map(({ code }: { code: string }) => code)).toEqual([
      'set_apart',
      'genders_differ',
      'birthdays_differ',
    ]);
    expect(preview.fields.find(({ key }: { key: string }) => key === 'gender').differs).toBe(true);
    const refused = await at(a, 'merge', { with: b, reason: '再看看' });
    expect([refused.status, refused.body.code]).toEqual([409, 'customers_apart']);
    expect(refused.body.detail ?? refused.text).toContain('同名的两个人');
    expect((await at(a, 'merge', { with: b, reason: '确认同一人', overrule: true })).status).toBe(200);
  });
});

describe('[C010] several accounts, one customer', () => {
  it('links three accounts; a look-up by any of them opens the same profile with the value of all', async () => {
    await buys('A-1', 'acc-1', '100');
    await buys('A-2', 'acc-2', '200', 'jd');
    await buys('A-3', 'acc-3', '300', 'shop');
    const before = await Promise.all([
      lookup('account', 'acc-1', 'taobao'),
      lookup('account', 'acc-2', 'jd'),
      lookup('account', 'acc-3', 'shop'),
    ]);
    expect(new Set(before).size).toBe(3);
    const [first = '', ...others] = before.map(String);
    const { body: merged } = await at(first, 'merge', { with: others, reason: '同一客户的三个账号' });
    expect(merged.id).toBe(before.map(String).toSorted()[0]);
    const after = await Promise.all([
      lookup('account', 'acc-1', 'taobao'),
      lookup('account', 'acc-2', 'jd'),
      lookup('account', 'acc-3', 'shop'),
    ]);
    expect(after).toEqual([merged.id, merged.id, merged.id]);
    expect(await total(merged.id)).toBe(60_000);
  });
});

describe('parting customers', () => {
  it('takes a wrong card off a record, and those whom only it joined fall apart, until it is put back', async () => {
    const card = { kind: 'member_card', value: 'CARD0001' } as const;
    const bench = createStatementBench(kernel);
    const hears = () =>
      bench.takeIn([said({ account: 'd1', identifiers: [card] }), said({ account: 'd2', identifiers: [card] })]);
    const [one, two] = await hears();
    const id = one?.customerId ?? '';
    expect(two?.customerId).toBe(id);
    const wrong = { recordId: two?.recordId, kind: 'member_card', shown: 'CARD0001' };
    const { body: detached } = await at(id, 'detach', { ...wrong, reason: '卡是借用的' });
    expect(detached.customers).toHaveLength(2);
    const other = detached.customers[1];
    expect(await lookup('memberCard', 'CARD0001')).toBe(id);
    const why = (await explain(other)).records[0].identifiers[0];
    expect(why.withheld).toMatchObject({ cause: 'detached', reason: '卡是借用的', by: 'manager' });
    // Hearing of it again joins nobody.
    expect((await hears()).map((each) => each?.customerId)).toEqual([id, other]);
    expect((await at(other, 'attach', { ...wrong, reason: '弄错了' })).body).toEqual({ id });
    expect((await hears()).map((each) => each?.customerId)).toEqual([id, id]);
  });

  it('lets chosen records be another customer: the phone that both state stays with one of them', async () => {
    const shared = '+8613700009999';
    const bench = createStatementBench(kernel);
    const [one, two, three] = await bench.takeIn([
      said({ account: 'f1', phone: shared, name: '父亲' }),
      said({ account: 'f2', phone: shared, name: '女儿' }),
      said({ account: 'f3', phone: shared, name: '父亲' }),
    ]);
    const id = one?.customerId ?? '';
    const wish = { recordIds: [two?.recordId], sharedGoTo: 'staying' };
    const { body: preview } = await at(id, 'unmerge/preview', wish);
    expect(preview.customers).toMatchObject([{ id }, { id: null, name: '女儿' }]);
    expect(preview.withheld).toMatchObject([{ recordId: two?.recordId, kind: 'phone', shown: '137****9999' }]);
    const { body: parted } = await at(id, 'unmerge', { ...wish, reason: '父女共用手机', keepApart: true });
    expect(parted.customers).toHaveLength(2);
    expect(await lookup('phone', '13700009999')).toBe(id);
    const daughter = parted.customers[1];
    const again = await bench.takeIn([said({ account: 'f2', phone: shared }), said({ account: 'f3', phone: shared })]);
    expect(again.map((each) => each?.customerId)).toEqual([daughter, id]);
    expect(three?.customerId).toBe(id);
    // Somebody who states what means both does not make them one, and it is told why.
    await bench.takeIn([said({ account: 'f2', email: 'nv@example.com' })]);
    await bench.takeIn([said({ account: 'f9', phone: shared, email: 'nv@example.com' })], 'jd');
    const apart = (await explain(id)).records.flatMap(({ identifiers }: { identifiers: object[] }) => identifiers);
    expect(apart).toContainEqual(
      expect.objectContaining({ kind: 'email', withheld: expect.objectContaining({ cause: 'apart' }) }),
    );
    expect((await explain(id)).aparts).toMatchObject([
      { customer: { id: daughter, name: '女儿' }, reason: '父女共用手机' },
    ]);
  });

  it('does not join two whose ID numbers differ, whatever means both', async () => {
    const bench = createStatementBench(kernel);
    const [one, two] = await bench.takeIn([
      said({ account: 'i1', phone: '+8613700008881', attributes: { nationalId: '110101199003070011' } }),
      said({ account: 'i2', email: 'i2@example.com', attributes: { nationalId: '310101198801010022' } }),
    ]);
    const [both] = await bench.takeIn(
      [said({ account: 'i3', phone: '+8613700008881', email: 'i2@example.com' })],
      'jd',
    );
    expect(both?.customerId).toBe(one?.customerId);
    expect(two?.customerId).not.toBe(one?.customerId);
    const { rows } = await sql<{ origin: string; state: string }>`
      select origin, state from customers.review_pairs
      where least(left_record_id, right_record_id) in (${one?.recordId}, ${two?.recordId})`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ origin: 'contradiction', state: 'open' }]);
  });

  it('asks again about a pair that a merge has closed, once the merge is taken back', async () => {
    const bench = createStatementBench(kernel);
    const [one, two] = await bench.takeIn([
      said({ account: 'k1', phone: '+8613700008891', attributes: { nationalId: '110101199003070011' } }),
      said({ account: 'k2', email: 'k2@example.com', attributes: { nationalId: '310101198801010022' } }),
    ]);
    await bench.takeIn([said({ account: 'k3', phone: '+8613700008891', email: 'k2@example.com' })], 'jd');
    const stateNow = async () => {
      const { rows } = await sql<{ state: string; how: string | null }>`
        select state, decided_how as how from customers.review_pairs
        where least(left_record_id, right_record_id) in (${one?.recordId}, ${two?.recordId})`.execute(
        kernel.postgres.db,
      );
      return rows;
    };
    const { body: merged } = await at(one?.customerId ?? '', 'merge', {
      with: two?.customerId ?? '',
      reason: '同一个人，证件录错了',
    });
    expect(await stateNow()).toEqual([{ state: 'accepted', how: 'joined' }]);
    await at(merged.id, 'unmerge', { mergeId: merged.mergeId, reason: '其实是两个人' });
    expect(await stateNow()).toEqual([{ state: 'open', how: null }]);
  });
});
