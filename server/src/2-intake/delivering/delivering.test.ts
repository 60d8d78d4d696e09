import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemContext } from '#kernel/context.ts';
import type { NewEvent } from '#kernel/events/log.ts';
import { createGuardedFetch } from '#kernel/http/guarded-fetch.ts';
import { createSecretBox } from '#kernel/secrets/secret-box.ts';
import { useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';
import { pumpAll } from '#test/pump.ts';
import { openReceiver, type WebhookReceiver } from '#test/webhook-receiver.ts';
import { createOutgoing, type Outgoing } from '../outgoing/service.ts';

const kernel = useKernel({ analytic: false });
const ACTOR = asActor('0192aaaa-0000-7000-8000-000000000001', ['webhooks.manage']);
const TYPES = ['commerce.orders_imported', 'commerce.orders_changed', 'customers.customers_merged'];
const HOUR_MS = 3_600_000;

let allowed: string[];
let receivers: WebhookReceiver[];
let outgoing: Outgoing;
let app: FastifyInstance;

beforeEach(async () => {
  allowed = [];
  receivers = [];
  await sql`truncate intake.webhooks cascade`.execute(kernel.postgres.db);
  kernel.clock.set(new Date());
  outgoing = platform();
  app = await openTestServer(kernel, outgoing.parts.routes ?? []);
});

afterEach(async () => {
  await app.close();
  await Promise.all(receivers.map((receiver) => receiver.close()));
});

function platform(): Outgoing {
  const settings: Readonly<Record<string, number>> = {
    'intake.webhook_give_up_hours': 72,
    'intake.webhook_keep_days': 30,
  };
  return createOutgoing(
    kernel,
    { audit: async () => undefined },
    {
      eventTypes: () => TYPES.map((type) => ({ type, label: { 'zh-CN': type, en: type } })),
      fetch: createGuardedFetch({ allowedHosts: async () => allowed }),
      secrets: createSecretBox({ dataDir: kernel.config.dataDir, secretsKey: null }),
      // The keys above are the only ones asked for here.
      setting: async <T>(key: string) => settings[key] as T,
      timeoutMs: 300,
    },
  );
}

async function receiver(): Promise<WebhookReceiver> {
  const opened = await openReceiver();
  receivers.push(opened);
  allowed.push(opened.host);
  return opened;
}

async function call<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object): Promise<T> {
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { ...ACTOR, 'idempotency-key': crypto.randomUUID() },
    ...(body === undefined ? {} : { payload: body }),
  });
  if (reply.statusCode >= 300) {
    throw new Error(`${reply.statusCode} ${reply.body}`);
  }
  return reply.body === '' ? (undefined as T) : reply.json<T>();
}

interface Made {
  readonly id: string;
  readonly secret: string;
}

const subscribe = (to: { readonly url: string }, eventTypes: readonly string[] = ['commerce.*']): Promise<Made> =>
  call('POST', '/webhooks', { name: 'ERP', url: to.url, eventTypes });

/** Something happens and is passed on to whoever wants to hear of it. */
async function happen(...events: NewEvent[]): Promise<void> {
  await kernel.transaction(systemContext('test'), (tx) => kernel.events.append(tx, systemContext('test'), events));
  await pumpAll(kernel, outgoing.parts.readers ?? []);
}

const order = (no: number): NewEvent => ({ type: 'commerce.orders_changed', data: { orderIds: [`o${no}`] } });

/** Delivers while time passes, as a worker that polls would. */
async function liveThrough(milliseconds: number, stepMs = 60_000): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += stepMs) {
    kernel.clock.advance(stepMs);
    await outgoing.delivering.deliverDue();
  }
}

