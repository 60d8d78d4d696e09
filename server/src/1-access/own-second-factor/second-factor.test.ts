import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { beforeAll, describe, expect, it } from 'vitest';
import { useAccess } from '#test/access.ts';
import { type Browser, openBrowser } from '#test/browser.ts';
import { useKernel } from '#test/harness.ts';

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel);
const PASSWORD = 'correct horse battery';
let serial = 0;
let admin: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  await test.access.ensureFirstAdmin({ email: 'boss@example.com', password: PASSWORD });
  admin = await test.as('admin');
});

/** Somebody with a role who is not signed in yet. */
async function newUser(role = 'agent'): Promise<{ id: string; email: string; browser: Browser }> {
  serial += 1;
  const email = `user${serial}@example.com`;
  const payload = { email, name: `User ${serial}`, password: PASSWORD, assignments: [{ role }] };
  const reply = await test.app.inject({ method: 'POST', url: '/api/v1/users', headers: admin, payload });
  return { id: reply.json().user.id, email, browser: openBrowser(test.app, `203.0.113.${serial}`) };
}

const signIn = (browser: Browser, email: string, code?: string) =>
  browser.send('POST', '/api/v1/session', { email, password: PASSWORD, ...(code === undefined ? {} : { code }) });

/** What the authenticator shows, some seconds away from now. */
function codeOf(secret: string, secondsAway = 0): string {
  const timestamp = kernel.clock.now().getTime() + secondsAway * 1000;
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** Signed in, with an authenticator; the clock goes on so that the next code is another one. */
async function enrolled(role = 'agent') {
  const user = await newUser(role);
  await signIn(user.browser, user.email);
  const begun = await user.browser.send('POST', '/api/v1/me/second-factor', { password: PASSWORD });
  expect(begun.status).toBe(200);
  const { secret } = begun.body;
  const done = await user.browser.send('POST', '/api/v1/me/second-factor/confirm', { code: codeOf(secret) });
  expect(done.status).toBe(200);
  kernel.clock.advance(30_000);
  return { ...user, secret: secret as string, recoveryCodes: done.body.recoveryCodes as string[] };
}

async function setRoles(value: readonly string[]): Promise<void> {
  const url = '/api/v1/settings/access.second_factor_roles';
  const reply = await test.app.inject({ method: 'PUT', url, headers: admin, payload: { value } });
  expect(reply.statusCode).toBe(200);
  kernel.clock.advance(61_000);
}

describe('a second factor', () => {
  it('is asked for from the moment its first code was given, and not before', async () => {
    const { browser, email } = await newUser();
    await signIn(browser, email);
    const { body } = await browser.send('POST', '/api/v1/me/second-factor', { password: PASSWORD });
    expect(body.uri).toMatch(/^otpauth:\/\/totp\/Zhike/);
    expect((await signIn(openBrowser(test.app, '198.51.100.1'), email)).status).toBe(200);
    const wrong = await browser.send('POST', '/api/v1/me/second-factor/confirm', { code: '000000' });
    expect([wrong.status, wrong.body.errors?.[0]?.code ?? wrong.body.code]).toEqual([400, 'code_wrong']);
    const done = await browser.send('POST', '/api/v1/me/second-factor/confirm', { code: codeOf(body.secret) });
    expect(done.body.recoveryCodes).toHaveLength(10);
    const asked = await signIn(openBrowser(test.app, '198.51.100.1'), email);
    expect([asked.status, asked.body.code]).toEqual([401, 'second_factor_needed']);
  });

  it('takes each code once, however the clocks differ by half a minute', async () => {
    const { browser, email, secret } = await enrolled();
    const code = codeOf(secret);
    expect((await signIn(browser, email, code)).status).toBe(200);
    const again = await signIn(browser, email, code);
    expect([again.status, again.body.code]).toEqual([401, 'second_factor_wrong']);
    expect((await signIn(browser, email, codeOf(secret, 30))).status).toBe(200);
    expect((await signIn(browser, email, codeOf(secret, -60))).status).toBe(401);
    kernel.clock.advance(60_000);
    expect((await signIn(browser, email, codeOf(secret, 90))).status).toBe(401);
  });

  it('takes one of two sign-ins with the same code at the same moment', async () => {
    const { email, secret } = await enrolled();
    const code = codeOf(secret);
    const both = await Promise.all(
      ['192.0.2.1', '192.0.2.2'].map((ip) => signIn(openBrowser(test.app, ip), email, code)),
    );
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '401']);
  });

  it('slows guessing down like a wrong password', async () => {
    const { email } = await enrolled();
    const guesser = openBrowser(test.app, '192.0.2.77');
    for (let i = 0; i < 5; i += 1) {
      expect((await signIn(guesser, email, `00000${i}`)).status).toBe(401);
    }
    expect((await signIn(guesser, email, '000009')).status).toBe(429);
  });

  it('is replaced by a code from paper, which works once', async () => {
    const { browser, email, recoveryCodes } = await enrolled();
    const [code = ''] = recoveryCodes;
    expect((await signIn(browser, email, code.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
    expect((await browser.send('GET', '/api/v1/me/second-factor')).body.recoveryCodesLeft).toBe(9);
    expect((await signIn(browser, email, code)).status).toBe(401);
  });

  it('is kept so that the database alone tells neither secret nor codes', async () => {
    const { secret, recoveryCodes } = await enrolled();
    const { rows } = await sql<{ text: string }>`
      select f::text as text from access.second_factors f union all select r::text from access.recovery_codes r
      union all select a::text from access.audit a`.execute(kernel.postgres.db);
    const all = rows.map(({ text }) => text).join('\n');
    expect(all).not.toContain(secret);
    expect(recoveryCodes.filter((code) => all.includes(code) || all.includes(code.replaceAll('-', '')))).toEqual([]);
  });

  it('is required by a role: without one somebody can enrol and nothing else', async () => {
    const { browser, email } = await newUser('manager');
    await signIn(browser, email);
    expect((await browser.send('GET', '/api/v1/audit')).status).toBe(200);
    await setRoles(['manager']);
    const me = await signIn(browser, email);
    expect(me.body).toMatchObject({ mustEnrol: true, permissions: [] });
    expect((await browser.send('GET', '/api/v1/audit')).status).toBe(403);
    const { body } = await browser.send('POST', '/api/v1/me/second-factor', { password: PASSWORD });
    await browser.send('POST', '/api/v1/me/second-factor/confirm', { code: codeOf(body.secret) });
    expect((await browser.send('GET', '/api/v1/me')).body.mustEnrol).toBe(false);
    expect((await browser.send('GET', '/api/v1/audit')).status).toBe(200);
    kernel.clock.advance(30_000);
    const remove = { password: PASSWORD, code: codeOf(body.secret) };
    const kept = await browser.send('POST', '/api/v1/me/second-factor/remove', remove);
    expect([kept.status, kept.body.code]).toEqual([409, 'second_factor_required']);
    await setRoles([]);
    remove.code = codeOf(body.secret);
    expect((await browser.send('POST', '/api/v1/me/second-factor/remove', remove)).status).toBe(204);
    expect((await signIn(browser, email)).status).toBe(200);
  });

  it('is reset by an administrator for somebody who lost it, with a row in the trail, ending their sessions', async () => {
    const { id, browser, email, secret } = await enrolled();
    await signIn(browser, email, codeOf(secret));
    const url = `/api/v1/users/${id}/second-factor`;
    const manager = await test.as('manager');
    expect((await test.app.inject({ method: 'DELETE', url, headers: manager })).statusCode).toBe(403);
    expect((await test.app.inject({ method: 'DELETE', url, headers: admin })).statusCode).toBe(204);
    expect((await browser.send('GET', '/api/v1/me')).status).toBe(401);
    expect((await signIn(browser, email)).status).toBe(200);
    const trail = await test.app.inject({ method: 'GET', url: `/api/v1/audit?subjectId=${id}`, headers: manager });
    expect(trail.json().items.map(({ action }: { action: string }) => action)).toContain('access.second_factor_reset');
  });
});

describe('an attestation before sensitive values', () => {
  it('is by password, code or duty, holds for its session and some minutes, and stands in the trail', async () => {
    const { browser, email, secret } = await enrolled();
    await signIn(browser, email, codeOf(secret));
    kernel.clock.advance(30_000);
    const state = await browser.send('GET', '/api/v1/me/attestation');
    expect(state.body).toMatchObject({ validUntil: null, methods: ['password', 'code', 'duty'], minutes: 30 });
    const wrong = await browser.send('POST', '/api/v1/me/attestation', { method: 'password', password: 'no' });
    expect(wrong.status).toBe(400);
    const code = await browser.send('POST', '/api/v1/me/attestation', { method: 'code', code: codeOf(secret) });
    expect(code.body.validUntil).toBe(new Date(kernel.clock.now().getTime() + 30 * 60_000).toISOString());
    kernel.clock.advance(31 * 60_000);
    expect((await browser.send('GET', '/api/v1/me/attestation')).body.validUntil).toBeNull();
    const duty = await browser.send('POST', '/api/v1/me/attestation', { method: 'duty', accepted: true });
    expect(duty.body.validUntil).not.toBeNull();
    const other = openBrowser(test.app, '192.0.2.99');
    await signIn(other, email, codeOf(secret));
    expect((await other.send('GET', '/api/v1/me/attestation')).body.validUntil).toBeNull();
  });
});

describe('sessions of others', () => {
  it('are seen and ended by whoever manages users, networks masked', async () => {
    const { id, browser, email } = await newUser();
    await signIn(browser, email);
    const url = `/api/v1/users/${id}/sessions`;
    const { items } = (await test.app.inject({ method: 'GET', url, headers: admin })).json();
    expect(items).toHaveLength(1);
    expect(items[0].address).toMatch(/\.\*$/);
    const manager = await test.as('manager');
    expect((await test.app.inject({ method: 'GET', url, headers: manager })).statusCode).toBe(403);
    const one = `${url}/${items[0].id}`;
    expect((await test.app.inject({ method: 'DELETE', url: one, headers: admin })).statusCode).toBe(204);
    expect((await browser.send('GET', '/api/v1/me')).status).toBe(401);
  });
});
