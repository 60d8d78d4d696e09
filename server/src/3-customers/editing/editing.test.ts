import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type Answer, useCustomerPages } from '#test/customer-pages.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { createImportBench } from '#test/import-bench.ts';

const kernel = useKernel({ analytic: false });
const pages = useCustomerPages(kernel);

let agent: Readonly<Record<string, string>> = {};
let manager: Readonly<Record<string, string>> = {};
let serial = 0;

beforeAll(async () => {
  agent = await pages.access.as('agent');
  manager = await pages.access.as('manager');
});

const phone = (): string => {
  serial += 1;
  return `138${String(10_000_000 + serial)}`;
};

async function create(body: object, headers = agent): Promise<string> {
  const answer = await pages.post('/api/v1/customers', body, headers);
  expect([answer.status, answer.body.created]).toEqual([200, true]);
  return answer.body.id;
}

interface Field {
  readonly value: unknown;
  readonly text: string | null;
  readonly masked: boolean;
  readonly origin: { readonly source: string; readonly byHand: boolean; readonly label: string } | null;
}

async function fieldsOf(id: string): Promise<{ version: number; fields: Record<string, Field>; answer: Answer }> {
  const answer = await pages.get(`/api/v1/customers/${id}/fields`, agent);
  const fields = Object.fromEntries(answer.body.fields.map((field: Field & { key: string }) => [field.key, field]));
  return { version: answer.body.version, fields, answer };
}

async function edit(id: string, body: object, headers = agent): Promise<Answer> {
  const { version } = await fieldsOf(id);
  return pages.patch(`/api/v1/customers/${id}`, { version, ...body }, headers);
}

async function historyOf(id: string): Promise<Answer['body'][]> {
  return (await pages.get(`/api/v1/customers/${id}/history`, agent)).body.items;
}

async function reveal(id: string, fields: readonly string[]): Promise<Answer['body']> {
  const { body } = await pages.post(`/api/v1/customers/${id}/fields/reveal`, { fields, reason: '核对客户资料' }, agent);
  return body.values;
}

const WHOLE = {
  name: '欧阳小华',
  phone: '139 1234 5678',
  email: 'Xiaohua@Example.com',
  address: '上海市徐汇区漕溪北路 1 号',
  region: '上海',
  identifiers: [
    { type: 'member_card', value: 'vip-000 8888' },
    { type: 'wechatUnionId', value: 'oGZUI0egBJY1zhBYw2Kh' },
  ],
  attributes: {
    gender: '女',
    birthday: '1990年5月12日',
    secondPhone: '021-64311234',
    occupation: '教师',
    workUnit: '某中学',
    incomeBand: '10k_20k',
    heightCm: 168,
    build: '偏瘦',
    preferredParcelTime: '工作日 18-21 时',
    hobbies: ['网球', '攀岩'],
    personality: '细心，喜欢先比较再决定',
    owner: '徐汇店 李店长',
    registeredAt: '2024-03-01',
    prospectStatus: 'contacted',
  },
};

