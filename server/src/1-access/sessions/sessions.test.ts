import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { type TestAccess, useAccess } from '#test/access.ts';
import { useKernel } from '#test/harness.ts';
import { SESSION_COOKIE } from './schema.ts';

const EMAIL = 'boss@example.com';
const PASSWORD = 'correct horse battery';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel);
/** The same with passwords that take some 100 ms, to measure. */
const slow = useAccess(kernel, { passwordCost: { N: 2 ** 15, r: 8, p: 1 } });
/** Each test signs in from a network of its own, so that none is locked by another's failures. */
let lastHost = 0;

beforeAll(async () => {
  await test.access.ensureFirstAdmin({ email: EMAIL, password: PASSWORD });
});

function newNetwork(): string {
  lastHost += 1;
  return `203.0.113.${lastHost}`;
}

function signIn(o: { email?: string; password?: string; ip?: string } = {}) {
  return signInAt(test, o);
}

function signInAt(at: TestAccess, o: { email?: string; password?: string; ip?: string }) {
  return at.app.inject({
    method: 'POST',
    url: '/api/v1/session',
    remoteAddress: o.ip ?? newNetwork(),
    headers: { 'user-agent': 'a browser' },
    payload: { email: o.email ?? EMAIL, password: o.password ?? PASSWORD },
  });
}

async function openSession(o: { email?: string; password?: string } = {}): Promise<string> {
  const reply = await signIn(o);
  expect(reply.statusCode).toBe(200);
  const cookie = reply.cookies.find(({ name }) => name === SESSION_COOKIE);
  return cookie?.value ?? '';
}

function get(url: string, token: string) {
  return test.app.inject({ method: 'GET', url, cookies: { [SESSION_COOKIE]: token } });
}

function send(method: 'POST' | 'PATCH' | 'DELETE', url: string, o: { token: string; payload?: object; ip?: string }) {
  return test.app.inject({
    method,
    url,
    cookies: { [SESSION_COOKIE]: o.token },
    ...(o.ip === undefined ? {} : { remoteAddress: o.ip }),
    ...(o.payload === undefined ? {} : { payload: o.payload }),
  });
}

async function addUser(email: string, password = PASSWORD): Promise<string> {
  const reply = await test.app.inject({
    method: 'POST',
    url: '/api/v1/users',
    headers: await test.as('admin'),
    payload: { email, name: 'Somebody', password, assignments: [{ role: 'agent' }] },
  });
  expect(reply.statusCode).toBe(201);
  return reply.json().user.id;
}

async function auditOf(action: string) {
  const { rows } = await sql<{ detail: Record<string, unknown>; subject_id: string | null; text: string }>`
    select detail, subject_id, audit::text as text from access.audit where action = ${action} order by id desc`.execute(
    kernel.postgres.db,
  );
  return rows;
}

describe('signing in', () => {
  it('answers who one is and sets a cookie that scripts cannot read', async () => {
    const reply = await signIn({ email: ' BOSS@Example.com ' });
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toMatchObject({
      kind: 'user',
      email: EMAIL,
      locale: 'zh-CN',
      roles: ['admin'],
      scopeIds: null,
    });
    const cookie = reply.cookies.find(({ name }) => name === SESSION_COOKIE);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/', maxAge: 168 * 3600 });
    const me = await get('/api/v1/me', cookie?.value ?? '');
    expect(me.json()).toEqual(reply.json());
    expect(me.json().permissions).toContain('users.manage');
  });

  it('stores neither token nor password, and audits without them', async () => {
    const token = await openSession();
    const { rows } = await sql<{ text: string }>`
      select sessions::text as text from access.sessions union all select users::text from access.users
      union all select audit::text from access.audit`.execute(kernel.postgres.db);
    const all = rows.map((row) => row.text).join('\n');
    expect(all).not.toContain(token);
    expect(all).not.toContain(PASSWORD);
    expect((await auditOf('access.signed_in')).length).toBeGreaterThan(0);
  });

  it('refuses a wrong password and an unknown e-mail in the same words, with a masked audit row', async () => {
    const wrong = await signIn({ password: 'not the password' });
    const unknown = await signIn({ email: 'nobody@example.com' });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([401, 401]);
    expect(wrong.json().code).toBe('sign_in_failed');
    expect({ ...unknown.json(), requestId: '', instance: '' }).toEqual({
      ...wrong.json(),
      requestId: '',
      instance: '',
    });
    const [last] = await auditOf('access.sign_in_failed');
    expect(last?.detail).toMatchObject({ email: 'n***@example.com', network: '203.0.113.*', failures: 1 });
    expect(last?.text).not.toContain('nobody@example.com');
  });

  it('takes the same work for an unknown e-mail', async () => {
    const headers = await slow.as('admin');
    const payload = { email: 'costly@example.com', name: 'Costly', password: PASSWORD };
    await slow.app.inject({ method: 'POST', url: '/api/v1/users', headers, payload });
    const known = { email: 'costly@example.com', password: 'not the password' };
    const unknown = { email: 'cheap@example.com', password: 'not the password' };
    await processorMs(() => signInAt(slow, unknown));
    const knownMs = await processorMs(() => signInAt(slow, known));
    const unknownMs = await processorMs(() => signInAt(slow, unknown));
    expect(unknownMs).toBeGreaterThan(knownMs / 2);
    expect(unknownMs).toBeLessThan(knownMs * 2);
  });

  it('refuses a disabled user even with the right password', async () => {
    const id = await addUser('left@example.com');
    const token = await openSession({ email: 'left@example.com' });
    const headers = await test.as('admin');
    await test.app.inject({ method: 'PATCH', url: `/api/v1/users/${id}`, headers, payload: { disabled: true } });
    expect((await get('/api/v1/me', token)).statusCode).toBe(401);
    expect((await signIn({ email: 'left@example.com' })).statusCode).toBe(401);
    await test.app.inject({ method: 'PATCH', url: `/api/v1/users/${id}`, headers, payload: { disabled: false } });
    expect((await signIn({ email: 'left@example.com' })).statusCode).toBe(200);
  });
});

