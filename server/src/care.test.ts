import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { type Context, systemContext } from '#kernel/context.ts';
import { addDays } from '#kernel/pure/dates.ts';
import { useKernel } from '#test/harness.ts';
import { asActor } from '#test/http.ts';
import { usePlatform } from '#test/platform.ts';
import { pumpAll } from '#test/pump.ts';

const FIRST_DAY = '2025-06-02';
const kernel = useKernel({ now: new Date(`${FIRST_DAY}T02:00:00.000Z`) });
const test = usePlatform(kernel, { isTrusting: true });
const context = systemContext('care');
const MANAGER_ID = '018f0000-0000-7000-8000-0000000000aa';
const MANAGER = asActor(MANAGER_ID, [
  'care.read',
  'care.act',
  'care.write',
  'customers.read',
  'records.write',
  'work.read',
  'work.do',
  'work.manage',
  'segments.read',
  'segments.write',
]);

interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- replies of many shapes
  readonly body: any;
}

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object): Promise<Reply> {
  const reply = await test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: MANAGER,
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
}

/** Ten in the morning in Shanghai on this day. */
function goTo(day: string): void {
  kernel.clock.set(new Date(`${day}T02:00:00.000Z`));
}

async function buy(account: string, day: string, yuan = 100): Promise<void> {
  const reply = await call('POST', '/records', {
    records: [
      {
        source: 'web',
        key: `${account} ${day}`,
        type: 'order',
        occurredAt: `${day}T01:00:00Z`,
        customer: { identifiers: [{ type: 'account', value: account }], attributes: { name: account } },
        data: {
          status: 'paid',
          currency: 'CNY',
          lines: [{ sku: 'TEE-1', quantity: '1', unitPrice: yuan.toFixed(2) }],
        },
      },
    ],
  });
  expect(reply.status).toBe(200);
}

/** Facts reach the analytic store, and somebody looks who has moved. */
async function look() {
  await pumpAll(kernel, test.platform.readers);
  return test.platform.care.following.run(context);
}

