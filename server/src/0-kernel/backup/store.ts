import { CompiledQuery, sql } from 'kysely';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { copyInto } from '#kernel/db/copy.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TableReference } from './load-order.ts';
import { type BackupSequence, type BackupTable, tableLabel } from './manifest.ts';

export interface LedgerRow {
  readonly name: string;
  readonly checksum: string;
}

/** Tables of the kernel that describe running processes, or that a restore writes by itself. */
const NEVER_COPIED = ['kernel.migrations', 'kernel.workers'];
/** More rows than this are not counted: that there are some is enough to refuse. */
const COUNT_LIMIT = 1000;

/** The same text for the same rows whatever the server is set to, and no limit of time. */
const COPY_SETTINGS = `
  select set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true),
    set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '1', true),
    set_config('bytea_output', 'hex', true), set_config('statement_timeout', '0', true),
    set_config('transaction_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true),
    set_config('lock_timeout', '60s', true)`;

export async function setUpReading(client: pg.PoolClient): Promise<void> {
  await client.query(COPY_SETTINGS);
}

export async function setUpLoading(tx: Tx): Promise<void> {
  await sql.raw(COPY_SETTINGS).execute(tx);
}

/** A name as SQL; everything that goes into the text of a statement passes here. */
function quoted(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

function columnsOf(table: BackupTable): string {
  return table.columns.map((column) => quoted(column)).join(', ');
}

/** Migrations that ran, by name; none for a database that was never migrated. */
export async function readLedger(db: Db | pg.PoolClient): Promise<readonly LedgerRow[]> {
  const [found] = await ask<{ present: boolean }>(db, `select to_regclass('kernel.migrations') is not null as present`);
  if (found?.present !== true) {
    return [];
  }
  return ask<LedgerRow>(db, 'select name, checksum from kernel.migrations order by name');
}

/** The schemas that the migrations of a ledger own: `0030_customers_create.sql` is about `customers`. */
export function schemasOf(ledger: readonly { readonly name: string }[]): readonly string[] {
  const names = ledger.map(({ name }) => /^\d{4}_([a-z]+)_/.exec(name)?.[1]).filter((name) => name !== undefined);
  return [...new Set(['kernel', ...names])].toSorted();
}

/** Every table of the schemas with its columns, those that are computed left out. Partitions belong to their table. */
export async function listTables(db: Db | pg.PoolClient, schemas: readonly string[]): Promise<readonly BackupTable[]> {
  const rows = await ask<BackupTable>(
    db,
    `select n.nspname::text as schema, c.relname::text as name,
       coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute as a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '{}') as columns
     from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname = any($1::text[]) and c.relkind in ('r', 'p') and not c.relispartition
     order by 1, 2`,
    [schemas],
  );
  return rows.filter((table) => !NEVER_COPIED.includes(tableLabel(table)));
}

/** Foreign keys between tables of the schemas. */
export async function listReferences(
  client: pg.PoolClient,
  schemas: readonly string[],
): Promise<readonly TableReference[]> {
  return ask<TableReference>(
    client,
    `select distinct fn.nspname || '.' || f.relname as from, tn.nspname || '.' || t.relname as to
     from pg_constraint as k
     join pg_class as f on f.oid = k.conrelid join pg_namespace as fn on fn.oid = f.relnamespace
     join pg_class as t on t.oid = k.confrelid join pg_namespace as tn on tn.oid = t.relnamespace
     where k.contype = 'f' and fn.nspname = any($1::text[])`,
    [schemas],
  );
}

/** Where the sequences stand now: never behind the snapshot, because this is read after it was taken. */
export async function listSequences(
  client: pg.PoolClient,
  schemas: readonly string[],
): Promise<readonly BackupSequence[]> {
  const names = await ask<{ schema: string; name: string }>(
    client,
    `select n.nspname::text as schema, c.relname::text as name
     from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
     where n.nspname = any($1::text[]) and c.relkind = 'S' order by 1, 2`,
    [schemas],
  );
  const sequences: BackupSequence[] = [];
  for (const { schema, name } of names) {
    const [position] = await ask<{ lastValue: string; isCalled: boolean }>(
      client,
      `select last_value::text as "lastValue", is_called as "isCalled" from ${quoted(schema, name)}`,
    );
    if (position !== undefined) {
      sequences.push({ schema, name, ...position });
    }
  }
  return sequences;
}

/** The rows of a table as COPY text. After the stream has ended, `rowCount` is their number. */
export function copyTable(client: pg.PoolClient, table: BackupTable): ReturnType<typeof copyTo> {
  const source = quoted(table.schema, table.name);
  return client.query(copyTo(`copy (select ${columnsOf(table)} from ${source}) to stdout`));
}

/**
 * Jobs that wait or run, oldest first, in the words of `add_job`. One that runs counts as waiting with its attempt
 * used, which is what happens to the jobs of a process that dies.
 */
export function copyJobs(client: pg.PoolClient): ReturnType<typeof copyTo> {
  return client.query(
    copyTo(`copy (
      select j.id, t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority,
        (select array_agg(flag) from jsonb_object_keys(j.flags) as flag), j.attempts, j.last_error
      from graphile_worker._private_jobs as j
      join graphile_worker._private_tasks as t on t.id = j.task_id
      left join graphile_worker._private_job_queues as q on q.id = j.job_queue_id
      order by j.id) to stdout`),
  );
}

const JOB_SEQUENCE = `pg_get_serial_sequence('graphile_worker._private_jobs', 'id')`;

export async function hasJobQueue(db: Db | pg.PoolClient): Promise<boolean> {
  const [found] = await ask<{ present: boolean }>(
    db,
    `select to_regclass('graphile_worker._private_jobs') is not null as present`,
  );
  return found?.present === true;
}

/** The last number that the queue gave to a job; 0 for none. */
export async function readLastJobId(client: pg.PoolClient): Promise<string> {
  const [found] = await ask<{ last: string }>(
    client,
    `select coalesce(pg_sequence_last_value(${JOB_SEQUENCE}::regclass), 0)::text as last`,
  );
  return found?.last ?? '0';
}

/**
 * Tables that hold rows other than those that migrations wrote, with the number of these rows, at most 1001. A row
 * is of a migration when the same transaction also wrote the ledger.
 */
export async function listFilled(
  db: Db,
  tables: readonly BackupTable[],
): Promise<readonly { readonly label: string; readonly rows: number }[]> {
  const filled: { label: string; rows: number }[] = [];
  const count = async (label: string, from: string): Promise<void> => {
    const [found] = await ask<{ rows: number }>(
      db,
      `select count(*)::int as rows from (select from ${from} limit ${COUNT_LIMIT + 1}) as found`,
    );
    if (found !== undefined && found.rows > 0) {
      filled.push({ label, rows: found.rows });
    }
  };
  for (const table of tables) {
    const isOurs = 'where xmin::text not in (select xmin::text from kernel.migrations)';
    await count(tableLabel(table), `${quoted(table.schema, table.name)} ${isOurs}`);
  }
  if (await hasJobQueue(db)) {
    await count('graphile_worker.jobs', 'graphile_worker.jobs');
  }
  return filled;
}

/** Nobody else writes to the tables until the end of the transaction; reading goes on. */
export async function lockTables(tx: Tx, tables: readonly BackupTable[]): Promise<void> {
  const names = tables.map((table) => quoted(table.schema, table.name));
  await sql.raw(`lock table ${names.join(', ')} in exclusive mode`).execute(tx);
}

/** Takes away what migrations wrote, before the backup's own state of it comes in. `table` may be empty already. */
export async function clearTable(tx: Tx, table: BackupTable): Promise<void> {
  const name = quoted(table.schema, table.name);
  const [found] = await ask<{ filled: boolean }>(tx, `select exists (select from ${name}) as filled`);
  // Not even an empty delete where there is nothing: append-only tables refuse the statement.
  if (found?.filled === true) {
    await sql.raw(`delete from ${name}`).execute(tx);
  }
}

/** Loads COPY text and says how many rows that were. */
export async function loadTable(tx: Tx, table: BackupTable, text: AsyncIterable<Uint8Array>): Promise<number> {
  return copyInto(tx, `copy ${quoted(table.schema, table.name)} (${columnsOf(table)}) from stdin`, text);
}

/**
 * From here on jobs get larger numbers than any job of the old queue: the dead-letter list knows jobs by number, and
 * would take a new failure for one that it already has.
 */
export async function continueJobIds(tx: Tx, lastId: string): Promise<void> {
  await sql`
    select setval(${sql.raw(JOB_SEQUENCE)}::regclass, greatest(${lastId}::bigint,
      coalesce(pg_sequence_last_value(${sql.raw(JOB_SEQUENCE)}::regclass), 1)))`.execute(tx);
}

/** Puts jobs back to the queue, oldest first, under new numbers. */
export async function loadJobs(tx: Tx, text: AsyncIterable<Uint8Array>): Promise<number> {
  await sql`
    create temporary table restored_jobs (
      id bigint, identifier text, payload json, queue_name text, run_at timestamptz, max_attempts int, key text,
      priority int, flags text[], attempts int, last_error text
    ) on commit drop`.execute(tx);
  const rows = await copyInto(tx, 'copy restored_jobs from stdin', text);
  await sql`
    create temporary table added_jobs on commit drop as
    select o.attempts, o.last_error, (graphile_worker.add_job(o.identifier, o.payload, queue_name := o.queue_name,
      run_at := o.run_at, max_attempts := o.max_attempts, job_key := o.key, priority := o.priority,
      flags := o.flags)).id as id
    from (select * from restored_jobs order by id) as o`.execute(tx);
  await sql`
    update graphile_worker._private_jobs as j set attempts = a.attempts, last_error = a.last_error
    from added_jobs as a where a.id = j.id`.execute(tx);
  return rows;
}

export async function setSequence(tx: Tx, sequence: BackupSequence): Promise<void> {
  const name = quoted(sequence.schema, sequence.name);
  await sql`select setval(${name}::regclass, ${sequence.lastValue}::bigint, ${sequence.isCalled})`.execute(tx);
}

/**
 * Makes every analytic table count as another one than was fed, so that the next start rebuilds it whatever the
 * analytic store holds.
 */
export async function forgetAnalyticCopies(tx: Tx): Promise<void> {
  await sql`update kernel.feed_tables set mark = null, complete = false`.execute(tx);
}

/** Fresh statistics, without which the first questions to a filled database are planned for an empty one. */
export async function analyzeTables(db: Db, tables: readonly BackupTable[]): Promise<void> {
  const names = tables.map((table) => quoted(table.schema, table.name));
  await sql.raw(`analyze ${names.join(', ')}`).execute(db);
}

async function ask<Row extends object>(
  db: Db | pg.PoolClient,
  text: string,
  values: readonly (readonly string[])[] = [],
): Promise<readonly Row[]> {
  if ('executeQuery' in db) {
    return (await db.executeQuery<Row>(CompiledQuery.raw(text, [...values]))).rows;
  }
  return (await db.query<Row>(text, [...values])).rows;
}
