import type { Clock } from '#kernel/clock.ts';
import { signWebhook } from '#kernel/http/standard-webhooks.ts';
import type { Kernel } from '#kernel/module.ts';
import { inForce } from '../webhooks/secrets.ts';
import { MESSAGE_WAITS, nextTry, RECEIVER_WAITS } from './backoff.ts';
import { type Answer, faultOf, judge, type Verdict } from './judge.ts';
import * as store from './store.ts';

/** How one message leaves: never to an internal address, never after a redirect, never without a time limit. */
export type Post = (
  url: string,
  o: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly timeoutMs: number },
) => Promise<Answer>;

export interface DeliveringOptions {
  readonly post: Post;
  readonly unseal: (sealed: string) => Promise<string>;
  /** Messages older than this are given up after their next failure. */
  readonly giveUpHours: () => Promise<number>;
  readonly timeoutMs?: number;
}

/** Sends what waits. Every receiver has a lane of its own, so that a slow or dead one keeps nobody else waiting. */
export interface Delivering {
  /** Works off what is due now and says how many attempts that took (tests, commands). */
  deliverDue(): Promise<number>;
  start(): void;
  /** Lets attempts that are on their way end. */
  stop(): Promise<void>;
}

const POLL_MS = 1000;
const TIMEOUT_MS = 15_000;
/** Longer than a whole batch may take. */
const LEASE_MS = 10 * 60_000;
const BATCH = 20;
/** Messages on their way to one receiver at the same time. */
const ABREAST = 5;

/** Delivering over one kernel; any number of processes may run it. */
export function createDelivering(kernel: Kernel, options: DeliveringOptions): Delivering {
  const { postgres, clock, log } = kernel;
  const lanes = new Map<string, Promise<number>>();
  let timer: NodeJS.Timeout | null = null;
  let isStopping = false;

  const openLanes = async (): Promise<Promise<number>[]> => {
    const due = await store.selectDueReceivers(postgres.db, clock.now());
    return due
      .filter((receiver) => !lanes.has(receiver.id))
      .map((receiver) => {
        const lane = runLane(kernel, options, { receiver, isStopping: () => isStopping }).finally(() =>
          lanes.delete(receiver.id),
        );
        lanes.set(receiver.id, lane);
        return lane;
      });
  };
  const poll = (): void => {
    timer = setTimeout(() => {
      openLanes()
        .then((opened) => {
          for (const lane of opened) {
            lane.catch((err: unknown) => log.error({ err }, 'Could not deliver to a webhook'));
          }
        })
        .catch((err: unknown) => log.error({ err }, 'Could not look for webhook messages'))
        .finally(() => {
          if (!isStopping) {
            poll();
          }
        });
    }, POLL_MS);
  };
  return {
    deliverDue: async () => {
      const attempts = await Promise.all(await openLanes());
      return attempts.reduce((sum, n) => sum + n, 0);
    },
    start: () => {
      isStopping = false;
      poll();
    },
    stop: async () => {
      isStopping = true;
      if (timer !== null) {
        clearTimeout(timer);
      }
      await Promise.allSettled(lanes.values());
    },
  };
}

interface Lane {
  readonly receiver: store.DueReceiver;
  readonly isStopping: () => boolean;
}

/** Sends to one receiver until nothing is due or it stops taking; returns the number of attempts. */
async function runLane(kernel: Kernel, options: DeliveringOptions, { receiver, isStopping }: Lane): Promise<number> {
  const { postgres, clock } = kernel;
  let attempts = 0;
  let isWell = receiver.failures === 0;
  while (!isStopping()) {
    const now = clock.now();
    const batch = await store.claimDeliveries(postgres.db, {
      webhookId: receiver.id,
      now,
      leasedUntil: new Date(now.getTime() + LEASE_MS),
      // One that was down is asked with a single message first.
      limit: isWell ? BATCH : 1,
    });
    if (batch.length === 0) {
      return attempts;
    }
    const verdicts = await sendAbreast(kernel, options, { receiver, batch });
    attempts += verdicts.length;
    if (verdicts.includes('down') || verdicts.includes('gone')) {
      return attempts;
    }
    isWell = true;
  }
  return attempts;
}

interface Sending {
  readonly receiver: store.DueReceiver;
  readonly batch: readonly store.ClaimedDelivery[];
}

/** A few at a time; once the receiver is down the rest of the batch goes back untried. */
async function sendAbreast(kernel: Kernel, options: DeliveringOptions, sending: Sending): Promise<Verdict[]> {
  const rest = [...sending.batch];
  const verdicts: Verdict[] = [];
  // Several at once that meet the same dead receiver count as one failure of it.
  const receiver = { ...sending.receiver, isDown: false };
  const work = async (): Promise<void> => {
    while (!receiver.isDown) {
      const message = rest.shift();
      if (message === undefined) {
        return;
      }
      verdicts.push(await sendOne(kernel, options, { receiver, message }));
    }
  };
  await Promise.all(Array.from({ length: Math.min(ABREAST, sending.batch.length) }, work));
  await store.releaseDeliveries(
    kernel.postgres.db,
    rest.map(({ id }) => id),
  );
  return verdicts;
}

interface SendingOne {
  /** Marked by the first message that finds it down or gone. */
  readonly receiver: store.DueReceiver & { isDown: boolean };
  readonly message: store.ClaimedDelivery;
}

async function sendOne(
  { postgres, clock }: { readonly postgres: Kernel['postgres']; readonly clock: Clock },
  { post, unseal, giveUpHours, timeoutMs = TIMEOUT_MS }: DeliveringOptions,
  { receiver, message }: SendingOne,
): Promise<Verdict> {
  const sentAt = clock.now();
  const body = JSON.stringify(message.payload);
  const secrets = await Promise.all(inForce(receiver.secrets, sentAt).map(({ sealed }) => unseal(sealed)));
  const headers = { 'content-type': 'application/json', ...signWebhook({ id: message.id, sentAt, body }, secrets) };
  const answer = await post(receiver.url, { headers, body, timeoutMs });
  const verdict = judge(answer);
  const isFirstFault = verdict === 'down' && !receiver.isDown;
  receiver.isDown ||= verdict === 'down' || verdict === 'gone';
  const now = clock.now();
  const oldest = new Date(now.getTime() - (await giveUpHours()) * 3_600_000);
  const isGivenUp = verdict !== 'taken' && message.createdAt < oldest;
  await postgres.db.transaction().execute(async (tx) => {
    await store.saveOutcome(tx, {
      attempt: { ...answer, deliveryId: message.id, at: sentAt, fault: faultOf(answer) },
      state: verdict === 'taken' ? 'delivered' : isGivenUp ? 'failed' : 'pending',
      nextAt:
        verdict === 'taken' ? now : nextTry(MESSAGE_WAITS, { failures: message.attempts + 1, now, askedSeconds: null }),
    });
    if (verdict === 'taken') {
      await store.markWell(tx, receiver.id, now);
    } else if (verdict === 'gone') {
      await store.disable(tx, receiver.id);
    } else if (isFirstFault) {
      const failures = await store.countFailure(tx, receiver.id, now);
      await store.setRetry(
        tx,
        receiver.id,
        nextTry(RECEIVER_WAITS, { failures, now, askedSeconds: answer.retryAfter }),
      );
    }
  });
  return verdict;
}