describe('[C001] the master record of a customer', () => {
  it('keeps every field that it was created with', async () => {
    const id = await create(WHOLE);
    const { fields } = await fieldsOf(id);
    const masked = Object.keys(fields).filter((key) => fields[key]?.masked);
    expect(masked.toSorted()).toEqual(['address', 'birthday', 'email', 'incomeBand', 'phone', 'secondPhone']);
    const shown = Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => !field.masked)
        .map(([key, { value }]) => [key, value]),
    );
    expect(shown).toEqual({
      name: '欧阳小华',
      region: '上海',
      gender: 'female',
      // Nobody said by which calendar.
      birthdayCalendar: null,
      language: null,
      categorySpend: null,
      preferredCategories: null,
      preferredBrands: null,
      preferredChannel: null,
      preferredContactTime: null,
      nationalId: null,
      occupation: '教师',
      workUnit: '某中学',
      heightCm: 168,
      build: '偏瘦',
      clothingSize: null,
      shoeSizeEu: null,
      cupSize: null,
      preferredParcelTime: '工作日 18-21 时',
      hobbies: ['网球', '攀岩'],
      personality: '细心，喜欢先比较再决定',
      owner: '徐汇店 李店长',
      registeredAt: '2024-03-01',
      prospectStatus: 'contacted',
    });
    const values = await reveal(id, masked);
    expect(Object.fromEntries(Object.entries(values).map(([key, each]) => [key, (each as Field).value]))).toEqual({
      phone: '+8613912345678',
      email: 'xiaohua@example.com',
      address: '上海市徐汇区漕溪北路 1 号',
      birthday: '1990-05-12',
      secondPhone: '+862164311234',
      incomeBand: '10k_20k',
    });
  });

  it.each([
    ['phone', { text: '13912345678' }],
    ['name', { text: '欧阳' }],
    ['pinyin', { text: 'oyxh' }],
    ['e-mail', { text: 'xiaohua@example.com' }],
    ['card', { text: 'VIP-0008888' }],
  ])('is found by %s', async (_, body) => {
    const { body: found } = await pages.post('/api/v1/customers/search', body, agent);
    expect(found.items.map((each: { name: string }) => each.name)).toContain('欧阳小华');
  });

  it('is found by an identifier exactly', async () => {
    for (const [type, value] of [
      ['memberCard', 'VIP0008888'],
      ['wechatUnionId', 'oGZUI0egBJY1zhBYw2Kh'],
      ['phone', '+86 139 1234 5678'],
    ]) {
      const { body } = await pages.post('/api/v1/customers/lookup', { type, value }, agent);
      expect(body.customer?.name).toBe('欧阳小华');
    }
  });

  it('leaves in the audit trail who made and who changed it, without a value', async () => {
    const id = await create({ name: '留痕', phone: phone() });
    await edit(id, { attributes: { occupation: '律师' } });
    const { body } = await pages.get(`/api/v1/audit?subjectId=${id}`, manager);
    expect(body.items).toMatchObject([
      { action: 'customers.customer_edited', actor: { name: 'agent' }, detail: { fields: ['occupation'] } },
      { action: 'customers.customer_created', actor: { name: 'agent' }, detail: { fields: ['name', 'phone'] } },
    ]);
    expect(JSON.stringify(body.items)).not.toMatch(/留痕|律师/);
  });

  it('is there once: who has one of the identifiers is answered instead', async () => {
    const answer = await pages.post('/api/v1/customers', { name: '别人', phone: '13912345678' }, agent);
    expect(answer.body).toMatchObject({ created: false, matches: [{ name: '欧阳小华', by: ['phone'] }] });
    const again = await pages.post('/api/v1/customers', { ...WHOLE, phone: phone() }, agent);
    expect(again.body).toMatchObject({ created: false, matches: [{ by: expect.arrayContaining(['member_card']) }] });
  });

  it('is made once when the request is repeated', async () => {
    const body = { name: '只有一个', phone: phone() };
    const headers = { ...agent, 'idempotency-key': 'same-one' };
    const [first, second] = [
      await pages.post('/api/v1/customers', body, headers),
      await pages.post('/api/v1/customers', body, headers),
    ];
    expect(second.body).toEqual(first.body);
    expect(first.body.created).toBe(true);
  });

  it('needs something by which somebody can be called, and says what is wrong with each field', async () => {
    expect((await pages.post('/api/v1/customers', { region: '上海' }, agent)).text).toContain('customer_unnamed');
    const wrong = { name: '某', phone: '123', attributes: { gender: '?', nothing: 1, birthday: '05/12/1990' } };
    const { status, body } = await pages.post('/api/v1/customers', wrong, agent);
    expect(status).toBe(400);
    expect(body.errors.map((fault: { field: string }) => fault.field)).toEqual([
      'phone',
      'attributes.gender',
      'attributes.nothing',
      'attributes.birthday',
    ]);
  });

  it('made by staff of a shop belongs to that shop', async () => {
    const shop = await pages.inScope('store', await pages.scope('徐汇店'));
    const other = await pages.inScope('store', await pages.scope('静安店'));
    const id = await create({ name: '店里来的' }, shop);
    expect((await pages.get(`/api/v1/customers/${id}/fields`, shop)).status).toBe(200);
    expect((await pages.get(`/api/v1/customers/${id}/fields`, other)).status).toBe(404);
    const number = phone();
    await create({ name: '又一位', phone: number }, shop);
    const hidden = await pages.post('/api/v1/customers', { name: '又一位', phone: number }, other);
    expect([hidden.status, hidden.body.code]).toEqual([409, 'identifier_taken']);
  });
});

