import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useAccess } from '#test/access.ts';
import { openBrowser } from '#test/browser.ts';
import { useKernel } from '#test/harness.ts';
import { CLIENT, openTestProvider, type ProviderAccount, type TestProvider } from '#test/oidc-provider.ts';
import { rolesOfClaim, safeNext } from './claims.ts';

const PUBLIC_URL = 'https://crm.example.com';
// The provider judges by the real time when tokens are over.
const kernel = useKernel({ analytic: false, now: new Date() });
const test = useAccess(kernel);
let provider: TestProvider;
let serial = 0;

const SETTINGS = {
  isEnabled: true,
  label: '公司账号',
  clientId: CLIENT.id,
  publicUrl: PUBLIC_URL,
  roleClaim: 'groups',
  roleMap: { 'crm-agents': 'agent', 'crm-analysts': 'analyst' },
  linksByEmail: true,
  createsUsers: true,
} as const;

beforeAll(async () => {
  provider = await openTestProvider(PUBLIC_URL);
  await setUp({});
});
afterAll(() => provider.close());

async function setUp(change: object, role: 'admin' | 'manager' = 'admin') {
  const payload = { ...SETTINGS, issuer: provider.issuer, clientSecret: CLIENT.secret, ...change };
  const headers = await test.as(role);
  return test.app.inject({ method: 'PUT', url: '/api/v1/oidc-provider', headers, payload });
}

function somebody(change: Partial<ProviderAccount> = {}): ProviderAccount {
  serial += 1;
  const sub = `person-${serial}`;
  return {
    sub,
    email: `${sub}@example.com`,
    email_verified: true,
    name: `Person ${serial}`,
    groups: ['crm-agents'],
    ...change,
  };
}

async function addUser(email: string): Promise<string> {
  const payload = { email, name: 'Known', password: 'correct horse battery', assignments: [{ role: 'analyst' }] };
  const headers = await test.as('admin');
  return (await test.app.inject({ method: 'POST', url: '/api/v1/users', headers, payload })).json().user.id;
}

const newBrowser = () => openBrowser(test.app, `203.0.113.${(serial % 250) + 1}`);

async function comeIn(account: ProviderAccount, { browser = newBrowser(), next = '/customers' } = {}) {
  const begun = await browser.send('POST', '/api/v1/session/oidc', { next });
  expect(begun.status).toBe(200);
  const parameters = await provider.visit(begun.body.url, account);
  const reply = await browser.send('POST', '/api/v1/session/oidc/finish', { parameters });
  return { reply, browser, parameters, url: new URL(begun.body.url) };
}

describe('signing in through the company', () => {
  it('makes a user with the roles of the groups, and opens a session', async () => {
    const account = somebody({ groups: ['everybody', 'crm-agents'] });
    const { reply, browser, url } = await comeIn(account);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ next: '/customers', me: { email: account.email, roles: ['agent'] } });
    expect((await browser.send('GET', '/api/v1/me')).body.name).toBe(account.name);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      response_type: 'code',
    });
    expect(url.searchParams.get('nonce')).not.toBeNull();
  });

  it('follows the groups at the next sign-in, and is out without one', async () => {
    const account = somebody();
    await comeIn(account);
    const analyst = await comeIn({ ...account, groups: ['crm-analysts'] });
    expect(analyst.reply.body.me.roles).toEqual(['analyst']);
    const gone = await comeIn({ ...account, groups: [] });
    expect(gone.reply.body.me.permissions).toEqual([]);
  });

  it('leaves the last administrator the role whatever the groups say, as the page of users does, and writes it down', async () => {
    await setUp({ roleMap: { ...SETTINGS.roleMap, 'crm-admins': 'admin' } });
    const [first, second] = [somebody({ groups: ['crm-admins'] }), somebody({ groups: ['crm-admins'] })];
    const { reply } = await comeIn(first);
    const demoted = await comeIn({ ...first, groups: ['crm-agents'] });
    expect(demoted.reply.body.me.roles.toSorted()).toEqual(['admin', 'agent']);
    const none = await comeIn({ ...first, groups: [] });
    expect(none.reply.body.me.roles).toEqual(['admin']);
    // With another one there the groups are followed.
    await comeIn(second);
    const gone = await comeIn({ ...first, groups: ['crm-agents'] });
    expect(gone.reply.body.me.roles).toEqual(['agent']);
    // One who cannot sign in is none.
    const headers = await test.as('admin');
    await comeIn(first);
    const disabling = { method: 'PATCH', headers, payload: { disabled: true } } as const;
    await test.app.inject({ ...disabling, url: `/api/v1/users/${reply.body.me.id}` });
    const only = await comeIn({ ...second, groups: ['crm-agents'] });
    expect(only.reply.body.me.roles.toSorted()).toEqual(['admin', 'agent']);
    const trail = await test.app.inject({ url: '/api/v1/audit?action=access.last_admin_kept', headers });
    expect(trail.json().items.map(({ subjectId }: { subjectId: string }) => subjectId)).toEqual([
      only.reply.body.me.id,
      reply.body.me.id,
      reply.body.me.id,
    ]);
    await setUp({});
  });

  it('joins somebody to the user of the same e-mail, whose roles stay, if the provider verified it', async () => {
    const account = somebody();
    const id = await addUser(account.email);
    const unverified = await comeIn({ ...account, sub: 'somebody-else', email_verified: false });
    expect([unverified.reply.status, unverified.reply.body.code]).toEqual([403, 'oidc_account_unknown']);
    const { reply } = await comeIn(account);
    expect(reply.body.me).toMatchObject({ id, roles: ['analyst'] });
  });

  it('joins nobody where the settings do not say so', async () => {
    await setUp({ linksByEmail: false, createsUsers: false });
    const account = somebody();
    await addUser(account.email);
    expect((await comeIn(account)).reply.body.code).toBe('oidc_account_unknown');
    expect((await comeIn(somebody())).reply.body.code).toBe('oidc_account_unknown');
    await setUp({});
  });

  it('makes nobody without a role', async () => {
    expect((await comeIn(somebody({ groups: ['everybody'] }))).reply.body.code).toBe('oidc_account_unknown');
  });

  it('lets nobody in who is disabled', async () => {
    const account = somebody();
    const { reply } = await comeIn(account);
    const url = `/api/v1/users/${reply.body.me.id}`;
    await test.app.inject({ method: 'PATCH', url, headers: await test.as('admin'), payload: { disabled: true } });
    expect((await comeIn(account)).reply.status).toBe(403);
  });

  it('needs no second factor here, which is asked for there', async () => {
    const url = '/api/v1/settings/access.second_factor_roles';
    const headers = await test.as('admin');
    await test.app.inject({ method: 'PUT', url, headers, payload: { value: ['agent'] } });
    const { reply } = await comeIn(somebody());
    expect(reply.body.me.mustEnrol).toBe(false);
    await test.app.inject({ method: 'PUT', url, headers, payload: { value: [] } });
  });
});

