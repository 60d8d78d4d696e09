import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildWebIfStale } from '../server/src/0-kernel/boot/web-build.ts';
import { AppError } from '../server/src/0-kernel/errors.ts';
import { lockFile } from '../server/src/0-kernel/supervise/data-lock.ts';
import { RUN_DIR, requireAddress } from '../server/test/addresses.ts';
import { killAll, signal } from './processes.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const START_MS = 120_000;
const STOP_MS = 30_000;
const POLL_MS = 50;
/** For questions that the server works on: asked more often they would keep it from what is awaited. */
export const SERVER_POLL_MS = 250;

export const ADMIN = { email: 'admin@zhike.test', password: 'some-long-password-1' } as const;

export interface PlatformOptions {
  readonly dataDir: string;
  /** Default: both, in one process. */
  readonly roles?: 'web' | 'worker' | 'web,worker';
  /** Behind the name of the program, as after `npm start --`. */
  readonly args?: readonly string[];
  /** Begins on a copy of a folder that was set up once for the whole run, instead of on an empty one. */
  readonly isPrepared?: boolean;
  /** Outside stores, for several processes. */
  readonly stores?: { readonly databaseUrl: string; readonly clickhouseUrl: string };
}

/** A running `server/src/main.ts` of its own. */
export interface PlatformProcess {
  /** Where the web role listens; empty for a worker alone. */
  readonly url: string;
  readonly pid: number;
  /** What it told people on the terminal so far. */
  told(): string;
  /** What it logged so far, one object per line. */
  log(): readonly LogLine[];
  /** As Ctrl-C does; resolves when it is gone with everything it started. */
  stop(): Promise<void>;
  /** As a power cut does: the process and everything below it, at once. Returns who was hit. */
  kill(): Promise<readonly number[]>;
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** Starts the real server as a child process and waits until it says that it is ready. */
export async function startPlatform(options: PlatformOptions): Promise<PlatformProcess> {
  if (options.isPrepared === true) {
    await copyPrepared(options.dataDir);
  }
  const child = spawn(process.execPath, ['server/src/main.ts', ...(options.args ?? [])], {
    cwd: ROOT,
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { log: '', told: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.log += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.told += chunk.toString();
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { pid } = child;
  if (pid === undefined) {
    throw new Error('The server process could not be started');
  }
  const kill = async (): Promise<readonly number[]> => {
    const hit = hasEnded(child) ? [] : killAll([pid]);
    await gone;
    return hit;
  };
  try {
    await until(() => output.told.includes('ready —') || hasEnded(child), {
      what: 'the server to be ready',
      ms: START_MS,
    });
    if (hasEnded(child)) {
      throw new Error('The server ended before it was ready');
    }
  } catch (error) {
    await kill();
    throw new Error(`${String(error)}\n${output.told}\n${output.log.slice(-4000)}`, { cause: error });
  }
  return {
    url: /https?:\/\/\S+/.exec(output.told)?.[0] ?? '',
    pid,
    told: () => output.told,
    log: () => readLog(output.log),
    kill,
    stop: async () => {
      if (hasEnded(child)) {
        return;
      }
      signal(pid, 'SIGTERM');
      const ended = await Promise.race([gone.then(() => true), pause(STOP_MS, false, { ref: false })]);
      if (!ended) {
        await kill();
        throw new Error(`The server did not stop within ${STOP_MS / 1000} s of SIGTERM\n${output.log.slice(-4000)}`);
      }
    },
  };
}

/** Databases made and migrated, and the administrator in: what every server does first on an empty folder. */
async function copyPrepared(dataDir: string): Promise<void> {
  const prepared = path.join(requireAddress(RUN_DIR), 'prepared');
  if (!existsSync(prepared)) {
    await withTurn('prepared', async () => {
      if (!existsSync(prepared)) {
        const making = `${prepared}.new`;
        await rm(making, { recursive: true, force: true });
        const platform = await startPlatform({ dataDir: making });
        await platform.stop();
        // Processes are killed under tests, the machine is not: nothing need be on the disk.
        await appendFile(path.join(making, 'postgres', 'postgresql.conf'), '\nfsync = off\n');
        await rename(making, prepared);
      }
    });
  }
  // With its owners: the database's folder may belong to an account of its own.
  await promisify(execFile)('cp', ['-a', prepared, dataDir]);
}

function environmentOf({ dataDir, roles = 'web,worker', stores }: PlatformOptions): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const kept = { PATH, HOME, LANG, TMPDIR, NODE_COMPILE_CACHE };
  return {
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)),
    PORT: '0',
    ZHIKE_DATA: dataDir,
    ZHIKE_ROLES: roles,
    ZHIKE_ADMIN_EMAIL: ADMIN.email,
    ZHIKE_ADMIN_PASSWORD: ADMIN.password,
    ZHIKE_LOG_LEVEL: 'debug',
    ZHIKE_ANALYTIC_NICE: '0',
    ...(stores === undefined ? {} : { DATABASE_URL: stores.databaseUrl, CLICKHOUSE_URL: stores.clickhouseUrl }),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function readLog(text: string): readonly LogLine[] {
  // The last line may still be on its way.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine);
}

/**
 * Builds the web once for the whole run before any server looks: servers of several test files that find it stale
 * at the same moment would all build into the same folder.
 */
export function buildWebOnce(): Promise<void> {
  return withTurn('web-build', () => buildWebIfStale(ROOT, { tell: () => undefined }));
}

/** Runs the work while no other test file of this run does work of the same name. */
export async function withTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const lock = await until(() => tryLock(path.join(requireAddress(RUN_DIR), `${name}.lock`)), {
    what: `its turn: ${name}`,
    ms: START_MS,
  });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function tryLock(file: string): { release(): void } | null {
  try {
    return lockFile(file, path.dirname(file));
  } catch (error) {
    if (error instanceof AppError && error.code === 'data_folder_in_use') {
      return null;
    }
    throw error;
  }
}

/** What the work comes to, unless it takes longer than it may; throws then, naming what was awaited. */
export async function within<T>(
  work: Promise<T>,
  { what, ms }: { readonly what: string; readonly ms: number },
): Promise<T> {
  const end = new AbortController();
  const tooLate = pause(ms, undefined, { signal: end.signal }).then(() => {
    throw new Error(`Waited ${ms / 1000} s in vain for ${what}`);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    end.abort();
  }
}

/** Asks again and again until the answer is not null, undefined or false; throws, naming what was awaited. */
export async function until<T>(
  ask: () => T | Promise<T>,
  { what, ms = 60_000, pollMs = POLL_MS }: { readonly what: string; readonly ms?: number; readonly pollMs?: number },
): Promise<Exclude<T, null | undefined | false>> {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) {
      // What was just told apart.
      return answer as Exclude<T, null | undefined | false>;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${ms / 1000} s in vain for ${what}`);
    }
    await pause(pollMs);
  }
}
