import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type Actor, type Context, systemContext } from '#kernel/context.ts';
import { useAccess } from '#test/access.ts';
import { useKernel } from '#test/harness.ts';
import { permissionsOf } from '../roles/grants.ts';
import type { Me } from '../sessions/schema.ts';
import type { User } from './schema.ts';

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel, {
  permissions: ['customers.read', 'orders.read'].map((name) => ({
    name,
    label: { 'zh-CN': name, en: name },
    note: { 'zh-CN': name, en: name },
  })),
});
const PASSWORD = 'correct horse battery';

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
  const headers = await test.as('admin');
  return test.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
}

async function addUser(email: string, assignments: readonly object[] = []): Promise<User> {
  const reply = await call('POST', '/api/v1/users', { email, name: email, password: PASSWORD, assignments });
  expect(reply.statusCode).toBe(201);
  return reply.json().user;
}

async function addScope(name: string, o: { type?: string; parentId?: string } = {}): Promise<string> {
  const reply = await call('POST', '/api/v1/scopes', { type: o.type ?? 'shop', name, parentId: o.parentId ?? null });
  expect(reply.statusCode).toBe(201);
  return reply.json().id;
}

/** Signs in and answers who the server says it is. */
async function actorOf(email: string): Promise<Actor> {
  const reply = await test.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email, password: PASSWORD },
  });
  const token = reply.cookies[0]?.value ?? '';
  return test.access.authenticate({ headers: {}, cookies: { zhike_session: token } });
}

/** Signs in as a browser does; `send` carries the session. */
async function signIn(email: string, password: string) {
  const reply = await test.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } });
  const cookies = { zhike_session: reply.cookies[0]?.value ?? '' };
  const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    test.app.inject({ method, url, cookies, ...(payload === undefined ? {} : { payload }) });
  return { me: reply.json<Me>(), send };
}

function reply200(reply: Awaited<ReturnType<typeof call>>) {
  expect(reply.statusCode).toBe(200);
  return reply.json();
}