describe('[C001] editing a customer', () => {
  it('changes, adds and clears fields, and says who did it', async () => {
    const id = await create({ name: '张三', attributes: { hobbies: ['网球'], occupation: '医生' } });
    const { status, body } = await edit(id, { name: '张山', attributes: { hobbies: '网球、阅读', occupation: null } });
    expect(status).toBe(200);
    expect(body.version).toBeGreaterThan(0);
    const { fields } = await fieldsOf(id);
    expect(fields['name']?.value).toBe('张山');
    expect(fields['hobbies']).toMatchObject({
      text: '网球、阅读',
      origin: { source: 'staff', byHand: true, label: '手工填写' },
    });
    expect(fields['occupation']).toMatchObject({ value: null, origin: null });
    expect(await historyOf(id)).toMatchObject([
      { field: 'occupation', before: '医生', after: null, origin: 'hand', by: { name: 'agent' }, canUndo: true },
      { field: 'hobbies', before: '网球', after: '网球、阅读' },
      { field: 'name', label: { 'zh-CN': '姓名' }, before: '张三', after: '张山' },
    ]);
  });

  it('does not overwrite what somebody else changed meanwhile, but lets the two change different fields', async () => {
    const id = await create({ name: '李四' });
    const { version } = await fieldsOf(id);
    const url = `/api/v1/customers/${id}`;
    expect((await pages.patch(url, { version, attributes: { occupation: '律师' } }, manager)).status).toBe(200);
    const late = await pages.patch(url, { version, attributes: { occupation: '司机' } }, agent);
    expect([late.status, late.body.code]).toEqual([409, 'customer_changed']);
    expect(late.body.errors).toMatchObject([{ field: 'attributes.occupation' }]);
    expect(late.text).toContain('manager');
    expect((await pages.patch(url, { version, attributes: { build: '匀称' } }, agent)).status).toBe(200);
    expect((await fieldsOf(id)).fields['occupation']?.value).toBe('律师');
  });

  it('replaces a phone: the former one means this person no more, one of somebody else is refused', async () => {
    const [first, second, taken] = [phone(), phone(), phone()];
    const id = await create({ name: '王五', phone: first });
    await create({ name: '赵六', phone: taken });
    expect((await edit(id, { phone: taken })).body.code).toBe('identifier_taken');
    expect((await edit(id, { phone: second })).status).toBe(200);
    const lookUp = async (value: string): Promise<string | null> =>
      (await pages.post('/api/v1/customers/lookup', { type: 'phone', value }, agent)).body.customer?.id ?? null;
    expect([await lookUp(first), await lookUp(second)]).toEqual([null, id]);
  });

  it('adds a card, by which the customer is found from then on, and keeps it when the phone changes', async () => {
    const id = await create({ name: '钱七', phone: phone() });
    expect((await edit(id, { identifiers: [{ type: 'member_card', value: 'GOLD-77' }] })).status).toBe(200);
    expect((await edit(id, { phone: phone() })).status).toBe(200);
    const { body } = await pages.post('/api/v1/customers/lookup', { type: 'memberCard', value: 'gold77' }, agent);
    expect(body.customer?.id).toBe(id);
    expect((await fieldsOf(id)).answer.body.identifiers).toMatchObject([{ kind: 'member_card', value: 'GOLD77' }]);
  });

  it('wins over what a source says later; what a source says cannot be made empty', async () => {
    const bench = createImportBench(kernel);
    const number = phone();
    const file = (name: string) => ({ text: `手机,姓名,职业\n${number},${name},护士\n` });
    await bench.importFile(file('孙巴'), { kind: 'customers', source: 'crm' });
    const { body } = await pages.post('/api/v1/customers/lookup', { type: 'phone', value: number }, agent);
    const id: string = body.customer.id;
    await edit(id, { name: '孙八', attributes: { occupation: '护士长' } });
    kernel.clock.advance(60_000);
    await bench.importFile(file('孙芭'), { kind: 'customers', source: 'crm' });
    const { fields } = await fieldsOf(id);
    expect([fields['name']?.value, fields['occupation']?.value]).toEqual(['孙八', '护士长']);
    const cleared = await edit(id, { name: null });
    expect([cleared.status, cleared.body.errors[0].code]).toEqual([400, 'field_stated_by_source']);
    expect((await edit(id, { attributes: { occupation: null } })).status).toBe(200);
    expect((await fieldsOf(id)).fields['occupation']?.value).toBeNull();
  });

  it('is refused to those who may only look, and for customers that do not exist', async () => {
    const id = await create({ name: '周九' });
    for (const role of ['marketer', 'analyst'] as const) {
      const reader = await pages.access.as(role);
      expect((await edit(id, { name: '?' }, reader)).status).toBe(403);
      expect((await pages.post('/api/v1/customers', { name: '?' }, reader)).status).toBe(403);
    }
    const nobody = '00000000-0000-7000-8000-000000000000';
    expect((await pages.patch(`/api/v1/customers/${nobody}`, { version: 0, name: 'x' }, agent)).status).toBe(404);
  });
});

