import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel, { isTrusting: true });
const STAFF = ['customers.read', 'customers.write', 'interactions.write', 'work.read', 'work.do', 'orders.read'];
const id = (n: number): string => `0192cccc-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [LIN, SU, CHIEF, CLERK, VISITOR, SHOP] = [1, 2, 3, 4, 5, 6].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
const lin = asActor(LIN, ['submissions.write']);
const su = asActor(SU, ['submissions.write']);
const chief = asActor(CHIEF, [...STAFF, 'submissions.review', 'submissions.write', 'customers.reveal', 'work.approve']);
const clerk = asActor(CLERK, [...STAFF, 'customers.reveal']);
const visitor = asActor(VISITOR, STAFF);
const shop = asActor(SHOP, [...STAFF, 'forms.write', 'slips.write', 'shops.manage']);
const nobody = {};

beforeAll(async () => {
  for (const [user, role] of [
    [LIN, 'campus-agent'],
    [SU, 'campus-agent'],
    [CHIEF, 'manager'],
    [CLERK, 'agent'],
    [VISITOR, 'store'],
    [SHOP, 'store'],
  ]) {
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (${user}, ${`${user}@example.com`}, ${user}, 'zh-CN', 'none', now(), now())`.execute(kernel.postgres.db);
    await sql`insert into access.assignments values (${user}, ${role}, null)`.execute(kernel.postgres.db);
  }
});

type Who = Readonly<Record<string, string>>;

async function ask(who: Who, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object | string) {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...who, ...(typeof payload === 'string' ? { 'content-type': 'text/csv' } : {}) },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json(), text: reply.body };
}

