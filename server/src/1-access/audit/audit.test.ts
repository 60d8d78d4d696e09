import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useAccess } from '#test/access.ts';
import { useKernel } from '#test/harness.ts';

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel);
const context = systemContext('request-1');

async function list(query: string) {
  const headers = await test.as('manager');
  return test.app.inject({ method: 'GET', url: `/api/v1/audit?${query}`, headers });
}

beforeAll(async () => {
  for (let i = 0; i < 5; i += 1) {
    await kernel.transaction(context, (tx) =>
      test.access.audit(tx, context, {
        action: 'customers.customer_revealed',
        subjectType: 'customer',
        subjectId: `customer-${i % 2}`,
        reason: `reason ${i}`,
        detail: { fields: ['phone'] },
      }),
    );
    kernel.clock.advance(1000);
  }
});

describe('the audit trail', () => {
  it.each([
    ['update', sql`update access.audit set reason = 'other'`],
    ['update of no row', sql`update access.audit set reason = 'other' where false`],
    ['delete', sql`delete from access.audit`],
    ['truncate', sql`truncate access.audit`],
    // How replication and restores switch ordinary triggers off.
    ['update in replica mode', sql`update access.audit set reason = 'other'`],
  ])('refuses %s, even to the owner of the table', async (name, statement) => {
    const work = kernel.transaction(context, async (tx) => {
      if (name.includes('replica')) {
        await sql`set local session_replication_role = replica`.execute(tx);
      }
      await statement.execute(tx);
    });
    await expect(work).rejects.toThrow('append-only');
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from access.audit where reason like 'reason %'`.execute(kernel.postgres.db);
    expect(rows[0]?.n).toBe(5);
  });

  it('keeps nothing of a transaction that fails', async () => {
    const work = kernel.transaction(context, async (tx) => {
      await test.access.audit(tx, context, {
        action: 'test.thing_done',
        subjectType: 'x',
        subjectId: null,
        detail: {},
      });
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    expect((await list('action=test.thing_done')).json().items).toEqual([]);
  });

  it('tells who did what to what, when, why and in which request, newest first', async () => {
    const { items } = (await list('action=customers.customer_revealed')).json();
    expect(items).toHaveLength(5);
    expect(items[0]).toMatchObject({
      at: '2026-03-02T02:00:04.000Z',
      actor: { kind: 'system', id: null, name: null },
      subjectType: 'customer',
      subjectId: 'customer-0',
      reason: 'reason 4',
      detail: { fields: ['phone'] },
      requestId: 'request-1',
    });
  });

  it('is filtered by subject, action and actor', async () => {
    expect((await list('subjectType=customer&subjectId=customer-1')).json().items).toHaveLength(2);
    expect((await list('action=customers.nothing_done')).json().items).toEqual([]);
    const headers = await test.as('admin');
    const payload = { type: 'shop', name: 'a shop' };
    const scope = (await test.app.inject({ method: 'POST', url: '/api/v1/scopes', headers, payload })).json();
    const [entry] = (await list(`subjectId=${scope.id}`)).json().items;
    expect(entry).toMatchObject({ action: 'access.scope_created', actor: { kind: 'api-key', name: 'admin' } });
    const { items } = (await list(`actorId=${entry.actor.id}`)).json();
    expect(items.map((item: { id: string }) => item.id)).toEqual([entry.id]);
    expect((await list(`actorId=${newId()}`)).json().items).toEqual([]);
  });

  it('comes page by page without gap or repetition', async () => {
    const reasons: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: { reason: string }[]; nextCursor: string | null } = (
        await list(`action=customers.customer_revealed&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      ).json();
      reasons.push(...page.items.map((item) => item.reason));
      cursor = page.nextCursor;
    }
    expect(reasons).toEqual(['reason 4', 'reason 3', 'reason 2', 'reason 1', 'reason 0']);
    expect((await list('cursor=bm9uc2Vuc2U')).statusCode).toBe(400);
  });

  it('is read only by whoever may', async () => {
    const url = '/api/v1/audit';
    expect((await test.app.inject({ method: 'GET', url })).statusCode).toBe(401);
    expect((await test.app.inject({ method: 'GET', url, headers: await test.as('agent') })).statusCode).toBe(403);
  });
});
