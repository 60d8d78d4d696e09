import { sql } from 'kysely';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { createTransactions } from '#kernel/transaction.ts';
import { useKernel } from '#test/harness.ts';
import { withParts } from '#test/http.ts';
import { useWorkDesk } from '#test/work-desk.ts';
import type { ApprovalAsk, ApprovalKind } from './kind.ts';

const text = (word: string) => ({ 'zh-CN': word, en: word });
const group = (name: string, count = 1) => ({ name, label: text(name), permission: 'work.approve', count });
let fault: 'none' | 'throw' | 'cut' = 'none';

/** Pays out: a row per payment, so that paying twice would show. */
const payment: ApprovalKind = {
  name: 'test.payment',
  label: text('付款'),
  facts: ({ amount }) => [{ label: text('金额'), value: text(String(amount)) }],
  onApproved: async (tx, _context, { id, input }) => {
    await sql`insert into public.paid values (${id}, ${Number(input['amount'])})`.execute(tx);
    if (fault === 'throw') {
      throw new Error('the bank is away');
    }
    if (fault === 'cut') {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    }
  },
  onRefused: async (tx, _context, { id, status }) => {
    await sql`insert into public.refused values (${id}, ${status})`.execute(tx);
  },
};

const kernel = useKernel({ analytic: false });
const desk = useWorkDesk(kernel, { approvals: [payment] });

let asker = '';
let first = '';
let second = '';

beforeAll(async () => {
  await sql`create table public.paid (id uuid, amount int)`.execute(kernel.postgres.db);
  await sql`create table public.refused (id uuid, status text)`.execute(kernel.postgres.db);
  [asker, first, second] = await Promise.all([
    desk.hire('申请人', 'manager'),
    desk.hire('第一人', 'manager'),
    desk.hire('第二人', 'manager'),
  ]);
});

beforeEach(() => {
  fault = 'none';
});

async function ask(given: Partial<ApprovalAsk> = {}, by = asker): Promise<string> {
  const context = await desk.context(by);
  const row = await kernel.transaction(context, (tx) =>
    desk.work.requestApproval(tx, context, {
      kind: 'test.payment',
      title: '付款',
      subject: null,
      scopeId: null,
      input: { amount: 5 },
      required: [group('head')],
      reason: null,
      expiresInMinutes: null,
      key: null,
      ...given,
    }),
  );
  return row.id;
}

const decide = (who: string, id: string, decision: 'approve' | 'reject' = 'approve') =>
  desk.call(who, 'POST', `/api/v1/work/approvals/${id}/decision`, { decision, reason: '理由' });
const status = async (id: string): Promise<string> =>
  (await desk.call(asker, 'GET', `/api/v1/work/approvals/${id}`)).body.status;
