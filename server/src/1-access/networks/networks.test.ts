import { beforeAll, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import { useAccess } from '#test/access.ts';
import { type Browser, openBrowser } from '#test/browser.ts';
import { useKernel } from '#test/harness.ts';
import { isWithin, readNetwork } from './read-networks.ts';

const kernel = useKernel({ analytic: false });
const test = useAccess(kernel);
const PASSWORD = 'correct horse battery';
const OFFICE = '10.20.0.7';
const HOME = '203.0.113.9';
let boss: Browser;

beforeAll(async () => {
  await test.access.ensureFirstAdmin({ email: 'boss@example.com', password: PASSWORD });
  boss = openBrowser(test.app, OFFICE);
  await boss.send('POST', '/api/v1/session', { email: 'boss@example.com', password: PASSWORD });
});

describe('networks as they are written', () => {
  it.each([
    ['10.20.1.2/16', '10.20.0.0/16'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['2001:db8::1/32', '2001:db8::/32'],
    ['10.1', null],
    ['10.0.0.0/33', null],
    ['intranet', null],
    ['0x7f.1', null],
    ['', null],
  ])('%s is kept as %s', (text, kept) => {
    expect(readNetwork(text)).toBe(kept);
  });

  it('know an IPv4 address that came over IPv6, and nothing that is no address', () => {
    expect(isWithin('::ffff:10.20.3.4', ['10.20.0.0/16'])).toBe(true);
    expect(isWithin('2001:db8::5', ['10.20.0.0/16', '2001:db8::/32'])).toBe(true);
    expect(isWithin('10.21.0.1', ['10.20.0.0/16'])).toBe(false);
    expect(isWithin('unknown', ['0.0.0.0/0'])).toBe(false);
  });
});

describe('the networks of a role', () => {
  it('keep its people and keys out from elsewhere, at sign-in and in the middle of a session', async () => {
    const payload = { email: 'agent@example.com', name: 'Agent', password: PASSWORD, assignments: [{ role: 'agent' }] };
    await boss.send('POST', '/api/v1/users', payload);
    const agent = openBrowser(test.app, OFFICE);
    const put = await boss.send('PUT', '/api/v1/network-lists/role/agent', { networks: ['10.20.1.2/16'] });
    expect(put.body.networks).toEqual(['10.20.0.0/16']);
    const credentials = { email: 'agent@example.com', password: PASSWORD };
    expect((await agent.send('POST', '/api/v1/session', credentials)).status).toBe(200);
    agent.moveTo(HOME);
    expect((await agent.send('GET', '/api/v1/me')).status).toBe(401);
    const refused = await agent.send('POST', '/api/v1/session', credentials);
    expect([refused.status, refused.body.code]).toEqual([403, 'network_refused']);
    agent.moveTo(OFFICE);
    expect((await agent.send('GET', '/api/v1/me')).status).toBe(200);
    const headers = await test.as('agent');
    const byKey = await test.app.inject({ method: 'GET', url: '/api/v1/me', headers, remoteAddress: HOME });
    expect(byKey.json().code).toBe('network_refused');
    await boss.send('PUT', '/api/v1/network-lists/role/agent', { networks: [] });
    expect((await test.app.inject({ method: 'GET', url: '/api/v1/me', headers, remoteAddress: HOME })).statusCode).toBe(
      200,
    );
  });

  it('cannot be set so that whoever sets them is shut out', async () => {
    const put = await boss.send('PUT', '/api/v1/network-lists/role/admin', { networks: ['192.0.2.0/24'] });
    expect([put.status, put.body.code]).toEqual([409, 'network_locks_out']);
    expect((await boss.send('GET', '/api/v1/network-lists')).body).toMatchObject({ items: [], ownAddress: OFFICE });
  });

  it('name what is no network', async () => {
    const put = await boss.send('PUT', '/api/v1/network-lists/role/agent', { networks: ['10.0.0.0/8', 'office'] });
    expect(put.status).toBe(400);
    expect(JSON.stringify(put.body)).toContain('networks.1');
  });

  it('are lifted from the machine itself, for whoever locked everybody out', async () => {
    await boss.send('PUT', '/api/v1/network-lists/role/admin', { networks: [`${OFFICE}/32`] });
    boss.moveTo(HOME);
    expect((await boss.send('GET', '/api/v1/me')).status).toBe(401);
    const context = systemContext('cli');
    expect(await kernel.transaction(context, (tx) => test.access.clearNetworks(tx, context))).toBe(1);
    expect((await boss.send('GET', '/api/v1/me')).status).toBe(200);
    boss.moveTo(OFFICE);
  });
});

describe('the networks of a key', () => {
  it('keep it out from elsewhere, and no other key', async () => {
    const made = await test.access.createApiKey(systemContext('test'), { name: 'pos', role: 'store' });
    const headers = { authorization: `Bearer ${made.key}` };
    await boss.send('PUT', `/api/v1/network-lists/api_key/${made.id}`, { networks: ['198.51.100.0/24'] });
    const at = async (ip: string): Promise<number> =>
      (await test.app.inject({ method: 'GET', url: '/api/v1/me', headers, remoteAddress: ip })).statusCode;
    expect([await at('198.51.100.8'), await at(HOME)]).toEqual([200, 403]);
    const other = await test.as('store');
    expect(
      (await test.app.inject({ method: 'GET', url: '/api/v1/me', headers: other, remoteAddress: HOME })).statusCode,
    ).toBe(200);
  });
});
