import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel, { isTrusting: true });
const MAY = ['work.read', 'work.do', 'customers.read', 'exports.write'];
const ANNA = '0192bbbb-0000-7000-8000-000000000001';
const CHIEF = '0192bbbb-0000-7000-8000-000000000002';
const anna = asActor(ANNA, MAY);
const chief = asActor(CHIEF, [...MAY, 'work.manage', 'work.approve', 'settings.manage']);

beforeAll(async () => {
  for (const [id, name, role] of [
    [ANNA, '安娜', 'agent'],
    [CHIEF, '主管', 'manager'],
  ]) {
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (${id}, ${`${id}@example.com`}, ${name}, 'zh-CN', 'none', now(), now())`.execute(kernel.postgres.db);
    await sql`insert into access.assignments values (${id}, ${role}, null)`.execute(kernel.postgres.db);
  }
});

type Who = Readonly<Record<string, string>>;

async function ask(who: Who, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...who, ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}) },
    ...(payload === undefined ? {} : { payload }),
  });
  const isJson = reply.headers['content-type']?.toString().includes('json') === true;
  return { status: reply.statusCode, body: isJson ? reply.json() : reply.body };
}

describe('a task about a customer', () => {
  it('stands on their time-line, is named after them, and follows them when two customers become one', async () => {
    const { customers } = test.platform;
    const [first = '', second = ''] = await takePeople(kernel, customers, [
      { account: 't1', name: '王芳', phone: '13812340001' },
      { account: 't2', name: '王小芳', phone: '13812340002' },
    ]);
    const subject = { type: 'customer', id: second };
    const made = await ask(chief, 'POST', '/work/cases', { title: '确认地址', subject, assigneeId: ANNA });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { body: mine } = await ask(anna, 'GET', '/work/tasks?box=mine');
    expect(mine.items[0]).toMatchObject({ title: '确认地址', subject: { id: second, label: '王小芳' } });
    const { body: line } = await ask(anna, 'GET', `/customers/${second}/timeline?types=work.cases`);
    expect(line.items).toMatchObject([
      { kind: 'case', detail: '确认地址', outcome: '进行中', ref: { type: 'case', id: made.body.id } },
    ]);
    // One person after all: the record that the task came with belongs to the first customer now.
    await takePeople(kernel, customers, [{ account: 't2', name: '王芳', phone: '13812340001' }]);
    const [joined = ''] = await takePeople(kernel, customers, [{ account: 't2' }]);
    expect(joined).toBe(first);
    const after = await ask(anna, 'GET', `/customers/${first}/timeline?types=work.cases`);
    expect(after.body.items).toHaveLength(1);
  });

  it('is not started about somebody who is not there', async () => {
    const subject = { type: 'customer', id: '0192bbbb-0000-7000-8000-00000000ffff' };
    const { status, body } = await ask(anna, 'POST', '/work/cases', { title: 'x', subject });
    expect([status, body.errors[0].field, body.errors[0].code]).toEqual([400, 'subject.id', 'subject_missing']);
  });
});

describe('[C022a] an export of many rows', () => {
  const take = async (who: Who): Promise<string> => {
    const { body, status } = await ask(who, 'POST', '/exports', {
      kind: 'customers',
      format: 'csv',
      reason: '寄送年历',
    });
    expect(status, JSON.stringify(body)).toBe(202);
    await kernel.jobs.drain(test.platform.outgoing.parts.jobs ?? []);
    return body.id;
  };
  const statusOf = async (id: string) => (await ask(anna, 'GET', `/exports/${id}`)).body.status;
  const waiting = async () => (await ask(chief, 'GET', '/work/approvals?box=mine')).body.items;

  beforeAll(async () => {
    await takePeople(
      kernel,
      test.platform.customers,
      Array.from({ length: 5 }, (_, index) => ({ account: `e${index}`, name: `客${index}` })),
    );
  });

  it('goes as before up to the limit', async () => {
    const id = await take(anna);
    expect(await statusOf(id)).toBe('done');
    expect((await ask(anna, 'GET', `/exports/${id}/file`)).status).toBe(200);
  });

  it('waits for a second person above it, who sees how much it is; nobody lets themselves through', async () => {
    expect((await ask(chief, 'PUT', '/settings/intake.export_alone_rows', { value: 3 })).status).toBe(200);
    const id = await take(anna);
    expect(await statusOf(id)).toBe('waiting');
    const early = await ask(anna, 'GET', `/exports/${id}/file`);
    expect([early.status, early.body.code]).toEqual([409, 'export_waits_for_consent']);
    const [approval] = await waiting();
    expect(approval).toMatchObject({ askedBy: '安娜', reason: '寄送年历', can: { decide: true } });
    expect(approval.facts[0].value.en).toMatch(/^[5-9]$/u);
    const own = await ask(asActor(ANNA, [...MAY, 'work.approve']), 'POST', `/work/approvals/${approval.id}/decision`, {
      decision: 'approve',
    });
    expect([own.status, own.body.code]).toEqual([403, 'approval_own']);
    expect(await statusOf(id)).toBe('waiting');
    await ask(chief, 'POST', `/work/approvals/${approval.id}/decision`, { decision: 'approve' });
    expect(await statusOf(id)).toBe('done');
    const file = await ask(anna, 'GET', `/exports/${id}/file`);
    expect(file.body).toContain('客1');
  });

  it('is gone when the second person refuses', async () => {
    const id = await take(anna);
    const [approval] = await waiting();
    await ask(chief, 'POST', `/work/approvals/${approval.id}/decision`, { decision: 'reject', reason: '请按店铺分批' });
    const { body } = await ask(anna, 'GET', `/exports/${id}`);
    expect(body).toMatchObject({ status: 'failed', failure: '审批未通过：请按店铺分批' });
    expect((await ask(anna, 'GET', `/exports/${id}/file`)).status).toBe(409);
    kernel.timers.register(test.platform.timers);
    kernel.clock.advance(11 * 60_000);
    await kernel.timers.tick();
    kernel.clock.advance(11 * 60_000);
    await kernel.timers.tick();
    const { rows } = await sql<{ file: string | null; status: string }>`
      select file_id as file, status from intake.exports where id = ${id}`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ file: null, status: 'failed' }]);
  });
});