const paid = async (id: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from public.paid where id = ${id}`.execute(
    kernel.postgres.db,
  );
  return rows[0]?.n ?? -1;
};
const refused = async (id: string): Promise<string[]> => {
  const { rows } = await sql<{ status: string }>`select status from public.refused where id = ${id}`.execute(
    kernel.postgres.db,
  );
  return rows.map((row) => row.status);
};

describe('consent', () => {
  it('takes effect once, with the decision; deciding again changes nothing', async () => {
    const id = await ask();
    const { body } = await decide(first, id);
    expect(body).toMatchObject({ status: 'approved', decisions: [{ name: '第一人' }], facts: [{ value: text('5') }] });
    expect((await decide(first, id)).status).toBe(200);
    expect((await decide(second, id)).body.code).toBe('approval_closed');
    expect(await paid(id)).toBe(1);
  });

  it('takes as many people as were asked for, of each group, each counted once', async () => {
    const id = await ask({ required: [group('head', 2)] });
    await decide(first, id);
    expect([await status(id), await paid(id)]).toEqual(['pending', 0]);
    await decide(first, id);
    expect(await paid(id)).toBe(0);
    await decide(second, id);
    expect([await status(id), await paid(id)]).toEqual(['approved', 1]);
  });

  it('ends with one refusal, with its reason, and tells the asker', async () => {
    const id = await ask({ required: [group('head', 2)] });
    await decide(first, id);
    await decide(second, id, 'reject');
    expect([await status(id), await paid(id), await refused(id)]).toEqual(['rejected', 0, ['rejected']]);
    const { body } = await desk.call(asker, 'GET', '/api/v1/notices');
    expect(body.items[0]).toMatchObject({ kind: 'work.approval_decided', ref: { id } });
  });

  it('lapses when nobody decides in time, and can be taken back by whoever asked', async () => {
    const late = await ask({ expiresInMinutes: 60 });
    kernel.clock.advance(90 * 60_000);
    await kernel.timers.tick();
    expect([await status(late), await refused(late)]).toEqual(['expired', ['expired']]);
    expect((await decide(first, late)).body.code).toBe('approval_closed');
    const back = await ask();
    expect((await desk.call(first, 'POST', `/api/v1/work/approvals/${back}/withdraw`, {})).status).toBe(404);
    await desk.call(asker, 'POST', `/api/v1/work/approvals/${back}/withdraw`, {});
    expect([await status(back), await refused(back)]).toEqual(['withdrawn', ['withdrawn']]);
  });

  it('is asked for once under one key', async () => {
    expect(await ask({ key: 'export-1' })).toBe(await ask({ key: 'export-1' }));
  });
});

describe('separation of duties', () => {
  it('lets nobody decide on what they asked for', async () => {
    const id = await ask();
    const { status: code, body } = await decide(asker, id);
    expect([code, body.code]).toEqual([403, 'approval_own']);
    expect(await paid(id)).toBe(0);
  });

  it('nor on what a key that they made asked for', async () => {
    const context = await desk.context(asker);
    const maker = { ...context, actor: { ...context.actor, permissions: new Set(['*']) } };
    const key = await desk.access.createApiKey(maker, { name: 'k', role: 'manager' });
    const actor = { ...context.actor, kind: 'api-key' as const, id: key.id };
    const row = await kernel.transaction(context, (tx) =>
      desk.work.requestApproval(
        tx,
        { ...context, actor },
        {
          kind: 'test.payment',
          title: '用密钥',
          subject: null,
          scopeId: null,
          input: { amount: 1 },
          required: [group('head')],
          reason: null,
          expiresInMinutes: null,
          key: null,
        },
      ),
    );
    expect((await decide(asker, row.id)).body.code).toBe('approval_own');
    expect((await decide(first, row.id)).body.status).toBe('approved');
  });

  it('nor where they lack the permission, or the scope', async () => {
    const agent = await desk.hire('客服', 'agent');
    const shop = newId();
    await sql`insert into access.scopes values (${shop}, 'shop', '东店', null, now())`.execute(kernel.postgres.db);
    const local = await desk.hire('东店经理', 'manager', shop);
    const id = await ask();
    expect((await decide(agent, id)).body.code).toBe('approval_not_yours');
    expect((await decide(local, id)).body.code).toBe('approval_not_yours');
    const there = await ask({ scopeId: shop });
    expect((await decide(local, there)).body.status).toBe('approved');
  });

  it('lets a deputy decide for somebody who is away, but not for the asker, and not twice', async () => {
    const [away, deputy] = [await desk.hire('出差', 'manager'), await desk.hire('代理', 'agent')];
    const absence = (from: number, until: number, deputyId: string) => ({
      absence: {
        from: new Date(kernel.clock.now().getTime() + from).toISOString(),
        until: new Date(kernel.clock.now().getTime() + until).toISOString(),
        deputyId,
      },
    });
    const set = (who: string, body: object) => desk.call(who, 'PUT', `/api/v1/work/colleagues/${who}/absence`, body);
    const id = await ask({ required: [group('head', 2)] });
    expect((await decide(deputy, id)).body.code).toBe('approval_not_yours');
    expect((await set(away, absence(-1000, 60_000, deputy))).status).toBe(200);
    const { body } = await decide(deputy, id);
    expect(body).toMatchObject({ status: 'pending', decisions: [{ name: '代理', forName: '出差' }] });
    // Back again: their vote was cast.
    expect((await decide(away, id)).body.code).not.toBe(undefined);
    expect(await status(id)).toBe('pending');
    const other = await ask();
    await set(asker, absence(-1000, 60_000, deputy));
    kernel.clock.advance(120_000);
    await set(asker, absence(-1000, 60_000, deputy));
    expect((await decide(deputy, other)).body.code).toBe('approval_not_yours');
    await set(asker, { absence: null });
  });
});

describe('the effect', () => {
  it('is all or nothing: what fails leaves the approval as it was', async () => {
    const id = await ask();
    fault = 'throw';
    expect((await decide(first, id)).status).toBe(500);
    expect([await status(id), await paid(id)]).toEqual(['pending', 0]);
    fault = 'none';
    await decide(first, id);
    expect([await status(id), await paid(id)]).toEqual(['approved', 1]);
  });

  it('comes once after a crash in its middle', async () => {
    const id = await ask();
    fault = 'cut';
    expect((await decide(first, id)).status).toBeGreaterThanOrEqual(500);
    expect([await status(id), await paid(id)]).toEqual(['pending', 0]);
    fault = 'none';
    await decide(first, id);
    await decide(first, id);
    expect(await paid(id)).toBe(1);
  });

  it('comes once when two processes decide at the same moment', async () => {
    const others = [1, 2].map(() => openPostgres(kernel.postgres.url, { onError: () => undefined }));
    for (let round = 0; round < 10; round += 1) {
      const id = await ask();
      await Promise.allSettled(
        others.map(async (postgres, index) => {
          const transaction = createTransactions(postgres);
          const work = desk.second(withParts(kernel, { postgres, transaction }));
          const context = await desk.context([first, second][index] ?? '');
          const route = work.parts.routes?.find(({ contract }) => contract.name === 'work.decide_approval');
          return transaction(context, async (tx) =>
            route?.handler({ tx, context, params: { id }, body: { decision: 'approve' } }),
          );
        }),
      );
      expect([await status(id), await paid(id)]).toEqual(['approved', 1]);
    }
    await Promise.all(others.map((postgres) => postgres.close()));
  });
});
