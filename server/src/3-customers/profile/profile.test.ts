import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ChunkedImports, createChunkedImports, type OrderCells } from '#test/chunked-import.ts';
import { useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { maskAccount } from './mask-account.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);
const NOBODY = '00000000-0000-7000-8000-000000000000';
const RAW = ['13812341234', '+8613812341234', 'li.lei@example.com', '文三路'];
const LI: OrderCells = {
  number: 'N1',
  placedAt: '2026-01-05',
  sku: 'A',
  quantity: '1',
  unitPrice: '10',
  account: 'u1',
  customerName: '李雷',
  phone: '13812341234',
  email: 'li.lei@example.com',
  address: '浙江省杭州市西湖区文三路123号',
  region: '浙江',
};

let imports: ChunkedImports;
let manager: Readonly<Record<string, string>> = {};
let li = '';

beforeAll(async () => {
  imports = createChunkedImports(kernel);
  manager = await pages.access.as('manager');
  await imports.run([LI], { source: 'taobao' });
  await imports.run([{ ...LI, number: 'N2', account: 'j7', email: '', placedAt: '2026-01-06' }], { source: 'jd' });
  await imports.run([{ ...LI, number: 'N3', account: 'u2', phone: '', email: '', customerName: '李梅' }], {
    source: 'taobao',
  });
  await imports.run([{ ...LI, number: 'N4', account: '13900000000', phone: '', email: '', customerName: '100%_王' }], {
    source: 'wechat',
  });
  li = await lookUp('13812341234');
});

async function lookUp(phone: string): Promise<string> {
  const { body } = await pages.post('/api/v1/customers/lookup', { type: 'phone', value: phone }, manager);
  return body.customer?.id ?? '';
}

describe('[C018] reading customers', () => {
  it('shows phone, e-mail and address masked in list, search, look-up and profile', async () => {
    const answers = [
      await pages.get('/api/v1/customers', manager),
      await pages.post('/api/v1/customers/search', { text: '13812341234' }, manager),
      await pages.post('/api/v1/customers/search', { text: '李' }, manager),
      await pages.post('/api/v1/customers/lookup', { type: 'email', value: 'Li.Lei@Example.com' }, manager),
      await pages.get(`/api/v1/customers/${li}`, manager),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toContain('138****1234');
      expect(text).toContain('l***@example.com');
      for (const raw of RAW) {
        expect(text).not.toContain(raw);
      }
    }
    expect(answers[4]?.body).toMatchObject({
      name: '李雷',
      address: '浙江省杭州市***',
      account: 'u1',
      sources: ['jd', 'taobao'],
      can: { reveal: true },
    });
  });

  it('says why records are one customer', async () => {
    const { body } = await pages.get(`/api/v1/customers/${li}`, manager);
    expect(body.records).toMatchObject([
      { source: 'taobao', account: 'u1', joinedBy: ['phone'] },
      { source: 'jd', account: 'j7', joinedBy: ['phone'] },
    ]);
  });

  it('masks an account that is a phone number or an e-mail address, too', async () => {
    const { text } = await pages.get('/api/v1/customers', manager);
    expect(text).toContain('139****0000');
    expect(text).not.toContain('13900000000');
    expect(
      [null, 'u1', '17850', 'li.lei@example.com', '+86 139 0000 0000'].map((account) => maskAccount(account)),
    ).toEqual([null, 'u1', '17850', 'l***@example.com', '139****0000']);
  });

  it('finds by phone, e-mail, account and the beginning of a name, taken literally', async () => {
    const namesFor = async (text: string, source?: string): Promise<string[]> => {
      const { body } = await pages.post('/api/v1/customers/search', { text, ...(source ? { source } : {}) }, manager);
      return body.items.map((item: { name: string }) => item.name).toSorted();
    };
    expect(await namesFor(' +86 138-1234-1234 ')).toEqual(['李雷']);
    expect(await namesFor('LI.LEI@example.com')).toEqual(['李雷']);
    expect(await namesFor('j7')).toEqual(['李雷']);
    expect(await namesFor('李')).toEqual(['李梅', '李雷']);
    expect(await namesFor('李', 'jd')).toEqual(['李雷']);
    expect(await namesFor('100%')).toEqual(['100%_王']);
    expect(await namesFor('%')).toEqual([]);
    expect(await namesFor('_')).toEqual([]);
  });

  it('looks up one identifier and says what is wrong with a question', async () => {
    const ask = (body: object) => pages.post('/api/v1/customers/lookup', body, manager);
    expect((await ask({ type: 'account', value: 'j7', source: 'jd' })).body.customer.id).toBe(li);
    expect((await ask({ type: 'account', value: 'j7', source: 'taobao' })).body.customer).toBeNull();
    expect((await ask({ type: 'phone', value: '13700000000' })).body.customer).toBeNull();
    expect(await ask({ type: 'account', value: 'j7' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'source' }] },
    });
    expect(await ask({ type: 'phone', value: '12' })).toMatchObject({
      status: 400,
      body: { code: 'identifier_invalid' },
    });
    expect((await ask({ type: 'phone', value: '12' })).text).not.toContain('"12"');
  });

  it.each([
    ['GET', '/api/v1/customers'],
    ['GET', `/api/v1/customers/${NOBODY}`],
    ['POST', '/api/v1/customers/search'],
    ['POST', '/api/v1/customers/lookup'],
    ['POST', `/api/v1/customers/${NOBODY}/reveal`],
  ] as const)(
    'refuses %s %s to nobody with 401 and to somebody without the permission with 403',
    async (method, url) => {
      const answer = method === 'GET' ? await pages.get(url) : await pages.post(url, {});
      expect(answer.status).toBe(401);
      // Every role of the table may read customers, so the one without is made up.
      const app = await openTestServer(kernel, pages.routes());
      try {
        const payload = { text: 'x', type: 'phone', value: '13812341234', fields: ['phone'], reason: '回访' };
        const headers = asActor('stranger', ['orders.read']);
        const reply = await app.inject({ method, url, headers, ...(method === 'GET' ? {} : { payload }) });
        expect(reply.statusCode).toBe(403);
      } finally {
        await app.close();
      }
    },
  );

  it('answers 404 for a customer that is not there and 400 for a cursor that is not ours', async () => {
    expect((await pages.get(`/api/v1/customers/${NOBODY}`, manager)).status).toBe(404);
    const foreign = Buffer.from(JSON.stringify(['2026-01-01T00:00:00.000Z', NOBODY])).toString('base64url');
    for (const cursor of ['x', foreign]) {
      expect((await pages.get(`/api/v1/customers?cursor=${cursor}`, manager)).status).toBe(400);
    }
  });
});