describe('[C001] a field that somebody has just defined', () => {
  it('is on the form, in the list, in its filter and in imports at once; hidden, it is nowhere and its values stay', async () => {
    const options = [{ value: 'dry', label: { 'zh-CN': '干性', en: 'Dry' } }];
    const field = { key: 'skinType', label: { 'zh-CN': '肌肤类型', en: 'Skin type' }, type: 'choice', options };
    expect((await pages.post('/api/v1/fields', field, manager)).status).toBe(201);
    const id = await create({ name: '肌肤', attributes: { skinType: '干性' } });
    expect((await fieldsOf(id)).fields['skinType']).toMatchObject({ value: 'dry', text: '干性' });
    const attributes = encodeURIComponent(JSON.stringify({ skinType: 'dry' }));
    const { body } = await pages.get(`/api/v1/customers?fields=skinType&attributes=${attributes}`, agent);
    expect(body.items).toMatchObject([{ id, fields: { skinType: '干性' } }]);
    const kind = createImportBench(kernel).intake.imports.kinds.get('customers');
    expect((await kind?.fields())?.map(({ name }) => name)).toContain('skinType');
    await pages.post('/api/v1/fields/skinType/archive', {}, manager);
    expect((await fieldsOf(id)).fields['skinType']).toBeUndefined();
    expect((await edit(id, { attributes: { skinType: 'dry' } })).status).toBe(400);
    await pages.post('/api/v1/fields/skinType/restore', {}, manager);
    expect((await fieldsOf(id)).fields['skinType']?.value).toBe('dry');
  });
});

describe('[C001] taking a change back', () => {
  it('puts the former value back as a new change, which can be taken back too', async () => {
    const id = await create({ name: '吴十', attributes: { hobbies: ['网球'] } });
    await edit(id, { attributes: { hobbies: ['跑步'] } });
    const [change] = await historyOf(id);
    const undone = await pages.post(`/api/v1/customers/${id}/history/${change.id}/undo`, {}, agent);
    expect(undone.status).toBe(200);
    expect((await fieldsOf(id)).fields['hobbies']?.value).toEqual(['网球']);
    const [back, first] = await historyOf(id);
    expect(back).toMatchObject({ origin: 'undo', before: '跑步', after: '网球', canUndo: true });
    expect(first).toMatchObject({ undone: true, canUndo: false });
    await pages.post(`/api/v1/customers/${id}/history/${back.id}/undo`, {}, agent);
    expect((await fieldsOf(id)).fields['hobbies']?.value).toEqual(['跑步']);
  });

  it('is refused once the field was changed again', async () => {
    const id = await create({ name: '郑一' });
    await edit(id, { name: '郑二' });
    const [first] = await historyOf(id);
    await edit(id, { name: '郑三' });
    const refused = await pages.post(`/api/v1/customers/${id}/history/${first.id}/undo`, {}, agent);
    expect([refused.status, refused.body.code]).toEqual([409, 'change_followed']);
  });

  it('of a correction of what a source said leaves the word to the source again', async () => {
    const bench = createImportBench(kernel);
    const number = phone();
    await bench.importFile({ text: `手机,职业\n${number},护士\n` }, { kind: 'customers', source: 'crm' });
    const { body } = await pages.post('/api/v1/customers/lookup', { type: 'phone', value: number }, agent);
    const id: string = body.customer.id;
    await edit(id, { attributes: { occupation: '医生' } });
    const [change] = await historyOf(id);
    await pages.post(`/api/v1/customers/${id}/history/${change.id}/undo`, {}, agent);
    expect((await fieldsOf(id)).fields['occupation']).toMatchObject({
      value: '护士',
      origin: { source: 'crm', byHand: false },
    });
  });
});