async function customersWith(phone: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.identifiers where kind = 'phone' and value = ${`+86${phone}`}`.execute(
    kernel.postgres.db,
  );
  return rows.map((row) => row.id);
}

const handIn = async (who: Who, ...people: object[]) => {
  const made = await ask(who, 'POST', '/submissions', { agreed: true, people });
  expect(made.status, made.text).toBe(201);
  return made.body.items.map((item: { id: string }) => item.id) as string[];
};
const decide = (who: Who, ids: readonly string[], decision: 'accept' | 'reject', reason?: string) =>
  ask(who, 'POST', '/submissions/decide', { ids, decision, ...(reason === undefined ? {} : { reason }) });

describe('[C006] what an agent hands in', () => {
  let ids: string[] = [];

  it('is staged and in no list of customers until the department accepts it', async () => {
    const [known = ''] = await takePeople(kernel, test.platform.customers, [
      { account: 'k1', name: '陈晓', phone: '+8613900000002' },
    ]);
    ids = await handIn(
      lin,
      { name: '王芳', phone: '139 0000 0001', gender: '女', occupation: '学生' },
      { name: '陈晓晓', phone: '13900000002', address: '北京市海淀区学院路 5 号' },
      { name: '赵', phone: '13900000003', note: '可能写错了' },
    );
    expect(await customersWith('13900000001')).toEqual([]);
    expect(await customersWith('13900000003')).toEqual([]);
    expect(await customersWith('13900000002')).toEqual([known]);
    const { body } = await ask(chief, 'GET', '/submissions');
    expect(body.items.map((item: { id: string }) => item.id)).toEqual(ids);
    expect(body.items[0]).toMatchObject({ matches: [], person: { name: '王芳', phone: '139****0001' } });
    // Whom it would join, and what the two say differently.
    expect(body.items[1].matches).toMatchObject([
      { by: ['phone'], customer: { id: known, name: '陈晓', phone: '139****0002' }, differs: ['name'] },
    ]);
    expect(JSON.stringify(body)).not.toContain('13900000002');
  });

  it('names the field at fault before anything is staged', async () => {
    const made = await ask(lin, 'POST', '/submissions', {
      agreed: true,
      people: [
        { name: '好', phone: '13900000009' },
        { name: '坏', phone: '12345' },
        { name: '藏', phone: '139****0009' },
      ],
    });
    expect([made.status, ...made.body.errors.map((one: { field: string }) => one.field)]).toEqual([
      400,
      'people.1.phone',
      'people.2.phone',
    ]);
    const unasked = await ask(lin, 'POST', '/submissions', {
      agreed: false,
      people: [{ name: '好', phone: '13900000009' }],
    });
    expect([unasked.status, unasked.body.errors[0].field]).toEqual([400, 'agreed']);
  });

  it('is accepted by somebody else only, singly and in bulk, once; what comes back says why', async () => {
    const [own = ''] = await handIn(chief, { name: '自己', phone: '13900000008' });
    const barred = await decide(chief, [own], 'accept');
    expect(barred.body.results).toMatchObject([{ outcome: 'refused', fault: { code: 'approval_own' } }]);
    expect((await decide(lin, ids, 'accept')).status).toBe(403);
    const silent = await decide(chief, [ids[2] ?? ''], 'reject');
    expect(silent.body.results[0].fault.code).toBe('input_invalid');
    const accepted = await decide(chief, ids.slice(0, 2), 'accept');
    expect(accepted.body.results.map((one: { outcome: string }) => one.outcome)).toEqual(['accepted', 'accepted']);
    const rejected = await decide(chief, [ids[2] ?? ''], 'reject', '姓名不完整');
    expect(rejected.body.results[0].outcome).toBe('rejected');
    // Accepting again is the same, and makes nobody twice.
    await decide(chief, ids.slice(0, 2), 'accept');
    const [fresh = ''] = await customersWith('13900000001');
    expect(await customersWith('13900000002')).toHaveLength(1);
    expect(await customersWith('13900000003')).toEqual([]);
    const profile = await ask(chief, 'GET', `/customers/${fresh}`);
    expect(profile.body).toMatchObject({ name: '王芳', sources: ['campus_agent'] });
    const { body: known } = await ask(chief, 'GET', `/customers/${fresh}/fields`);
    expect(known.fields.find((one: { key: string }) => one.key === 'name').origin.label).toBe('校园代理');
    const { body: done } = await ask(chief, 'GET', '/submissions?state=accepted');
    expect(done.items.map((item: { joined: boolean }) => item.joined).toSorted()).toEqual([false, true]);
  });

  it('shows the agent their own only: masked once accepted, in full while it can be corrected', async () => {
    const { body } = await ask(lin, 'GET', '/submissions/mine');
    expect(body.counts).toEqual({ waiting: 0, accepted: 2, rejected: 1 });
    expect(body.items).toMatchObject([
      { state: 'rejected', reason: '姓名不完整', name: '赵', phone: '139****0003' },
      { state: 'accepted', name: '陈**', phone: '139****0002' },
      { state: 'accepted', name: '王**', phone: '139****0001' },
    ]);
    const accepted = await ask(lin, 'GET', `/submissions/mine/${ids[0]}`);
    expect(accepted.body.person).toBeNull();
    const { rows } = await sql<{ left: number }>`
      select count(*)::integer as left from entry.submissions s where s.state = 'accepted'
        and s::text ~ '王芳|139 ?0000 ?000[12]|学院路'`.execute(kernel.postgres.db);
    expect(rows[0]?.left).toBe(0);
    const { body: notices } = await ask(lin, 'GET', '/notices');
    expect(notices.items.map((notice: { text: { 'zh-CN': string } }) => notice.text['zh-CN'])).toEqual(
      expect.arrayContaining([expect.stringContaining('姓名不完整'), expect.stringContaining('通过验收')]),
    );
    expect((await ask(su, 'GET', '/submissions/mine')).body.items).toEqual([]);
    expect((await ask(su, 'GET', `/submissions/mine/${ids[2]}`)).status).toBe(404);
    for (const url of ['/customers', '/submissions', '/work/tasks', `/customers/${id(1)}`]) {
      expect((await ask(lin, 'GET', url)).status, url).toBe(403);
    }
  });

  it('comes back corrected, and is accepted then', async () => {
    const full = await ask(lin, 'GET', `/submissions/mine/${ids[2]}`);
    expect(full.body.person).toMatchObject({ name: '赵', phone: '13900000003' });
    const again = await ask(lin, 'PUT', `/submissions/mine/${ids[2]}`, {
      person: { ...full.body.person, name: '赵敏' },
    });
    expect([again.status, again.body.state]).toEqual([200, 'waiting']);
    const waits = await ask(lin, 'PUT', `/submissions/mine/${ids[2]}`, { person: full.body.person });
    expect([waits.status, waits.body.code]).toEqual([409, 'submission_not_rejected']);
    await decide(chief, [ids[2] ?? ''], 'accept');
    expect(await customersWith('13900000003')).toHaveLength(1);
  });

  it('is accepted once when two people accept at the same moment', async () => {
    const other = asActor(CLERK, [...STAFF, 'submissions.review']);
    const [one = ''] = await handIn(su, { name: '同时', phone: '13900000007' });
    const answers = await Promise.all([decide(chief, [one], 'accept'), decide(other, [one], 'accept')]);
    const outcomes: string[] = answers.map(({ body }) => body.results[0].outcome);
    expect(outcomes.toSorted()).toEqual(['accepted', 'refused']);
    expect(await customersWith('13900000007')).toHaveLength(1);
  });

  it('is read from a file as people keep it', async () => {
    const file = '客户姓名,手机号码,性别\n钱一,13900000011,女\n孙二,不知道,男\n';
    const { status, body, text } = await ask(lin, 'POST', '/submissions/file', file);
    expect(status, text).toBe(200);
    expect(body.rows[0].values).toMatchObject({ name: '钱一', phone: '13900000011', gender: '女' });
    expect(body.rows).toHaveLength(2);
  });
});

describe('[C006a] a note of the field', () => {
  let customerId = '';
  const note = (who: Who, changes: object, text = '搬家了，新号码 13911110002') =>
    ask(who, 'POST', `/customers/${customerId}/field-notes`, { text, changes });
  const phoneOf = async () =>
    (await ask(clerk, 'POST', `/customers/${customerId}/reveal`, { fields: ['phone'], reason: '核对' })).body.phone;

  beforeAll(async () => {
    const [taken = ''] = await takePeople(kernel, test.platform.customers, [
      { account: 'f1', name: '周洁', phone: '+8613911110001' },
    ]);
    customerId = taken;
  });

  it('makes an entry task that shows what was noted beside what is known', async () => {
    const made = await note(visitor, { phone: '13911110002', occupation: '护士' });
    expect(made.status, made.text).toBe(201);
    expect(await phoneOf()).toBe('+8613911110001');
    const { body: tasks } = await ask(clerk, 'GET', '/work/tasks?box=queue');
    expect(tasks.items).toMatchObject([
      { kind: 'entry.field_note', subject: { id: customerId }, can: { complete: true } },
    ]);
    const { body } = await ask(clerk, 'GET', '/field-notes');
    expect(body.items[0]).toMatchObject({
      customer: { id: customerId, name: '周洁' },
      text: '搬家了，新号码 139****0002',
      changes: [
        { field: 'phone', noted: '139****0002', current: '139****0001', origin: { label: 'shop' } },
        { field: 'occupation', noted: '护士', current: null },
      ],
      can: { decide: true },
    });
    expect((await ask(visitor, 'GET', '/field-notes')).body.items[0].can.decide).toBe(false);
    const full = await ask(clerk, 'POST', `/field-notes/${made.body.id}/reveal`, { reason: '核对号码' });
    expect(full.body.changes.phone).toBe('13911110002');
    expect((await ask(visitor, 'POST', `/field-notes/${made.body.id}/reveal`, { reason: '看看' })).status).toBe(403);
  });

  it('is not entered by whoever wrote it; once approved the profile changes and the history keeps what was', async () => {
    const { body: list } = await ask(clerk, 'GET', '/field-notes');
    const [waiting] = list.items;
    const own = await ask(visitor, 'POST', `/field-notes/${waiting.id}/decision`, { decision: 'apply' });
    expect([own.status, own.body.code]).toEqual([403, 'field_note_own']);
    expect(await phoneOf()).toBe('+8613911110001');
    const stale = await ask(clerk, 'POST', `/field-notes/${waiting.id}/decision`, {
      decision: 'apply',
      version: 99999,
    });
    expect([stale.status, stale.body.code]).toEqual([409, 'customer_changed']);
    const done = await ask(clerk, 'POST', `/field-notes/${waiting.id}/decision`, {
      decision: 'apply',
      version: waiting.version,
    });
    expect([done.status, done.body?.state], done.text).toEqual([200, 'applied']);
    expect(await phoneOf()).toBe('+8613911110002');
    const { rows } = await sql<{ before: string; after: string }>`
      select before #>> '{}' as before, after #>> '{}' as after from customers.field_changes
      where customer_id = ${customerId} and field = 'phone'`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ before: '+8613911110001', after: '+8613911110002' }]);
    const { body: tasks } = await ask(clerk, 'GET', '/work/tasks?box=queue');
    expect(tasks.items).toEqual([]);
    const { body: line } = await ask(clerk, 'GET', `/customers/${customerId}/timeline`);
    expect(line.items.map((entry: { kind: string }) => entry.kind)).toEqual(expect.arrayContaining(['visit']));
  });

  it('comes back with a reason, changes nothing, and tells whoever wrote it', async () => {
    const made = await note(visitor, { address: '某处' }, '听说搬了');
    const silent = await ask(clerk, 'POST', `/field-notes/${made.body.id}/decision`, { decision: 'reject' });
    expect([silent.status, silent.body.errors[0].field]).toEqual([400, 'reason']);
    await ask(clerk, 'POST', `/field-notes/${made.body.id}/decision`, { decision: 'reject', reason: '地址不完整' });
    const { body } = await ask(clerk, 'GET', '/field-notes?state=rejected');
    expect(body.items[0]).toMatchObject({ reason: '地址不完整', changes: [{ field: 'address', noted: null }] });
    const { body: notices } = await ask(visitor, 'GET', '/notices');
    expect(notices.items.some((notice: { kind: string }) => notice.kind === 'entry.field_note_rejected')).toBe(true);
  });

  it('takes nothing that could not be written, and nothing sensitive', async () => {
    const made = await note(visitor, { phone: '12', incomeBand: 'over_50k' });
    expect(made.body.errors.map((one: { field: string; code: string }) => [one.field, one.code])).toEqual([
      ['changes.phone', expect.any(String)],
      ['changes.incomeBand', 'field_sensitive'],
    ]);
  });
});

let forms = 100;
const form = (more: object) => {
  forms += 1;
  return { id: id(forms), name: '李雷', phone: `1380000${String(forms).padStart(4, '0')}`, ...more };
};
const save = (given: object, who: Who = shop) => ask(who, 'POST', '/membership-forms', given);

describe('[C007a] the membership form', () => {
  it('makes customer, card and purchase of its nine fields in one step', async () => {
    const given = form({
      gender: '男',
      address: '济南市历下区泉城路 1 号',
      occupation: '教师',
      age: 52,
      productType: '保健品',
      amount: '268',
      cardNumber: 'LRK-10001',
      consents: ['marketing'],
    });
    const { status, body, text } = await save(given);
    expect(status, text).toBe(201);
    expect(body).toMatchObject({ joined: false, cardNumber: 'LRK10001', cardIssued: false });
    const found = await ask(shop, 'POST', '/customers/lookup', { type: 'memberCard', value: 'LRK-10001' });
    expect(JSON.stringify(found.body)).toContain(body.customerId);
    const { body: known } = await ask(clerk, 'GET', `/customers/${body.customerId}/fields`);
    const texts = Object.fromEntries(
      known.fields.map((one: { key: string; text: string | null }) => [one.key, one.text]),
    );
    expect(texts).toMatchObject({ name: '李雷', gender: '男', occupation: '教师' });
    const { body: orders } = await ask(clerk, 'GET', `/customers/${body.customerId}/orders`);
    expect(orders.items).toMatchObject([{ id: body.orderId, status: 'completed' }]);
    const { body: consents } = await ask(clerk, 'GET', `/customers/${body.customerId}/consents`);
    const [said] = consents.history;
    expect(said).toMatchObject({ purpose: 'marketing', act: 'given', how: 'paper' });
    expect(JSON.stringify(said)).toMatch(/"version":1/u);
    // Sent again it is the same form.
    expect((await save(given)).body).toMatchObject({ id: body.id, number: body.number, orderId: body.orderId });
    expect((await ask(clerk, 'GET', `/customers/${body.customerId}/orders`)).body.items).toHaveLength(1);
  });

  it('gives out numbers without holes or doubles to many at once, and one card to one person', async () => {
    const many = await Promise.all(Array.from({ length: 8 }, () => save(form({}))));
    expect(many.map(({ status }) => status)).toEqual(many.map(() => 201));
    const numbers = many.map(({ body }) => Number(body.cardNumber.slice(2))).toSorted((a, b) => a - b);
    expect(new Set(numbers).size).toBe(8);
    expect((numbers.at(-1) ?? 0) - (numbers[0] ?? 0)).toBe(7);
    const phone = '13877770001';
    const same = await Promise.all(Array.from({ length: 6 }, () => save(form({ phone }))));
    expect(new Set(same.map(({ body }) => body.customerId)).size).toBe(1);
    expect(new Set(same.map(({ body }) => body.cardNumber)).size).toBe(1);
    expect(same.filter(({ body }) => body.cardIssued)).toHaveLength(1);
  });

  it('passes over a number that somebody holds already', async () => {
    const { body: last } = await save(form({}));
    const next = `HY${String(Number(last.cardNumber.slice(2)) + 1).padStart(8, '0')}`;
    await save(form({ cardNumber: next }));
    const { body } = await save(form({}));
    expect(Number(body.cardNumber.slice(2))).toBe(Number(next.slice(2)) + 1);
  });

  it('is the same person by the rules of identity, and never by a card of somebody else', async () => {
    const [known = ''] = await takePeople(kernel, test.platform.customers, [
      { account: 'm1', name: '韩梅梅', phone: '+8613866660001' },
    ]);
    const { body } = await save(form({ name: '韩梅梅', phone: '138 6666 0001' }));
    expect(body).toMatchObject({ customerId: known, joined: true, cardIssued: true });
    const taken = await save(form({ cardNumber: body.cardNumber }));
    expect([taken.status, taken.body.code, taken.body.errors[0].field]).toEqual([409, 'card_taken', 'cardNumber']);
    const own = await save(form({ phone: '13866660001', cardNumber: body.cardNumber }));
    expect([own.status, own.body.customerId]).toEqual([201, known]);
  });

  it('takes nobody below 14 without a guardian, who is written down', async () => {
    const child = form({ birthday: '2015-05-01', consents: ['marketing'] });
    const alone = await save(child);
    expect([alone.status, alone.body.errors[0].field]).toEqual([400, 'guardian']);
    const { body } = await save({ ...child, guardian: { relation: '母亲', checkedBy: '看过户口簿' } });
    const { rows } = await sql<{ yes: boolean }>`
      select by_guardian as yes from customers.consents where customer_id = ${body.customerId}`.execute(
      kernel.postgres.db,
    );
    expect(rows.length > 0 && rows.every(({ yes }) => yes)).toBe(true);
  });

  describe('filled in by the customers themselves', () => {
    let token = '';
    const send = (given: object) => ask(nobody, 'POST', '/member/form', { token, ...given });

    beforeAll(async () => {
      const made = await ask(shop, 'POST', '/form-links', { label: '泉城路店' });
      token = made.body.token;
    });

    it('opens by its link alone, until that is closed', async () => {
      const open = await ask(nobody, 'POST', '/member/form/read', { token });
      expect(open.body.productTypes).toEqual(['保健品', '化妆品', '日用品']);
      expect(open.body.purposes.some(({ key }: { key: string }) => key === 'marketing')).toBe(true);
      const strange = await ask(nobody, 'POST', '/member/form/read', { token: 'x'.repeat(32) });
      expect([strange.status, strange.body.code]).toEqual([400, 'link_invalid']);
      const made = await ask(shop, 'POST', '/form-links', { label: '旧' });
      await ask(shop, 'POST', `/form-links/${made.body.id}/close`, {});
      const closed = await ask(nobody, 'POST', '/member/form/read', { token: made.body.token });
      expect([closed.status, closed.body.code]).toEqual([410, 'link_expired']);
      const { rows } = await sql`select from entry.form_links l where l::text like ${`%${token}%`}`.execute(
        kernel.postgres.db,
      );
      expect(rows).toHaveLength(0);
    });

    it('makes somebody new a member with a card at once', async () => {
      const given = form({ consents: ['marketing'], productType: '化妆品', amount: '99' });
      const { status, body, text } = await send(given);
      expect([status, body.state], text).toEqual([200, 'saved']);
      expect((await send(given)).body).toEqual(body);
      const [customer = ''] = await customersWith(given.phone);
      // Nobody of ours saw a receipt: no purchase.
      expect((await ask(clerk, 'GET', `/customers/${customer}/orders`)).body.items).toEqual([]);
      const { body: consents } = await ask(clerk, 'GET', `/customers/${customer}/consents`);
      expect(consents.history[0]).toMatchObject({ purpose: 'marketing', how: 'form' });
    });

    it('joins nobody to what a stranger typed: who is known waits for the shop', async () => {
      const [known = ''] = await takePeople(kernel, test.platform.customers, [
        { account: 'm2', name: '原名', phone: '+8613855550001' },
      ]);
      const given = form({ name: '新名', phone: '13855550001', address: '别处' });
      const answer = await send(given);
      expect(answer.body).toEqual({ state: 'received', cardNumber: null });
      expect((await send(given)).body).toEqual(answer.body);
      expect((await ask(clerk, 'GET', `/customers/${known}`)).body).toMatchObject({ name: '原名', sources: ['shop'] });
      const { body: queue } = await ask(chief, 'GET', '/submissions');
      const [waiting, ...others] = queue.items.filter((item: { kind: string }) => item.kind === 'form');
      expect(others).toEqual([]);
      expect(waiting).toMatchObject({ submittedBy: '泉城路店', matches: [{ by: ['phone'] }] });
      const { body: done } = await decide(chief, [waiting.id], 'accept');
      expect(done.results, JSON.stringify(done)).toMatchObject([{ outcome: 'accepted', customerId: known }]);
      const { body: values } = await ask(clerk, 'GET', `/customers/${known}/fields`);
      expect(values.identifiers.filter(({ kind }: { kind: string }) => kind === 'member_card')).toHaveLength(1);
    });

    it('refuses a child, and a form that could not be kept', async () => {
      expect((await send(form({ age: 9 }))).body.code).toBe('guardian_missing');
      const wrong = await send(form({ phone: '12345' }));
      expect([wrong.status, wrong.body.errors[0].field]).toEqual([400, 'phone']);
    });
  });
});

describe('[C007] slips of terminals', () => {
  const enter = (slips: readonly object[], more: object = {}) =>
    ask(shop, 'POST', '/slips', { soldOn: '2026-03-01', slips, ...more });
  const outcomes = (body: { results: { outcome: string }[] }) => body.results.map(({ outcome }) => outcome);
  let card = '';
  let member = '';

  beforeAll(async () => {
    const { body } = await save(form({}));
    card = body.cardNumber;
    member = body.customerId;
  });

  it('adds a purchase to the member, reports an unknown card, and takes each number once', async () => {
    const batch = [
      { number: 'A-1', card, productType: '保健品', amount: '128.5' },
      { number: 'A-2', card: 'HY99999999', productType: '日用品', amount: '19.9' },
      { number: 'A-3', card, productType: '日用品', amount: '-5' },
      { number: 'A-4', card: '?', productType: '日用品', amount: '5' },
    ];
    const { body, text } = await enter(batch);
    expect(outcomes(body), text).toEqual(['recorded', 'unknown_card', 'rejected', 'rejected']);
    expect(body.results.slice(2).map((one: { fault: { field: string } }) => one.fault.field)).toEqual([
      'amount',
      'card',
    ]);
    const { body: again } = await enter(batch.slice(0, 2));
    expect(outcomes(again)).toEqual(['same', 'same']);
    const { body: orders } = await ask(clerk, 'GET', `/customers/${member}/orders`);
    expect(orders.items).toMatchObject([{ number: 'A-1', totalMinor: 12_850 }]);
    const other = await enter([{ number: 'A-1', card, productType: '保健品', amount: '999' }]);
    expect(other.body.results[0].fault.code).toBe('slip_number_taken');
    expect(await customersWith('99999999')).toEqual([]);
  });

  it('takes the same batch once when it arrives several times at once', async () => {
    const batch = Array.from({ length: 10 }, (_, at) => ({
      number: `P-${at}`,
      card,
      productType: '日用品',
      amount: '10',
    }));
    const answers = await Promise.all([enter(batch), enter(batch), enter(batch.toReversed())]);
    const all = answers.flatMap(({ body }) => outcomes(body));
    expect(all.filter((outcome) => outcome === 'recorded')).toHaveLength(10);
    expect(all.filter((outcome) => outcome === 'same')).toHaveLength(20);
  });

  it('keeps slips of unknown cards until the card is corrected, registered, or they are put aside', async () => {
    await enter([
      { number: 'B-1', card: 'TYPO0001', productType: '日用品', amount: '30' },
      { number: 'B-2', card: 'NEWCARD1', productType: '化妆品', amount: '88' },
      { number: 'B-3', card: 'LOST0001', productType: '日用品', amount: '7' },
    ]);
    const { body: list } = await ask(shop, 'GET', '/slips');
    const of = (number: string) => list.items.find((item: { number: string }) => item.number === number).id;
    const unknown = await ask(shop, 'POST', `/slips/${of('B-1')}/settle`, {});
    expect([unknown.status, unknown.body.code]).toEqual([409, 'card_unknown']);
    const settled = await ask(shop, 'POST', `/slips/${of('B-1')}/settle`, { card });
    expect(settled.body).toMatchObject({ state: 'recorded', customerId: member, card });
    const { body: joined } = await save(form({ cardNumber: 'NEWCARD1' }));
    expect(joined.settled).toBe(1);
    expect((await ask(clerk, 'GET', `/customers/${joined.customerId}/orders`)).body.items).toHaveLength(1);
    const aside = await ask(shop, 'POST', `/slips/${of('B-3')}/dismiss`, { reason: '小票无法辨认' });
    expect(aside.body.state).toBe('dismissed');
    expect((await ask(shop, 'GET', '/slips')).body.items.map((item: { number: string }) => item.number)).toEqual([
      'A-2',
    ]);
  });

  it('belongs to the shop whose terminal it was', async () => {
    const { body: made } = await ask(shop, 'POST', '/shops', {
      name: '泉城路店',
      channel: 'store',
      currency: 'CNY',
      sources: [],
    });
    const { body } = await enter([{ number: 'S-1', card, productType: '日用品', amount: '12' }], { shopId: made.id });
    expect(outcomes(body)).toEqual(['recorded']);
    const { body: order } = await ask(clerk, 'GET', `/orders/${body.results[0].orderId}`);
    expect(JSON.stringify(order)).toContain('泉城路店');
    const strange = await enter([{ number: 'S-2', card, productType: '日用品', amount: '12' }], { shopId: id(999) });
    expect([strange.status, strange.body.errors[0].field]).toEqual([400, 'shopId']);
  });
});

describe('somebody who is erased', () => {
  it('leaves figures and dates, and waits no more', async () => {
    const phone = '13812345678';
    const { body: known } = await save(form({ name: '已删除者', phone, age: 40 }));
    await ask(shop, 'POST', '/slips', {
      soldOn: '2026-03-01',
      slips: [{ number: 'E-1', card: known.cardNumber, productType: '日用品', amount: '33' }],
    });
    const [waiting = ''] = await handIn(lin, { name: '已删除者', phone });
    const { rows: records } = await sql<{ id: string }>`
      select id from customers.records where customer_id = ${known.customerId}`.execute(kernel.postgres.db);
    const subject = {
      customerId: known.customerId,
      recordIds: records.map((record) => record.id),
      pattern: `13812345678|${known.cardNumber}`,
      names: ['已删除者'],
      addresses: [],
      at: kernel.clock.now(),
    };
    const context = systemContext('test');
    const touched = await kernel.transaction(context, async (tx) =>
      test.platform.entry.parts.erasure?.erase?.(tx, context, subject),
    );
    expect(touched).toMatchObject({ submissions: 1, forms: 1, slips: 1 });
    const { rows } = await sql<{ text: string }>`
      select s::text as text from entry.submissions s union all select s::text from entry.slips s
      union all select f::text from entry.forms f union all select n::text from entry.field_notes n`.execute(
      kernel.postgres.db,
    );
    expect(rows.filter(({ text }) => /13812345678|已删除者/u.test(text) || text.includes(known.cardNumber))).toEqual(
      [],
    );
    expect(rows.some(({ text }) => text.includes('33.00'))).toBe(true);
    // Whoever meets the approval later closes it without an effect.
    expect((await decide(chief, [waiting], 'accept')).body.results[0].outcome).toBe('refused');
  });

  it('is let go after a time when nobody accepted them', async () => {
    const [sent = ''] = await handIn(su, { name: '退回者', phone: '13812340000' });
    await decide(chief, [sent], 'reject', '重复');
    const [kind] = test.platform.entry.parts.retention ?? [];
    const later = new Date(kernel.clock.now().getTime() + 1);
    const context = systemContext('test');
    const remove = (before: Date) =>
      kernel.transaction(context, async (tx) => kind?.remove(tx, context, before, 100) ?? 0);
    expect(await remove(kernel.clock.now())).toBe(0);
    expect(await remove(later)).toBe(1);
    expect((await ask(su, 'GET', `/submissions/mine/${sent}`)).status).toBe(404);
  });
});