async function idOf(account: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.records where account = ${account} limit 1`.execute(kernel.postgres.db);
  return rows[0]?.id ?? '';
}

async function casesOf(account: string, kind = 'care.follow_up') {
  const { rows } = await sql<{ id: string; title: string; dueAt: Date; status: string }>`
    select c.id, c.title, t.due_at as "dueAt", c.status from work.cases c join work.tasks t on t.case_id = c.id
    where c.subject_id = ${await idOf(account)} and c.kind = ${kind}`.execute(kernel.postgres.db);
  return rows;
}

const stageOf = async (account: string): Promise<Reply['body']> =>
  (await call('GET', `/customers/${await idOf(account)}/stage`)).body;

/** Buys every 30 days. */
const DAYS = Array.from({ length: 8 }, (_, n) => addDays(FIRST_DAY, n * 30));
const LAST = DAYS.at(-1) ?? FIRST_DAY;

beforeAll(async () => {
  await buy('zoe', FIRST_DAY);
  for (const day of DAYS) {
    goTo(day);
    await buy('ann', day);
    await buy('bob', day, 20);
  }
  // Others go on buying: the shop is alive.
  await buy('eva', LAST);
}, 60_000);

describe('moves between stages of the lifecycle', () => {
  it('[C030] time passes, a customer declines by the rule, and one task exists, however often somebody looks', async () => {
    expect(await look()).toMatchObject({ isPlacing: true, moves: 0, tasks: 0, state: 'done' });
    expect(await stageOf('ann')).toMatchObject({ stage: 'mature', moves: [] });
    goTo(addDays(LAST, 59));
    await buy('eva', addDays(LAST, 59));
    await look();
    expect(await casesOf('ann')).toEqual([]);
    goTo(addDays(LAST, 60));
    const run = await look();
    expect(run).toMatchObject({ isPlacing: false, moves: 2, tasks: 2, over: 0, asOf: addDays(LAST, 60) });
    expect(await casesOf('ann')).toMatchObject([
      { status: 'open', dueAt: new Date(`${addDays(LAST, 63)}T10:00:00.000Z`) },
    ]);
    const { stage, why, moves } = await stageOf('ann');
    expect(stage).toBe('declining');
    expect(why['zh-CN']).toContain('通常隔 30 天购买，已 60 天没有来');
    expect(moves).toMatchObject([{ from: 'mature', to: 'declining', movedOn: addDays(LAST, 60) }]);
    // The same day again, the same facts computed anew, and another day: the move was one.
    await look();
    await buy('eva', addDays(LAST, 60));
    await look();
    goTo(addDays(LAST, 61));
    await look();
    expect(await casesOf('ann')).toHaveLength(1);
    const overview = (await call('GET', '/care/stages')).body;
    expect(overview.stages.find((one: { stage: string }) => one.stage === 'declining').customers).toBe(3);
    expect(overview.flows).toMatchObject([{ from: 'mature', to: 'declining', customers: 2, tasks: 2 }]);
    expect((await call('GET', '/care/moves?to=declining')).body.items).toHaveLength(2);
  });

  it('[C030] a run that broke off goes on where it was, and makes nothing twice', async () => {
    const day = addDays(LAST, 62);
    goTo(day);
    const { work, segments } = test.platform;
    const [customers, score] = [['c1', 'c2', 'c3'], await segments.stages.compute()];
    for (const account of customers) {
      await buy(account, day);
    }
    await pumpAll(kernel, test.platform.readers);
    // As a process leaves it that died when one of three tasks was made.
    const runId = newId();
    await kernel.transaction(context, async (tx) => {
      await sql`
        insert into care.stage_runs (id, score_run_id, as_of, currency, state, limits, is_placing, started_at)
        select ${runId}, ${score.id}, ${day}::date, 'CNY', 'tasks', limits, false, now() from care.stage_runs limit 1`.execute(
        tx,
      );
      for (const account of customers) {
        await sql`
          insert into care.moves (id, customer_id, from_stage, to_stage, moved_on, run_id, value_minor, task, rule_id)
          select uuidv7(), ${await idOf(account)}, 'mature', 'declining', ${day}::date, ${runId}, 1, 'due', id
          from care.move_rules where to_stage = 'declining'`.execute(tx);
      }
    });
    const start = work.start;
    let started = 0;
    const dying = Object.assign(Object.create(work), {
      start: async (...given: Parameters<typeof start>) => {
        started += 1;
        if (started === 3) {
          throw new Error('the process dies');
        }
        return start(...given);
      },
    });
    const { createCare } = await import('#care');
    const second = createCare(kernel, { ...test.platform, work: dying });
    await expect(second.following.run(context)).rejects.toThrow('dies');
    await look();
    await look();
    for (const account of customers) {
      expect(await casesOf(account)).toHaveLength(1);
    }
  });

  it('[C030] what is done on a move can be set; too many tasks are held back, the most valuable come first', async () => {
    const { rules } = (await call('GET', '/care/stages')).body;
    const lost = rules.find((rule: { to: string }) => rule.to === 'lost');
    const { id, ...rule } = rules.find((one: { to: string }) => one.to === 'declining');
    const plain = { from: null, to: 'declining', makesTask: true, title: '问候', dueDays: 1 };
    expect((await call('POST', '/care/rules', plain)).body.errors[0]).toMatchObject({ code: 'rule_exists' });
    expect((await call('POST', '/care/rules', { from: 'new', to: 'new', makesTask: false })).body.errors).toMatchObject(
      [
        { field: 'from', code: 'same_stage' },
        { field: 'makesTask', code: 'rule_empty' },
      ],
    );
    expect((await call('PUT', `/care/rules/${id}`, { ...plain, isActive: false })).body).toMatchObject({
      isActive: false,
    });
    const own = await call('POST', '/care/rules', { ...plain, from: 'declining', to: 'lost', title: '挽回大客户' });
    expect(own.status).toBe(201);
    await sql`
      insert into access.settings (key, value, updated_at) values ('care.max_tasks_per_run', '1'::jsonb, now())
      on conflict (key) do update set value = excluded.value`.execute(kernel.postgres.db);
    goTo(addDays(LAST, 365));
    await buy('eva', addDays(LAST, 365));
    const run = await look();
    // ann spent more than bob.
    expect(run).toMatchObject({ tasks: 1 });
    expect(run?.over).toBeGreaterThan(0);
    expect(await casesOf('ann', 'care.win_back')).toMatchObject([{ title: '挽回大客户' }]);
    expect(await casesOf('bob', 'care.win_back')).toEqual([]);
    await sql`delete from access.settings where key = 'care.max_tasks_per_run'`.execute(kernel.postgres.db);
    expect((await call('DELETE', `/care/rules/${own.body.id}`)).status).toBe(204);
    expect([lost.isActive, rule.makesTask]).toEqual([true, true]);
  });

  it('changed limits place everybody anew: nobody has moved', async () => {
    const before = await stageOf('eva');
    await sql`
      insert into access.settings (key, value, updated_at) values ('segments.lifecycle_new_days', '1'::jsonb, now())
      on conflict (key) do update set value = excluded.value`.execute(kernel.postgres.db);
    goTo(addDays(LAST, 366));
    const run = await look();
    expect(run).toMatchObject({ isPlacing: true, moves: 0, tasks: 0 });
    expect(before.stage).not.toBe('');
    await sql`delete from access.settings where key = 'segments.lifecycle_new_days'`.execute(kernel.postgres.db);
    expect(await look()).toMatchObject({ isPlacing: true, moves: 0 });
  });
});

describe('customers who were lost', () => {
  const reasons = async () => (await call('GET', '/care/reasons')).body.items;
  const reasonOf = async (en: string): Promise<string> =>
    (await reasons()).find((one: { label: { en: string } }) => one.label.en === en).id;

  it('[C039] [C212a] closing a lost customer needs a reason; the report sums by side; it can be taken back', async () => {
    const [ann, bob] = [await idOf('ann'), await idOf('bob')];
    expect((await call('POST', `/customers/${ann}/loss`, {})).body.errors[0].field).toBe('reasonId');
    expect((await call('POST', `/customers/${ann}/loss`, { reasonId: newId() })).body.errors[0]).toMatchObject({
      code: 'reason_unknown',
    });
    const closed = await call('POST', `/customers/${ann}/loss`, {
      reasonId: await reasonOf('Service quality'),
      note: '等了三周',
    });
    expect(closed.body).toMatchObject({ state: 'closed', valueMinor: 80_000, reason: { side: 'company' } });
    await call('POST', `/customers/${bob}/loss`, {
      reasonId: await reasonOf('Drawn away by a competitor'),
      competitor: '别家',
    });
    expect((await call('POST', `/customers/${bob}/loss`, { reasonId: await reasonOf('Needs changed') })).status).toBe(
      409,
    );
    const span = `from=${LAST}&to=${addDays(LAST, 400)}`;
    const { body } = await call('GET', `/care/report?${span}`);
    expect(body).toMatchObject({
      sides: [
        { side: 'company', customers: 1, valueMinor: 80_000 },
        { side: 'customer', customers: 1, valueMinor: 16_000 },
      ],
      competitors: [{ competitor: '别家', customers: 1 }],
    });
    const people = await call('GET', `/care/losses?reasonId=${closed.body.reason.id}&closedFrom=${LAST}`);
    expect(people.body).toMatchObject({ total: 1, items: [{ customerId: ann, name: 'ann' }] });
    expect((await call('DELETE', `/customers/${bob}/loss`)).status).toBe(204);
    expect((await call('GET', `/care/report?${span}`)).body.sides[1].customers).toBe(0);
    expect((await call('GET', `/customers/${bob}/loss`)).body.loss).toMatchObject({ state: 'open', reason: null });
    const { rows } = await sql<{ action: string }>`
      select action from access.audit where action like 'care.loss%' order by at, id`.execute(kernel.postgres.db);
    expect(rows.map(({ action }) => action)).toEqual(['care.loss_closed', 'care.loss_closed', 'care.loss_undone']);
  });

  it('[C039] the catalogue can be added to, renamed and put away', async () => {
    expect(await reasons()).toHaveLength(9);
    const label = { 'zh-CN': '搬到国外', en: 'Moved abroad' };
    const added = (await call('POST', '/care/reasons', { side: 'customer', label })).body;
    const renamed = { 'zh-CN': '移居国外', en: 'Emigrated' };
    const put = await call('PUT', `/care/reasons/${added.id}`, { side: 'customer', label: renamed, archived: true });
    expect(put.body).toMatchObject({ label: renamed, archived: true });
    const refused = await call('POST', `/customers/${await idOf('eva')}/loss`, { reasonId: added.id });
    expect(refused.body.errors[0].code).toBe('reason_unknown');
  });

  it('[C040] a lost customer gets a win-back task; buying again marks them won back and counts in the rate', async () => {
    const open = (await call('GET', '/care/losses?state=open')).body;
    const bob = open.items.find((one: { name: string }) => one.name === 'bob');
    const asked = { lossIds: [bob.id], offer: '八折回归礼' };
    expect((await call('POST', '/care/losses/win-back', asked)).body).toEqual({ started: 1, skipped: 0 });
    expect((await call('POST', '/care/losses/win-back', asked)).body).toEqual({ started: 0, skipped: 1 });
    const [task] = await casesOf('bob', 'care.win_back');
    const actor: Context = {
      ...context,
      actor: {
        kind: 'user',
        id: MANAGER_ID,
        name: '经理',
        permissions: new Set(['work.do', 'work.manage']),
        scopeIds: null,
      },
    };
    await sql`
      insert into access.users (id, email, name, locale, password_hash, created_at, updated_at)
      values (${MANAGER_ID}, 'm@example.com', '经理', 'zh-CN', 'none', now(), now()) on conflict do nothing`.execute(
      kernel.postgres.db,
    );
    await sql`insert into access.assignments values (${MANAGER_ID}, 'manager', null) on conflict do nothing`.execute(
      kernel.postgres.db,
    );
    await kernel.transaction(actor, (tx) =>
      test.platform.work.completeOpenTask(tx, actor, task?.id ?? '', { result: 'agreed', note: '下周来' }),
    );
    const day = addDays(LAST, 370);
    goTo(day);
    await buy('bob', day);
    await buy('eva', day);
    await look();
    expect((await call('GET', `/customers/${await idOf('bob')}/loss`)).body.loss).toMatchObject({
      state: 'won_back',
      wonBackOn: day,
      result: 'agreed',
    });
    const { winBack } = (await call('GET', `/care/report?from=${addDays(LAST, 300)}&to=${addDays(LAST, 400)}`)).body;
    // ann was asked by the run and did not come.
    expect(winBack).toMatchObject({ days: 90, treated: { customers: 2, wonBack: 1, running: 1 } });
    // zoe was lost too, and nobody asked.
    expect(winBack.untreated).toEqual({ customers: 1, wonBack: 0 });
    expect(winBack.results.find((one: { result: string }) => one.result === 'agreed').customers).toBe(1);
    expect(winBack.weeks.reduce((sum: number, { wonBack }: { wonBack: number }) => sum + wonBack, 0)).toBe(1);
    expect(await stageOf('bob')).toMatchObject({ stage: 'won_back' });
  });

  it('[C040] a purchase too late does not count', async () => {
    const late = addDays(LAST, 370 + 400);
    goTo(late);
    await buy('ann', late);
    await look();
    expect((await call('GET', `/customers/${await idOf('ann')}/loss`)).body.loss.state).toBe('won_back');
    const { winBack } = (await call('GET', `/care/report?from=${addDays(LAST, 300)}&to=${addDays(LAST, 400)}`)).body;
    expect(winBack.treated).toEqual({ customers: 2, wonBack: 1, running: 0 });
  });

  it('[C030] the task says what the strategy has in store, goes to who is named, and old moves are forgotten', async () => {
    const start = addDays(LAST, 800);
    const days = [0, 30, 60, 90].map((n) => addDays(start, n));
    goTo(addDays(start, 91));
    for (const day of days) {
      await buy('kit', day);
    }
    await look();
    expect(await stageOf('kit')).toMatchObject({ stage: 'mature' });
    const moved = async (): Promise<string[]> =>
      (await call('GET', '/care/moves?limit=100')).body.items.map((move: { movedOn: string }) => move.movedOn);
    expect(await moved()).toContain(addDays(LAST, 365));
    const rule = { all: [{ is: 'orders.count', count: { min: 1 } }] };
    const { id: segmentId } = (await call('POST', '/segments', { name: '老客户', rule })).body;
    const strategy = {
      marketing: '寄新品小样',
      service: '店长亲自致电',
      channels: null,
      ownerId: MANAGER_ID,
      startsOn: start,
    };
    expect((await call('PUT', `/segments/${segmentId}/strategy`, strategy)).status).toBe(200);
    const { rules } = (await call('GET', '/care/stages')).body;
    const { id } = rules.find((one: { to: string }) => one.to === 'declining');
    const given = { from: null, to: 'declining', makesTask: true, dueDays: 3, assigneeId: MANAGER_ID, segmentId };
    expect((await call('PUT', `/care/rules/${id}`, given)).status).toBe(200);
    const day = addDays(start, 150);
    goTo(day);
    await buy('eva', day);
    expect(await look()).toMatchObject({ asOf: day, isPlacing: false });
    const { rows } = await sql<{ assignee: string | null; text: string | null }>`
      select t.assignee_id as assignee, h.text from work.cases c join work.tasks t on t.case_id = c.id
      join work.history h on h.case_id = c.id and h.what = 'case_started'
      where c.kind = 'care.follow_up' and c.subject_id = ${await idOf('kit')}`.execute(kernel.postgres.db);
    expect(rows).toEqual([{ assignee: MANAGER_ID, text: '寄新品小样\n店长亲自致电' }]);
    // Two years are kept by the setting.
    goTo(addDays(LAST, 365 + 731));
    await buy('eva', addDays(LAST, 365 + 731));
    await look();
    const kept = await moved();
    expect(kept).toContain(day);
    expect(kept).not.toContain(addDays(LAST, 365));
  });

  it('is closed to those without the permission', async () => {
    for (const [method, url] of [
      ['GET', '/care/stages'],
      ['GET', '/care/report?from=2026-01-01&to=2026-02-01'],
      ['POST', '/care/runs'],
    ] as const) {
      const reply = await test.app.inject({ method, url: `/api/v1${url}`, headers: asActor('x', ['customers.read']) });
      expect(reply.statusCode).toBe(403);
    }
  });
});
