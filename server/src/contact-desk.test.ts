import { readdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoleName } from '#access';
import { TEST_NOW, useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const DAY = 86_400_000;

interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
  readonly body: any;
}

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  { payload, headers }: { readonly payload?: object; readonly headers: Readonly<Record<string, string>> },
): Promise<Reply> {
  const reply = await test.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() };
}

const call = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  role: RoleName = 'admin',
): Promise<Reply> => ask(method, url, { headers: await test.as(role), ...(payload === undefined ? {} : { payload }) });

const LIST = '/api/v1/contact/suppressions';
let ids: readonly string[] = [];
const emailOf = (at: number): string => `door${at}@example.com`;

beforeAll(async () => {
  kernel.timers.register(test.platform.contact.parts.timers ?? []);
  ids = await takePeople(
    kernel,
    test.platform.customers,
    Array.from({ length: 6 }, (_, at) => ({
      email: emailOf(at),
      phone: `+86137${String(30_000_000 + at)}`,
      name: '王芳',
    })),
  );
  for (const id of ids) {
    const said = { purpose: 'marketing', how: 'counter' };
    await call('POST', `/api/v1/customers/${id}/consents`, said, 'agent');
  }
});

const gate = async (customerId: string): Promise<string | null> => {
  const question = { customerId, purpose: 'marketing', channel: 'email' };
  return (await call('POST', '/api/v1/contact/ask', question, 'marketer')).body.reason;
};

describe('[C060] the suppression list as staff keep it', () => {
  it('takes a whole file, tells of each line what became of it, and the gate knows at once', async () => {
    const addresses = [emailOf(0), `  ${emailOf(0).toUpperCase()}`, 'no address at all', '13730000001', emailOf(2)];
    const given = { addresses, reason: 'do_not_contact', note: '来自旧系统的名单' };
    const first = await call('POST', `${LIST}/bulk`, given, 'agent');
    expect(first.body).toMatchObject({ added: 3, already: 1, invalid: 1 });
    expect(first.body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'added',
      'already',
      'invalid',
      'added',
      'added',
    ]);
    expect((await call('POST', `${LIST}/bulk`, given, 'agent')).body).toMatchObject({
      added: 0,
      already: 4,
      invalid: 1,
    });
    expect(await gate(ids[0] ?? '')).toBe('do_not_contact');
    // Their phone is on the list, not their e-mail.
    expect(await gate(ids[1] ?? '')).toBeNull();
  });

  it('is searched by a whole address, which it does not hold: what is about the address and about its customer', async () => {
    const byCustomer = { customerId: ids[2], channel: 'sms', reason: 'opted_out', note: '电话里说的' };
    expect((await call('POST', LIST, byCustomer, 'agent')).status).toBe(201);
    const { body } = await call('POST', `${LIST}/lookup`, { address: emailOf(2) }, 'agent');
    expect(body.items).toMatchObject([
      { customerId: ids[2], reason: 'opted_out', channel: 'sms' },
      { address: 'd***@example.com', reason: 'do_not_contact', channel: null },
    ]);
    expect(JSON.stringify(body)).not.toContain(emailOf(2));
    expect((await call('POST', `${LIST}/lookup`, { address: emailOf(5) }, 'agent')).body.items).toEqual([]);
    expect((await call('POST', `${LIST}/lookup`, { address: 'nothing' }, 'agent')).body.errors[0].code).toBe(
      'address_invalid',
    );
    const bySms = await call('GET', `${LIST}?channel=sms`, undefined, 'agent');
    expect(bySms.body.items).toHaveLength(1);
  });

  it('lets somebody off with a reason alone, which the trail keeps', async () => {
    const { body } = await call('POST', `${LIST}/lookup`, { address: emailOf(0) }, 'agent');
    const [{ id }] = body.items;
    expect((await call('POST', `${LIST}/${id}/remove`, { reason: '' }, 'agent')).status).toBe(400);
    expect((await call('POST', `${LIST}/${id}/remove`, { reason: '客户来电要求恢复' }, 'agent')).body.removed).toBe(
      true,
    );
    expect(await gate(ids[0] ?? '')).toBeNull();
    const trail = await call('GET', `/api/v1/audit?subjectId=${id}`, undefined, 'manager');
    expect(trail.body.items[0]).toMatchObject({ action: 'contact.suppression_removed', reason: '客户来电要求恢复' });
  });
});

