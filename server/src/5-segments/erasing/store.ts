import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';

/** Lists that somebody put the person on; which segments a customer is in follows from rules and has ids only. */
export function eraseSegmentRows(tx: Tx, { customerId, recordIds }: ErasureSubject): Promise<TouchedRows> {
  return runErasing(tx, [
    [
      'list_entries',
      sql`
        delete from segments.list_entries
        where customer_id = ${customerId} or record_id = any(${recordIds}::uuid[])`,
    ],
  ]);
}

/** Segments and lists that the person is in. */
export async function copiedSegments(
  reader: Db | Tx,
  customerId: string,
): Promise<Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    select jsonb_build_object('what', 'segment', 'name', s.name, 'since', m.entered_at) as row
    from segments.members m join segments.segments s on s.id = m.segment_id where m.customer_id = ${customerId}
    union all
    select jsonb_build_object('what', 'list', 'name', l.name, 'since', e.added_at)
    from segments.list_entries e join segments.lists l on l.id = e.list_id where e.customer_id = ${customerId}`.execute(
    reader,
  );
  return rows.map(({ row }) => row);
}
