import { hostname } from 'node:os';
import { sql } from 'kysely';
import pg from 'pg';
import { connectionConfig, type Postgres } from '#kernel/db/postgres.ts';
import type { Logger } from '#kernel/logging/logger.ts';

/**
 * Says that this process works on jobs, in a way that ends with the process: a row that is renewed, and a session
 * that holds an advisory lock on the row's number. The server frees the lock when the process dies, also by kill -9;
 * an event loop that is busy for a minute keeps it.
 */
export interface Liveness {
  /** The name under which this process locks jobs. */
  setPool(poolId: string): Promise<void>;
  close(): Promise<void>;
}

/** First number of the two-number advisory locks of workers. */
const LOCK_CLASS = 0x7a6b;
const RENEW_MS = 3000;
/** A worker that lost its connection (not its life) has this long to come back. */
const LOST_AFTER_SECONDS = 10;
/** Jobs locked by a process that never said its name. */
const NAMELESS_AFTER_SECONDS = 60;

interface Connecting {
  readonly lockKey: number;
  /** Told when the connection breaks, from its first moment on: unheard, that would end the process. */
  readonly onError: (client: pg.Client, error: Error) => void;
}

async function connect(url: string, { lockKey, onError }: Connecting): Promise<pg.Client> {
  const client = new pg.Client({ ...connectionConfig(url), application_name: 'zhike worker alive' });
  client.on('error', (error) => onError(client, error));
  await client.connect();
  await client.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS, lockKey]);
  return client;
}

export async function announceWorker(options: {
  readonly postgres: Postgres;
  readonly log: Logger;
}): Promise<Liveness> {
  const { postgres, log } = options;
  const { rows } = await sql<{ lock_key: number }>`
    insert into kernel.workers (host, pid) values (${hostname()}, ${process.pid}) returning lock_key`.execute(
    postgres.db,
  );
  const lockKey = rows[0]?.lock_key ?? 0;
  let poolId: string | null = null;
  let client: pg.Client | null = null;
  const hold = async (): Promise<void> => {
    client = await connect(postgres.url, {
      lockKey,
      onError: (broken, error) => {
        client = client === broken ? null : client;
        log.warn({ err: error }, 'the connection that shows this worker to be alive broke');
      },
    });
  };
  await hold();
  const renew = async (): Promise<void> => {
    if (client === null) {
      await hold();
    }
    // The row may be gone when this process was out of reach for too long: say it again under the same number.
    await sql`
      insert into kernel.workers (lock_key, pool_id, host, pid) overriding system value
      values (${lockKey}, ${poolId}, ${hostname()}, ${process.pid})
      on conflict (lock_key) do update set seen_at = now()`.execute(postgres.db);
  };
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renew().catch((error: unknown) => log.warn({ err: error }, 'renewing the sign of life failed'));
  }, RENEW_MS);
  return {
    setPool: async (id) => {
      poolId = id;
      await sql`update kernel.workers set pool_id = ${id} where lock_key = ${lockKey}`.execute(postgres.db);
    },
    close: async () => {
      clearInterval(timer);
      await renewing;
      await sql`delete from kernel.workers where lock_key = ${lockKey}`.execute(postgres.db);
      await client?.end();
    },
  };
}

/**
 * Frees the jobs of workers that died, which would stay locked for four hours otherwise, and says how many workers
 * that were. The lost attempt counts, so a job that kills its worker ends on the dead-letter list.
 */
export async function unlockLostWorkers(postgres: Postgres): Promise<number> {
  return await postgres.db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ lock_key: number; pool_id: string | null }>`
      with silent as materialized (
        select lock_key, pool_id from kernel.workers
        where seen_at < now() - make_interval(secs => ${LOST_AFTER_SECONDS}) for update skip locked
      )
      select lock_key, pool_id from silent where pg_try_advisory_xact_lock(${LOCK_CLASS}::int, lock_key)`.execute(tx);
    const nameless = await sql<{ pool_id: string }>`
      select distinct j.locked_by as pool_id from graphile_worker._private_jobs as j
      where j.locked_at < now() - make_interval(secs => ${NAMELESS_AFTER_SECONDS})
        and not exists (select from kernel.workers as w where w.pool_id = j.locked_by)`.execute(tx);
    const pools = [...rows, ...nameless.rows].flatMap((row) => (row.pool_id === null ? [] : [row.pool_id]));
    if (pools.length > 0) {
      await sql`select graphile_worker.force_unlock_workers(${pools}::text[])`.execute(tx);
    }
    await sql`delete from kernel.workers where lock_key = any(${rows.map((row) => row.lock_key)}::int[])`.execute(tx);
    return pools.length;
  });
}
