import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasedPeople, type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

/** What the trail could show of their values. */
export function eraseShownValues(tx: Tx, { customerId }: ErasureSubject): Promise<TouchedRows> {
  return runErasing(tx, [
    [
      'audit_values',
      sql`delete from access.audit_values where subject_type = 'customer' and subject_id = ${customerId}`,
    ],
  ]);
}

/** Notices about the person, with their name, or with a value of theirs. */
export function eraseNotices(db: Db, { customerIds, names, pattern }: ErasedPeople): Promise<TouchedRows> {
  return runErasing(db, [
    [
      'notices',
      sql`
        delete from access.notices n
        where (ref_type = 'customer' and ref_id = any(${customerIds}::text[]))
          or exists (
            select from unnest(${names}::text[]) as row (name)
            where strpos(n.text_zh || ' ' || n.text_en, row.name) > 0)
          or normalize(n.text_zh || ' ' || n.text_en, NFKC) ~* ${pattern ?? '(?!)'}`,
    ],
  ]);
}
