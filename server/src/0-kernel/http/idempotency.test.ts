import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SYSTEM_ACTOR, systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { defineContract } from '#kernel/http/contract.ts';
import {
  claimIdempotency,
  fingerprintOf,
  type IdempotentRequest,
  idempotencyExpiryTimer,
  storeReply,
} from '#kernel/http/idempotency.ts';
import { route } from '#kernel/http/route.ts';
import { TEST_NOW, useKernel } from '#test/harness.ts';
import { asActor, openTestServer } from '#test/http.ts';

const kernel = useKernel({ analytic: false });
let app: FastifyInstance;
/** What the next runs of the handler do; without a plan they succeed at once. */
let plans: HandlerPlan[] = [];

interface HandlerPlan {
  /** Called once the handler stands inside its transaction, its row written. */
  readonly onEntered: () => void;
  /** It waits for this before it ends. */
  readonly until: Promise<void>;
  readonly fails: boolean;
}

const pay = defineContract({
  name: 'payments.create_payment',
  method: 'POST',
  path: '/api/v1/accounts/{account}/payments',
  summary: { 'zh-CN': '付款', en: 'Pay' },
  access: 'signed-in',
  params: z.object({ account: z.string() }),
  body: z.object({ amountMinor: z.int() }),
  response: z.object({ number: z.int() }),
  status: 201,
  idempotent: true,
});

beforeAll(async () => {
  await sql`create table public.payments (number bigint generated always as identity, amount bigint)`.execute(
    kernel.postgres.db,
  );
  app = await openTestServer(kernel, [
    route(pay, async ({ body, tx }) => {
      const plan = plans.shift();
      const made = await sql<{ number: number }>`
        insert into public.payments (amount) values (${body.amountMinor}) returning number`.execute(tx);
      plan?.onEntered();
      await plan?.until;
      if (plan?.fails === true) {
        throw new AppError('account_closed', 409, { message: { 'zh-CN': '账户已关闭', en: 'Closed' } });
      }
      return { number: made.rows[0]?.number ?? 0 };
    }),
  ]);
});
afterAll(() => app.close());
beforeEach(async () => {
  plans = [];
  kernel.clock.set(TEST_NOW);
  await sql`truncate public.payments, kernel.idempotency_keys`.execute(kernel.postgres.db);
});

interface Payment {
  readonly key?: string;
  readonly amount?: number;
  readonly account?: string;
  readonly actor?: string;
  readonly query?: string;
}

async function send(payment: Payment = {}): Promise<LightMyRequestResponse> {
  return await app.inject({
    method: 'POST',
    url: `/api/v1/accounts/${payment.account ?? 'a'}/payments${payment.query ?? ''}`,
    headers: { ...asActor(payment.actor ?? 'payer'), 'idempotency-key': payment.key ?? 'k-1', 'accept-language': 'en' },
    payload: { amountMinor: payment.amount ?? 100 },
  });
}

async function paid(): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) from public.payments`.execute(kernel.postgres.db);
  return found.rows[0]?.count ?? -1;
}

/** Waits until so many connections of this database wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const found = await sql<{ count: number }>`
      select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      kernel.postgres.db,
    );
    if ((found.rows[0]?.count ?? 0) >= count) {
      return;
    }
    if (Date.now() > deadline) {
      throw new Error(`Never saw ${count} connections waiting`);
    }
  }
}

/** Makes the next run of the handler stand still inside its transaction until released. */
function holdNextHandler(options: { readonly fails: boolean }): { readonly entered: Promise<void>; release(): void } {
  const entered = Promise.withResolvers<void>();
  const until = Promise.withResolvers<void>();
  plans.push({ onEntered: entered.resolve, until: until.promise, fails: options.fails });
  return { entered: entered.promise, release: until.resolve };
}

