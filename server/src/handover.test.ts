import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCare } from '#care';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

const TODAY = '2026-03-02';
const kernel = useKernel({ now: new Date(`${TODAY}T02:00:00.000Z`) });
const test = usePlatform(kernel, { isTrusting: true });
const context = systemContext('handover');
const BOSS = asActor('018f0000-0000-7000-8000-0000000000aa', ['*']);

interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- replies of many shapes
  readonly body: any;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function call(method: Method, url: string, payload?: object, headers = BOSS): Promise<Reply> {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
}

async function ok(method: Method, url: string, payload?: object, headers = BOSS): Promise<Reply['body']> {
  const reply = await call(method, url, payload, headers);
  expect(reply.status, `${method} ${url}: ${JSON.stringify(reply.body)}`).toBeLessThan(300);
  return reply.body;
}

let serial = 0;
/** A colleague who can sign in and do tasks. */
async function colleague(name: string, role = 'agent'): Promise<string> {
  serial += 1;
  const made = await ok('POST', '/users', {
    email: `c${serial}@example.com`,
    name,
    assignments: [{ role, scopeId: null }],
  });
  return made.user.id;
}

/** Somebody who spent so much, and whom files tie to a salesperson. */
async function customer(account: string, owner: string | null, yuan: number): Promise<void> {
  await ok('POST', '/records', {
    records: [
      {
        source: 'web',
        key: account,
        type: 'order',
        occurredAt: '2026-02-20T01:00:00Z',
        customer: { identifiers: [{ type: 'account', value: account }], attributes: { name: account } },
        data: {
          status: 'paid',
          currency: 'CNY',
          lines: [{ sku: 'TEE-1', quantity: '1', unitPrice: yuan.toFixed(2) }],
        },
      },
      ...(owner === null
        ? []
        : [
            {
              source: 'pos',
              key: account,
              type: 'customer',
              occurredAt: '2026-02-20T01:00:00Z',
              customer: {
                identifiers: [{ type: 'account', value: account, source: 'web' }],
                attributes: { owner },
              },
              data: {},
            },
          ]),
    ],
  });
}