describe('[C001] what not everybody may see', () => {
  it('is masked in fields and history, and each reveal is logged with its reason', async () => {
    const number = phone();
    const id = await create({
      name: '冯二',
      phone: number,
      attributes: { birthday: '1990-05-12', incomeBand: 'over_50k' },
    });
    await edit(id, { attributes: { birthday: '1991-05-12', incomeBand: '5k_10k' } });
    const texts = [
      (await fieldsOf(id)).answer.text,
      (await pages.get(`/api/v1/customers/${id}/history`, agent)).text,
      (await pages.get(`/api/v1/customers/${id}/timeline`, agent)).text,
    ];
    for (const text of texts) {
      for (const raw of [number, '05-12', '5k_10k"', '50000']) {
        expect(text.replaceAll(/"options":\[[^\]]*\]/g, '')).not.toContain(raw);
      }
    }
    const marketer = await pages.access.as('marketer');
    const ask = { fields: ['incomeBand'], reason: '核对收入' };
    expect((await pages.post(`/api/v1/customers/${id}/fields/reveal`, ask, marketer)).status).toBe(403);
    expect((await reveal(id, ['incomeBand', 'email']))['incomeBand']).toMatchObject({ value: '5k_10k' });
    const { body } = await pages.get('/api/v1/audit?action=customers.fields_revealed', manager);
    expect(body.items[0]).toMatchObject({
      subjectId: id,
      reason: '核对客户资料',
      detail: { fields: ['incomeBand', 'email'] },
    });
  });

  it('does not get into the log of events', async () => {
    const { rows } = await sql<{ text: string }>`select data::text as text from kernel.events`.execute(
      kernel.postgres.db,
    );
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.some(({ text }) => /1990-05-12|欧阳|@example/.test(text))).toBe(false);
  });
});

describe('[C001] changing many at once', () => {
  const BULK = '/api/v1/customers/bulk-edit';

  it('sets, adds and removes with a result for each, and is taken back as a whole', async () => {
    const ids = [
      await create({ name: '甲', attributes: { hobbies: ['网球'] } }),
      await create({ name: '乙' }),
      await create({ name: '丙', attributes: { hobbies: ['跑步', '瑜伽'] } }),
    ];
    const nobody = '00000000-0000-7000-8000-000000000000';
    const added = await pages.post(
      BULK,
      { ids: [...ids, nobody], field: 'hobbies', action: 'add', value: '网球' },
      agent,
    );
    expect(added.body).toMatchObject({ changed: 2, same: 1, rejected: 1 });
    const hobbies = async (): Promise<unknown[]> =>
      Promise.all(ids.map(async (id) => (await fieldsOf(id)).fields['hobbies']?.value));
    expect(await hobbies()).toEqual([['网球'], ['网球'], ['网球', '跑步', '瑜伽']]);
    await pages.post(BULK, { ids, field: 'hobbies', action: 'remove', value: ['网球'] }, agent);
    expect(await hobbies()).toEqual([null, null, ['跑步', '瑜伽']]);
    const owner = await pages.post(BULK, { ids, field: 'owner', action: 'set', value: '李店长' }, agent);
    expect(owner.body.changed).toBe(3);
    await edit(ids[1] ?? '', { attributes: { owner: '王店长' } });
    const undone = await pages.post(`${BULK}/${owner.body.batchId}/undo`, {}, agent);
    expect(undone.body).toMatchObject({ changed: 2, same: 0, rejected: 1 });
    expect((await fieldsOf(ids[0] ?? '')).fields['owner']?.value).toBeNull();
    expect((await fieldsOf(ids[1] ?? '')).fields['owner']?.value).toBe('王店长');
  });

  it.each([
    [{ field: 'nothing', action: 'set', value: 'x' }, 'field'],
    [{ field: 'phone', action: 'set', value: '13800000000' }, 'field'],
    [{ field: 'gender', action: 'set', value: '?' }, 'value'],
    [{ field: 'gender', action: 'add', value: '男' }, 'action'],
    [{ field: 'gender', action: 'set', value: '' }, 'value'],
  ])('refuses what cannot be done to anybody: %#', async (request, field) => {
    const ids = ['00000000-0000-7000-8000-000000000000'];
    const { status, body } = await pages.post(BULK, { ids, ...request }, agent);
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });
});

