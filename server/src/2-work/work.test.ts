import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#kernel/clock.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { createTransactions } from '#kernel/transaction.ts';
import { useDatabase, useKernel } from '#test/harness.ts';
import { withParts } from '#test/http.ts';
import { useWorkDesk } from '#test/work-desk.ts';
import type { ProcessKind } from './index.ts';

const effects: string[] = [];
const text = (word: string) => ({ 'zh-CN': word, en: word });

/** Look, solve, consent above an amount, and a call-back by somebody else. */
const complaint: ProcessKind = {
  name: 'test.complaint',
  version: 1,
  label: text('投诉'),
  isOpen: true,
  subjects: null,
  first: 'look',
  steps: [
    {
      type: 'task',
      name: 'look',
      label: text('查明'),
      dueMinutes: 8 * 60,
      owner: { by: 'queue', key: 'test.desk', name: '投诉受理' },
      answers: z.object({ finding: z.string().min(1), valid: z.boolean() }),
      returnsTo: [],
      next: ({ valid }) => (valid === true ? 'solve' : null),
    },
    {
      type: 'task',
      name: 'solve',
      label: text('解决'),
      dueMinutes: 60,
      owner: { by: 'step', step: 'look' },
      answers: z.object({ remedy: z.enum(['refund', 'exchange']), amount: z.number().min(0) }),
      returnsTo: ['look'],
      next: ({ amount }) => (Number(amount) > 1000 ? 'consent' : 'check'),
      effect: async (_tx, _context, { answers }) => {
        effects.push(String(answers['remedy']));
      },
    },
    {
      type: 'approval',
      name: 'consent',
      label: text('批示'),
      dueMinutes: 16 * 60,
      required: () => [{ name: 'head', label: text('负责人'), permission: 'work.approve', count: 1 }],
      onApproved: 'check',
      onRejected: 'solve',
    },
    {
      type: 'task',
      name: 'check',
      label: text('回访'),
      dueMinutes: null,
      owner: { by: 'queue', key: 'test.desk', name: '投诉受理' },
      notBy: ['look', 'solve'],
      answers: z.object({ content: z.boolean() }),
      returnsTo: ['look', 'solve'],
      next: () => null,
    },
  ],
  outcome: (data) => (data['check']?.['content'] === true ? 'content' : 'closed'),
};

const database = useDatabase();
const kernel = useKernel({ analytic: false });
const desk = useWorkDesk(kernel, { processes: [complaint] });

let anna = '';
let bo = '';
let chief = '';
let deskQueue = '';

const post = (who: string, url: string, body: object = {}) => desk.call(who, 'POST', `/api/v1/work${url}`, body);
const get = (who: string, url: string) => desk.call(who, 'GET', `/api/v1/work${url}`);

beforeAll(async () => {
  [anna, bo, chief] = await Promise.all([
    desk.hire('安娜', 'agent'),
    desk.hire('阿波', 'agent'),
    desk.hire('主管', 'manager'),
  ]);
  // The queue of the process comes into being with its first case.
  const first = await post(chief, '/cases', { kind: 'test.complaint', title: '队列' });
  const queues = await get(chief, '/queues');
  deskQueue = queues.body.items.find((queue: { key: string }) => queue.key === 'test.desk').id;
  await desk.call(chief, 'PATCH', `/api/v1/work/queues/${deskQueue}`, { members: [{ role: 'agent' }] });
  await post(chief, `/cases/${first.body.id}/cancel`, { reason: '只为建队列' });
});