describe('a write with an Idempotency-Key', () => {
  it('sent again is answered with the first result and done once', async () => {
    const first = await send();
    const second = await send();
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(second.body).toBe(first.body);
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([
      undefined,
      'true',
    ]);
    expect(await paid()).toBe(1);
  });

  it('sent again with other content is refused', async () => {
    await send();
    for (const changed of [{ amount: 101 }, { query: '?dryRun=1' }]) {
      const reply = await send(changed);
      expect([reply.statusCode, reply.json().code]).toEqual([422, 'idempotency_key_reused']);
    }
    expect(await paid()).toBe(1);
  });

  it('belongs to one actor and one address', async () => {
    const replies = [
      await send(),
      await send({ actor: 'another' }),
      await send({ account: 'b' }),
      await send({ key: 'k-2' }),
    ];
    expect(replies.map((reply) => reply.headers['idempotency-replayed'])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(await paid()).toBe(4);
  });

  it('that failed is done when it is sent again', async () => {
    holdNextHandler({ fails: true }).release();
    expect((await send()).statusCode).toBe(409);
    const retry = await send();
    expect([retry.statusCode, retry.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(await paid()).toBe(1);
  });

  it('sent eight times at once is done once and answered eight times alike', async () => {
    const held = holdNextHandler({ fails: false });
    const sent = Array.from({ length: 8 }, () => send());
    await untilWaiting(7);
    held.release();
    const replies = await Promise.all(sent);
    expect(new Set(replies.map((reply) => reply.body)).size).toBe(1);
    expect(replies.filter((reply) => reply.headers['idempotency-replayed'] === 'true')).toHaveLength(7);
    expect(await paid()).toBe(1);
  });

  it('that waits for one that fails is done in its stead', async () => {
    const held = holdNextHandler({ fails: true });
    const failing = send();
    await held.entered;
    const waiting = send();
    await untilWaiting(1);
    held.release();
    expect((await failing).statusCode).toBe(409);
    const reply = await waiting;
    expect([reply.statusCode, reply.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect(await paid()).toBe(1);
  });

  it('whose key is empty or too long is refused, naming the header', async () => {
    for (const key of ['with space', 'x'.repeat(256), '号']) {
      const reply = await send({ key: encodeHeader(key) });
      expect([reply.statusCode, reply.json().errors?.[0]?.field]).toEqual([400, 'Idempotency-Key']);
    }
  });

  it('is forgotten after seven days, by the daily duty or by the claim itself', async () => {
    await send();
    kernel.clock.advance(7 * 86_400_000);
    expect((await send()).headers['idempotency-replayed']).toBe('true');
    kernel.clock.advance(1);
    expect((await send()).headers['idempotency-replayed']).toBeUndefined();
    expect(await paid()).toBe(2);
    const context = systemContext('expiry');
    kernel.clock.advance(8 * 86_400_000);
    await kernel.transaction(context, (tx) =>
      idempotencyExpiryTimer.fire({}, { tx, context, dueAt: kernel.clock.now() }),
    );
    const left = await sql`select 1 from kernel.idempotency_keys`.execute(kernel.postgres.db);
    expect(left.rows).toEqual([]);
  });
});

/** What a client would put on the wire: header values are bytes. */
function encodeHeader(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

describe('the helpers for services whose body is a stream', () => {
  const request: IdempotentRequest = {
    actor: SYSTEM_ACTOR,
    method: 'POST',
    path: '/api/v1/imports',
    key: 'file-1',
    fingerprint: fingerprintOf(['orders.csv', Buffer.from('abc')]),
    now: TEST_NOW,
  };
  const context = systemContext('stream');

  it('claim once, store the reply, and replay it', async () => {
    await kernel.transaction(context, async (tx) => {
      expect(await claimIdempotency(tx, request)).toEqual({ kind: 'claimed' });
      await storeReply(tx, request, { status: 202, reply: '{"id":"1"}' });
    });
    await kernel.transaction(context, async (tx) => {
      expect(await claimIdempotency(tx, request)).toEqual({ kind: 'replay', status: 202, reply: '{"id":"1"}' });
    });
  });

  it('tell contents apart that differ only in where one part ends', () => {
    expect(fingerprintOf(['ab', 'c'])).not.toEqual(fingerprintOf(['a', 'bc']));
    expect(fingerprintOf(['ab', 'c'])).toEqual(fingerprintOf([Buffer.from('ab'), 'c']));
  });
});