describe('[C018] revealing', () => {
  const auditRows = async () => {
    const { rows } = await sql<{
      actor_kind: string;
      actor_id: string;
      subject_id: string;
      reason: string;
      detail: unknown;
    }>`
      select actor_kind, actor_id, subject_id, reason, detail from access.audit
      where action = 'customers.profile_revealed' order by id`.execute(kernel.postgres.db);
    return rows;
  };

  it('gives the raw values asked for, and writes down who, why and which fields, but not the values', async () => {
    const before = (await auditRows()).length;
    const agent = await pages.access.as('agent');
    const request = { fields: ['phone', 'address'], reason: '回访包裹问题' };
    const { status, body } = await pages.post(`/api/v1/customers/${li}/reveal`, request, agent);
    expect(status).toBe(200);
    expect(body).toEqual({ phone: '+8613812341234', address: LI['address'] });
    const rows = (await auditRows()).slice(before);
    expect(rows).toMatchObject([
      { actor_kind: 'api-key', subject_id: li, reason: '回访包裹问题', detail: { fields: ['phone', 'address'] } },
    ]);
    expect(rows[0]?.actor_id).toBeTruthy();
    const { rows: all } = await sql<{ row: string }>`select to_jsonb(a)::text as row from access.audit a`.execute(
      kernel.postgres.db,
    );
    for (const raw of RAW) {
      expect(all.map(({ row }) => row).join()).not.toContain(raw);
    }
  });

  it('needs the permission, a reason and a field, and leaves no trace without', async () => {
    const before = (await auditRows()).length;
    const request = { fields: ['phone'], reason: '回访' };
    const analyst = await pages.access.as('analyst');
    expect((await pages.post(`/api/v1/customers/${li}/reveal`, request, analyst)).status).toBe(403);
    expect((await pages.get(`/api/v1/customers/${li}`, analyst)).body.can).toEqual({ reveal: false, log: false });
    for (const bad of [
      { fields: ['phone'] },
      { ...request, reason: '  ' },
      { ...request, fields: [] },
      { ...request, fields: ['name'] },
    ]) {
      expect((await pages.post(`/api/v1/customers/${li}/reveal`, bad, manager)).status).toBe(400);
    }
    expect((await pages.post(`/api/v1/customers/${NOBODY}/reveal`, request, manager)).status).toBe(404);
    expect((await auditRows()).length).toBe(before);
  });
});