async function complain(title = '鞋子褪色'): Promise<string> {
  const { body, status } = await post(chief, '/cases', { kind: 'test.complaint', title });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

const view = async (id: string, who = chief) => (await get(who, `/cases/${id}`)).body;
const taskOf = async (id: string): Promise<string> => (await view(id)).current.taskId;
const done = (who: string, task: string, answers: object) => post(who, `/tasks/${task}/complete`, { answers });

describe('a task that somebody gives a colleague', () => {
  it('is on their list with a notice, and ends with its result', async () => {
    const { body: made } = await post(chief, '/cases', { title: '回电', assigneeId: anna, note: '上午方便' });
    const { body: list } = await get(anna, '/tasks?box=mine');
    const task = list.items.find((item: { caseId: string }) => item.caseId === made.id);
    expect(task).toMatchObject({ title: '回电', status: 'assigned', can: { complete: true, assign: true } });
    const { body: notices } = await desk.call(anna, 'GET', '/api/v1/notices');
    expect(notices).toMatchObject({ unread: 1, items: [{ kind: 'work.task_assigned', ref: { id: made.id } }] });
    expect((await desk.call(anna, 'POST', '/api/v1/notices/read', {})).body.unread).toBe(0);

    const empty = await done(anna, task.id, {});
    expect(empty.status).toBe(400);
    expect(empty.body.errors[0]).toMatchObject({ field: 'answers.result', code: 'required' });
    expect((await done(bo, task.id, { result: '已回' })).body.code).toBe('task_taken');
    expect((await done(anna, task.id, { result: '已回' })).status).toBe(200);
    expect(await view(made.id)).toMatchObject({ status: 'done', note: '上午方便', tasks: [{ closedBy: '安娜' }] });
    const told = await desk.call(chief, 'GET', '/api/v1/notices?unread=true');
    expect(told.body.items.map(({ kind }: { kind: string }) => kind)).toContain('work.case_closed');
  });

  it('starts once however often the same request comes', async () => {
    const context = await desk.context(chief);
    const start = () =>
      kernel.transaction(context, (tx) =>
        desk.work.start(tx, context, { kind: 'work.manual', title: 'x', key: 'k-1' }),
      );
    const [a, b] = [await start(), await start()];
    expect(b.id).toBe(a.id);
  });

  it('names what is wrong when it is given to nobody', async () => {
    const { status, body } = await post(chief, '/cases', { title: 'x', assigneeId: newId() });
    expect([status, body.errors[0].field, body.errors[0].code]).toEqual([400, 'assigneeId', 'colleague_unknown']);
  });
});

describe('a queue', () => {
  it('gives two people who claim at the same moment one winner, and tells the other who that is', async () => {
    const task = await taskOf(await complain());
    const replies = await Promise.all([anna, bo].map((who) => post(who, `/tasks/${task}/claim`)));
    const winner = replies.findIndex(({ status }) => status === 200);
    const loser = replies[1 - winner];
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(loser?.body.code).toBe('task_taken');
    expect(loser?.body.detail).toContain(['安娜', '阿波'][winner]);
    await post([anna, bo][winner] ?? '', `/tasks/${task}/release`);
    expect((await view((await get(chief, '/tasks?box=team&limit=1')).body.items[0].caseId)).status).toBe('open');
  });

  it('hands every task to one person when two processes ask for the next one as fast as they can', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => complain(`批量 ${index}`)));
    const pools = [1, 2].map(() => openPostgres(database.url, { onError: () => undefined }));
    // The kernel's own database: these speak to it through connections of their own.
    const others = [1, 2].map(() => openPostgres(kernel.postgres.url, { onError: () => undefined }));
    const works = others.map((postgres) =>
      desk.second(withParts(kernel, { postgres, transaction: createTransactions(postgres) })),
    );
    const waiting = (await get(anna, '/counts')).body.queue;
    const taken: string[] = [];
    const asked = works.flatMap((work, index) =>
      Array.from({ length: waiting }, async () => {
        const who = [anna, bo][index] ?? '';
        const context = await desk.context(who);
        const next = work.parts.routes?.find(({ contract }) => contract.name === 'work.take_next_task');
        const postgres = others[index];
        if (next === undefined || postgres === undefined) {
          throw new Error('no such route');
        }
        const { task } = (await createTransactions(postgres)(context, (tx) =>
          next.handler({ tx, context, body: {} }),
        )) as { task: { id: string } | null };
        if (task !== null) {
          taken.push(task.id);
        }
      }),
    );
    await Promise.all(asked);
    expect(taken).toHaveLength(waiting);
    expect(new Set(taken).size).toBe(waiting);
    await Promise.all([...pools, ...others].map((pool) => pool.close()));
  });

  it('keeps to the number that one person may hold, and to skills', async () => {
    const { body: queue } = await post(chief, '/queues', {
      name: '法语',
      limitPerPerson: 2,
      members: [{ userId: anna }, { userId: bo }],
    });
    const start = (title: string) => post(chief, '/cases', { title, queueId: queue.id });
    await Promise.all(['一', '二', '三'].map(start));
    const next = () => post(anna, '/next', { queueId: queue.id });
    const replies = await Promise.all([next(), next(), next(), next()]);
    expect(replies.filter(({ body }) => body.task !== null)).toHaveLength(2);
    const [left] = (await get(bo, `/tasks?box=queue&queueId=${queue.id}`)).body.items;
    expect((await post(anna, `/tasks/${left.id}/claim`)).body.code).toBe('task_limit_reached');
    const kept = (await get(anna, `/tasks?box=mine&queueId=${queue.id}`)).body.items;
    await done(anna, kept[0].id, { result: '好' });
    expect((await post(anna, `/tasks/${left.id}/claim`)).status).toBe(200);
  });

  it('shows its tasks to those who serve it, what is due first', async () => {
    const { body: queue } = await post(chief, '/queues', { name: '顺序', members: [{ userId: bo }] });
    const due = (hours: number) => new Date(kernel.clock.now().getTime() + hours * 3_600_000).toISOString();
    await post(chief, '/cases', { title: '无期限急', queueId: queue.id, priority: 3 });
    await post(chief, '/cases', { title: '无期限', queueId: queue.id });
    await post(chief, '/cases', { title: '晚', queueId: queue.id, dueAt: due(5) });
    await post(chief, '/cases', { title: '早', queueId: queue.id, dueAt: due(1) });
    const titles: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const url = `/tasks?box=queue&queueId=${queue.id}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body }: { body: { items: { title: string }[]; nextCursor: string | null } } = await get(bo, url);
      titles.push(...body.items.map(({ title }) => title));
      cursor = body.nextCursor;
    }
    expect(titles).toEqual(['早', '晚', '无期限急', '无期限']);
    expect((await get(anna, `/tasks?box=queue&queueId=${queue.id}`)).body.items).toEqual([]);
  });
});

describe('a case of several steps', () => {
  it('[C161] goes its way with required answers, back with a reason, and keeps who did what', async () => {
    const id = await complain();
    const look = await taskOf(id);
    expect((await view(id)).current.fields.map(({ key, type }: { key: string; type: string }) => [key, type])).toEqual([
      ['finding', 'text'],
      ['valid', 'boolean'],
    ]);
    expect((await done(anna, look, { finding: '', valid: 'yes' })).body.errors).toHaveLength(2);
    expect((await done(anna, look, { finding: '洗涤不当', valid: true })).status).toBe(200);
    const solve = await taskOf(id);
    expect((await view(id)).tasks.at(-1).assignee.name).toBe('安娜');
    expect((await post(anna, `/tasks/${solve}/return`, { step: 'check', reason: 'x' })).body.errors[0].code).toBe(
      'step_unreachable',
    );
    await post(anna, `/tasks/${solve}/return`, { step: 'look', reason: '还要看照片' });
    const again = await taskOf(id);
    expect((await view(id)).tasks.at(-1)).toMatchObject({ step: 'look', visit: 2, assignee: { name: '安娜' } });
    await done(anna, again, { finding: '确为质量问题', valid: true });
    effects.length = 0;
    await done(anna, await taskOf(id), { remedy: 'refund', amount: 100 });
    expect(effects).toEqual(['refund']);

    const check = await taskOf(id);
    expect((await post(anna, `/tasks/${check}/claim`)).body.code).toBe('task_needs_another');
    expect((await post(chief, `/tasks/${check}/assign`, { assigneeId: anna })).body.code).toBe('task_needs_another');
    expect((await done(bo, check, { content: true })).status).toBe(200);
    const end = await view(id);
    expect(end).toMatchObject({ status: 'done', outcome: 'content', step: null, current: null });
    expect(end.history.map(({ what }: { what: string }) => what).toReversed()).toEqual([
      'case_started',
      'task_added',
      'task_completed',
      'task_added',
      'task_returned',
      'task_added',
      'task_completed',
      'task_added',
      'task_completed',
      'task_added',
      'task_completed',
      'case_closed',
    ]);
    expect(end.history.find(({ what }: { what: string }) => what === 'task_returned')).toMatchObject({
      by: '安娜',
      text: '还要看照片',
    });
    const history = sql`delete from work.history where case_id = ${id}`.execute(kernel.postgres.db);
    await expect(history).rejects.toThrow(/only added to/u);
  });

  it('[C171] waits for consent above an amount; a refusal sends it back, whoever handled it has no say', async () => {
    const id = await complain('大额');
    await done(anna, await taskOf(id), { finding: 'x', valid: true });
    await done(anna, await taskOf(id), { remedy: 'refund', amount: 5000 });
    const waiting = await view(id);
    expect(waiting).toMatchObject({ step: 'consent', current: null, approvals: [{ status: 'pending' }] });
    const [approval] = waiting.approvals;
    // The manager started the case: it is theirs.
    const own = await post(chief, `/approvals/${approval.id}/decision`, { decision: 'approve' });
    expect([own.status, own.body.code]).toEqual([403, 'approval_own']);
    expect((await post(anna, `/approvals/${approval.id}/decision`, { decision: 'approve' })).body.code).toBe(
      'approval_own',
    );
    const head = await desk.hire('总监', 'manager');
    const mine = await get(head, '/approvals?box=mine');
    expect(mine.body.items.map((item: { id: string }) => item.id)).toContain(approval.id);
    expect((await post(head, `/approvals/${approval.id}/decision`, { decision: 'reject' })).body.errors[0].field).toBe(
      'reason',
    );
    await post(head, `/approvals/${approval.id}/decision`, { decision: 'reject', reason: '金额过高' });
    expect(await view(id)).toMatchObject({ step: 'solve', status: 'open' });
    await done(anna, await taskOf(id), { remedy: 'refund', amount: 3000 });
    const second = (await view(id)).approvals.at(-1);
    await post(head, `/approvals/${second.id}/decision`, { decision: 'approve' });
    expect(await view(id)).toMatchObject({ step: 'check' });
  });

  it('stands still while it is paused, and its deadline with it', async () => {
    const id = await complain('等客户');
    const task = await taskOf(id);
    await post(bo, `/tasks/${task}/claim`);
    const before = (await view(id)).tasks[0].dueAt;
    expect((await post(bo, `/cases/${id}/pause`, { reason: '等客户寄回' })).status).toBe(204);
    expect((await done(bo, task, { finding: 'x', valid: false })).body.code).toBe('case_paused');
    kernel.clock.advance(7 * 24 * 3_600_000);
    await kernel.timers.tick();
    expect((await view(id)).tasks[0].isOverdue).toBe(false);
    await post(bo, `/cases/${id}/resume`);
    const after = (await view(id)).tasks[0].dueAt;
    // A week later to the minute: the same weekday and hour.
    expect(new Date(after).getTime() - new Date(before).getTime()).toBe(7 * 24 * 3_600_000);
    expect((await post(bo, `/cases/${id}/resume`)).body.code).toBe('case_not_paused');
  });

  it('[C165] reminds before its time is over, then turns overdue and tells whoever manages', async () => {
    const id = await complain('超时');
    const task = await taskOf(id);
    await post(bo, `/tasks/${task}/claim`);
    const { dueAt } = (await view(id)).tasks[0];
    const kinds = async (who: string): Promise<string[]> => {
      const { body } = await desk.call(who, 'GET', '/api/v1/notices?limit=200');
      return body.items.flatMap((item: { kind: string; ref: { id: string } }) =>
        item.ref.id === id ? [item.kind] : [],
      );
    };
    kernel.clock.set(new Date(new Date(dueAt).getTime() - 3_600_000));
    await kernel.timers.tick();
    expect(await kinds(bo)).toEqual(['work.task_due_soon', 'work.task_waits']);
    kernel.clock.set(new Date(new Date(dueAt).getTime() + 1000));
    await kernel.timers.tick();
    await kernel.timers.tick();
    expect(await kinds(bo)).toEqual(['work.task_overdue', 'work.task_due_soon', 'work.task_waits']);
    expect(await kinds(chief)).toEqual(['work.task_overdue']);
    const { body } = await get(chief, '/tasks?box=team&overdue=true&limit=200');
    expect(body.items.map((item: { caseId: string }) => item.caseId)).toContain(id);
    const load = await get(chief, '/load');
    expect(load.body.people.find((person: { id: string }) => person.id === bo).overdue).toBeGreaterThan(0);
  });

  it('goes on under the version it began with', async () => {
    const id = await complain('旧版');
    const task = await taskOf(id);
    desk.work.registerProcess({
      ...complaint,
      version: 2,
      first: 'look',
      steps: complaint.steps.slice(0, 1).map((step) => ({ ...step, returnsTo: [], next: () => null }) as never),
    });
    await done(anna, task, { finding: 'x', valid: true });
    expect((await view(id)).step).toBe('solve');
    const later = await complain('新版');
    await done(anna, await taskOf(later), { finding: 'x', valid: true });
    expect(await view(later)).toMatchObject({ status: 'done', outcome: 'closed' });
  });
});

describe('who sees a case', () => {
  it('is limited to scopes, to hands and to queues; others are told that it is not there', async () => {
    const scope = async (name: string): Promise<string> => {
      const id = newId();
      await sql`insert into access.scopes values (${id}, 'shop', ${name}, null, now())`.execute(kernel.postgres.db);
      return id;
    };
    const [north, south] = [await scope('北店'), await scope('南店')];
    const [clerk, other] = [await desk.hire('北店员', 'store', north), await desk.hire('南店员', 'store', south)];
    const { body: own } = await post(clerk, '/cases', { title: '北店的事' });
    expect((await get(clerk, `/cases/${own.id}`)).body.scopeId).toBe(north);
    expect((await get(other, `/cases/${own.id}`)).status).toBe(404);
    expect((await get(chief, `/cases/${own.id}`)).status).toBe(200);
    const { body: nowhere } = await post(chief, '/cases', { title: '总部的事' });
    expect((await get(clerk, `/cases/${nowhere.id}`)).status).toBe(404);
    expect((await post(clerk, '/cases', { title: 'x', scopeId: south })).body.code).toBe('scope_missing');
    expect((await post(clerk, '/cases', { title: 'x', assigneeId: other })).body.code).toBe('colleague_elsewhere');
    expect((await get(clerk, '/tasks?box=team')).status).toBe(403);
    const { body: colleagues } = await get(clerk, '/colleagues');
    expect(colleagues.items.map(({ id }: { id: string }) => id)).not.toContain(other);
    expect((await desk.call(null, 'GET', `/api/v1/work/cases/${own.id}`)).status).toBe(401);
  });
});