describe('a message', () => {
  it('arrives signed, with ids and no more, for the events that were asked for', async () => {
    const to = await receiver();
    const { secret } = await subscribe(to);
    await happen(order(1), { type: 'customers.customers_merged', customerId: null, data: {} });
    expect(await outgoing.delivering.deliverDue()).toBe(1);
    const [message] = to.received;
    expect(new Verifier(secret).verify(message?.body ?? '', { ...message?.headers } as Record<string, string>)).toEqual(
      {
        type: 'commerce.orders_changed',
        timestamp: expect.any(String),
        data: { orderIds: ['o1'] },
      },
    );
    expect(await outgoing.delivering.deliverDue()).toBe(0);
  });

  it('is verified with the old and the new secret until the old one ends', async () => {
    const to = await receiver();
    const first = await subscribe(to);
    const second = await call<Made>('POST', `/webhooks/${first.id}/rotate-secret`, { overlapHours: 1 });
    const verifies = (secret: string, at: number): boolean => {
      try {
        const { body, headers } = to.received[at] ?? { body: '', headers: {} };
        new Verifier(secret).verify(body, { ...headers } as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    };
    await happen(order(1));
    await outgoing.delivering.deliverDue();
    expect([verifies(first.secret, 0), verifies(second.secret, 0)]).toEqual([true, true]);
    // Backwards instead: the library of the specification only believes the real clock.
    await sql`update intake.webhooks set secrets = jsonb_set(secrets, '{1,until}', to_jsonb(${new Date(
      kernel.clock.now().getTime() - 1,
    ).toISOString()}::text))`.execute(kernel.postgres.db);
    await happen(order(2));
    await outgoing.delivering.deliverDue();
    expect([verifies(first.secret, 1), verifies(second.secret, 1)]).toEqual([false, true]);
  });
});

describe('a receiver that is down for an hour', () => {
  it('gets everything once it is back, soon, each message once', async () => {
    const to = await receiver();
    const { id } = await subscribe(to);
    to.answer((_, reply) => reply.writeHead(500).end('no'));
    for (let no = 0; no < 30; no += 1) {
      await happen(order(no));
      await liveThrough(2 * 60_000);
    }
    const whileDown = to.received.length;
    // It is asked now and then, not for each message anew.
    expect(whileDown).toBeLessThan(30);
    expect(await call<{ items: unknown[] }>('GET', '/webhooks')).toMatchObject({
      items: [{ pending: 30, failingSince: expect.any(String), retryAt: expect.any(String) }],
    });
    to.answer((_, reply) => reply.writeHead(204).end());
    await liveThrough(HOUR_MS / 4);
    const arrived = to.received.slice(whileDown);
    expect(new Set(arrived.map(({ body }) => JSON.parse(body).data.orderIds[0])).size).toBe(30);
    expect(arrived).toHaveLength(30);
    const log = await call<{ items: { state: string }[] }>('GET', `/webhooks/${id}/deliveries?limit=100`);
    expect(log.items.map(({ state }) => state)).toEqual(Array.from({ length: 30 }, () => 'delivered'));
  });

  it('loses nothing when the platform stops with messages on their way', async () => {
    const to = await receiver();
    await subscribe(to);
    await happen(order(1));
    await sql`update intake.webhook_deliveries set leased_until = ${new Date(
      kernel.clock.now().getTime() + 10 * 60_000,
    )}`.execute(kernel.postgres.db);
    expect(await outgoing.delivering.deliverDue()).toBe(0);
    await liveThrough(11 * 60_000);
    expect(to.received).toHaveLength(1);
  });

  it('is asked again no sooner than it wishes', async () => {
    const to = await receiver();
    await subscribe(to);
    to.answer((_, reply) => reply.writeHead(429, { 'retry-after': '1800' }).end());
    await happen(order(1));
    await liveThrough(29 * 60_000);
    expect(to.received).toHaveLength(1);
    await liveThrough(3 * 60_000);
    expect(to.received).toHaveLength(2);
  });
});

describe('a message that nobody takes', () => {
  it('is given up after three days, listed, and arrives by replay under its old id', async () => {
    const to = await receiver();
    const { id } = await subscribe(to);
    to.answer((_, reply) => reply.writeHead(503).end());
    await happen(order(1));
    await liveThrough(80 * HOUR_MS, HOUR_MS / 2);
    const { items } = await call<{ items: { id: string; state: string; lastFault: string }[] }>(
      'GET',
      `/webhooks/${id}/deliveries?state=failed`,
    );
    expect(items).toMatchObject([{ state: 'failed', lastFault: '接收方拒绝了这条消息' }]);
    to.answer((_, reply) => reply.writeHead(200).end());
    const since = new Date(kernel.clock.now().getTime() - 100 * HOUR_MS).toISOString();
    expect(await call('POST', `/webhooks/${id}/replay`, { since })).toEqual({ replayed: 1 });
    await liveThrough(HOUR_MS);
    expect(to.received.at(-1)?.id).toBe(items[0]?.id);
    expect(await call('GET', `/webhooks/deliveries/${items[0]?.id}`)).toMatchObject({ state: 'delivered' });
  });

  it('does not hold up the others when it alone is refused', async () => {
    const to = await receiver();
    await subscribe(to);
    to.answer((message, reply) => reply.writeHead(message.body.includes('o1') ? 422 : 204).end('no such order'));
    await happen(order(0), order(1), order(2));
    await outgoing.delivering.deliverDue();
    const { rows } = await sql<{ state: string; no: string }>`
      select state, payload->'data'->'orderIds'->>0 as no from intake.webhook_deliveries order by no`.execute(
      kernel.postgres.db,
    );
    expect(rows.map(({ state }) => state)).toEqual(['delivered', 'pending', 'delivered']);
  });

  it('ends the whole webhook when the receiver says that it is gone', async () => {
    const to = await receiver();
    await subscribe(to);
    to.answer((_, reply) => reply.writeHead(410).end());
    await happen(order(1));
    await liveThrough(HOUR_MS);
    expect(to.received).toHaveLength(1);
    const { items } = await call<{ items: { state: string; disabledReason: string }[] }>('GET', '/webhooks');
    expect(items).toMatchObject([{ state: 'disabled', disabledReason: expect.stringContaining('410') }]);
  });
});

describe('addresses', () => {
  it('that lead inside are refused when they are set', async () => {
    await expect(subscribe({ url: 'https://169.254.169.254/' })).rejects.toThrow(/422.*address_refused/);
    await expect(subscribe({ url: 'http://127.0.0.1:8787/' })).rejects.toThrow(/address_refused/);
  });

  it('that a redirect leads to get nothing, and neither do those that became internal', async () => {
    const [outside, inside] = [await receiver(), await receiver()];
    allowed = [outside.host];
    const { id } = await subscribe(outside);
    outside.answer((_, reply) => reply.writeHead(307, { location: inside.url }).end());
    await happen(order(1));
    await outgoing.delivering.deliverDue();
    allowed = [];
    await liveThrough(HOUR_MS);
    expect([outside.received.length, inside.received.length]).toEqual([1, 0]);
    const { items } = await call<{ items: { id: string }[] }>('GET', `/webhooks/${id}/deliveries`);
    const { log } = await call<{ log: { status: number | null; fault: string }[] }>(
      'GET',
      `/webhooks/deliveries/${items[0]?.id}`,
    );
    expect(log[0]).toMatchObject({ status: 307, fault: expect.stringContaining('转向') });
    expect(log[1]).toMatchObject({ status: null, fault: expect.stringContaining('内部网络') });
  });
});

describe('several receivers', () => {
  it('do not wait for one that never answers', async () => {
    const [slow, quick] = [await receiver(), await receiver()];
    slow.answer(() => undefined);
    await subscribe(slow);
    await subscribe(quick);
    await happen(...Array.from({ length: 40 }, (_, no) => order(no)));
    const everything = outgoing.delivering.deliverDue();
    await expect.poll(() => quick.received.length, { timeout: 5000 }).toBe(40);
    await everything;
    // Five were on their way when the first of them showed that it is down.
    expect(slow.received.length).toBeLessThanOrEqual(5);
    const { rows } = await sql<{ failures: number }>`select failures from intake.webhooks order by id`.execute(
      kernel.postgres.db,
    );
    expect(rows.map(({ failures }) => failures)).toEqual([1, 0]);
  });

  it('get each message once from two processes that work at the same time', async () => {
    const to = await receiver();
    await subscribe(to);
    await happen(...Array.from({ length: 60 }, (_, no) => order(no)));
    const other = platform();
    await Promise.all([outgoing, other, outgoing, other].map(({ delivering }) => delivering.deliverDue()));
    expect(new Set(to.received.map(({ id }) => id)).size).toBe(60);
    expect(to.received).toHaveLength(60);
  });
});

describe('the log of messages', () => {
  it('forgets what ended a month ago', async () => {
    const to = await receiver();
    await subscribe(to);
    await happen(order(1));
    await outgoing.delivering.deliverDue();
    kernel.timers.register(outgoing.parts.timers ?? []);
    const count = async () =>
      Number(
        (await sql<{ n: number }>`select count(*) as n from intake.webhook_deliveries`.execute(kernel.postgres.db))
          .rows[0]?.n,
      );
    await kernel.timers.tick();
    kernel.clock.advance(29 * 24 * HOUR_MS);
    await kernel.timers.tick();
    expect(await count()).toBe(1);
    kernel.clock.advance(2 * 24 * HOUR_MS);
    await kernel.timers.tick();
    kernel.clock.advance(60_000);
    await kernel.timers.tick();
    expect(await count()).toBe(0);
  });

  it('is not told to events before it was asked for', async () => {
    const to = await receiver();
    await happen(order(1));
    kernel.clock.advance(1000);
    await subscribe(to);
    await happen(order(2));
    await outgoing.delivering.deliverDue();
    expect(to.received.map(({ body }) => JSON.parse(body).data.orderIds[0])).toEqual(['o2']);
  });
});
