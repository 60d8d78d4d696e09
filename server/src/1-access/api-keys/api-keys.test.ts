import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useAccess } from '#test/access.ts';
import { TEST_NOW, useKernel } from '#test/harness.ts';
import { permissionsOf } from '../roles/grants.ts';

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel);
const context = systemContext('test');

function me(key: string) {
  return test.app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: `Bearer ${key}` } });
}

async function listed(id: string) {
  const reply = await test.app.inject({ method: 'GET', url: '/api/v1/api-keys', headers: await test.as('admin') });
  return reply.json().items.find((item: { id: string }) => item.id === id);
}

describe('an API key', () => {
  it('is shown once, acts with its role, and is stored only as a digest', async () => {
    const headers = await test.as('admin');
    const payload = { name: 'till 3', role: 'store' };
    const reply = await test.app.inject({ method: 'POST', url: '/api/v1/api-keys', headers, payload });
    expect(reply.statusCode).toBe(201);
    const { id, key } = reply.json();
    expect(key).toMatch(/^zhk_[\w-]{43}$/);
    expect((await me(key)).json()).toEqual({
      id,
      kind: 'api-key',
      name: 'till 3',
      email: null,
      locale: 'zh-CN',
      roles: ['store'],
      permissions: [...permissionsOf('store', [])].toSorted(),
      passwordTemporary: false,
      mustEnrol: false,
      scopeIds: null,
      timeZone: 'Asia/Shanghai',
    });
    const { rows } = await sql<{ text: string }>`
      select api_keys::text as text from access.api_keys union all select audit::text from access.audit`.execute(
      kernel.postgres.db,
    );
    expect(rows.map((row) => row.text).join('\n')).not.toContain(key);
    expect(await listed(id)).toMatchObject({ name: 'till 3', hint: key.slice(0, 10), role: 'store', revokedAt: null });
  });

  it('works until it is revoked, from the next request on', async () => {
    const { id, key } = await test.access.createApiKey(context, { name: 'short', role: 'analyst' });
    expect((await me(key)).statusCode).toBe(200);
    const revoke = { method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers: await test.as('admin') } as const;
    expect((await test.app.inject(revoke)).statusCode).toBe(204);
    const refused = await me(key);
    expect(refused.statusCode).toBe(401);
    expect(refused.json().code).toBe('api_key_invalid');
    expect((await test.app.inject(revoke)).statusCode).toBe(204);
    const { rows } = await sql`
      select 1 from access.audit where action = 'access.api_key_revoked' and subject_id = ${id}`.execute(
      kernel.postgres.db,
    );
    expect(rows).toHaveLength(1);
  });

  it('expires by the clock, and cannot be made expired', async () => {
    const now = kernel.clock.now().getTime();
    const expiresAt = new Date(now + 60_000).toISOString();
    const { key } = await test.access.createApiKey(context, { name: 'brief', role: 'analyst', expiresAt });
    expect((await me(key)).statusCode).toBe(200);
    kernel.clock.advance(60_000);
    expect((await me(key)).statusCode).toBe(401);
    await expect(
      test.access.createApiKey(context, { name: 'late', role: 'analyst', expiresAt: TEST_NOW.toISOString() }),
    ).rejects.toMatchObject({ code: 'input_invalid' });
  });

  it('tells when it was last used, to the minute', async () => {
    const { id, key } = await test.access.createApiKey(context, { name: 'used', role: 'analyst' });
    expect((await listed(id)).lastUsedAt).toBeNull();
    await me(key);
    const first = kernel.clock.now().toISOString();
    expect((await listed(id)).lastUsedAt).toBe(first);
    kernel.clock.advance(59_000);
    await me(key);
    expect((await listed(id)).lastUsedAt).toBe(first);
    kernel.clock.advance(1000);
    await me(key);
    expect((await listed(id)).lastUsedAt).toBe(kernel.clock.now().toISOString());
  });

  it('that was made up is refused, as is a role that does not exist', async () => {
    expect((await me('zhk_madeup')).statusCode).toBe(401);
    const headers = await test.as('admin');
    const payload = { name: 'x', role: 'emperor' };
    expect((await test.app.inject({ method: 'POST', url: '/api/v1/api-keys', headers, payload })).statusCode).toBe(400);
    const missing = {
      method: 'DELETE',
      url: '/api/v1/api-keys/0190a000-0000-7000-8000-000000000000',
      headers,
    } as const;
    expect((await test.app.inject(missing)).statusCode).toBe(404);
  });

  it('limited to sources says so, gives no more than its own, and is not changed once revoked', async () => {
    const headers = await test.as('admin');
    const make = (payload: object, as = headers) =>
      test.app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: as, payload });
    const change = (id: string, payload: object, as = headers) =>
      test.app.inject({ method: 'PATCH', url: `/api/v1/api-keys/${id}`, headers: as, payload });
    const { id, key } = (await make({ name: 'shop', role: 'admin', sources: ['shop', 'app', 'shop'] })).json();
    expect(await listed(id)).toMatchObject({ role: 'admin', sources: ['shop', 'app'] });
    const limited = { authorization: `Bearer ${key}` };
    for (const sources of [null, ['till']]) {
      expect((await make({ name: 'x', role: 'store', sources }, limited)).json().code).toBe('grant_exceeds_own');
      expect((await change(id, { sources }, limited)).json().code).toBe('grant_exceeds_own');
    }
    expect((await make({ name: 'x', role: 'store', sources: ['app'] }, limited)).statusCode).toBe(201);
    expect((await make({ name: 'x', role: 'store', sources: [] })).statusCode).toBe(400);
    expect((await change(id, { name: 'web shop', sources: null })).json()).toMatchObject({
      name: 'web shop',
      sources: null,
    });
    await test.app.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers });
    expect((await change(id, { name: 'late' })).json().code).toBe('api_key_revoked');
  });

  it('is not made or listed by whoever may not', async () => {
    const headers = await test.as('manager');
    const payload = { name: 'x', role: 'store' };
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/api-keys', headers })).statusCode).toBe(403);
    expect((await test.app.inject({ method: 'POST', url: '/api/v1/api-keys', headers, payload })).statusCode).toBe(403);
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/api-keys' })).statusCode).toBe(401);
  });
});
