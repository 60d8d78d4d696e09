import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '#kernel/config/config.ts';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import { startAnalytic } from '#kernel/supervise/analytic-server.ts';
import { lockDataDir } from '#kernel/supervise/data-lock.ts';
import { startPostgres } from '#kernel/supervise/postgres-server.ts';

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
  const endings: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await rm(path.join(config.dataDir, ADDRESS_FILE), { force: true });
    for (const end of endings.toReversed()) {
      await end();
    }
    lock.release();
  };
  try {
    const [postgres, analytic] = await Promise.all([
      databaseUrl === null ? startPostgres({ dataDir: path.join(config.dataDir, 'postgres'), log }) : null,
      clickhouseUrl === null ? tryAnalytic(config, log) : null,
    ]);
    if (postgres !== null) {
      endings.push(() => postgres.stop());
    }
    if (analytic !== null && analytic.server !== null) {
      const { server } = analytic;
      endings.push(() => server.stop());
    }
    const stores = {
      databaseUrl: databaseUrl ?? postgres?.url ?? '',
      clickhouseUrl: clickhouseUrl ?? analytic?.server?.url ?? null,
    };
    await leaveAddresses(config.dataDir, stores);
    return { ...stores, analyticProblem: analytic?.problem ?? null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Attempt {
  readonly server: Awaited<ReturnType<typeof startAnalytic>> | null;
  readonly problem: AppError | null;
}

/** A platform without the engine still gets everything else; any other failure ends the start. */
async function tryAnalytic(config: Config, log: Logger): Promise<Attempt> {
  try {
    return { server: await startAnalytic({ dataDir: path.join(config.dataDir, 'analytic'), log }), problem: null };
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
