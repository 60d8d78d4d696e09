import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel/clock.ts';
import { systemContext } from '#kernel/context.ts';
import { useKernel } from '#test/harness.ts';
import { takePeople } from '#test/people.ts';
import { usePlatform } from '#test/platform.ts';

const CHILD = path.resolve(import.meta.dirname, '../test/contact-child.ts');
const kernel = useKernel({ analytic: false });
const test = usePlatform(kernel);
const context = systemContext('test');
const servers: SMTPServer[] = [];
let admin: Readonly<Record<string, string>> = {};
let serial = 0;

beforeAll(async () => {
  admin = await test.as('admin');
  kernel.timers.register(test.platform.contact.parts.timers ?? []);
  // The child has the machine's clock.
  kernel.clock.set(new Date());
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(() => done()))));
});

type OnMail = (done: (error?: Error) => void) => void;

/** A mail server that does with each message what the test says; set as the way out. */
async function open(onMail: OnMail): Promise<{ readonly count: () => number }> {
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on('end', () => {
        count += 1;
        onMail(done);
      });
    },
  });
  server.on('error', () => undefined);
  servers.push(server);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.server.address() as AddressInfo;
  const reply = await test.app.inject({
    method: 'PUT',
    url: '/api/v1/channels/email',
    headers: admin,
    payload: { host: '127.0.0.1', port, security: 'none', user: null, fromAddress: 'a@shop.example', fromName: '商店' },
  });
  expect([reply.statusCode, reply.json().way]).toEqual([200, 'smtp']);
  return { count: () => count };
}

async function queueOne(): Promise<string> {
  serial += 1;
  const [customerId = ''] = await takePeople(kernel, test.platform.customers, [{ email: `k${serial}@example.com` }]);
  const message = { key: newId(), customerId, channel: 'email', template: 'notice', isUrgent: true } as const;
  const values = { title: '已发货', text: '单号 1' };
  const [sent] = await kernel.transaction(context, (tx) =>
    test.platform.contact.send(tx, context, [{ ...message, values }]),
  );
  expect(sent?.state).toBe('queued');
  return sent?.attemptId ?? '';
}

const attempt = async (id: string) =>
  (await test.app.inject({ method: 'GET', url: `/api/v1/contact/attempts/${id}`, headers: admin })).json();

describe('[C060] a message on its way', () => {
  it('is never sent again when its process is killed: its outcome is unknown, and a receipt may tell later', {
    timeout: 60_000,
  }, async () => {
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((done) => {
      arrived = done;
    });
    // The server has the message and has not said so when the sender dies.
    const server = await open(() => arrived());
    const id = await queueOne();
    const child = fork(CHILD, [id, path.join(kernel.config.dataDir, 'files')], {
      env: { ...process.env, DATABASE_URL: kernel.postgres.url, ZHIKE_DATA: kernel.config.dataDir },
      execArgv: [],
    });
    const exited = once(child, 'exit');
    await arrival;
    child.kill('SIGKILL');
    await exited;
    expect((await attempt(id)).state).toBe('in_flight');
    await kernel.jobs.drain(test.platform.contact.parts.jobs ?? []);
    const after = await attempt(id);
    expect([after.state, after.reason]).toEqual(['outcome_unknown', 'ended_on_its_way']);
    expect(server.count()).toBe(1);
    await test.app.inject({
      method: 'POST',
      url: '/api/v1/records',
      headers: admin,
      payload: {
        records: [
          {
            source: 'mail',
            key: newId(),
            type: 'delivery',
            occurredAt: new Date().toISOString(),
            data: { attemptId: id, status: 'delivered' },
          },
        ],
      },
    });
    expect((await attempt(id)).state).toBe('delivered');
  });

  it('is settled as unknown when nobody comes back to it', async () => {
    const id = await queueOne();
    await kernel.postgres.pool.query(
      `update contact.attempts set state = 'in_flight', in_flight_at = $2 where id = $1`,
      [id, kernel.clock.now()],
    );
    // The first tick sets the duty, the second does it.
    await kernel.timers.tick();
    kernel.clock.advance(16 * 60_000);
    await kernel.timers.tick();
    expect((await attempt(id)).state).toBe('outcome_unknown');
  });

  it('is tried again, each time later, while the provider says not now, and given up in the end', async () => {
    const busy = Object.assign(new Error('busy'), { responseCode: 451 });
    const server = await open((done) => done(busy));
    const id = await queueOne();
    for (let turn = 0; turn < 8; turn += 1) {
      await kernel.jobs.drain(test.platform.contact.parts.jobs ?? []);
      kernel.clock.advance(6 * 3_600_000 + 1000);
      await kernel.timers.tick();
    }
    expect(await attempt(id)).toMatchObject({ state: 'failed', reason: 'gave_up', tries: 6 });
    expect(server.count()).toBe(6);
  });

  it('that a mailbox refused keeps everybody from writing there again', async () => {
    const gone = Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 });
    await open((done) => done(gone));
    const id = await queueOne();
    await kernel.jobs.drain(test.platform.contact.parts.jobs ?? []);
    const { state, customerId, detail } = await attempt(id);
    expect([state, detail]).toEqual(['bounced', 'DATA 550 5.1.1']);
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/v1/contact/ask',
      headers: admin,
      payload: { customerId, purpose: 'service', channel: 'email' },
    });
    expect(answer.json()).toMatchObject({ may: false, reason: 'bounced' });
  });
});
