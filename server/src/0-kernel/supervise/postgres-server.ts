import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import { availableMemory } from '#kernel/supervise/available-memory.ts';
import { lockFile } from '#kernel/supervise/data-lock.ts';
import { chooseDatabaseAccount } from '#kernel/supervise/postgres-account.ts';
import { findPostgresPackage, preparePostgresBinaries } from '#kernel/supervise/postgres-binaries.ts';
import {
  DATABASE_USER,
  prepareDataFolder,
  prepareParent,
  prepareSocketDir,
  removeSocketDir,
} from '#kernel/supervise/postgres-folder.ts';
import { clearLeftover, readPidFile } from '#kernel/supervise/postgres-leftover.ts';
import { type ServerProcess, type ServerProcessOptions, spawnServer } from '#kernel/supervise/postgres-process.ts';
import { serverSettings } from '#kernel/supervise/postgres-settings.ts';

/** A PostgreSQL that lives and dies with this process. */
export interface SupervisedPostgres {
  /** For pg's connectionString; goes over the Unix socket. */
  readonly url: string;
  readonly socketDir: string;
  readonly port: number;
  /** Fast shutdown; resolves when the server is gone. */
  stop(): Promise<void>;
}

export interface StartPostgresOptions {
  /** The database's own folder, made when missing. */
  readonly dataDir: string;
  readonly log: Logger;
  /** false gives up safety against a crash of the machine, for tests. Default true. */
  readonly durable?: boolean;
  /** The npm package with the programs; default: the one of this platform. */
  readonly packageName?: string;
}

const PORT = 5432;
const POLL_MS = 20;
const TELL_EVERY_MS = 10_000;
const MAX_RESTART_PAUSE_MS = 30_000;
const SMALL_SHARED_MEMORY_BYTES = 512 * 1024 * 1024;

/**
 * Starts PostgreSQL on the folder and waits until it answers, however long recovery after a crash takes. When the
 * server dies it is started again under the same address; when this process dies the server ends by itself.
 * Throws AppError, with what to do, for everything that a person can mend.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<SupervisedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  const { log } = options;
  const durable = options.durable ?? true;
  const account = await chooseDatabaseAccount(dataDir);
  await prepareParent({ account, dataDir });
  const lock = lockFile(`${dataDir}.lock`, dataDir);
  try {
    const binaries = await preparePostgresBinaries({ account, root: findPostgresPackage(options.packageName) });
    await prepareDataFolder({ account, dataDir, binaries, durable });
    await clearLeftover(dataDir, log);
    const socketDir = await prepareSocketDir({ account, dataDir, port: PORT });
    const settings = serverSettings({
      socketDir,
      port: PORT,
      durable,
      memoryBytes: availableMemory(),
      smallSharedMemory: await hasSmallSharedMemory(),
    });
    const supervisor = await supervise({ program: binaries.postgres, dataDir, settings, account, log, socketDir });
    const stop = async (): Promise<void> => {
      await supervisor.stop();
      await removeSocketDir(socketDir, dataDir);
      lock.release();
    };
    let stopping: Promise<void> | null = null;
    return {
      url: socketUrl(socketDir, PORT, DATABASE_USER),
      socketDir,
      port: PORT,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The address of the server that runs on this folder, started by whichever process; null when none does. */
export async function runningPostgresUrl(dataDir: string): Promise<string | null> {
  const running = await readPidFile(path.resolve(dataDir));
  if (running === null || running.socketDir === '') {
    return null;
  }
  const url = socketUrl(running.socketDir, running.port, DATABASE_USER);
  return (await answer(url)) === 'yes' ? url : null;
}

function socketUrl(socketDir: string, port: number, database: string): string {
  return `postgres://${DATABASE_USER}@localhost/${database}?host=${encodeURIComponent(socketDir)}&port=${port}`;
}

interface SuperviseOptions extends ServerProcessOptions {
  readonly socketDir: string;
}

async function supervise(options: SuperviseOptions): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let server = spawnServer(options);
  await untilReady(server, options);
  const keepAlive = async (): Promise<void> => {
    let failures = 0;
    for (;;) {
      await server.ended;
      if (stopped) {
        return;
      }
      options.log.error({ lines: server.lastLines() }, 'the database server died; starting it again');
      await pause(Math.min(1000 * 2 ** failures, MAX_RESTART_PAUSE_MS), undefined, { ref: false });
      if (stopped) {
        return;
      }
      try {
        await clearLeftover(options.dataDir, options.log);
        server = spawnServer(options);
        await untilReady(server, options);
        failures = 0;
      } catch (error) {
        failures += 1;
        options.log.error({ err: error }, 'the database server did not start again');
      }
    }
  };
  const alive = keepAlive();
  return {
    stop: async () => {
      stopped = true;
      await server.stop();
      await Promise.race([alive, server.ended]);
    },
  };
}

/** Waits until the server answers and our database is there. Throws AppError when the server ends instead. */
async function untilReady(server: ServerProcess, options: SuperviseOptions): Promise<void> {
  const url = socketUrl(options.socketDir, PORT, 'postgres');
  let gone = false;
  void server.ended.then(() => {
    gone = true;
  });
  let tellAt = Date.now() + TELL_EVERY_MS;
  for (;;) {
    if ((await answer(url)) === 'yes') {
      await ensureDatabase(url);
      return;
    }
    if (gone) {
      throw doesNotStart(options.dataDir, server.lastLines());
    }
    if (Date.now() > tellAt) {
      options.log.info({ lines: server.lastLines() }, 'the database server is still starting');
      tellAt = Date.now() + TELL_EVERY_MS;
    }
    await pause(POLL_MS);
  }
}

/** One connection attempt: whether a server takes queries there. */
async function answer(url: string): Promise<'yes' | 'no'> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return 'yes';
  } catch {
    // No socket yet, or "the database system is starting up": the caller asks again or reads the server's log.
    return 'no';
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // What breaks the connection is told by the statement.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE_USER]);
    if (rowCount === 0) {
      await client.query(`create database ${DATABASE_USER}`);
    }
  } finally {
    await client.end();
  }
}

async function hasSmallSharedMemory(): Promise<boolean> {
  if (process.platform !== 'linux') {
    return false;
  }
  try {
    const { bsize, blocks } = await statfs('/dev/shm');
    return bsize * blocks < SMALL_SHARED_MEMORY_BYTES;
  } catch {
    return true;
  }
}

function doesNotStart(dataDir: string, lines: readonly string[]): AppError {
  const reason = lines.findLast((line) => /^(FATAL|PANIC):/.test(line)) ?? lines.at(-1) ?? '';
  return new AppError('database_start_failed', 500, {
    message: {
      'zh-CN': `数据库（${dataDir}）未能启动：${reason}。请按此提示处理后重试，或用 DATABASE_URL 指定外部 PostgreSQL`,
      en: `The database on ${dataDir} did not start: ${reason}. Mend this and start again, or name an outside PostgreSQL with DATABASE_URL`,
    },
    cause: new Error(lines.join('\n')),
  });
}
