import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';
import { type ErasedPeople, runErasing, type TouchedRows } from './participant.ts';

/** What a retry is told from then on, instead of what was answered about somebody. */
const GONE = JSON.stringify({
  type: 'about:blank',
  title: 'customer_erased',
  status: 410,
  code: 'customer_erased',
  detail: '客户资料已按请求删除 · The customer was erased on request',
});

/** Replies kept for retries, failed work and failing timers that speak of the people. */
export function eraseKernelRows(db: Db, { customerIds, pattern }: ErasedPeople): Promise<TouchedRows> {
  const ids = customerIds.map((id) => `%${id}%`);
  // The two never match without values to look for.
  const like = pattern ?? '(?!)';
  return runErasing(db, [
    [
      'idempotency_keys',
      sql`
        update kernel.idempotency_keys set status = 410, reply = ${GONE}
        where reply is not null and (operation like any(${ids}::text[]) or reply like any(${ids}::text[])
          or normalize(reply, NFKC) ~* ${like})`,
    ],
    [
      'dead_letters',
      sql`
        delete from kernel.dead_letters
        where normalize(payload::text, NFKC) ~* ${like} or normalize(error, NFKC) ~* ${like}`,
    ],
    [
      'timers',
      sql`
        update kernel.timers set last_error = null
        where last_error is not null and normalize(last_error, NFKC) ~* ${like}`,
    ],
  ]);
}
