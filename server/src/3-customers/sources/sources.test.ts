import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { createImportBench, type ImportBench } from '#test/import-bench.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let bench: ImportBench;
let manager: Readonly<Record<string, string>> = {};

const ACME = {
  label: { 'zh-CN': '某数据公司' },
  kind: 'third_party',
  provider: '某数据公司',
  basis: '合同 2026-01，用户授权',
  obtainedOn: '2026-01-05',
  contact: 'data@example.com',
};
const bring = (source: string, text: string) => bench.importFile({ text }, { kind: 'customers', source });

beforeAll(async () => {
  bench = createImportBench(kernel);
  manager = await pages.access.as('manager');
  await bring('crm', '手机,姓名,职业\n13800000001,王小明,教师\n13800000002,李雷,医生\n');
  kernel.clock.advance(60_000);
  // Knows 王小明 by phone and brings an e-mail, by which a second record of its own is joined; and somebody new.
  await bring(
    'acme',
    '客户编号,手机,邮箱,收入,职业\nA1,13800000001,w@x.cn,over_50k,校长\nA2,,w@x.cn,,\nA3,13900000009,,5k_10k,\n',
  );
  await bench.importFile(
    { text: 'number,placedAt,sku,quantity,unitPrice,phone\nN1,2026-01-05,A,1,10,13900000008\n' },
    { source: 'acme' },
  );
});

async function idOf(phone: string): Promise<string | null> {
  const { body } = await pages.post('/api/v1/customers/lookup', { type: 'phone', value: phone }, manager);
  return body.customer?.id ?? null;
}

describe('[C008b] data of third parties', () => {
  it('has a provider, a legal basis and a date, or is not described', async () => {
    const { basis: _, ...without } = ACME;
    const refused = await pages.put('/api/v1/sources/acme', without, manager);
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, 'basis']);
    expect((await pages.put('/api/v1/sources/acme', ACME, await pages.access.as('marketer'))).status).toBe(403);
    await pages.put('/api/v1/sources/acme', { ...ACME, basis: '口头同意', obtainedOn: '2025-12-31' }, manager);
    expect((await pages.put('/api/v1/sources/acme', ACME, manager)).body).toMatchObject({
      kind: 'third_party',
      provider: '某数据公司',
      basis: '合同 2026-01，用户授权',
      obtainedOn: '2026-01-05',
      contact: 'data@example.com',
      records: 4,
    });
    expect((await pages.put('/api/v1/sources/staff', ACME, manager)).status).toBe(400);
  });

  it('is listed with how much there is of it', async () => {
    const { body } = await pages.get('/api/v1/sources', await pages.access.as('agent'));
    expect(body.items).toMatchObject([
      {
        source: 'acme',
        described: true,
        basis: '合同 2026-01，用户授权',
        obtainedOn: '2026-01-05',
        records: 4,
        customers: 3,
        removal: null,
      },
      { source: 'crm', described: false, kind: 'own', records: 2, customers: 2 },
    ]);
    expect(body.can.write).toBe(false);
  });

  it('shows with each value whose it is', async () => {
    const { body } = await pages.get(`/api/v1/customers/${await idOf('13800000001')}/fields`, manager);
    const of = (key: string) => body.fields.find((field: { key: string }) => field.key === key);
    expect(of('incomeBand')).toMatchObject({ value: '***', masked: true, origin: { provider: '某数据公司' } });
    expect(of('occupation')).toMatchObject({ value: '校长', origin: { source: 'acme', label: '某数据公司' } });
    expect(of('name')).toMatchObject({ value: '王小明', origin: { source: 'crm', provider: null } });
  });

  it('goes as a whole with its provider, and what others said stays', async () => {
    const id = await idOf('13800000001');
    const { version } = (await pages.get(`/api/v1/customers/${id}/fields`, manager)).body;
    const edit = { version, attributes: { occupation: '副校长', hobbies: ['网球'] } };
    await pages.patch(`/api/v1/customers/${id}`, edit, manager);
    const counts = await pages.get('/api/v1/sources/acme/data', manager);
    expect(counts.body).toEqual({ records: 4, customers: 3, onlyHere: 2, emptied: 1, identifiers: 4, values: 11 });
    const keyed = { ...manager, 'idempotency-key': 'remove-acme' };
    const asked = await pages.post('/api/v1/sources/acme/remove-data', { reason: '合同到期' }, keyed);
    expect([asked.status, asked.body.removal.status]).toEqual([202, 'running']);
    const repeated = await pages.post('/api/v1/sources/acme/remove-data', { reason: '合同到期' }, keyed);
    expect([repeated.status, repeated.body]).toEqual([202, asked.body]);
    const again = await pages.post('/api/v1/sources/acme/remove-data', { reason: '合同到期' }, manager);
    expect(again.body.code).toBe('source_removal_running');
    expect(await kernel.jobs.drain(bench.customers.parts.jobs ?? [])).toBe(1);
    const { body } = await pages.get('/api/v1/sources', manager);
    expect(body.items[0]).toMatchObject({ source: 'acme', records: 0, removal: { status: 'done', done: 4 } });

    const { body: fields } = await pages.get(`/api/v1/customers/${id}/fields`, manager);
    const value = (key: string) => fields.fields.find((field: { key: string }) => field.key === key)?.value;
    expect(['name', 'email', 'incomeBand', 'occupation', 'hobbies'].map(value)).toEqual([
      '王小明',
      null,
      null,
      '副校长',
      ['网球'],
    ]);
    expect([await idOf('13900000009'), await idOf('13900000008')]).toEqual([null, null]);
    const { rows: left } = await sql<{ text: string }>`
      select to_jsonb(r)::text || coalesce((select jsonb_agg(h)::text from customers.field_changes h), '') as text
      from customers.records r union all select i.value from customers.identifiers i`.execute(kernel.postgres.db);
    expect(left.filter(({ text }) => /w@x\.cn|139000000|over_50k|"校长"/.test(text))).toEqual([]);
  });

  it('leaves orders that came with it, without a name', async () => {
    const { rows } = await sql`
      select o.number, c.name, c.phone from commerce.orders o join customers.customers c on c.id = o.customer_id`.execute(
      kernel.postgres.db,
    );
    expect(rows).toEqual([{ number: 'N1', name: null, phone: null }]);
  });

  it('is removed with a reason in the audit trail', async () => {
    const { body } = await pages.get('/api/v1/audit?action=customers.source_data_removed', manager);
    expect(body.items).toMatchObject([{ subjectId: 'acme', reason: '合同到期', detail: { records: 4 } }]);
    const described = await pages.get('/api/v1/audit?action=customers.source_described', manager);
    expect(described.body.items.map(({ detail }: { detail: object }) => detail)).toMatchObject([
      { provider: '某数据公司', basis: '合同 2026-01，用户授权' },
      { provider: '某数据公司', basis: '口头同意' },
    ]);
  });
});