describe('what comes back from the company sign-in', () => {
  it('is taken once', async () => {
    const { browser, parameters } = await comeIn(somebody());
    const again = await browser.send('POST', '/api/v1/session/oidc/finish', { parameters });
    expect([again.status, again.body.code]).toEqual([401, 'oidc_refused']);
  });

  it('is worth nothing in another browser, so that nobody is signed in as somebody else unknowingly', async () => {
    const attacker = newBrowser();
    const begun = await attacker.send('POST', '/api/v1/session/oidc', { next: '/' });
    const parameters = await provider.visit(begun.body.url, somebody());
    const victim = newBrowser();
    await victim.send('POST', '/api/v1/session/oidc', { next: '/' });
    expect((await victim.send('POST', '/api/v1/session/oidc/finish', { parameters })).status).toBe(401);
  });

  it('is refused with another state, another code, or after ten minutes', async () => {
    const browser = newBrowser();
    const begin = async () => (await browser.send('POST', '/api/v1/session/oidc', { next: '/' })).body.url as string;
    const finish = async (parameters: string) =>
      (await browser.send('POST', '/api/v1/session/oidc/finish', { parameters })).status;
    const one = new URLSearchParams(await provider.visit(await begin(), somebody()));
    one.set('state', 'made-up');
    expect(await finish(one.toString())).toBe(401);
    const two = new URLSearchParams(await provider.visit(await begin(), somebody()));
    two.set('code', 'made-up');
    expect(await finish(two.toString())).toBe(401);
    const late = await provider.visit(await begin(), somebody());
    kernel.clock.advance(601_000);
    expect(await finish(late)).toBe(401);
    kernel.clock.set(new Date());
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', 'customers'])(
    'never leads to %s',
    async (next) => {
      const { reply } = await comeIn(somebody(), { next });
      expect(reply.body.next).toBe('/');
    },
  );
});

describe('the settings of the company sign-in', () => {
  it('show the button to everybody and the secret to nobody', async () => {
    const options = await test.app.inject({ method: 'GET', url: '/api/v1/session/options' });
    expect(options.json()).toEqual({ oidc: { label: '公司账号' } });
    const shown = await test.app.inject({
      method: 'GET',
      url: '/api/v1/oidc-provider',
      headers: await test.as('admin'),
    });
    expect(shown.json().provider).toMatchObject({ hasSecret: true, issuer: provider.issuer });
    const { rows } = await sql<{ text: string }>`
      select p::text as text from access.oidc_provider p union all select a::text from access.audit a`.execute(
      kernel.postgres.db,
    );
    expect(shown.body + rows.map(({ text }) => text).join('')).not.toContain(CLIENT.secret);
  });

  it('are changed by administrators alone, keep a secret that is left out, and want https elsewhere', async () => {
    expect((await setUp({}, 'manager')).statusCode).toBe(403);
    expect((await setUp({ clientSecret: undefined, label: 'SSO' })).json().hasSecret).toBe(true);
    expect((await comeIn(somebody())).reply.status).toBe(200);
    expect((await setUp({ issuer: 'http://login.example.com' })).statusCode).toBe(400);
    expect((await setUp({ roleMap: { boss: 'owner' } })).statusCode).toBe(400);
  });

  it('turn it off', async () => {
    await setUp({ isEnabled: false });
    expect((await newBrowser().send('POST', '/api/v1/session/oidc', { next: '/' })).status).toBe(404);
    await setUp({});
  });
});

describe('claims', () => {
  const map = { roleMap: { a: 'agent', b: 'store' } };

  it('give roles as a list, as one text, or further inside', () => {
    expect(rolesOfClaim({ groups: ['a', 'x', 'b'] }, { ...map, roleClaim: 'groups' })).toEqual(['agent', 'store']);
    expect(rolesOfClaim({ role: 'a b' }, { ...map, roleClaim: 'role' })).toEqual(['agent', 'store']);
    expect(rolesOfClaim({ realm_access: { roles: ['b'] } }, { ...map, roleClaim: 'realm_access.roles' })).toEqual([
      'store',
    ]);
    expect(rolesOfClaim({ groups: ['toString', 1, null] }, { ...map, roleClaim: 'groups' })).toEqual([]);
    expect(rolesOfClaim({ groups: ['a'] }, { ...map, roleClaim: null })).toEqual([]);
  });

  it('keep to this installation', () => {
    expect(safeNext('/customers?id=1#x')).toBe('/customers?id=1#x');
    expect(safeNext('/a\nb')).toBe('/');
  });
});