describe('the first administrator', () => {
  it('is made once, whatever number of processes start, with a password that works', async () => {
    const started = await Promise.all(
      [1, 2, 3].map(() => test.access.ensureFirstAdmin({ email: 'First@Example.com', password: null })),
    );
    const made = started.filter((result) => result.created);
    expect(made).toHaveLength(1);
    expect(started.every((result) => result.email === 'first@example.com')).toBe(true);
    expect(started.filter((result) => result.password !== null)).toHaveLength(1);
    const reply = await test.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { email: 'first@example.com', password: made[0]?.password },
    });
    expect(reply.json()).toMatchObject({ roles: ['admin'], scopeIds: null });
  });

  it('cannot be disabled or lose the role while there is no other', async () => {
    const { items } = (await call('GET', '/api/v1/users')).json();
    const { id } = items.find((user: User) => user.email === 'first@example.com');
    const scopeId = await addScope('only here');
    for (const change of [
      { disabled: true },
      { assignments: [] },
      { assignments: [{ role: 'manager' }] },
      { assignments: [{ role: 'admin', scopeId }] },
    ]) {
      const reply = await call('PATCH', `/api/v1/users/${id}`, change);
      expect(reply.statusCode).toBe(409);
      expect(reply.json().code).toBe('last_admin');
    }
    expect((await call('GET', `/api/v1/users/${id}`)).json()).toMatchObject({
      disabled: false,
      assignments: [{ role: 'admin', scopeId: null }],
    });
    await addUser('second@example.com', [{ role: 'admin' }]);
    expect((await call('PATCH', `/api/v1/users/${id}`, { disabled: true })).statusCode).toBe(200);
    expect((await call('PATCH', `/api/v1/users/${id}`, { disabled: false })).statusCode).toBe(200);
  });

  it('keeps one of two who remove each other at the same moment', async () => {
    const { items } = (await call('GET', '/api/v1/users')).json();
    const admins = items.filter((user: User) => user.assignments.some(({ role }) => role === 'admin'));
    expect(admins).toHaveLength(2);
    const replies = await Promise.all(
      admins.map((user: User) => call('PATCH', `/api/v1/users/${user.id}`, { assignments: [] })),
    );
    expect(replies.map((reply) => reply.statusCode).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe('users', () => {
  it('have an e-mail of their own, whatever its case', async () => {
    await addUser('one@example.com');
    const reply = await call('POST', '/api/v1/users', { email: 'ONE@Example.com', name: 'x', password: PASSWORD });
    expect(reply.statusCode).toBe(409);
    expect(reply.json().code).toBe('user_email_taken');
    const other = await addUser('another@example.com');
    expect((await call('PATCH', `/api/v1/users/${other.id}`, { email: 'One@example.com' })).statusCode).toBe(409);
  });

  it('get a password that is shown once when none is given, and a weak one is refused', async () => {
    const reply = await call('POST', '/api/v1/users', { email: 'made@example.com', name: 'Made' });
    const { temporaryPassword } = reply.json();
    const payload = { email: 'made@example.com', password: temporaryPassword };
    expect((await test.app.inject({ method: 'POST', url: '/api/v1/session', payload })).statusCode).toBe(200);
    const weak = await call('POST', '/api/v1/users', {
      email: 'weak@example.com',
      name: 'Weak',
      password: '1234567890',
    });
    expect(weak.statusCode).toBe(400);
    expect(JSON.stringify(weak.json())).toContain('password_too_common');
  });

  it('are listed page by page without their passwords', async () => {
    const first = (await call('GET', '/api/v1/users?limit=2')).json();
    expect(first.items).toHaveLength(2);
    expect(first.total).toBeGreaterThan(2);
    const seen = [...first.items];
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = (await call('GET', `/api/v1/users?limit=2&cursor=${cursor}`)).json();
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(seen.map((user: User) => user.id)).size).toBe(first.total);
    expect(JSON.stringify(seen)).not.toContain('scrypt');
    expect((await call('GET', '/api/v1/users?cursor=nonsense')).statusCode).toBe(400);
  });

  it('lose their sessions when their password is set or they are disabled', async () => {
    const user = await addUser('reset@example.com', [{ role: 'store' }]);
    expect((await actorOf('reset@example.com')).id).toBe(user.id);
    await call('PATCH', `/api/v1/users/${user.id}`, { password: 'quite another word' });
    const { rows } = await sql`select id from access.sessions where user_id = ${user.id}`.execute(kernel.postgres.db);
    expect(rows).toEqual([]);
  });

  it('are changed under audit, which names fields and rights but no name, address or password', async () => {
    const user = await addUser('audited@example.com');
    await call('PATCH', `/api/v1/users/${user.id}`, {
      name: 'Secret Name',
      email: 'moved@example.com',
      password: 'quite another word',
      assignments: [{ role: 'store' }],
    });
    const { rows } = await sql<{ detail: object; text: string }>`
      select detail, audit::text as text from access.audit
      where action = 'access.user_updated' and subject_id = ${user.id}`.execute(kernel.postgres.db);
    expect(rows.map((row) => row.detail)).toEqual([
      {
        fields: ['email', 'name', 'assignments', 'password'],
        assignments: { before: [], after: [{ role: 'store', scopeId: null }] },
      },
    ]);
    expect(rows[0]?.text).not.toMatch(/Secret Name|moved@|quite another/);
  });

  it('are shown with a masked e-mail to whoever may not manage them, and with how often they are signed in', async () => {
    const user = await addUser('liping@example.com', [{ role: 'store' }]);
    await actorOf('liping@example.com');
    await actorOf('liping@example.com');
    const seenBy = async (role: 'admin' | 'manager') => {
      const reply = await test.app.inject({ url: `/api/v1/users/${user.id}`, headers: await test.as(role) });
      return reply.json<User>();
    };
    expect(await seenBy('admin')).toMatchObject({ email: 'liping@example.com', sessions: 2 });
    expect(await seenBy('manager')).toMatchObject({ email: 'l***@example.com', can: { update: false } });
  });

  it('get a new password from an administrator, which ends their sessions and is theirs to change', async () => {
    const user = await addUser('forgot@example.com', [{ role: 'store' }]);
    await actorOf('forgot@example.com');
    const reset = await call('POST', `/api/v1/users/${user.id}/password`);
    const { temporaryPassword } = reply200(reset);
    expect((await call('GET', `/api/v1/users/${user.id}`)).json()).toMatchObject({
      sessions: 0,
      passwordTemporary: true,
    });
    const session = await signIn('forgot@example.com', temporaryPassword);
    expect(session.me.passwordTemporary).toBe(true);
    const payload = { current: temporaryPassword, next: 'a word of my own' };
    await session.send('POST', '/api/v1/me/password', payload);
    expect((await session.send('GET', '/api/v1/me')).json()).toMatchObject({ passwordTemporary: false });
  });

  it('can be signed out everywhere, the asker everywhere else', async () => {
    const user = await addUser('left@example.com', [{ role: 'store' }]);
    await actorOf('left@example.com');
    const mine = await signIn('left@example.com', PASSWORD);
    expect(reply200(await call('DELETE', `/api/v1/users/${user.id}/sessions`))).toEqual({ ended: 2 });
    expect((await mine.send('GET', '/api/v1/me')).statusCode).toBe(401);
    const boss = await addUser('boss@example.com', [{ role: 'admin' }]);
    await actorOf('boss@example.com');
    const here = await signIn('boss@example.com', PASSWORD);
    expect(reply200(await here.send('DELETE', `/api/v1/users/${boss.id}/sessions`))).toEqual({ ended: 1 });
    expect((await here.send('GET', '/api/v1/me')).statusCode).toBe(200);
  });

  it.each([
    ['own_account_disabled', { disabled: true }],
    ['own_account_password', { password: 'quite another word' }],
    ['own_account_rights', { assignments: [{ role: 'manager', scopeId: null }] }],
    ['own_account_rights', { assignments: [] }],
  ])('cannot lock themselves out: %s', async (code, change) => {
    const email = `self-${code}-${JSON.stringify(change).length}@example.com`;
    const self = await addUser(email, [{ role: 'admin' }]);
    const { send } = await signIn(email, PASSWORD);
    const reply = await send('PATCH', `/api/v1/users/${self.id}`, change);
    expect([reply.statusCode, reply.json().code]).toEqual([409, code]);
    const name = await send('PATCH', `/api/v1/users/${self.id}`, { name: 'Other', assignments: [{ role: 'admin' }] });
    expect(name.json()).toMatchObject({ name: 'Other', disabled: false });
  });

  it('are refused with an unknown scope or role, naming the field', async () => {
    const scopeId = '0190a000-0000-7000-8000-000000000000';
    const bad = { email: 'x@example.com', name: 'x', password: PASSWORD };
    const unknown = await call('POST', '/api/v1/users', { ...bad, assignments: [{ role: 'store', scopeId }] });
    expect(unknown.statusCode).toBe(400);
    expect(JSON.stringify(unknown.json())).toContain('scope_unknown');
    expect((await call('POST', '/api/v1/users', { ...bad, assignments: [{ role: 'king' }] })).statusCode).toBe(400);
    expect((await call('GET', `/api/v1/users/${scopeId}`)).statusCode).toBe(404);
  });
});

describe('[C019] rights', () => {
  /** Somebody who manages users but holds less than an administrator. */
  const clerk = (scopeIds: readonly string[] | null): Context => ({
    ...systemContext('clerk'),
    actor: {
      kind: 'user',
      id: null,
      name: 'clerk',
      permissions: new Set(['users.read', 'users.manage', ...permissionsOf('store', [])]),
      scopeIds,
    },
  });
  const patch = (context: Context, id: string, payload: object) => {
    const route = test.access.parts.routes?.find(({ contract }) => contract.name === 'access.update_user');
    return kernel.transaction(context, async (tx) => route?.handler({ tx, context, params: { id }, body: payload }));
  };

  it('are those of all roles together, and refused elsewhere', async () => {
    await addUser('both@example.com', [{ role: 'store' }, { role: 'analyst' }]);
    const actor = await actorOf('both@example.com');
    expect(actor.permissions).toEqual(new Set([...permissionsOf('store', []), ...permissionsOf('analyst', [])]));
    expect(actor.permissions.has('insight.read') && actor.permissions.has('customers.write')).toBe(true);
    await addUser('none@example.com');
    const nobody = await actorOf('none@example.com');
    expect(nobody).toMatchObject({ kind: 'user', scopeIds: [] });
    expect(nobody.permissions.size).toBe(0);
  });

  it('cannot be given by somebody who lacks them', async () => {
    const user = await addUser('grant@example.com');
    await expect(
      patch(clerk(null), user.id, { assignments: [{ role: 'admin', scopeId: null }] }),
    ).rejects.toMatchObject({
      code: 'grant_exceeds_own',
      status: 403,
    });
    await expect(
      patch(clerk(null), user.id, { assignments: [{ role: 'store', scopeId: null }] }),
    ).resolves.toMatchObject({ assignments: [{ role: 'store', scopeId: null }] });
  });

  it('of a stronger user cannot be taken over by setting their password or their e-mail', async () => {
    const strong = await addUser('strong@example.com', [{ role: 'admin' }]);
    for (const change of [{ password: 'quite another word' }, { email: 'mine@example.com' }, { disabled: true }]) {
      await expect(patch(clerk(null), strong.id, change)).rejects.toMatchObject({ code: 'grant_exceeds_own' });
    }
  });

  it('hold in the scopes of the roles and everything below them, new ones at once', async () => {
    const region = await addScope('华东', { type: 'region' });
    const shop = await addScope('杭州店', { parentId: region });
    const counter = await addScope('一号柜', { type: 'department', parentId: shop });
    const elsewhere = await addScope('北京店');
    await addUser('east@example.com', [{ role: 'store', scopeId: region }]);
    await addUser('shop@example.com', [{ role: 'store', scopeId: shop }]);
    await addUser('wide@example.com', [{ role: 'store', scopeId: shop }, { role: 'analyst' }]);
    expect((await actorOf('east@example.com')).scopeIds?.toSorted()).toEqual([region, shop, counter].toSorted());
    expect((await actorOf('shop@example.com')).scopeIds?.toSorted()).toEqual([shop, counter].toSorted());
    expect((await actorOf('wide@example.com')).scopeIds).toBeNull();
    const added = await addScope('二号柜', { type: 'department', parentId: shop });
    expect((await actorOf('shop@example.com')).scopeIds).toContain(added);
    expect((await actorOf('shop@example.com')).scopeIds).not.toContain(elsewhere);
  });

  it('let somebody limited to scopes see and change only users there', async () => {
    const mine = await addScope('mine');
    const theirs = await addScope('theirs');
    const near = await addUser('near@example.com', [{ role: 'store', scopeId: mine }]);
    const far = await addUser('far@example.com', [{ role: 'store', scopeId: theirs }]);
    const route = test.access.parts.routes?.find(({ contract }) => contract.name === 'access.list_users');
    const page = await route?.handler({ context: clerk([mine]), query: { limit: 50 } });
    expect(page).toMatchObject({ items: [{ id: near.id, can: { update: true } }], total: 1, nextCursor: null });
    await expect(patch(clerk([mine]), far.id, { name: 'x' })).rejects.toMatchObject({ status: 404 });
    await expect(
      patch(clerk([mine]), near.id, { assignments: [{ role: 'store', scopeId: theirs }] }),
    ).rejects.toMatchObject({ code: 'grant_exceeds_own' });
  });
});

describe('scopes', () => {
  it('are named once below one parent, under a parent that exists', async () => {
    await addScope('唯一店');
    const again = await call('POST', '/api/v1/scopes', { type: 'shop', name: '唯一店' });
    expect(again.statusCode).toBe(409);
    const parentId = '0190a000-0000-7000-8000-000000000000';
    expect((await call('POST', '/api/v1/scopes', { type: 'shop', name: 'y', parentId })).statusCode).toBe(400);
    const { items } = (await call('GET', '/api/v1/scopes')).json();
    expect(items.filter((scope: { name: string }) => scope.name === '唯一店')).toHaveLength(1);
  });

  it('are added by whoever manages them only', async () => {
    const headers = await test.as('manager');
    const payload = { type: 'shop', name: 'z' };
    expect((await test.app.inject({ method: 'POST', url: '/api/v1/scopes', headers, payload })).statusCode).toBe(403);
  });
});

describe('the roles page', () => {
  it('lists roles with their permissions and every declared permission', async () => {
    const { items, permissions } = (await call('GET', '/api/v1/roles')).json();
    expect(items.map((role: { name: string }) => role.name)).toEqual([
      'admin',
      'manager',
      'marketer',
      'agent',
      'store',
      'analyst',
      'integration',
      'campus-agent',
    ]);
    expect(permissions.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['users.read', 'orders.read']),
    );
    expect(items[0].permissions).toEqual(expect.arrayContaining(permissions.map(({ name }: { name: string }) => name)));
  });
});