/** Milliseconds of processor time that the work takes; hashing is nearly all of it. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1000;
}

describe('locking after wrong passwords', () => {
  it('refuses even the right one until the pause is over, doubling with each further failure', async () => {
    await addUser('forgetful@example.com');
    const at = { email: 'forgetful@example.com', ip: newNetwork() };
    for (let i = 0; i < 5; i += 1) {
      expect((await signIn({ ...at, password: 'wrong wrong wrong' })).statusCode).toBe(401);
    }
    const locked = await signIn(at);
    expect(locked.statusCode).toBe(429);
    expect(locked.json().code).toBe('sign_in_locked');
    expect(locked.headers['retry-after']).toBe('60');
    kernel.clock.advance(60_000);
    expect((await signIn({ ...at, password: 'wrong wrong wrong' })).statusCode).toBe(401);
    expect((await signIn(at)).headers['retry-after']).toBe('120');
    kernel.clock.advance(120_000);
    expect((await signIn(at)).statusCode).toBe(200);
    const [last] = await auditOf('access.sign_in_locked');
    expect(last?.detail).toMatchObject({ email: 'f***@example.com', failures: 6 });
  });

  it('forgets the failures with a success', async () => {
    await addUser('typist@example.com');
    const at = { email: 'typist@example.com', ip: newNetwork() };
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 4; i += 1) {
        await signIn({ ...at, password: 'wrong wrong wrong' });
      }
      expect((await signIn(at)).statusCode).toBe(200);
    }
  });

  it('does not lock the owner out from elsewhere, and locks an e-mail that nobody has just the same', async () => {
    const attacker = newNetwork();
    for (let i = 0; i < 5; i += 1) {
      await signIn({ password: 'wrong wrong wrong', ip: attacker });
      await signIn({ email: 'ghost@example.com', ip: attacker });
    }
    expect((await signIn({ ip: attacker })).statusCode).toBe(429);
    expect((await signIn({ email: 'ghost@example.com', ip: attacker })).statusCode).toBe(429);
    expect((await signIn()).statusCode).toBe(200);
  });

  it('cannot be outrun by many attempts at once', async () => {
    const at = { email: 'parallel@example.com', ip: newNetwork(), password: 'wrong wrong wrong' };
    await addUser(at.email);
    const replies = await Promise.all(Array.from({ length: 20 }, () => signIn(at)));
    expect(replies.filter((reply) => reply.statusCode === 401)).toHaveLength(5);
    expect(replies.filter((reply) => reply.statusCode === 429)).toHaveLength(15);
  });

  it('locks a network that tries many accounts', async () => {
    const ip = newNetwork();
    for (let i = 0; i < 50; i += 1) {
      expect((await signIn({ email: `user${i}@example.com`, ip })).statusCode).toBe(401);
    }
    expect((await signIn({ ip })).statusCode).toBe(429);
  });
});

describe('a session', () => {
  it('ends when it is idle for too long, and goes on while it is used', async () => {
    const token = await openSession();
    for (let i = 0; i < 3; i += 1) {
      kernel.clock.advance(7 * HOUR_MS);
      expect((await get('/api/v1/me', token)).statusCode).toBe(200);
    }
    kernel.clock.advance(8 * HOUR_MS);
    expect((await get('/api/v1/me', token)).statusCode).toBe(401);
  });

  it('ends for good after its longest time, used or not', async () => {
    const token = await openSession();
    for (let hours = 0; hours < 161; hours += 7) {
      kernel.clock.advance(7 * HOUR_MS);
      expect((await get('/api/v1/me', token)).statusCode).toBe(200);
    }
    kernel.clock.advance(7 * HOUR_MS);
    expect((await get('/api/v1/me', token)).statusCode).toBe(401);
  });

  it('ends with signing out', async () => {
    const token = await openSession();
    const reply = await send('DELETE', '/api/v1/session', { token });
    expect(reply.statusCode).toBe(204);
    expect(reply.cookies.find(({ name }) => name === SESSION_COOKIE)?.value).toBe('');
    expect((await get('/api/v1/me', token)).statusCode).toBe(401);
  });

  it('that means nothing makes nobody, so that signing in again works', async () => {
    expect((await get('/api/v1/me', 'made-up')).statusCode).toBe(401);
    const reply = await test.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      cookies: { [SESSION_COOKIE]: 'made-up' },
      remoteAddress: newNetwork(),
      payload: { email: EMAIL, password: PASSWORD },
    });
    expect(reply.statusCode).toBe(200);
  });

  it('is listed to its user and can be ended from another', async () => {
    await addUser('two@example.com');
    const first = await openSession({ email: 'two@example.com' });
    const second = await openSession({ email: 'two@example.com' });
    const { items } = (await get('/api/v1/me/sessions', second)).json();
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({ current: true, userAgent: 'a browser' });
    expect(items[1].current).toBe(false);
    expect(items[0].address).toMatch(/\.\*$/);
    expect((await send('DELETE', `/api/v1/me/sessions/${items[1].id}`, { token: second })).statusCode).toBe(204);
    expect((await get('/api/v1/me', first)).statusCode).toBe(401);
    expect((await get('/api/v1/me', second)).statusCode).toBe(200);
  });

  it('cannot be ended by somebody else', async () => {
    await addUser('other@example.com');
    const theirs = await openSession({ email: 'other@example.com' });
    const mine = await openSession();
    const { items } = (await get('/api/v1/me/sessions', theirs)).json();
    expect((await send('DELETE', `/api/v1/me/sessions/${items[0].id}`, { token: mine })).statusCode).toBe(404);
    expect((await get('/api/v1/me', theirs)).statusCode).toBe(200);
  });

  it('is swept away once it ended', async () => {
    await openSession();
    kernel.clock.advance(9 * HOUR_MS);
    const timer = test.access.parts.timers?.find(({ name }) => name === 'access.sweep_sessions');
    const context = systemContext('sweep');
    await kernel.transaction(context, async (tx) => {
      await timer?.fire({}, { tx, context, dueAt: kernel.clock.now() });
    });
    const { rows } = await sql`select id from access.sessions`.execute(kernel.postgres.db);
    expect(rows).toEqual([]);
  });
});

describe('my own account', () => {
  it('changes name and language, and answers in it', async () => {
    await addUser('me@example.com');
    const token = await openSession({ email: 'me@example.com' });
    const reply = await send('PATCH', '/api/v1/me', { token, payload: { name: 'Mei', locale: 'en' } });
    expect(reply.json()).toMatchObject({ name: 'Mei', locale: 'en', roles: ['agent'] });
    const refused = await get('/api/v1/users', token);
    expect(refused.statusCode).toBe(403);
    expect(JSON.stringify(refused.json())).toContain('This needs the permission users.read');
  });

  it('changes the password, which ends the other sessions', async () => {
    await addUser('careful@example.com');
    const other = await openSession({ email: 'careful@example.com' });
    const token = await openSession({ email: 'careful@example.com' });
    const payload = { current: PASSWORD, next: 'another long word' };
    expect((await send('POST', '/api/v1/me/password', { token, payload })).statusCode).toBe(204);
    expect((await get('/api/v1/me', token)).statusCode).toBe(200);
    expect((await get('/api/v1/me', other)).statusCode).toBe(401);
    expect((await signIn({ email: 'careful@example.com' })).statusCode).toBe(401);
    expect((await signIn({ email: 'careful@example.com', password: 'another long word' })).statusCode).toBe(200);
  });

  it('refuses a wrong current password, a weak next one, and guessing through a stolen session', async () => {
    await addUser('guarded@example.com');
    const token = await openSession({ email: 'guarded@example.com' });
    const ip = newNetwork();
    const weak = await send('POST', '/api/v1/me/password', {
      token,
      ip,
      payload: { current: PASSWORD, next: 'short' },
    });
    expect(weak.statusCode).toBe(400);
    expect(JSON.stringify(weak.json())).toContain('password_too_short');
    const payload = { current: 'wrong wrong wrong', next: 'another long word' };
    for (let i = 0; i < 5; i += 1) {
      const reply = await send('POST', '/api/v1/me/password', { token, ip, payload });
      expect(reply.statusCode).toBe(400);
      expect(JSON.stringify(reply.json())).toContain('password_wrong');
    }
    expect((await send('POST', '/api/v1/me/password', { token, ip, payload })).statusCode).toBe(429);
  });

  it('is refused to a key, which has none', async () => {
    const headers = await test.as('admin');
    const reply = await test.app.inject({ method: 'PATCH', url: '/api/v1/me', headers, payload: { name: 'x' } });
    expect(reply.statusCode).toBe(403);
    expect(reply.json().code).toBe('user_required');
  });
});