async function idOf(account: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.records where account = ${account} limit 1`.execute(kernel.postgres.db);
  return rows[0]?.id ?? '';
}

async function tie(account: string, owner: string): Promise<void> {
  const id = await idOf(account);
  await ok('POST', '/customers/bulk-edit', { ids: [id], field: 'owner', action: 'set', value: owner });
}

const ownerOf = async (account: string): Promise<string | null> => {
  const { rows } = await sql<{ owner: string | null }>`
    select attributes ->> 'owner' as owner from customers.customers where id = ${await idOf(account)}`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.owner ?? null;
};

async function tasksOf(account: string) {
  const { rows } = await sql<{
    id: string;
    status: string;
    assigneeId: string | null;
    queue: string;
    priority: number;
  }>`
    select t.id, t.status, t.assignee_id as "assigneeId", q.key as queue, t.priority from work.cases c
    join work.tasks t on t.case_id = c.id left join work.queues q on q.id = t.queue_id
    where c.subject_id = ${await idOf(account)} and c.kind = 'care.hand_over' order by c.number`.execute(
    kernel.postgres.db,
  );
  return rows;
}

const switchOff = (id: string, more: object = {}): Promise<Reply['body']> =>
  ok('PATCH', `/users/${id}`, { disabled: true, ...more });

/** Everybody hears of it, and the worker does what there is to do. */
async function follow(): Promise<void> {
  await pumpAll(kernel, test.platform.readers);
  await test.platform.care.handing.run(context);
}

const departureOf = async (name: string): Promise<Reply['body']> =>
  (await ok('GET', '/care/departures')).items.find((one: { name: string }) => one.name === name);

const flagOf = async (account: string): Promise<Reply['body']> =>
  (await ok('GET', `/customers/${await idOf(account)}/handover`)).handover;

async function churnReasons(account: string): Promise<string[]> {
  const { items } = await ok('GET', `/customers/${await idOf(account)}/score-values`);
  const churn = items.find(({ kind }: { kind: string }) => kind === 'churn-risk');
  return (churn?.reasons ?? []).map((one: { key: string; value: number }) => `${one.key} ${one.value}`);
}

const BIG = ['ann', 'bob', 'cid', 'dan'];
let chief = '';
let wang = '';
let zhao = '';
let qian = '';

beforeAll(async () => {
  chief = await colleague('总经理', 'manager');
  [wang, zhao, qian] = [await colleague('王敏'), await colleague('赵云'), await colleague('钱进')];
  for (const [place, account] of BIG.entries()) {
    await customer(account, null, 1000 - place * 200);
  }
  await customer('eva', null, 50);
  for (const account of BIG) {
    // As files write it: with a space in it, too.
    await tie(account, account === 'dan' ? '王 敏' : '王敏');
  }
  await tie('eva', '赵云');
  await pumpAll(kernel, test.platform.readers);
  await test.platform.segments.scoring.compute('abc-revenue');
  await test.platform.segments.scoring.compute('churn-risk');
}, 60_000);

describe('a salesperson leaves', () => {
  it('[C038a] before it: how many customers and how much revenue hang on each, whoever has most first', async () => {
    const risk = await ok('GET', '/care/staff-risk');
    expect(risk).toMatchObject({ currency: 'CNY', totalMinor: 285_000, isCut: false });
    expect(risk.items).toMatchObject([
      { name: '王敏', account: 'active', userId: wang, customers: 4, valueMinor: 280_000, departureId: null },
      { name: '赵云', account: 'active', userId: zhao, customers: 1, valueMinor: 5000 },
    ]);
    expect(risk.items[0].share).toBeCloseTo(280 / 285, 9);
    // ann, bob and cid bring the first four fifths.
    expect(risk.items.map(({ classA }: { classA: number }) => classA)).toEqual([3, 0]);
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from customers.customers where replace(attributes ->> 'owner', ' ', '') = '王敏'`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.n).toBe(risk.items[0].customers);
  });

  it('[C038a] deactivating makes a hand-over task for each of their customers, once, the best first; what they had to do waits again', async () => {
    const open = await ok('POST', '/work/cases', {
      title: '回电',
      subject: { type: 'customer', id: await idOf('eva') },
      assigneeId: wang,
    });
    await switchOff(wang);
    await follow();
    for (const account of BIG) {
      expect(await tasksOf(account), account).toMatchObject([
        { status: 'waiting', assigneeId: null, queue: 'care.hand_over' },
      ]);
    }
    expect(await tasksOf('eva')).toEqual([]);
    // Those who bring most are class A, and urgent.
    expect([(await tasksOf('ann'))[0]?.priority, (await tasksOf('dan'))[0]?.priority]).toEqual([2, 1]);
    const risk = await ok('GET', '/care/staff-risk');
    expect(risk.items[0]).toMatchObject({ name: '王敏', account: 'left', departureId: (await departureOf('王敏')).id });
    const { id } = await departureOf('王敏');
    const list = await ok('GET', `/care/departures/${id}/customers?limit=3`);
    expect(list.items.map(({ name }: { name: string }) => name)).toEqual(['ann', 'bob', 'cid']);
    const rest = await ok('GET', `/care/departures/${id}/customers?limit=3&cursor=${list.nextCursor}`);
    expect(rest).toMatchObject({
      items: [{ name: 'dan', valueMinor: 40_000, state: 'open' }],
      nextCursor: null,
      total: 4,
    });
    await follow();
    await follow();
    expect(await departureOf('王敏')).toMatchObject({
      customers: 4,
      handed: 0,
      open: 4,
      tasks: 4,
      tasksDue: 0,
      requeued: 1,
      openValueMinor: 280_000,
      state: 'open',
      leftOn: TODAY,
      userId: wang,
    });
    const { rows } = await sql<{ status: string; assignee: string | null; queue: string }>`
      select t.status, t.assignee_id as assignee, q.key as queue from work.tasks t
      join work.queues q on q.id = t.queue_id where t.case_id = ${open.id}`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ status: 'waiting', assignee: null, queue: 'work.unowned' }]);
    const released = await sql<{ how: string }>`
      select detail ->> 'how' as how from work.history where case_id = ${open.id} and what = 'task_released'`.execute(
      kernel.postgres.db,
    );
    expect(released.rows).toEqual([{ how: 'left' }]);
    // One notice for all of them, not one for each.
    const told = await sql<{ text: string }>`
      select text_zh as text from access.notices where user_id = ${chief} and kind = 'care.departure'`.execute(
      kernel.postgres.db,
    );
    expect(told.rows).toEqual([{ text: '王敏离职：新生成 4 个客户交接任务' }]);
    const notices = await sql<{ n: number }>`
      select count(*)::integer as n from access.notices n where kind in ('work.task_waits', 'work.task_assigned')
        and n::text like '%客户交接%'`.execute(kernel.postgres.db);
    expect(notices.rows[0]?.n).toBe(0);
  });

  it('[C038a] the page of a customer and the reasons of churn risk say so until somebody has taken over', async () => {
    expect(await flagOf('ann')).toMatchObject({ owner: '王敏', leftOn: TODAY, state: 'open', to: null });
    expect(await churnReasons('ann')).toContain('salesperson_left 0');
    expect(await flagOf('eva')).toBeNull();
    expect(await churnReasons('eva')).not.toContain('salesperson_left 0');
    // Somebody names another owner in the profile: that is taking over as well, and the task is taken back.
    await tie('dan', '赵云');
    expect(await flagOf('dan')).toMatchObject({ state: 'handed', to: '赵云' });
    await follow();
    expect((await tasksOf('dan'))[0]?.status).toBe('cancelled');
    expect(await departureOf('王敏')).toMatchObject({ handed: 1, open: 3 });
  });

  it('[C038a] the manager re-assigns evenly, the customers are theirs, and so are the tasks', async () => {
    const { id } = await departureOf('王敏');
    const nobody = await call('POST', `/care/departures/${id}/reassign`, { toIds: [wang] });
    expect(nobody).toMatchObject({ status: 400, body: { errors: [{ field: 'toIds', code: 'successor_unknown' }] } });
    const agent = asActor(zhao, ['care.read', 'care.act', 'work.do', 'work.read', 'customers.read']);
    expect((await call('POST', `/care/departures/${id}/reassign`, { toIds: [zhao] }, agent)).status).toBe(403);
    expect((await call('GET', '/care/staff-risk', undefined, agent)).status).toBe(403);
    const { items } = await ok('GET', `/care/departures/${id}/customers?state=open`);
    const one = await ok('POST', `/care/departures/${id}/reassign`, { toIds: [zhao], handoverIds: [items[0].id] });
    expect(one).toEqual({ assigned: 1, to: [{ id: zhao, name: '赵云', customers: 1 }] });
    const all = await ok('POST', `/care/departures/${id}/reassign`, { toIds: [zhao, qian] });
    expect(all.to).toMatchObject([{ customers: 1 }, { customers: 1 }]);
    await follow();
    expect([await ownerOf('ann'), await ownerOf('bob'), await ownerOf('cid')]).toEqual(['赵云', '赵云', '钱进']);
    expect(await tasksOf('cid')).toMatchObject([{ status: 'assigned', assigneeId: qian }]);
    expect(await departureOf('王敏')).toMatchObject({ handed: 4, open: 0, assigned: 0, greeted: 0, openValueMinor: 0 });
    expect(await flagOf('ann')).toMatchObject({ state: 'handed', to: '赵云' });
    expect(await churnReasons('ann')).not.toContain('salesperson_left 0');
    // Getting in touch is the task of whoever has them now.
    const [task] = await tasksOf('ann');
    await ok('POST', `/work/tasks/${task?.id}/complete`, { answers: { result: 'taken_over' } }, agent);
    expect(await departureOf('王敏')).toMatchObject({ greeted: 1 });
    expect(await ownerOf('ann')).toBe('赵云');
    const { items: trail } = await ok('GET', '/audit?limit=50');
    expect(trail.map(({ action }: { action: string }) => action)).toContain('care.handovers_reassigned');
  });

  it('[C038a] whoever is enabled again keeps what was not handed over', async () => {
    const sun = await colleague('孙力');
    await customer('fay', null, 300);
    await customer('gus', null, 200);
    await tie('fay', '孙力');
    await tie('gus', '孙力');
    await switchOff(sun);
    await follow();
    const { id } = await departureOf('孙力');
    const { items } = await ok('GET', `/care/departures/${id}/customers`);
    await ok('POST', `/care/departures/${id}/reassign`, { toIds: [qian], handoverIds: [items[0].id] });
    await follow();
    await ok('PATCH', `/users/${sun}`, { disabled: false });
    await follow();
    expect(await departureOf('孙力')).toMatchObject({ state: 'called_off', handed: 1, open: 0 });
    expect((await tasksOf('gus'))[0]?.status).toBe('cancelled');
    expect([await ownerOf('fay'), await ownerOf('gus')]).toEqual(['钱进', '孙力']);
    expect(await flagOf('gus')).toBeNull();
    // Leaving for good later is another departure.
    await switchOff(sun);
    await follow();
    expect(await tasksOf('gus')).toMatchObject([{ status: 'cancelled' }, { status: 'waiting' }]);
  });

  it('[C038a] many customers go in parts: what broke off goes on, nothing is made twice, and one night has a limit', async () => {
    const li = await colleague('李多');
    const names = Array.from({ length: 130 }, (_, n) => `many${n}`);
    await ok('POST', '/records', {
      records: names.map((account) => ({
        source: 'web',
        key: account,
        type: 'customer',
        occurredAt: '2026-02-20T01:00:00Z',
        customer: { identifiers: [{ type: 'account', value: account }], attributes: { name: account, owner: '李多' } },
        data: {},
      })),
    });
    await ok('PUT', '/settings/care.max_handover_tasks_per_run', { value: 120 });
    await switchOff(li, { successorIds: [zhao, qian] });
    await pumpAll(kernel, test.platform.readers);
    const { work, customers } = test.platform;
    let [started, written] = [0, 0];
    const dying = Object.assign(Object.create(work), {
      start: async (...given: Parameters<typeof work.start>) => {
        started += 1;
        if (started === 70) {
          throw new Error('the process dies');
        }
        return work.start(...given);
      },
    });
    const counting = Object.assign(Object.create(customers), {
      owners: {
        ...customers.owners,
        set: async (...given: Parameters<typeof customers.owners.set>) => {
          written = Math.max(written, given[2].length);
          await customers.owners.set(...given);
        },
      },
    });
    const second = createCare(kernel, { ...test.platform, work: dying, customers: counting });
    await expect(second.handing.run(context)).rejects.toThrow('dies');
    // No transaction writes down more than a part.
    expect(written).toBeLessThanOrEqual(50);
    expect(await departureOf('李多')).toMatchObject({ customers: 130, handed: 130, tasks: 50, state: 'working' });
    await test.platform.care.handing.run(context);
    // What one night may make is made; the rest follows.
    expect(await departureOf('李多')).toMatchObject({ tasks: 130, tasksDue: 0, state: 'open' });
    const { rows } = await sql<{ to: string; customers: number; tasks: number }>`
      select t.assignee_id as "to", count(distinct c.subject_id)::integer as customers, count(*)::integer as tasks
      from work.cases c join work.tasks t on t.case_id = c.id
      where c.kind = 'care.hand_over' and c.title like '%李多%' group by 1`.execute(kernel.postgres.db);
    expect(rows.map((row) => [row.customers, row.tasks])).toEqual([
      [65, 65],
      [65, 65],
    ]);
    expect(new Set(await Promise.all(names.slice(0, 6).map(ownerOf)))).toEqual(new Set(['赵云', '钱进']));
  }, 60_000);

  it('[C038a] a run makes no more tasks than one night may', async () => {
    const zhou = await colleague('周全');
    for (const account of ['h1', 'h2', 'h3']) {
      await customer(account, null, 10);
      await tie(account, '周全');
    }
    await ok('PUT', '/settings/care.max_handover_tasks_per_run', { value: 2 });
    await switchOff(zhou);
    await follow();
    expect(await departureOf('周全')).toMatchObject({ tasks: 2, tasksDue: 1, open: 3 });
    expect(await flagOf('h3')).toMatchObject({ state: 'open' });
    await follow();
    expect(await departureOf('周全')).toMatchObject({ tasks: 3, tasksDue: 0 });
  });

  it('[C038a] a departure is announced with its day, also of somebody without an account, and is due on that day', async () => {
    await customer('ida', null, 500);
    await tie('ida', '店长老吴');
    await pumpAll(kernel, test.platform.readers);
    const past = await call('POST', '/care/departures', {
      name: '店长老吴',
      leavesOn: '2026-03-01',
      successorIds: [wang],
    });
    expect(past.body.errors).toMatchObject([
      { field: 'leavesOn', code: 'day_past' },
      { field: 'successorIds', code: 'successor_unknown' },
    ]);
    expect((await call('POST', '/care/departures', {})).body.errors[0]).toMatchObject({ code: 'leaver_unclear' });
    const made = await ok('POST', '/care/departures', { name: '店长老吴', leavesOn: '2026-03-20' });
    await follow();
    expect(await flagOf('ida')).toMatchObject({
      owner: '店长老吴',
      leavesOn: '2026-03-20',
      leftOn: null,
      state: 'open',
    });
    await test.platform.segments.scoring.compute('churn-risk');
    expect(await churnReasons('ida')).toContain('salesperson_leaves 18');
    const { rows } = await sql<{ due: Date }>`
      select t.due_at as due from work.tasks t where t.id = ${(await tasksOf('ida'))[0]?.id}`.execute(
      kernel.postgres.db,
    );
    expect(rows[0]?.due.toISOString()).toBe('2026-03-20T10:00:00.000Z');
    // Said again it is the same departure; called off, the task is taken back.
    expect((await ok('POST', '/care/departures', { name: '店长老吴', leavesOn: '2026-03-25' })).id).toBe(made.id);
    await ok('POST', `/care/departures/${made.id}/call-off`, {});
    await follow();
    expect((await tasksOf('ida'))[0]?.status).toBe('cancelled');
    const { items: trail } = await ok('GET', '/audit?limit=50');
    expect(trail.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['care.departure_announced', 'care.departure_called_off']),
    );
    expect((await call('POST', `/care/departures/${made.id}/reassign`, { toIds: [zhao] })).body.code).toBe(
      'departure_called_off',
    );
  });

  it('[C038a] where a colleague who stays has the same name, nothing is taken from them until somebody says so', async () => {
    const [leaver] = [await colleague('陈晨'), await colleague('陈晨')];
    await customer('jon', null, 100);
    await tie('jon', '陈晨');
    await pumpAll(kernel, test.platform.readers);
    const { items: owners } = await ok('GET', '/care/staff-risk');
    expect(owners.find(({ name }: { name: string }) => name === '陈晨')).toMatchObject({
      account: 'shared',
      userId: null,
    });
    await switchOff(leaver);
    await follow();
    const held = await departureOf('陈晨');
    expect(held).toMatchObject({ state: 'held', customers: 0 });
    expect(await tasksOf('jon')).toEqual([]);
    await ok('POST', `/care/departures/${held.id}/confirm`, {});
    await follow();
    expect(await departureOf('陈晨')).toMatchObject({ state: 'open', customers: 1 });
    expect(await tasksOf('jon')).toHaveLength(1);
    const { items: trail } = await ok('GET', '/audit?limit=50');
    expect(trail.map(({ action }: { action: string }) => action)).toContain('care.departure_confirmed');
  });

  it('[C038a] a colleague of the same name who comes later keeps the customers that name them from then on', async () => {
    const leaver = await colleague('许诺');
    await customer('lea', null, 100);
    await tie('lea', '许诺');
    await switchOff(leaver);
    await follow();
    await colleague('许诺');
    await customer('max', null, 100);
    await tie('max', '许诺');
    await follow();
    expect(await departureOf('许诺')).toMatchObject({ customers: 1 });
    expect(await tasksOf('max')).toEqual([]);
  });

  it('[C038a] doing the task is taking over, unless the customer wants nobody; who is gone is left out', async () => {
    const he = await colleague('何勇');
    const [left, late] = [await colleague('林风'), await colleague('马超')];
    for (const account of ['w1', 'w2', 'w3', 'w4']) {
      await customer(account, null, 100);
      await tie(account, '林风');
    }
    await switchOff(left);
    await follow();
    // An account without customers is no departure to look after.
    await switchOff(await colleague('无客'));
    await follow();
    expect(await departureOf('无客')).toBeUndefined();
    const doer = asActor(he, ['care.read', 'care.act', 'work.do', 'work.read', 'work.manage', 'customers.read']);
    const work = async (account: string, result: string): Promise<void> => {
      const [task] = await tasksOf(account);
      await ok('POST', `/work/tasks/${task?.id}/assign`, { assigneeId: he });
      await ok('POST', `/work/tasks/${task?.id}/complete`, { answers: { result } }, doer);
    };
    await work('w1', 'taken_over');
    await work('w2', 'unwanted');
    expect([await ownerOf('w1'), await ownerOf('w2')]).toEqual(['何勇', '林风']);
    const { id } = await departureOf('林风');
    const { items } = await ok('GET', `/care/departures/${id}/customers?state=handed`);
    expect(
      items.map(({ name, how, to }: { name: string; how: string; to: string | null }) => [name, how, to]).toSorted(),
    ).toEqual([
      ['w1', 'task', '何勇'],
      ['w2', 'unwanted', null],
    ]);
    // Who is to take over leaves as well before it is done: the customers are open again.
    await ok('POST', `/care/departures/${id}/reassign`, { toIds: [late] });
    await switchOff(late);
    await follow();
    expect([await ownerOf('w3'), await departureOf('林风')]).toMatchObject([
      '林风',
      { open: 2, assigned: 0, customers: 4 },
    ]);
    const gone = await idOf('w4');
    await sql`update customers.customers set erased_at = now() where id = ${gone}`.execute(kernel.postgres.db);
    await follow();
    expect(await departureOf('林风')).toMatchObject({ customers: 3, open: 1 });
    expect((await call('GET', `/customers/${gone}/handover`)).status).toBe(404);
  });

  it('[C038a] segments whose strategy they answer for and rules that give them tasks are named', async () => {
    const wu = await colleague('吴越');
    const rule = { all: [{ is: 'orders.count', count: { min: 1 } }] };
    const segment = await ok('POST', '/segments', { name: '老客', rule });
    const plan = { marketing: '问候', service: null, channels: null, ownerId: wu, startsOn: TODAY };
    await ok('PUT', `/segments/${segment.id}/strategy`, plan);
    const { rules } = await ok('GET', '/care/stages');
    const { id: ruleId } = rules.find((one: { to: string }) => one.to === 'declining');
    const asked = { from: null, to: 'declining', makesTask: true, dueDays: 3, assigneeId: wu };
    await ok('PUT', `/care/rules/${ruleId}`, asked);
    await switchOff(wu);
    await customer('kim', null, 100);
    await tie('kim', '吴越');
    await follow();
    const { id } = await departureOf('吴越');
    const found = await ok('GET', `/care/departures/${id}`);
    expect(found.segments).toMatchObject([{ id: segment.id, name: '老客' }]);
    expect(found.rules).toBe(1);
  });

  it('[C038a] tasks of who leaves wait in the queue that they came from', async () => {
    expect((await tasksOf('cid'))[0]).toMatchObject({ status: 'assigned', assigneeId: qian });
    await switchOff(qian);
    await follow();
    expect((await tasksOf('cid'))[0]).toMatchObject({ status: 'waiting', assigneeId: null, queue: 'care.hand_over' });
  });
});