describe('[C019] actors limited to scopes', () => {
  it('see only customers with records of theirs, in list, total, search, look-up and profile', async () => {
    const [east, west] = [await pages.scope('东店'), await pages.scope('西店')];
    const row = { ...LI, email: '', placedAt: '2026-02-01' };
    await imports.run([{ ...row, account: 'e1', number: 'E1', phone: '13500000001', customerName: '东一' }], {
      source: 'east',
      scopeId: east,
    });
    await imports.run([{ ...row, account: 'w1', number: 'W1', phone: '13500000002', customerName: '西一' }], {
      source: 'west',
      scopeId: west,
    });
    await imports.run([{ ...row, account: 'w2', number: 'W2', phone: '13500000001', customerName: '东一' }], {
      source: 'west',
      scopeId: west,
    });
    const staff = await pages.inScope('agent', east);
    const [both, western] = [await lookUp('13500000001'), await lookUp('13500000002')];
    const list = await pages.get('/api/v1/customers', staff);
    expect(list.body.items.map((item: { id: string }) => item.id)).toEqual([both]);
    expect(list.body.total).toBe(1);
    for (const text of ['西一', '13500000002', 'w1', '李']) {
      expect((await pages.post('/api/v1/customers/search', { text }, staff)).body.items).toEqual([]);
    }
    expect(
      (await pages.post('/api/v1/customers/lookup', { type: 'phone', value: '13500000002' }, staff)).body.customer,
    ).toBeNull();
    expect((await pages.get(`/api/v1/customers/${western}`, staff)).status).toBe(404);
    const request = { fields: ['phone'], reason: '回访' };
    expect((await pages.post(`/api/v1/customers/${western}/reveal`, request, staff)).status).toBe(404);
    const profile = await pages.get(`/api/v1/customers/${both}`, staff);
    expect(profile.status).toBe(200);
    expect(profile.body.records.map((record: { source: string }) => record.source)).toEqual(['east']);
  });
});

describe('paging', () => {
  it('walks every customer once, also while new ones arrive', async () => {
    const more = Array.from({ length: 25 }, (_, at) => ({
      ...LI,
      number: `P${at}`,
      account: `p${at}`,
      phone: '',
      email: '',
    }));
    await imports.run(more, { source: 'paging' });
    const { body: whole } = await pages.get('/api/v1/customers?limit=200', manager);
    const walked: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page === 0 || cursor !== null; page += 1) {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { body } = await pages.get(`/api/v1/customers?limit=4${query}`, manager);
      walked.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
      await imports.run([{ ...LI, number: `X${page}`, account: `x${page}`, phone: '', email: '' }], {
        source: 'paging',
      });
    }
    expect(walked).toEqual(whole.items.map((item: { id: string }) => item.id));
    expect(whole.total).toBe(walked.length);
  });
});
