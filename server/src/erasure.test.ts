import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';
import { analyticRows, dataFiles, placesWith, postgresRows } from '#test/raw-values.ts';

const kernel = useKernel();
const test = usePlatform(kernel, { isTrusting: true });
const ANNA = '0192cccc-0000-7000-8000-000000000001';
const CHIEF = '0192cccc-0000-7000-8000-000000000002';
const anna = asActor(ANNA, ['*']);
let chief: Who;
const DAY = 86_400_000;

/** Everything that says who she is. */
const XUEMAN = {
  name: '欧阳雪漫',
  phone: '13700137901',
  email: 'xueman.ouyang@example.com',
  address: '上海市静安区愚园路1088弄27号602室',
  account: 'xueman_1988',
  nationalId: '310106198811230022',
  wechat: 'oXueMan7788990011',
} as const;
const RAW = [...Object.values(XUEMAN), 'xueman', '愚园路1088弄'];

beforeAll(async () => {
  for (const [id, name] of [
    [ANNA, '安娜'],
    [CHIEF, '主管'],
  ]) {
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (${id}, ${`${id}@example.com`}, ${name}, 'zh-CN', 'none', now(), now())`.execute(kernel.postgres.db);
    await sql`insert into access.assignments values (${id}, 'manager', null)`.execute(kernel.postgres.db);
  }
  kernel.timers.register(test.platform.timers);
  // Consent is a person's own right, which `*` does not stand for.
  chief = asActor(
    CHIEF,
    test.platform.access.permissions.map(({ name }) => name),
  );
});

type Who = Readonly<Record<string, string>>;

async function ask(who: Who, method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, payload?: object | string) {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: {
      ...who,
      ...(method === 'POST' && typeof payload === 'object' ? { 'idempotency-key': crypto.randomUUID() } : {}),
      ...(typeof payload === 'string' ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  const isJson = reply.headers['content-type']?.toString().includes('json') === true;
  return { status: reply.statusCode, body: isJson && reply.body !== '' ? reply.json() : reply.body };
}

async function does(who: Who, method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, payload?: object | string) {
  const { status, body } = await ask(who, method, url, payload);
  expect(status, `${method} ${url}: ${JSON.stringify(body)}`).toBeLessThan(300);
  return body;
}

/** Jobs, readers and due timers until nothing is left to do. */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await kernel.jobs.drain(test.platform.jobs);
    await pumpAll(kernel, test.platform.readers);
    kernel.clock.advance(31_000);
    await kernel.timers.tick();
  }
}

const customerOf = async (phone: string): Promise<string> =>
  (await does(anna, 'POST', '/customers/lookup', { type: 'phone', value: phone })).customer?.id;

const said = (who: { phone: string; account: string }, more: object = {}) => ({
  identifiers: [
    { type: 'account', value: who.account },
    { type: 'phone', value: who.phone },
  ],
  attributes: more,
});

const order = (key: string, who: { phone: string; account: string }, amount: string) => ({
  source: 'shop',
  key,
  type: 'order',
  occurredAt: '2026-02-03T04:05:06Z',
  customer: said(who),
  data: { number: key, status: 'completed', lines: [{ sku: 'S1', name: '衬衫', quantity: 1, unitPrice: amount }] },
});

const FILE = `会员名,姓名,手机号,邮箱,地址
${XUEMAN.account},${XUEMAN.name},137-0013-7901,${XUEMAN.email},${XUEMAN.address}
other_1,何小军,13600136001,,杭州市
bad,${XUEMAN.name},137001379,not an e-mail,
`;

const METRICS = ['revenue', 'orders', 'buyers', 'customers', 'visits', 'visitors'];

async function metrics(): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const name of METRICS) {
    const { status, body } = await ask(anna, 'GET', `/metrics/${name}?asOf=2026-03-01`);
    answers.push([name, status, body.rows ?? body]);
  }
  return answers;
}

async function orderTotals(): Promise<unknown> {
  const { rows } = await sql`
    select customer_id, number, total_minor, sales_minor, business_date, status from commerce.orders order by number`.execute(
    kernel.postgres.db,
  );
  return rows;
}

/** She buys, calls, clicks, writes; staff note, tag, export; every module comes to know something of her. */
async function knowHer(): Promise<{ id: string; husband: string }> {
  const { outgoing } = test.platform;
  const husband = { phone: '13500135002', account: 'husband_1' };
  const { results } = await does(anna, 'POST', '/records', [
    order('O-1', XUEMAN, '199.00'),
    order('O-2', XUEMAN, '59.00'),
    order('O-3', husband, '10.00'),
    {
      source: 'shop',
      key: 'ship-1',
      type: 'shipment',
      occurredAt: '2026-02-04T04:05:06Z',
      data: {
        order: 'O-1',
        carrier: '顺丰',
        number: 'SF100200300',
        address: XUEMAN.address,
        events: [{ at: '2026-02-05T00:00:00Z', status: 'delivered', text: `签收人：${XUEMAN.name} ${XUEMAN.phone}` }],
      },
    },
    {
      source: 'crm',
      key: 'crm-1',
      type: 'customer',
      occurredAt: '2026-02-01T00:00:00Z',
      customer: {
        identifiers: [
          { type: 'phone', value: XUEMAN.phone },
          { type: 'email', value: XUEMAN.email },
          { type: 'wechat_unionid', value: XUEMAN.wechat },
        ],
        attributes: { name: XUEMAN.name, nationalId: XUEMAN.nationalId, address: XUEMAN.address },
      },
    },
    {
      source: 'hotline',
      key: 'call-1',
      type: 'interaction',
      occurredAt: '2026-02-06T00:00:00Z',
      customer: { identifiers: [{ type: 'phone', value: XUEMAN.phone }] },
      data: { kind: 'call', direction: 'in', content: `${XUEMAN.name} 来电，请回 ${XUEMAN.phone}` },
    },
    {
      source: 'shop',
      key: 'web-1',
      type: 'behaviour',
      occurredAt: '2026-02-07T00:00:00Z',
      customer: { identifiers: [{ type: 'account', value: XUEMAN.account }] },
      data: {
        event: 'product_view',
        anonymousId: 'cookie-xueman-1',
        visitId: 'visit-1',
        sku: 'S1',
        url: 'https://s.cn/u/xueman',
      },
    },
  ]);
  expect(results.filter((one: { outcome: string }) => one.outcome === 'rejected')).toEqual([]);
  const imported = await does(
    anna,
    'POST',
    `/imports?kind=customers&source=shop&fileName=${encodeURIComponent(`${XUEMAN.name}.csv`)}`,
    FILE,
  );
  await settle();
  const id = await customerOf(XUEMAN.phone);
  expect(await does(anna, 'GET', `/imports/${imported.id}`)).toMatchObject({ status: 'done' });
  await does(anna, 'POST', `/customers/${id}/notes`, { text: `${XUEMAN.name} 爱穿棉，微信 ${XUEMAN.wechat}` });
  await does(anna, 'POST', '/customers/tags', { customerIds: [id], add: ['老客'], remove: [] });
  const card = { name: '静安小店', note: '联系人电话 137 0013 7901' };
  await does(anna, 'POST', '/organisations', card);
  const husbandId = await customerOf(husband.phone);
  await does(anna, 'POST', `/customers/${husbandId}/notes`, { text: '太太手机 137-0013-7901，下午联系' });
  await does(anna, 'POST', '/work/cases', {
    title: `回访 ${XUEMAN.name}`,
    note: `电话 ${XUEMAN.phone}`,
    subject: { type: 'customer', id },
    assigneeId: CHIEF,
  });
  const { version } = await does(anna, 'GET', `/customers/${id}/fields`);
  await does(anna, 'PATCH', `/customers/${id}`, { version, address: `${XUEMAN.address}甲` });
  await does(anna, 'POST', `/customers/${id}/consents`, {
    purpose: 'marketing',
    how: 'counter',
    evidence: { note: `${XUEMAN.name} 当面同意` },
  });
  const sent = await does(anna, 'POST', '/contact/messages', {
    customerId: id,
    channel: 'email',
    template: 'notice',
    values: { title: '您好', text: `${XUEMAN.name}，您的衬衫到了` },
  });
  expect(sent.state).toBe('queued');
  const exported = await does(anna, 'POST', '/exports', {
    kind: 'customers',
    format: 'csv',
    unmasked: true,
    reason: '核对地址',
  });
  await kernel.jobs.drain(outgoing.parts.jobs ?? []);
  await settle();
  expect(await does(anna, 'GET', `/exports/${exported.id}`)).toMatchObject({ status: 'done' });
  return { id, husband: husbandId };
}

/** Both colleagues do their part of a request. */
async function decide(request: { caseId: string }, decision: object): Promise<void> {
  const claim = async (answers: object) => {
    const { current } = await does(anna, 'GET', `/work/cases/${request.caseId}`);
    if (current.can.claim === true) {
      await does(anna, 'POST', `/work/tasks/${current.taskId}/claim`, {});
    }
    await does(anna, 'POST', `/work/tasks/${current.taskId}/complete`, { answers });
  };
  await claim({ method: 'call_back', verified: true });
  await claim(decision);
}

async function agree(who: Who, caseId: string) {
  const { approvals } = await does(anna, 'GET', `/work/cases/${caseId}`);
  return ask(who, 'POST', `/work/approvals/${approvals[0].id}/decision`, { decision: 'approve' });
}

describe('[C025] who is asked to be forgotten', () => {
  let id: string;
  let husband: string;
  let before: { readonly metrics: unknown; readonly orders: unknown };
  let request: { readonly id: string; readonly number: number; readonly caseId: string };

  beforeAll(async () => {
    ({ id, husband } = await knowHer());
    before = { metrics: await metrics(), orders: await orderTotals() };
  }, 60_000);

  it('is known in many places before: the test would see it', async () => {
    const places = [...(await postgresRows(kernel)), ...(await dataFiles(kernel))];
    const found = placesWith(RAW, places);
    for (const table of [
      'customers.records',
      'customers.notes',
      'customers.organisations',
      'commerce.shipments',
      'work.cases',
      'kernel.idempotency_keys',
      'access.notices',
      '(unsealed)',
      '/outbox/',
    ]) {
      expect(
        found.some((line) => line.includes(table)),
        `${table} in ${found.join('\n')}`,
      ).toBe(true);
    }
  });

  it('gets a copy first: machine readable and to read, with what every module knows, once it is checked who asks', async () => {
    const copy = await does(anna, 'POST', '/data-requests', { customerId: id, kind: 'copy', way: 'phone' });
    const early = await ask(anna, 'GET', `/data-requests/${copy.id}/copy.json`);
    expect([early.status, early.body.code]).toEqual([409, 'copy_not_ready']);
    await decide(copy, { decision: 'carry_out' });
    const file = await does(anna, 'GET', `/data-requests/${copy.id}/copy.json`);
    const sections = Object.fromEntries(
      file.sections.map((one: { section: string; rows: unknown[] }) => [one.section, one.rows]),
    );
    expect(Object.keys(sections)).toEqual(
      expect.arrayContaining(['profile', 'records', 'words', 'orders', 'behaviour', 'messages', 'segments']),
    );
    expect(sections['profile']).toContainEqual(
      expect.objectContaining({ field: 'nationalId', value: XUEMAN.nationalId }),
    );
    expect(sections['orders']).toMatchObject([{ number: 'O-1', totalMinor: 19_900 }, { number: 'O-2' }]);
    const page = await does(anna, 'GET', `/data-requests/${copy.id}/copy.html`);
    expect(page).toContain(XUEMAN.phone);
    await does(
      anna,
      'POST',
      `/work/tasks/${(await does(anna, 'GET', `/work/cases/${copy.caseId}`)).current.taskId}/complete`,
      {
        answers: { how: 'email' },
      },
    );
    expect(await does(anna, 'GET', `/data-requests/${copy.id}`)).toMatchObject({ state: 'done' });
  });

  it('has an answer due by the calendar, and a second person agrees, never the one who handled it', async () => {
    request = await does(anna, 'POST', '/data-requests', {
      customerId: id,
      kind: 'deletion',
      way: 'phone',
      note: `我是${XUEMAN.name}，请删除 ${XUEMAN.phone}`,
    });
    // Monday 2 March; fifteen working days later is Monday 23 March, end of work in Shanghai.
    expect(request).toMatchObject({ state: 'open', kind: 'deletion', dueAt: '2026-03-23T10:00:00.000Z' });
    const { note } = await does(anna, 'GET', `/data-requests/${request.id}`);
    expect(note).not.toContain(XUEMAN.phone);
    await decide(request, { decision: 'carry_out' });
    expect((await agree(anna, request.caseId)).status).toBe(403);
    expect((await agree(chief, request.caseId)).status).toBeLessThan(300);
    await settle();
    expect(await does(anna, 'GET', `/data-requests/${request.id}`)).toMatchObject({ state: 'done', note: null });
  });

  it('stands nowhere afterwards: no table of either store, no file', async () => {
    const receipt = await does(anna, 'GET', `/data-requests/${request.id}`);
    expect(receipt.erasure?.finishedAt).not.toBeNull();
    const places = [...(await postgresRows(kernel)), ...(await analyticRows(kernel)), ...(await dataFiles(kernel))];
    expect(places.length).toBeGreaterThan(500);
    expect(placesWith(RAW, places)).toEqual([]);
    // Only what was hers is gone from what others have.
    expect((await does(anna, 'GET', `/customers/${husband}/notes`)).items).toMatchObject([
      { text: '太太手机 ▇，下午联系' },
    ]);
  });

  it('leaves order totals and metrics as they were', async () => {
    expect(await orderTotals()).toEqual(before.orders);
    expect(await metrics()).toEqual(before.metrics);
  });

  it('has a receipt that names every table touched, with rows and without a value', async () => {
    const { erasure } = await does(anna, 'GET', `/data-requests/${request.id}`);
    const touched = erasure.lines.map(({ what }: { what: string }) => what);
    expect(touched).toEqual(
      expect.arrayContaining([
        'access.notices',
        'behaviour.events',
        'behaviour.identifications',
        'commerce.shipments',
        'contact.attempts',
        'contact.suppressions',
        'customers.consents',
        'customers.customer_tags',
        'customers.customers',
        'customers.data_requests',
        'customers.field_changes',
        'customers.identifiers',
        'customers.interactions',
        'customers.notes',
        'customers.record_identifiers',
        'customers.records',
        'files:exports',
        'files:imports',
        'files:outbox',
        'intake.imports',
        'intake.record_claims',
        'kernel.idempotency_keys',
        'work.cases',
      ]),
    );
    const file = await ask(anna, 'GET', `/data-requests/${request.id}/receipt.json`);
    expect([file.status, file.body.lines.length, file.body.customerId]).toEqual([200, erasure.lines.length, id]);
    expect(placesWith(RAW, [{ at: 'receipt', text: JSON.stringify(file.body) }])).toEqual([]);
    expect(erasure.kept).toContain('commerce.orders');
  });

  it('is nobody to open, find or write to, and the audit trail is whole', async () => {
    for (const url of [
      `/customers/${id}`,
      `/customers/${id}/timeline`,
      `/customers/${id}/fields`,
      `/customers/${id}/consents`,
    ]) {
      const { status, body } = await ask(anna, 'GET', url);
      expect([url, status, body.code]).toEqual([url, 410, 'customer_erased']);
    }
    expect(await customerOf(XUEMAN.phone)).toBeUndefined();
    const { items } = await does(anna, 'GET', '/customers?limit=100');
    expect(items.map((one: { id: string }) => one.id)).not.toContain(id);
    const again = await ask(anna, 'POST', '/data-requests', { customerId: id, kind: 'deletion', way: 'phone' });
    expect([again.status, again.body.code]).toEqual([410, 'customer_erased']);
    await kernel.timers.tick();
    expect((await test.platform.access.auditChain.verify(systemContext('test'))).broken).toBeNull();
  });

  it('is not brought back: the old file makes somebody new, who has none of the old things and is not sold to', async () => {
    await does(anna, 'POST', '/imports?kind=customers&source=shop', FILE);
    await settle();
    const fresh = await customerOf(XUEMAN.phone);
    expect(fresh).toEqual(expect.any(String));
    expect(fresh).not.toBe(id);
    expect((await does(anna, 'GET', `/customers/${fresh}/orders`)).items).toEqual([]);
    expect((await does(anna, 'GET', `/customers/${fresh}/timeline?types=customers.notes`)).items).toEqual([]);
    await does(anna, 'POST', `/customers/${fresh}/consents`, { purpose: 'marketing', how: 'counter' });
    const news = { channel: 'email', template: 'news', values: { title: '新品', text: '春装' } };
    const sent = await does(anna, 'POST', '/contact/messages', { customerId: fresh, ...news });
    expect([sent.state, sent.reason]).toEqual(['suppressed', 'opted_out']);
    expect((await ask(anna, 'GET', `/customers/${id}`)).status).toBe(410);
  });
});

describe('[C025] other requests', () => {
  const someone = async (n: number): Promise<string> => {
    await does(anna, 'POST', '/records', [order(`P-${n}`, { phone: `1390013${n}`, account: `p${n}` }, '1.00')]);
    return customerOf(`1390013${n}`);
  };

  it('for withdrawal ends every consent at once', async () => {
    const id = await someone(1001);
    await does(anna, 'POST', `/customers/${id}/consents`, { purpose: 'marketing', how: 'counter' });
    const request = await does(anna, 'POST', '/data-requests', { customerId: id, kind: 'withdrawal', way: 'counter' });
    await decide(request, { decision: 'carry_out' });
    expect(await does(anna, 'GET', `/data-requests/${request.id}`)).toMatchObject({ state: 'done' });
    const { states } = await does(anna, 'GET', `/customers/${id}/consents`);
    const marketing = states.filter((one: { purpose: string }) => one.purpose === 'marketing');
    expect(new Set(marketing.map((one: { state: string }) => one.state))).toEqual(new Set(['withdrawn']));
  });

  it('are refused with a reason, never without one, and end when nobody can be identified', async () => {
    const id = await someone(1002);
    const refused = await does(anna, 'POST', '/data-requests', { customerId: id, kind: 'deletion', way: 'letter' });
    await expect(decide(refused, { decision: 'refuse' })).rejects.toThrow(/answers\.reason/u);
    const { current } = await does(anna, 'GET', `/work/cases/${refused.caseId}`);
    await does(anna, 'POST', `/work/tasks/${current.taskId}/complete`, {
      answers: { decision: 'refuse', reason: '尚在质保纠纷中，须留存至结案' },
    });
    expect(await does(anna, 'GET', `/data-requests/${refused.id}`)).toMatchObject({
      state: 'refused',
      reason: '尚在质保纠纷中，须留存至结案',
      erasure: null,
    });
    const stranger = await does(anna, 'POST', '/data-requests', { customerId: id, kind: 'copy', way: 'email' });
    const { current: first } = await does(anna, 'GET', `/work/cases/${stranger.caseId}`);
    await does(anna, 'POST', `/work/tasks/${first.taskId}/claim`, {});
    await does(anna, 'POST', `/work/tasks/${first.taskId}/complete`, { answers: { method: 'none', verified: false } });
    expect(await does(anna, 'GET', `/data-requests/${stranger.id}`)).toMatchObject({ state: 'refused' });
    expect((await ask(anna, 'GET', `/customers/${id}`)).status).toBe(200);
  });

  it('come from the person too, by a link of theirs, once for each kind', async () => {
    const id = await someone(1003);
    await does(anna, 'POST', '/records', [
      {
        source: 'crm',
        key: 'own-1',
        type: 'customer',
        customer: {
          identifiers: [
            { type: 'phone', value: '13900131003' },
            { type: 'email', value: 'own@example.com' },
          ],
        },
      },
    ]);
    await does(anna, 'POST', `/customers/${id}/preferences-link`, {});
    await settle();
    const mail = (await dataFiles(kernel)).find(({ text }) => text.includes('own@example.com'))?.text ?? '';
    const token = /#([\w.~-]{10,})/u.exec(mail)?.[1] ?? '';
    const nobody = {};
    const first = await does(nobody, 'POST', '/member/data-requests', { token, kind: 'copy' });
    expect(await does(nobody, 'POST', '/member/data-requests', { token, kind: 'copy' })).toEqual(first);
    const { items } = await does(anna, 'GET', `/data-requests?customerId=${id}`);
    expect(items).toMatchObject([{ number: first.number, kind: 'copy', way: 'own_page', state: 'open' }]);
  });

  it('are seen and handled only by those who may', async () => {
    const reader = asActor('0192cccc-0000-7000-8000-000000000009', ['customers.read', 'privacy.read']);
    const nobody = asActor('0192cccc-0000-7000-8000-000000000008', ['customers.read']);
    expect((await ask(nobody, 'GET', '/data-requests')).status).toBe(403);
    const { items, can } = await does(reader, 'GET', '/data-requests?limit=5');
    expect([items.length > 0, can.handle]).toEqual([true, false]);
    expect((await ask(reader, 'POST', '/data-requests', {})).status).toBe(403);
    expect((await ask(reader, 'GET', `/data-requests/${items[0].id}/copy.json`)).status).toBe(403);
  });
});

describe('[C025a] somebody under 14', () => {
  it('is not sold to without a guardian, whatever another system says', async () => {
    const customer = { ...said({ phone: '13900132001', account: 'kid' }, { birthday: '2016-05-04' }) };
    const say = { source: 'crm', occurredAt: '2026-02-01T00:00:00Z', customer };
    const data = { purpose: 'marketing', channels: ['email'], act: 'given', how: 'form' };
    const mail = { ...customer, identifiers: [...customer.identifiers, { type: 'email', value: 'kid@example.com' }] };
    await does(anna, 'POST', '/records', [
      { ...say, key: 'kid', type: 'customer', customer: mail },
      { ...say, key: 'kid-yes', type: 'consent', data },
    ]);
    const customerId = await customerOf('13900132001');
    const news = { channel: 'email', template: 'news', values: { title: '童装', text: '上新' } };
    const sent = await does(anna, 'POST', '/contact/messages', { customerId, ...news });
    expect([sent.state, sent.reason]).toEqual(['suppressed', 'guardian_missing']);
  });
});

describe('[C025a] retention', () => {
  it('lets go of people and words over their time and of nobody else, and says how many', async () => {
    const old = (await does(anna, 'POST', '/records', [order('R-1', { phone: '13900131101', account: 'r1' }, '5.00')]))
      .results[0].customerId;
    const total = await orderTotals();
    await settle();
    kernel.clock.advance(40 * DAY);
    await does(anna, 'POST', '/records', [
      {
        ...order('R-2', { phone: '13900131102', account: 'r2' }, '7.00'),
        occurredAt: kernel.clock.now().toISOString(),
      },
    ]);
    const late = await customerOf('13900131102');
    const kinds = async () => (await does(anna, 'GET', '/retention')).items;
    expect((await kinds()).find((one: { name: string }) => one.name === 'customers.inactive')).toMatchObject({
      days: 0,
      due: null,
    });
    await does(anna, 'PUT', '/settings/customers.keep_inactive_days', { value: 30 });
    kernel.clock.advance(61_000);
    const due = (await kinds()).find((one: { name: string }) => one.name === 'customers.inactive');
    expect(due.due).toBeGreaterThan(0);
    await kernel.timers.tick();
    await settle();
    expect((await ask(anna, 'GET', `/customers/${old}`)).body.code).toBe('customer_erased');
    expect((await ask(anna, 'GET', `/customers/${late}`)).status).toBe(200);
    const after = (await kinds()).find((one: { name: string }) => one.name === 'customers.inactive');
    expect(after).toMatchObject({ due: 0, last: { leftOver: 0, removed: due.due } });
    expect(((await orderTotals()) as unknown[]).slice(0, (total as unknown[]).length)).toEqual(total);
    const { items } = await does(anna, 'GET', '/audit?action=customers.retention_removed');
    expect(items[0]).toMatchObject({ subjectId: 'customers.inactive', detail: { removed: due.due } });
  });
});

describe('the registry of what becomes of a person’s data', () => {
  it('names every table of every schema', async () => {
    const { rows } = await sql<{ schema: string; table: string }>`
      select table_schema as schema, table_name as table from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'public')
        and table_schema not like 'graphile%' order by 1, 2`.execute(kernel.postgres.db);
    const declared = test.platform.erasure.flatMap(({ name, tables }) =>
      Object.keys(tables).map((table) => `${name}.${table}`),
    );
    const there = rows.map(({ schema, table }) => `${schema}.${table}`);
    const missing = there.filter((name) => !declared.includes(name));
    expect(
      missing,
      `Say what becomes of ${missing.join(', ')} when a person is erased: add each to \`tables\` of the erasure ` +
        'participant of its module (server/src/<module>/erasing/, declared as `erasure` in its ModuleParts). `deletes` or ' +
        '`empties` also needs the statement in its erase(); `keeps` is for rows of ids, figures and times; `none` for ' +
        'tables that have nothing of customers.',
    ).toEqual([]);
    expect(
      declared.filter((name) => !there.includes(name)),
      'These tables exist no more',
    ).toEqual([]);
  });
});
