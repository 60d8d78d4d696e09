import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasedPeople, type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

type Whose = Pick<ErasureSubject, 'customerId' | 'recordIds'>;

const ofThem = ({ customerId, recordIds }: Whose) =>
  sql`(customer_id = ${customerId} or record_id = any(${recordIds}::uuid[]))`;

/** Messages to the person that have not left. */
export async function waitingAttempts(tx: Tx, whose: Whose): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contact.attempts
    where ${ofThem(whose)} and state in ('requested', 'deferred', 'queued') order by id for update`.execute(tx);
  return rows.map(({ id }) => id);
}

export async function attemptIds(
  reader: Db | Tx,
  { customerIds, recordIds }: Pick<ErasedPeople, 'customerIds' | 'recordIds'>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contact.attempts
    where customer_id = any(${customerIds}::uuid[]) or record_id = any(${recordIds}::uuid[]) order by id`.execute(
    reader,
  );
  return rows.map(({ id }) => id);
}

/** That there was a message, when and what came of it, stays; to which address does not. */
export function eraseContactRows(tx: Tx, subject: ErasureSubject): Promise<TouchedRows> {
  const like = subject.pattern ?? '(?!)';
  return runErasing(tx, [
    [
      'attempt_values',
      sql`
        delete from contact.attempt_values v using contact.attempts a
        where a.id = v.attempt_id and (a.customer_id = ${subject.customerId} or a.record_id = any(${subject.recordIds}::uuid[]))`,
    ],
    [
      'attempts',
      sql`
        update contact.attempts set address_shown = null, address_digest = null, provider_id = null, detail = null
        where ${ofThem(subject)}`,
    ],
    [
      'suppressions',
      sql`
        update contact.suppressions set address_shown = null, note = null
        where ${ofThem(subject)} or normalize(coalesce(note, '') || coalesce(removed_reason, ''), NFKC) ~* ${like}`,
    ],
  ]);
}

/** Lines about an address keep its digest alone. */
export async function hideAddresses(tx: Tx, digests: readonly string[]): Promise<number> {
  const { numAffectedRows } = await sql`
    update contact.suppressions set address_shown = null, attempt_id = null
    where address_digest = any(${digests}::text[]) and address_shown is not null`.execute(tx);
  return Number(numAffectedRows ?? 0);
}

/** Messages to the person with what came of them, and what they are not sent. */
export async function copiedContacts(reader: Db | Tx, whose: Whose): Promise<Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    select row from (
      select requested_at as at, jsonb_build_object('what', 'message', 'at', requested_at, 'channel', channel,
        'purpose', purpose, 'state', state, 'reason', reason, 'sentAt', sent_at) as row
      from contact.attempts where ${ofThem(whose)}
      union all
      select created_at, jsonb_build_object('what', 'suppression', 'at', created_at, 'channel', channel,
        'purpose', purpose, 'reason', reason)
      from contact.suppressions where ${ofThem(whose)} and removed_at is null) all_of_them
    order by at`.execute(reader);
  return rows.map(({ row }) => row);
}
