import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { NO_ATTRIBUTES } from '../identity/attributes.ts';
import { createIdentity, type Resolved } from '../identity/service.ts';
import { NO_IDENTIFIERS, type Statement } from '../identity/statement.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const context = systemContext('test');
const day = (days: number): Date => new Date(Date.UTC(2025, 0, 1 + days));
let serial = 0;

function said(overrides: Partial<Statement>): Statement {
  serial += 1;
  return {
    account: `u${serial}`,
    phone: null,
    email: null,
    name: null,
    address: null,
    region: null,
    statedAt: day(0),
    identifiers: NO_IDENTIFIERS,
    attributes: NO_ATTRIBUTES,
    ...overrides,
  };
}

async function takeIn(statements: readonly Statement[], source = 'pos'): Promise<Resolved[]> {
  const identity = createIdentity(kernel, []);
  const taken = await kernel.transaction(context, (tx) =>
    identity.takeIn(tx, context, statements, { source, importId: null, scopeId: null }),
  );
  return taken.filter((one) => one !== null);
}

async function customersOf(statements: readonly Statement[], source?: string): Promise<string[]> {
  return (await takeIn(statements, source)).map(({ customerId }) => customerId);
}

async function causesOf(phone: string): Promise<string[]> {
  const { rows } = await sql<{ cause: string }>`
    select cause from customers.withheld_identifiers where value = ${phone} order by withheld_at`.execute(
    kernel.postgres.db,
  );
  return rows.map(({ cause }) => cause);
}

describe('[C010] a phone that a family, a shop or a courier gives for many people', () => {
  it('joins nobody new from the fourth person on; who was joined before stays so', async () => {
    const phone = '+8613800000001';
    const names = ['王芳', '李强', '陈国翠'];
    const joined = [];
    for (const name of names) {
      joined.push(...(await customersOf([said({ phone, name })])));
    }
    expect(new Set(joined).size).toBe(1);
    const [fourth, fifth] = [
      ...(await customersOf([said({ phone, name: '赵一鸣' })])),
      ...(await customersOf([said({ phone, name: '孙悦' })])),
    ];
    expect(new Set([joined[0], fourth, fifth]).size).toBe(3);
    expect(await causesOf(phone)).toEqual(['shared', 'shared']);
  });

  it('joins nobody of one file where many people have it, in whatever order they stand', async () => {
    const phone = '+8613800000002';
    const names = ['王芳', '李强', '陈国翠', '赵一鸣', '孙悦'];
    const ids = await customersOf(names.map((name) => said({ phone, name })));
    expect(new Set(ids).size).toBe(names.length);
  });

  it('still joins what the same records state otherwise', async () => {
    const phone = '+8613800000003';
    await customersOf(['王芳', '李强', '陈国翠', '赵一鸣'].map((name) => said({ phone, name })));
    const [one] = await customersOf([said({ phone, name: '孙悦', email: 'sun@example.com' })]);
    const [again] = await customersOf([said({ phone, name: '孙悦', email: 'sun@example.com' })], 'form');
    expect(again).toBe(one);
  });

  it('goes on joining one person however the name is written', async () => {
    const phone = '+8613800000004';
    const ids: string[] = [];
    for (const name of ['王芳', '王 芳', 'Wang Fang', '王女士', '王*', '匿名用户', null]) {
      ids.push(...(await customersOf([said({ phone, name })])));
    }
    expect(new Set(ids).size).toBe(1);
  });
});

