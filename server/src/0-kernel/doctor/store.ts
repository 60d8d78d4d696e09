import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';

export interface ServerSettings {
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly server_encoding: string;
  readonly max_connections: string;
}

export async function readServerSettings(db: Db): Promise<ServerSettings> {
  const { rows } = await sql<ServerSettings>`
    select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
      current_setting('synchronous_commit') as synchronous_commit,
      current_setting('server_encoding') as server_encoding,
      current_setting('max_connections') as max_connections`.execute(db);
  const row = rows[0];
  if (row === undefined) {
    throw new Error('The server did not say its settings');
  }
  return row;
}

export async function readServerTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now ?? new Date(Number.NaN);
}

export interface LongWriter {
  /** The server's process, or the name of a prepared transaction. */
  readonly who: string;
  readonly seconds: number;
}

/** Transactions that have written and run longer than this, the longest first. What they say is not looked at. */
export async function listLongWriters(db: Db, seconds: number): Promise<readonly LongWriter[]> {
  const { rows } = await sql<LongWriter>`
    select who, floor(extract(epoch from clock_timestamp() - since))::int as seconds from (
      select 'pid ' || pid || coalesce(' ' || nullif(application_name, ''), '') as who, xact_start as since
      from pg_stat_activity where datname = current_database() and backend_xid is not null
      union all
      select 'prepared ' || gid, prepared from pg_prepared_xacts where database = current_database()
    ) as writer
    where since < clock_timestamp() - make_interval(secs => ${seconds}) order by since`.execute(db);
  return rows;
}

/** For each reader: since when its oldest event waits; null when none does. */
export async function listReaderBacklogs(
  db: Db,
  names: readonly string[],
): Promise<readonly { readonly name: string; readonly waitingSince: Date | null }[]> {
  const { rows } = await sql<{ name: string; waitingSince: Date | null }>`
    select wanted.name, (
      select e.at from kernel.events as e
      where (e.xid, e.seq) > (coalesce(r.xid, '0'::xid8), coalesce(r.seq, 0))
      order by e.xid, e.seq limit 1
    ) as "waitingSince"
    from unnest(${[...names]}::text[]) with ordinality as wanted (name, place)
    left join kernel.event_readers as r on r.name = wanted.name
    order by wanted.place`.execute(db);
  return rows;
}

export interface WorkCounts {
  readonly deadLetters: number;
  readonly overdueTimers: number;
  readonly overdueJobs: number;
  readonly workers: number;
}

/** What waits or was given up; `overdue` is what should have started before the instant. */
export async function countWork(db: Db, before: Date): Promise<WorkCounts> {
  const { rows } = await sql<WorkCounts>`
    select (select count(*) from kernel.dead_letters where retried_at is null) as "deadLetters",
      (select count(*) from kernel.timers where next_try_at < ${before}) as "overdueTimers",
      (select count(*) from kernel.workers where seen_at > now() - interval '15 seconds') as workers`.execute(db);
  const present = await sql<{ jobs: boolean }>`
    select to_regclass('graphile_worker.jobs') is not null as jobs`.execute(db);
  const row = rows[0] ?? { deadLetters: 0, overdueTimers: 0, overdueJobs: 0, workers: 0 };
  if (present.rows[0]?.jobs !== true) {
    return { ...row, overdueJobs: 0 };
  }
  const waiting = await sql<{ jobs: number }>`
    select count(*) as jobs from graphile_worker.jobs
    where locked_at is null and attempts < max_attempts and run_at < now() - interval '5 minutes'`.execute(db);
  return { ...row, overdueJobs: waiting.rows[0]?.jobs ?? 0 };
}