describe('[C012] the time-line', () => {
  it('shows changes made together as one entry', async () => {
    const id = await create({ name: '陈三' });
    const app = await openTestServer(kernel, pages.routes());
    const headers = asActor('0190a000-0000-7000-8000-000000000001', ['customers.read', 'customers.write']);
    const payload = { version: 0, attributes: { hobbies: ['网球'], occupation: '教师', birthday: '1990-05-12' } };
    expect((await app.inject({ method: 'PATCH', url: `/api/v1/customers/${id}`, headers, payload })).statusCode).toBe(
      200,
    );
    const { body } = await pages.get(`/api/v1/customers/${id}/timeline`, agent);
    const entries = body.items.filter((entry: { kind: string }) => entry.kind === 'fields.changed');
    expect(entries).toMatchObject([
      {
        source: 'field_changes',
        title: { 'zh-CN': expect.stringContaining('爱好'), en: expect.stringContaining('Hobbies') },
        detail: expect.stringContaining('爱好 — → 网球'),
        staff: { name: '0190a000-0000-7000-8000-000000000001' },
      },
    ]);
    expect(entries[0].detail).not.toContain('1990');
    await app.close();
  });
});

describe('[C024] the audit trail of an edit', () => {
  it('says who changed the phone, when, and what it was and became, without holding either number', async () => {
    const [before, after] = [phone(), phone()];
    const id = await create({ name: '林一', phone: before });
    await edit(id, { phone: after });
    const headers = await pages.access.as('manager');
    const { body } = await pages.get(`/api/v1/audit?subjectId=${id}&action=customers.customer_edited`, headers);
    expect(body.items).toHaveLength(1);
    const [entry] = body.items;
    expect(entry.actor).toMatchObject({ kind: 'api-key', name: 'agent' });
    expect(entry.at).toBe(kernel.clock.now().toISOString());
    const shown = (number: string): string => `${number.slice(0, 3)}****${number.slice(-4)}`;
    expect(entry.values).toEqual([{ field: 'phone', before: shown(before), after: shown(after) }]);
    expect(entry.detail.values.phone.before).toMatch(/^[0-9a-f]{32}$/);
    const { rows } = await sql<{ row: string }>`select a::text as row from access.audit a`.execute(kernel.postgres.db);
    expect(rows.filter(({ row }) => row.includes(before) || row.includes(after))).toEqual([]);
  });

  it('keeps the chain whole when the customer is erased, and shows nothing of the values any more', async () => {
    const id = await create({ name: '林二', phone: phone() });
    await edit(id, { phone: phone() });
    const forgotten = await kernel.transaction(systemContext('erase'), (tx) =>
      pages.access.access.forgetValues(tx, { subjectType: 'customer', subjectIds: [id] }),
    );
    expect(forgotten).toBe(1);
    const { body } = await pages.get(`/api/v1/audit?subjectId=${id}&action=customers.customer_edited`, manager);
    expect(body.items[0].values).toEqual([]);
    const { broken } = await pages.access.access.auditChain.verify(systemContext('verify'));
    expect(broken).toBeNull();
  });
});