describe('[C001b] hobbies', () => {
  it('find exactly those who have them', async () => {
    await bring('crm', '手机,姓名,爱好\n13800000011,甲,"网球、阅读"\n13800000012,乙,羽毛球\n13800000013,丙,网球\n');
    const filter = encodeURIComponent(JSON.stringify({ hobbies: '网球' }));
    const { status, body } = await pages.get(`/api/v1/customers?attributes=${filter}`, manager);
    expect(status).toBe(200);
    expect(body.items.map((each: { name: string }) => each.name).toSorted()).toEqual(['丙', '王小明', '甲']);
  });
});

describe('counts of sources', () => {
  const listed = async () => {
    const { body } = await pages.get('/api/v1/sources', manager);
    return Object.fromEntries(
      body.items.map(({ source, records }: { source: string; records: number }) => [source, records]),
    );
  };
  /** Records as they lie in the table: going through intake would take long for so many. */
  const addRecords = (source: string, count: number) =>
    sql`insert into customers.records (id, source, key, own_customer_id, customer_id, name, created_at, updated_at, stated_at)
      select id, ${source}, id::text, owner, owner, 'x', now(), now(), now() from (
        select uuidv7() as id, (select id from customers.customers limit 1) as owner
        from generate_series(1, ${count})) made`.execute(kernel.postgres.db);

  it('are exact for small sources, and at most a minute old for large ones', async () => {
    await addRecords('flood', 10_500);
    await addRecords('drip', 3);
    expect(await listed()).toMatchObject({ flood: 10_500, drip: 3 });
    await addRecords('flood', 1);
    await addRecords('drip', 1);
    expect(await listed()).toMatchObject({ flood: 10_500, drip: 4 });
    kernel.clock.advance(60_000);
    expect(await listed()).toMatchObject({ flood: 10_501, drip: 4 });
  });
});
