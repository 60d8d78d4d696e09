import { sql } from 'kysely';
import type { Context } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { NewEvent, StoredEvent } from './event.ts';

/** NOTIFY channel; the message is empty, readers look for themselves. */
export const EVENTS_CHANNEL = 'zhike_events';
/** Stored with every event after a restore: below every transaction id that a running server still gives out. */
const OLDEST_XID = '3';

export interface Position {
  readonly xid: string;
  readonly seq: number;
}

export interface Batch {
  readonly events: readonly StoredEvent[];
  /** Where the reader stands when these are done; null when nothing was passed. */
  readonly next: Position | null;
  /** A transaction that may still write is running; what it writes, and what came after it, is not in the batch. */
  readonly heldBack: boolean;
}

export interface BatchRequest {
  readonly after: Position;
  readonly types: readonly string[];
  readonly limit: number;
  /** How many events are looked at, wanted or not, so that a reader of rare types also moves on. */
  readonly scanLimit: number;
}

interface EventRow {
  readonly seq: number;
  readonly xid: string;
  readonly type: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly request_id: string;
  readonly record_id: string | null;
  readonly customer_id: string | null;
  readonly data: Record<string, unknown>;
}

interface ScanRow {
  readonly edge: string;
  readonly last_xid: string | null;
  readonly last_seq: number | null;
  readonly held_back: boolean;
}

/** Writes all events in one statement; `seq` follows the order given. */
export async function insertEvents(
  tx: Tx,
  options: { readonly context: Context; readonly at: Date; readonly events: readonly NewEvent[] },
): Promise<void> {
  const { context, at, events } = options;
  await sql`
    insert into kernel.events (type, at, actor_kind, actor_id, request_id, record_id, customer_id, data)
    select e.type, ${at}::timestamptz, ${context.actor.kind}, ${context.actor.id}, ${context.requestId},
           e.record_id, e.customer_id, e.data::jsonb
    from unnest(
      ${events.map((event) => event.type)}::text[],
      ${events.map((event) => event.recordId ?? null)}::uuid[],
      ${events.map((event) => event.customerId ?? null)}::uuid[],
      ${events.map((event) => JSON.stringify(event.data))}::text[]
    ) with ordinality as e (type, record_id, customer_id, data, place)
    order by e.place`.execute(tx);
}

/** Wakes readers at commit. PostgreSQL sends equal messages of one transaction once. */
export async function notifyReaders(db: Db): Promise<void> {
  await sql`select pg_notify(${EVENTS_CHANNEL}, '')`.execute(db);
}

/** The last number given out, also by transactions that still run or were rolled back. */
export async function readLastSeq(db: Db): Promise<number> {
  const { rows } = await sql<{ last: number }>`select last_value as last from kernel.events_seq_seq`.execute(db);
  return rows[0]?.last ?? 0;
}

/**
 * Makes this transaction the only one that works for the reader, or says that another one is. An advisory lock,
 * because locking the row would give the transaction an id, and a slow handler would then hold back all others.
 */
export async function claimReader(
  tx: Tx,
  name: string,
  options: { readonly timeoutSeconds: number },
): Promise<boolean> {
  const { rows } = await sql<{ claimed: boolean }>`
    select set_config('transaction_timeout', ${`${options.timeoutSeconds}s`}, true),
           pg_try_advisory_xact_lock(hashtextextended(${`zhike.event_reader.${name}`}, 0)) as claimed`.execute(tx);
  return rows[0]?.claimed ?? false;
}