describe('[C060] what limits would hold back now', () => {
  it('counts as many customers as the gate then refuses, for caps that nobody saved yet', async () => {
    const sends = [0, 1, 1, 3, 3, 3, 4, 4, 5];
    for (const [at, who] of sends.entries()) {
      kernel.clock.set(new Date(TEST_NOW.getTime() + at * 2 * 3_600_000));
      const message = {
        customerId: ids[who],
        channel: 'email',
        template: 'news',
        values: { title: '新品', text: '上架' },
      };
      await call('POST', '/api/v1/contact/messages', { ...message, key: `limit-${at}` }, 'marketer');
    }
    kernel.clock.set(new Date(TEST_NOW.getTime() + DAY));
    const quietHours = { from: '21:00', until: '09:00', channels: [] };
    for (const cap of [
      { purpose: 'marketing', channel: null, limit: 2, days: 7 },
      { purpose: null, channel: 'email', limit: 1, days: 1 },
      { purpose: 'survey', channel: null, limit: 1, days: 7 },
      { purpose: 'marketing', channel: 'sms', limit: 1, days: 7 },
    ]) {
      const { body } = await call('POST', '/api/v1/contact/limits/preview', { quietHours, caps: [cap] }, 'marketer');
      await call('PUT', '/api/v1/settings/contact.caps', { value: [cap] });
      await call('PUT', '/api/v1/settings/contact.quiet_hours', { value: quietHours });
      const refused = await Promise.all(ids.map((id) => gate(id)));
      expect(body.caps, JSON.stringify(cap)).toEqual([
        { customers: refused.filter((reason) => reason === 'frequency_capped').length },
      ]);
    }
    const several = [
      { purpose: 'marketing', channel: null, limit: 1, days: 30 },
      { purpose: 'marketing', channel: null, limit: 0, days: 30 },
    ];
    const { body } = await call('POST', '/api/v1/contact/limits/preview', { quietHours, caps: several }, 'marketer');
    expect(body.caps).toEqual([{ customers: body.reached }, { customers: null }]);
    expect(body.reached).toBeGreaterThan(2);
    await call('DELETE', '/api/v1/settings/contact.caps');
  });

  it('says whether these are quiet hours, and how many messages wait for their end', async () => {
    // 22:00 in Shanghai.
    kernel.clock.set(new Date('2026-06-01T14:00:00Z'));
    const quietHours = { from: '21:00', until: '09:00', channels: ['email'] };
    await call('PUT', '/api/v1/settings/contact.quiet_hours', { value: quietHours });
    const message = {
      customerId: ids[5],
      channel: 'email',
      template: 'news',
      values: { title: '夜', text: '夜' },
      key: 'night',
    };
    const preview = { quietHours, caps: [] };
    const before = (await call('POST', '/api/v1/contact/limits/preview', preview, 'marketer')).body.quiet.waiting;
    expect((await call('POST', '/api/v1/contact/messages', message, 'marketer')).body.state).toBe('deferred');
    const { body } = await call('POST', '/api/v1/contact/limits/preview', preview, 'marketer');
    expect(body).toMatchObject({
      quiet: { until: '2026-06-02T01:00:00.000Z', waiting: before + 1 },
      caps: [],
      reached: 0,
    });
    const earlier = { ...quietHours, from: '23:00' };
    const other = await call('POST', '/api/v1/contact/limits/preview', { quietHours: earlier, caps: [] }, 'marketer');
    expect(other.body.quiet.until).toBeNull();
  });
});

describe('[C060] the mail server', () => {
  const mails: { readonly to: readonly string[]; readonly text: string }[] = [];
  const ORIGIN = 'http://zhike.test';
  const password = 'a long enough password';
  let signedIn: Readonly<Record<string, string>> = {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onAuth: ({ password: given }, _session, done) =>
      given === 'right-password' ? done(null, { user: 'zhike' }) : done(new Error('wrong')),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text: Buffer.concat(parts).toString('utf8') });
        done();
      });
    },
  });

  beforeAll(async () => {
    await new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', done);
    });
    await test.platform.access.ensureFirstAdmin({ email: 'owner@example.com', password });
    const headers = { host: 'zhike.test', origin: ORIGIN };
    const payload = { email: 'owner@example.com', password };
    const reply = await test.app.inject({ method: 'POST', url: '/api/v1/session', headers, payload });
    const session = reply.cookies.find((cookie) => cookie.name === 'zhike_session');
    signedIn = { ...headers, cookie: `zhike_session=${session?.value ?? ''}` };
  });
  afterAll(() => new Promise<void>((done) => server.close(() => done())));

  const test1 = () => ask('POST', '/api/v1/channels/email/test', { headers: signedIn });

  it('is tried with a message to whoever asks, to no other address, and says what the server answered', async () => {
    expect((await call('POST', '/api/v1/channels/email/test')).body).toMatchObject({ code: 'no_own_address' });
    expect((await test1()).body).toMatchObject({ outcome: 'written', to: 'owner@example.com', detail: null });
    expect(await readdir(path.join(kernel.config.dataDir, 'outbox', 'email'))).toHaveLength(1);
    const { port } = server.server.address() as AddressInfo;
    const settings = {
      host: '127.0.0.1',
      port,
      security: 'none',
      user: 'zhike',
      fromAddress: 'a@shop.example',
      fromName: '店',
    };
    await call('PUT', '/api/v1/channels/email', { ...settings, password: 'right-password' });
    expect((await test1()).body).toMatchObject({ outcome: 'sent', detail: null });
    expect(mails).toMatchObject([{ to: ['owner@example.com'] }]);
    // Kept while the server is the same, and never shown.
    await call('PUT', '/api/v1/channels/email', { ...settings, fromName: '新店' });
    const shown = await call('GET', '/api/v1/channels/email');
    expect(shown.body).toMatchObject({ hasPassword: true });
    expect(JSON.stringify(shown.body)).not.toContain('right-password');
    expect((await test1()).body.outcome).toBe('sent');
    await call('PUT', '/api/v1/channels/email', { ...settings, password: 'wrong-password' });
    const refused = (await test1()).body;
    expect(['refused', 'try_later']).toContain(refused.outcome);
    expect(refused.detail).not.toBeNull();
    expect(mails).toHaveLength(2);
    // It is about nobody: no attempt, no customer.
    const attempts = await call('GET', '/api/v1/contact/attempts?limit=100');
    expect(JSON.stringify(attempts.body)).not.toContain('owner@example.com');
  });
});