describe('[C010] a phone that was given to somebody else', () => {
  it('does not join the new owner to the old one after long silence, and is kept as evidence', async () => {
    const phone = '+8613800000005';
    const [old] = await customersOf([said({ phone, name: '王芳', statedAt: day(0) })]);
    const owner = said({ phone, name: '李强', statedAt: day(400) });
    const [now] = await customersOf([owner], 'shop');
    expect(now).not.toBe(old);
    expect(await causesOf(phone)).toEqual(['reassigned']);
    // Said again by the same record, and by the old one: everybody stays who they are.
    expect(await customersOf([{ ...owner, statedAt: day(410) }], 'shop')).toEqual([now]);
    expect(await customersOf([said({ phone, name: '王芳', statedAt: day(420) })], 'form')).toEqual([old]);
  });

  it('joins a husband who uses it the next week', async () => {
    const phone = '+8613800000006';
    const [wife] = await customersOf([said({ phone, name: '王芳', statedAt: day(0) })]);
    expect(await customersOf([said({ phone, name: '李强', statedAt: day(7) })])).toEqual([wife]);
  });

  it('was not silent while its owner went on buying', async () => {
    const phone = '+8613800000007';
    const [first] = await takeIn([said({ phone, name: '王芳', statedAt: day(0) })]);
    const buying = createIdentity(kernel, [
      {
        name: 'test.orders',
        reassign: async () => undefined,
        usedRecords: async () => new Set(),
        lastFacts: async (_tx, ids) => new Map(ids.map((id) => [id, day(390)])),
      },
    ]);
    const [second] = await kernel.transaction(context, (tx) =>
      buying.takeIn(tx, context, [said({ phone, name: '李强', statedAt: day(400) })], {
        source: 'shop',
        importId: null,
        scopeId: null,
      }),
    );
    expect(second?.customerId).toBe(first?.customerId);
  });
});