/** As `claimReader`, but waits until whoever works for the reader has finished its batch. */
export async function claimReaderWaiting(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`zhike.event_reader.${name}`}, 0))`.execute(tx);
}

/**
 * Keeps everybody from working for the reader until `releaseReader` or the end of the connection, beyond the end of
 * a transaction; waits for a batch in work. `session` is a single connection.
 */
export async function holdReader(session: Db, name: string): Promise<void> {
  await sql`select pg_advisory_lock(hashtextextended(${`zhike.event_reader.${name}`}, 0))`.execute(session);
}

export async function releaseReader(session: Db, name: string): Promise<void> {
  await sql`select pg_advisory_unlock(hashtextextended(${`zhike.event_reader.${name}`}, 0))`.execute(session);
}

export async function readPosition(db: Db, name: string): Promise<Position> {
  const { rows } = await sql<Position>`
    select xid::text as xid, seq from kernel.event_readers where name = ${name}`.execute(db);
  return rows[0] ?? { xid: '0', seq: 0 };
}

export async function savePosition(tx: Tx, name: string, position: Position): Promise<void> {
  await sql`
    insert into kernel.event_readers (name, xid, seq) values (${name}, ${position.xid}::xid8, ${position.seq})
    on conflict (name) do update set xid = excluded.xid, seq = excluded.seq, updated_at = now()`.execute(tx);
}

/**
 * The edge is the oldest transaction that may still write events: all below it have ended, so nothing can appear
 * below it any more. `pg_snapshot_xmin` alone would also wait for transactions of other databases of the same
 * server; those are left out as far as pg_stat_activity shows them (what it does not show counts as ours).
 */
const EDGE = sql`(
  select least(
    pg_snapshot_xmax(pg_current_snapshot()),
    pg_current_xact_id_if_assigned(),
    (select min(running.xid) from pg_snapshot_xip(pg_current_snapshot()) as running (xid)
     where not exists (
       select from pg_stat_activity as elsewhere
       where elsewhere.backend_xid = running.xid::xid
         and elsewhere.datid <> (select oid from pg_database where datname = current_database())
     ))
  ) as xid
)`;

async function scan(tx: Tx, request: BatchRequest): Promise<ScanRow> {
  const { after, types, limit, scanLimit } = request;
  // Looking at types means looking at more rows than are handled; without, both limits are the same.
  const wanted = types.length === 0 ? sql`true` : sql`scanned.type = any(${types}::text[])`;
  const { rows } = await sql<ScanRow>`
    with edge as materialized ${EDGE},
    scanned as materialized (
      select e.xid, e.seq, e.type from kernel.events as e
      where (e.xid, e.seq) > (${after.xid}::xid8, ${after.seq}::bigint) and e.xid < (select xid from edge)
      order by e.xid, e.seq limit ${types.length === 0 ? limit : scanLimit}
    ),
    wanted as (
      select scanned.xid, scanned.seq from scanned where ${wanted} order by scanned.xid, scanned.seq limit ${limit}
    ),
    last_wanted as (select xid, seq from wanted order by xid desc, seq desc limit 1),
    last_scanned as (select xid, seq from scanned order by xid desc, seq desc limit 1),
    stop as (
      select case when (select count(*) from wanted) = ${limit} then w.xid else s.xid end as xid,
             case when (select count(*) from wanted) = ${limit} then w.seq else s.seq end as seq
      from last_scanned as s left join last_wanted as w on true
    )
    select edge.xid::text as edge, stop.xid::text as last_xid, stop.seq as last_seq,
           edge.xid < pg_snapshot_xmax(pg_current_snapshot()) as held_back
    from edge left join stop on true`.execute(tx);
  const row = rows[0];
  if (row === undefined) {
    throw new Error('The scan of kernel.events answered nothing');
  }
  return row;
}

function toStored(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    xid: row.xid,
    type: row.type,
    at: row.at,
    actor: { kind: row.actor_kind, id: row.actor_id },
    requestId: row.request_id,
    recordId: row.record_id,
    customerId: row.customer_id,
    data: row.data,
  };
}

/** The next events of a reader in (xid, seq) order, none of which can be overtaken by a late commit. */
export async function readBatch(tx: Tx, request: BatchRequest): Promise<Batch> {
  const found = await scan(tx, request);
  if (found.last_xid === null || found.last_seq === null) {
    return { events: [], next: null, heldBack: found.held_back };
  }
  const next: Position = { xid: found.last_xid, seq: found.last_seq };
  const wanted = request.types.length === 0 ? sql`true` : sql`e.type = any(${request.types}::text[])`;
  // Below the edge nothing changes, so a second statement sees the same events as the scan.
  const { rows } = await sql<EventRow>`
    select e.seq, e.xid::text as xid, e.type, e.at, e.actor_kind, e.actor_id, e.request_id, e.record_id, e.customer_id,
           e.data
    from kernel.events as e
    where (e.xid, e.seq) > (${request.after.xid}::xid8, ${request.after.seq}::bigint)
      and (e.xid, e.seq) <= (${next.xid}::xid8, ${next.seq}::bigint) and ${wanted}
    order by e.xid, e.seq`.execute(tx);
  return { events: rows.map(toStored), next, heldBack: found.held_back };
}

/**
 * The position from which every event above `toSeq` comes again. Numbers are given out before commits, so some
 * events at or below `toSeq` may come again too.
 */
export async function positionBefore(tx: Tx, toSeq: number): Promise<Position> {
  const { rows } = await sql<Position>`
    with first as (select min(xid) as xid from kernel.events where seq > ${toSeq})
    select first.xid::text as xid, (select min(e.seq) - 1 from kernel.events as e where e.xid = first.xid and e.seq > ${toSeq}) as seq
    from first where first.xid is not null`.execute(tx);
  return rows[0] ?? lastPosition(tx);
}

async function lastPosition(tx: Tx): Promise<Position> {
  const { rows } = await sql<Position>`
    select xid::text as xid, seq from kernel.events order by xid desc, seq desc limit 1`.execute(tx);
  return rows[0] ?? { xid: '0', seq: 0 };
}

/** Committed events above the position, of any type; those held back count too. */
export async function countBehind(db: Db, position: Position): Promise<number> {
  const { rows } = await sql<{ behind: number }>`
    select count(*) as behind from kernel.events
    where (xid, seq) > (${position.xid}::xid8, ${position.seq}::bigint)`.execute(db);
  return rows[0]?.behind ?? 0;
}

/**
 * Transaction ids belong to one server: in another one a stored id may lie in the future, and its events would
 * never be read. Call once after the rows are in and before any reader runs. From then on order is by `seq` alone;
 * a reader that was ahead in (xid, seq) order sees a few events again rather than missing one.
 */
export async function renumberAfterRestore(tx: Tx): Promise<void> {
  await sql`
    update kernel.event_readers as r set
      seq = coalesce(
        (select min(e.seq) - 1 from kernel.events as e where (e.xid, e.seq) > (r.xid, r.seq)),
        (select max(e.seq) from kernel.events as e),
        0
      ),
      xid = ${OLDEST_XID}::xid8`.execute(tx);
  await sql`update kernel.events set xid = ${OLDEST_XID}::xid8 where xid <> ${OLDEST_XID}::xid8`.execute(tx);
}
