import { chmod, lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { migratePostgres } from '#kernel/db/migrate.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { migrateJobs } from '#kernel/jobs/jobs.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { startAnalytic } from '#kernel/supervise/analytic-server.ts';
import { lockDataDir } from '#kernel/supervise/data-lock.ts';
import { chooseDatabaseAccount, openTempDir } from '#kernel/supervise/postgres-account.ts';
import { startPostgres } from '#kernel/supervise/postgres-server.ts';
import { ANALYTIC_URL, databaseUrl, POSTGRES_URL, RUN_DIR, TEMPLATE } from './addresses.ts';

const PREFIX = 'zhike-test-';
/** A folder older than this that nobody holds belongs to a run that was killed. */
const ABANDONED_MS = 10 * 60_000;

/** Whatever a run leaves for inspection stands here, replaced by the next run that fails. */
function keptDir(temp: string): string {
  return path.join(temp, `${PREFIX}kept-${process.getuid?.() ?? 0}`);
}

/**
 * Starts one PostgreSQL and one analytic child for the whole run, and builds the migrated template database that
 * every test file clones. Their addresses reach the workers through the environment.
 */
export async function setup(): Promise<() => Promise<void>> {
  const log = createLogger({ level: process.env['ZHIKE_TEST_LOG'] ?? 'silent' });
  const temp = await openTempDir(await chooseDatabaseAccount(''));
  await removeAbandoned(temp);
  const dir = await mkdtemp(path.join(temp, PREFIX));
  // The database's account must be able to enter it when the tests are run by root.
  await chmod(dir, 0o711);
  const lock = await lockDataDir(dir);
  const [postgres, analytic] = await Promise.all([
    startPostgres({ dataDir: path.join(dir, 'postgres'), log, durable: false }),
    // Tests wait for its answers, and have nothing else for it to stand back for.
    startAnalytic({ dataDir: path.join(dir, 'analytic'), log, nice: 0 }),
  ]);
  const stop = async (): Promise<void> => {
    const failed = await listKept(postgres.url);
    await Promise.all([analytic.stop(), postgres.stop()]);
    lock.release();
    await (failed.length > 0 ? keep(dir, failed) : rm(dir, { recursive: true, force: true }));
  };
  try {
    await buildTemplate(postgres.url, log);
  } catch (error) {
    await stop();
    throw error;
  }
  process.env[POSTGRES_URL] = postgres.url;
  process.env[ANALYTIC_URL] = analytic.url;
  process.env[RUN_DIR] = dir;
  return stop;
}

/** Removes what killed runs of this user left: folders that nobody holds any more. */
async function removeAbandoned(temp: string): Promise<void> {
  const names = (await readdir(temp)).filter((name) => name.startsWith(PREFIX));
  for (const dir of names.map((name) => path.join(temp, name)).filter((each) => each !== keptDir(temp))) {
    try {
      await removeIfAbandoned(dir);
    } catch (error) {
      // Another run holds it or was quicker; if it is something else, this run can do without the space.
      if (!(error instanceof AppError && error.code === 'data_folder_in_use')) {
        process.stderr.write(`Could not remove ${dir}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }
}

async function removeIfAbandoned(dir: string): Promise<void> {
  const { uid, mtimeMs } = await lstat(dir);
  if (uid === process.getuid?.() && Date.now() - mtimeMs > ABANDONED_MS) {
    (await lockDataDir(dir)).release();
    await rm(dir, { recursive: true, force: true });
  }
}

async function buildTemplate(serverUrl: string, log: ReturnType<typeof createLogger>): Promise<void> {
  await withClient(serverUrl, (client) => client.query(`create database ${TEMPLATE}`));
  const template = openPostgres(databaseUrl(serverUrl, TEMPLATE), { onError: (error) => log.warn({ err: error }) });
  try {
    await migratePostgres(template, { log });
    await migrateJobs(template, { log });
  } finally {
    await template.close();
  }
}

/** Databases that test files with failures did not drop. */
async function listKept(serverUrl: string): Promise<readonly string[]> {
  const { rows } = await withClient(serverUrl, (client) =>
    client.query<{ datname: string }>(`select datname from pg_database where datname like 'test\\_%' order by datname`),
  );
  return rows.map((row) => row.datname);
}

async function keep(dir: string, databases: readonly string[]): Promise<void> {
  const kept = keptDir(path.dirname(dir));
  await rm(kept, { recursive: true, force: true });
  await rename(dir, kept);
  process.stderr.write(`Databases of failed test files are kept in ${kept}: ${databases.join(', ')}\n`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