describe('[C010] two ID numbers', () => {
  const person = (nationalId: string, phone: string) => said({ phone, attributes: { nationalId } });

  it('are two people, whatever they have in common, in one file or in several', async () => {
    const phone = '+8613800000010';
    const [first] = await customersOf([person('A', phone)]);
    const [second] = await customersOf([person('B', phone)], 'shop');
    expect(second).not.toBe(first);
    expect(await causesOf(phone)).toEqual(['contradiction']);
    const [same] = await customersOf([person('A', phone)], 'form');
    expect(same).toBe(first);
    const ids = await customersOf([person('C', '+8613800000011'), person('D', '+8613800000011')]);
    expect(new Set(ids).size).toBe(2);
    const { rows } = await sql`select from customers.review_pairs where origin = 'contradiction'`.execute(
      kernel.postgres.db,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('[C010] numbers that a marketplace hides', () => {
  const mask = '138****1234';

  it('never join two persons who show the same one, in one shop or in several', async () => {
    const ids = [
      ...(await customersOf([said({ maskedPhone: mask }), said({ maskedPhone: mask })], 'taobao')),
      ...(await customersOf([said({ maskedPhone: mask })], 'jd')),
      ...(await customersOf([said({ phone: '+8613812341234' })], 'pos')),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it('join the real number once a binding states both', async () => {
    const [shop] = await customersOf([said({ account: 'lilei88', maskedPhone: mask })], 'taobao');
    const [member] = await customersOf([said({ phone: '+8613812345678', name: '李雷' })], 'pos');
    expect(member).not.toBe(shop);
    const bound = said({
      account: 'm1',
      phone: '+8613812345678',
      identifiers: [{ kind: 'masked_phone', value: 'taobao:lilei88:138****1234' }],
    });
    const [joined] = await customersOf([bound], 'member_binding');
    expect(await customersOf([said({ account: 'lilei88', maskedPhone: mask })], 'taobao')).toEqual([joined]);
    expect(await customersOf([said({ phone: '+8613812345678' })], 'pos')).toEqual([joined]);
  });

  it('name nobody without an account', async () => {
    expect(await takeIn([said({ account: null, maskedPhone: mask })], 'taobao')).toEqual([]);
  });

  it('of services join nobody', async () => {
    const phone = '+864001234567';
    const ids = await customersOf([said({ phone, name: '王芳' }), said({ phone, name: '王芳' })]);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('[C010] the list of shared phones', () => {
  const PATH = '/api/v1/shared-phones';

  it('is kept by staff: a number on it joins nobody, and joins again once it is taken off', async () => {
    const agent = await pages.access.as('agent');
    const added = await pages.post(PATH, { phone: '138 0000 0008', reason: 'courier', note: '前台代收' }, agent);
    expect(added.status).toBe(200);
    const phone = '+8613800000008';
    const people = () => [said({ phone, name: '王芳' }), said({ phone, name: '王芳' })];
    expect(new Set(await customersOf(people())).size).toBe(2);
    const { body } = await pages.get(PATH, agent);
    const entry = body.items.find(({ id }: { id: string }) => id === added.body.id);
    expect(entry).toMatchObject({ phone: '138****0008', reason: 'courier', note: '前台代收', customerIds: [] });
    expect((await pages.post(PATH, { phone: '13800000008', reason: 'shop' }, agent)).status).toBe(400);
    expect((await pages.post(PATH, { phone: '12345', reason: 'shop' }, agent)).status).toBe(400);
    const url = `${PATH}/${added.body.id}`;
    const removed = await pages.access.app.inject({ method: 'DELETE', url, headers: { ...agent } });
    expect(removed.statusCode).toBeLessThan(300);
    expect(new Set(await customersOf(people())).size).toBe(1);
  });

  it('tells which customers a number held together before it was known to be shared', async () => {
    const phone = '+8613800000009';
    const [joined] = await customersOf([said({ phone, name: '王芳' }), said({ phone, name: '李强' })]);
    await customersOf([said({ phone, name: '陈国翠' }), said({ phone, name: '赵一鸣' })]);
    const { body } = await pages.get(PATH, await pages.access.as('manager'));
    const entry = body.items.find((item: { phone: string }) => item.phone === '138****0009');
    expect(entry).toMatchObject({ reason: 'many_names', notedBy: null, customerIds: [joined], records: 4 });
    expect(entry.customers).toEqual([{ id: joined, name: expect.any(String) }]);
  });

  it('lists numbers that changed hands with both sides, and lets staff say that it is one person after all', async () => {
    const phone = '+8613800000021';
    const [old] = await customersOf([said({ phone, name: '周敏', statedAt: day(0) })]);
    const [now] = await customersOf([said({ phone, name: '何建国', statedAt: day(500) })], 'shop');
    const agent = await pages.access.as('agent');
    const { body, text } = await pages.get('/api/v1/reassigned-phones', agent);
    const entry = body.items.find(({ customer }: { customer: { id: string } }) => customer.id === now);
    expect(entry).toMatchObject({
      phone: '138****0021',
      customer: { id: now, name: '何建国' },
      holders: [{ id: old, name: '周敏' }],
    });
    expect(text).not.toContain('13800000021');
    const undo = { recordId: entry.recordId, kind: 'phone', shown: entry.phone, reason: '来电核实，改了名字' };
    const attached = await pages.post(`/api/v1/customers/${now}/attach`, undo, agent);
    expect(attached.status, attached.text).toBe(200);
    const again = await pages.get('/api/v1/reassigned-phones', agent);
    expect(again.body.items.map(({ recordId }: { recordId: string }) => recordId)).not.toContain(entry.recordId);
    expect(await customersOf([said({ phone, name: '何建国', statedAt: day(501) })], 'form')).toEqual([
      attached.body.id,
    ]);
  });

  it('shows changed hands page by page, and to whoever may merge alone', async () => {
    for (const [at, phone] of ['+8613800000022', '+8613800000023'].entries()) {
      await customersOf([said({ phone, name: '周敏', statedAt: day(0) })]);
      await customersOf([said({ phone, name: '何建国', statedAt: day(600 + at) })], 'shop');
    }
    const agent = await pages.access.as('agent');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await pages.get(`/api/v1/reassigned-phones?limit=1${next}`, agent);
      seen.push(...page.body.items.map(({ phone }: { phone: string }) => phone));
      cursor = page.body.nextCursor;
    }
    expect(seen.slice(0, 2)).toEqual(['138****0023', '138****0022']);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await pages.get('/api/v1/reassigned-phones', await pages.access.as('store'))).status).toBe(403);
  });
});
