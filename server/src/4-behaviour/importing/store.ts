import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

export interface IdRange {
  readonly firstId: string;
  readonly lastId: string;
}

/** Events that an import made within a range of ids: gone. */
export async function deleteEvents(
  tx: Tx,
  importId: string,
  range: IdRange,
): Promise<{ readonly eventIds: string[]; readonly recordIds: string[] }> {
  const { rows } = await sql<{ id: string; recordId: string | null }>`
    delete from behaviour.events
    where id between ${range.firstId} and ${range.lastId} and import_id = ${importId}
    returning id, record_id as "recordId"`.execute(tx);
  return { eventIds: rows.map((row) => row.id), recordIds: [...new Set(rows.flatMap((row) => row.recordId ?? []))] };
}

/**
 * Takes back at most `limit` words on whose browsers were whose; events that had joined by them belong to nobody
 * again.
 */
export async function deleteIdentifications(
  tx: Tx,
  importId: string,
  limit: number,
): Promise<{ readonly eventIds: string[]; readonly recordIds: string[] }> {
  const { rows } = await sql<{ source: string; anonymousId: string; recordId: string }>`
    delete from behaviour.identifications i
    where (i.source, i.anonymous_id, i.at, i.record_id) in (
      select source, anonymous_id, at, record_id from behaviour.identifications
      where import_id = ${importId} limit ${limit})
    returning i.source, i.anonymous_id as "anonymousId", i.record_id as "recordId"`.execute(tx);
  if (rows.length === 0) {
    return { eventIds: [], recordIds: [] };
  }
  const { rows: events } = await sql<{ id: string }>`
    update behaviour.events e set record_id = null, customer_id = null
    from unnest(
      ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.anonymousId)}::text[],
      ${rows.map((row) => row.recordId)}::uuid[]) as gone (source, anonymous_id, record_id)
    where e.source = gone.source and e.anonymous_id = gone.anonymous_id and e.record_id = gone.record_id
      and not e.stated
    returning e.id`.execute(tx);
  return { eventIds: events.map((row) => row.id), recordIds: [...new Set(rows.map((row) => row.recordId))] };
}
