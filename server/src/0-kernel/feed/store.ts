import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface FeedTableRow {
  readonly name: string;
  readonly mark: string | null;
  readonly version: number;
  readonly complete: boolean;
  readonly replaced: number;
}

/**
 * A number larger than all before. Not in the transaction of the batch: taking one gives a transaction an id, and
 * the readers of the log would wait for it.
 */
export async function nextVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`select nextval('kernel.feed_versions') as version`.execute(db);
  const version = rows[0]?.version;
  if (version === undefined) {
    throw new Error('kernel.feed_versions gave no number');
  }
  return version;
}

export async function readFeedTables(db: Db): Promise<ReadonlyMap<string, FeedTableRow>> {
  const { rows } = await sql<FeedTableRow>`
    select name, mark::text as mark, version, complete, replaced from kernel.feed_tables`.execute(db);
  return new Map(rows.map((row) => [row.name, row]));
}

export async function saveVersion(
  tx: Tx,
  change: { readonly name: string; readonly version: number; readonly replaced: number },
): Promise<void> {
  await sql`
    insert into kernel.feed_tables (name, version, replaced) values (${change.name}, ${change.version}, ${change.replaced})
    on conflict (name) do update
      set version = excluded.version, replaced = feed_tables.replaced + excluded.replaced`.execute(tx);
}

/** The table is about to be filled from nothing. */
export async function saveIncomplete(db: Db, name: string): Promise<void> {
  await sql`
    insert into kernel.feed_tables (name, complete) values (${name}, false)
    on conflict (name) do update set complete = false`.execute(db);
}

export async function saveRebuilt(
  tx: Tx,
  rebuilt: { readonly name: string; readonly version: number; readonly mark: string },
): Promise<void> {
  await sql`
    insert into kernel.feed_tables (name, version, mark) values (${rebuilt.name}, ${rebuilt.version}, ${rebuilt.mark})
    on conflict (name) do update
      set version = excluded.version, mark = excluded.mark, complete = true, replaced = 0`.execute(tx);
}

export async function saveTidied(db: Db, name: string, replaced: number): Promise<void> {
  await sql`update kernel.feed_tables set replaced = replaced - ${replaced} where name = ${name}`.execute(db);
}

/** When the first event happened that the reader has not handled; null when there is none. */
export async function readOldestUnhandled(
  db: Db,
  reader: { readonly name: string; readonly types: readonly string[] },
): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select e.at from kernel.events as e
    where (e.xid, e.seq) > (
        coalesce((select xid from kernel.event_readers where name = ${reader.name}), '0'::xid8),
        coalesce((select seq from kernel.event_readers where name = ${reader.name}), 0))
      and e.type = any(${[...reader.types]}::text[])
    order by e.xid, e.seq limit 1`.execute(db);
  return rows[0]?.at ?? null;
}

/** An id in an event, as the database packs it: their first halves are much alike. */
const BYTES_OF_AN_ID = 30;

/** About how many rows the events name that the reader has not handled, one as often as it is named. */
export async function estimateWaiting(
  db: Db,
  reader: { readonly name: string; readonly types: readonly string[] },
): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(pg_column_size(e.data)), 0)::float8 as bytes from kernel.event_readers r
    join kernel.events e on (e.xid, e.seq) > (r.xid, r.seq) and e.type = any(${[...reader.types]}::text[])
    where r.name = ${reader.name}`.execute(db);
  return (rows[0]?.bytes ?? 0) / BYTES_OF_AN_ID;
}

function lockKey(purpose: string, name: string) {
  return sql`hashtextextended(${`zhike.feed_${purpose}.${name}`}, 0)`;
}

/** Keeps others from the same work until `releaseWork` or the end of the connection. Waits. */
export async function claimWork(session: Db, purpose: string, name: string): Promise<void> {
  await sql`select pg_advisory_lock(${lockKey(purpose, name)})`.execute(session);
}

export async function tryClaimWork(session: Db, purpose: string, name: string): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`
    select pg_try_advisory_lock(${lockKey(purpose, name)}) as claimed`.execute(session);
  return rows[0]?.claimed ?? false;
}

export async function releaseWork(session: Db, purpose: string, name: string): Promise<void> {
  await sql`select pg_advisory_unlock(${lockKey(purpose, name)})`.execute(session);
}
