import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Audit } from '../audit/service.ts';
import { digestSecret } from '../credentials/service.ts';
import { maskEmail } from '../masking/mask-email.ts';
import { maskNetworkAddress } from '../masking/mask-network-address.ts';
import {
  SIGN_IN_ATTEMPTS,
  SIGN_IN_FORGET_MINUTES,
  SIGN_IN_LOCK_MAX_MINUTES,
  SIGN_IN_LOCK_SECONDS,
  SIGN_IN_NETWORK_ATTEMPTS,
} from '../settings/access-settings.ts';
import type { Settings } from '../settings/service.ts';
import { afterFailure, type BackOffRules, networkOf } from './back-off.ts';
import { deleteFailures, lockFailures, selectLock, updateFailures } from './store.ts';

/** Whose password is tried, and from where. The e-mail may belong to nobody. */
export interface Attempt {
  readonly email: string;
  readonly ip: string;
}

export interface SignInGuard {
  /**
   * Lets attempts at one account from one network through one after the other, none while it is locked (429
   * `sign_in_locked`), whether or not the account exists.
   */
  during<T>(attempt: Attempt, work: () => Promise<T>): Promise<T>;
  /** Counts and audits a failure, in a transaction of its own: the refusal that follows must not undo it. */
  recordFailure(context: Context, attempt: Attempt, userId: string | null): Promise<void>;
  /** Forgets the failures of this account from this network. */
  clear(tx: Tx, attempt: Attempt): Promise<void>;
}

export interface SignInGuardOptions {
  readonly settings: Settings;
  readonly audit: Audit;
}

/** Slows guessing down, over one kernel. Counts are in the database, shared by all processes. */
export function createSignInGuard(kernel: Kernel, options: SignInGuardOptions): SignInGuard {
  const inTurn = createTurns();
  return {
    during: (attempt, work) =>
      inTurn(accountKey(attempt).toString('hex'), async () => {
        const now = kernel.clock.now();
        const until = await selectLock(kernel.postgres.db, [accountKey(attempt), networkKey(attempt)], now);
        if (until !== null) {
          throw locked(Math.ceil((until.getTime() - now.getTime()) / 1000));
        }
        return work();
      }),
    recordFailure: async (context, attempt, userId) => {
      const rules = await readRules(options.settings);
      await kernel.transaction(context, async (tx) => {
        // Always the account first: two transactions that lock in one order cannot block each other.
        const account = await bump(tx, { key: accountKey(attempt), now: kernel.clock.now(), rules: rules.account });
        const network = await bump(tx, { key: networkKey(attempt), now: kernel.clock.now(), rules: rules.network });
        await options.audit(tx, context, {
          action: account.lockedUntil === null ? 'access.sign_in_failed' : 'access.sign_in_locked',
          subjectType: 'user',
          subjectId: userId,
          detail: {
            email: maskEmail(attempt.email),
            network: maskNetworkAddress(attempt.ip),
            failures: account.failures,
            lockedUntil: account.lockedUntil,
            networkLockedUntil: network.lockedUntil,
          },
        });
      });
    },
    clear: (tx, attempt) => deleteFailures(tx, accountKey(attempt)),
  };
}

/** Work under one key runs one after the other, so that many attempts at once cannot outrun the count. */
function createTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    // A failure is the caller's; the next in turn only waits for the end.
    const turn = before.then(work, work);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) {
        last.delete(key);
      }
    }
  };
}

async function bump(
  tx: Tx,
  options: { readonly key: Buffer; readonly now: Date; readonly rules: BackOffRules },
): Promise<{ readonly failures: number; readonly lockedUntil: Date | null }> {
  const { key, now, rules } = options;
  const row = await lockFailures(tx, key, now);
  const previous = row === null ? null : { failures: row.failures, lastFailedAt: row.last_failed_at };
  const next = afterFailure(previous, { now, rules });
  await updateFailures(tx, { key, now, ...next });
  return next;
}

async function readRules(settings: Settings): Promise<{ account: BackOffRules; network: BackOffRules }> {
  const shared = {
    lockSeconds: await settings.value<number>(SIGN_IN_LOCK_SECONDS),
    lockMaxSeconds: (await settings.value<number>(SIGN_IN_LOCK_MAX_MINUTES)) * 60,
    forgetSeconds: (await settings.value<number>(SIGN_IN_FORGET_MINUTES)) * 60,
  };
  return {
    account: { ...shared, attempts: await settings.value<number>(SIGN_IN_ATTEMPTS) },
    network: { ...shared, attempts: await settings.value<number>(SIGN_IN_NETWORK_ATTEMPTS) },
  };
}

/** Digests, so that the table names neither people nor addresses. */
function accountKey(attempt: Attempt): Buffer {
  return digestSecret(`account\0${attempt.email}\0${networkOf(attempt.ip)}`);
}

function networkKey(attempt: Attempt): Buffer {
  return digestSecret(`network\0${networkOf(attempt.ip)}`);
}

function locked(seconds: number): AppError {
  return new AppError('sign_in_locked', 429, {
    message: {
      'zh-CN': `密码输错次数过多，请 ${seconds} 秒后再试`,
      en: `Too many wrong passwords; try again in ${seconds} seconds`,
    },
    retryAfterSeconds: seconds,
  });
}
