import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '#kernel/config/config.ts';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import { startAnalytic } from '#kernel/supervise/analytic-server.ts';
import { lockDataDir } from '#kernel/supervise/data-lock.ts';
import { type SupervisedPostgres, startPostgres } from '#kernel/supervise/postgres-server.ts';
import { endAll } from './end-all.ts';

/** Where the two stores are, and how to end what was started for them. */
export interface Stores {
  readonly databaseUrl: string;
  /** null: there is no analytic store here; everything but population-wide answers goes on. */
  readonly clickhouseUrl: string | null;
  /** Why there is none. */
  readonly analyticProblem: AppError | null;
  close(): Promise<void>;
}

const ADDRESS_FILE = 'addresses.json';
const addressSchema = z.object({ databaseUrl: z.string(), clickhouseUrl: z.string().nullable() });

/**
 * The stores of a data folder: outside servers where the configuration names them, else servers of our own under
 * the lock of the folder. Throws `data_folder_in_use` when another process holds it.
 */
export async function openStores(config: Config, log: Logger): Promise<Stores> {
  const { databaseUrl, clickhouseUrl } = config;
  if (databaseUrl !== null && clickhouseUrl !== null) {
    return { databaseUrl, clickhouseUrl, analyticProblem: null, close: () => Promise.resolve() };
  }
  const lock = await lockDataDir(config.dataDir);
  // Those of a process that was killed lead nowhere any more.
  await removeAddresses(config.dataDir);
  const endings: (() => Promise<void>)[] = [() => removeAddresses(config.dataDir)];
  const close = async (): Promise<void> => {
    try {
      await endAll(endings);
    } finally {
      lock.release();
    }
  };
  try {
    // Both are waited for, whatever becomes of the other: nothing that was started is forgotten.
    const [postgres, analytic] = await Promise.allSettled([
      databaseUrl === null ? startPostgres({ dataDir: path.join(config.dataDir, 'postgres'), log }) : null,
      clickhouseUrl === null ? tryAnalytic(config, log) : null,
    ]);
    for (const started of [postgres, analytic]) {
      const server = started.status === 'rejected' ? null : serverOf(started.value);
      if (server !== null) {
        endings.push(() => server.stop());
      }
    }
    const own = valueOf(postgres);
    const attempt = valueOf(analytic);
    const stores = {
      databaseUrl: databaseUrl ?? own?.url ?? '',
      clickhouseUrl: clickhouseUrl ?? attempt?.server?.url ?? null,
    };
    await leaveAddresses(config.dataDir, stores);
    return { ...stores, analyticProblem: attempt?.problem ?? null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function serverOf(started: SupervisedPostgres | Attempt | null): { stop(): Promise<void> } | null {
  return started !== null && 'server' in started ? started.server : started;
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') {
    throw result.reason;
  }
  return result.value;
}

interface Attempt {
  readonly server: Awaited<ReturnType<typeof startAnalytic>> | null;
  readonly problem: AppError | null;
}

/** A platform without the engine still gets everything else; any other failure ends the start. */
async function tryAnalytic(config: Config, log: Logger): Promise<Attempt> {
  try {
    const dataDir = path.join(config.dataDir, 'analytic');
    return { server: await startAnalytic({ dataDir, log, nice: config.analyticNice }), problem: null };
  } catch (error) {
    if (error instanceof AppError && error.code === 'analytic_engine_missing') {
      return { server: null, problem: error };
    }
    throw error;
  }
}

/** For commands beside the running server: they hold the analytic store's token, hence the mode. */
async function leaveAddresses(dataDir: string, addresses: z.output<typeof addressSchema>): Promise<void> {
  const file = path.join(dataDir, ADDRESS_FILE);
  const draft = `${file}.new`;
  await writeFile(draft, JSON.stringify(addresses), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
}

function removeAddresses(dataDir: string): Promise<void> {
  return rm(path.join(dataDir, ADDRESS_FILE), { force: true });
}

/** The stores of the process that holds the folder; null when nobody left word. */
export async function readAddresses(dataDir: string): Promise<z.output<typeof addressSchema> | null> {
  try {
    return addressSchema.parse(JSON.parse(await readFile(path.join(dataDir, ADDRESS_FILE), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

/** As `openStores`, but beside a running server its stores are shared instead of refused. */
export async function shareStores(config: Config, log: Logger): Promise<Stores> {
  try {
    return await openStores(config, log);
  } catch (error) {
    if (error instanceof AppError && error.code === 'data_folder_in_use') {
      const addresses = await readAddresses(config.dataDir);
      if (addresses !== null) {
        return { ...addresses, analyticProblem: null, close: () => Promise.resolve() };
      }
    }
    throw error;
  }
}
