import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';

const run = promisify(execFile);
const POLL_MS = 50;
/** Time for the watchdog of a killed parent to act; asking a server twice to end does no harm. */
const ORPHAN_GRACE_MS = 2000;
const STOP_LIMIT_MS = 60_000;

/** What a running server says of itself in `postmaster.pid`. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
}

/** Reads `postmaster.pid`; null when there is none, or none that can be understood. */
export async function readPidFile(dataDir: string): Promise<PidFile | null> {
  let text: string;
  try {
    text = await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) {
      return null;
    }
    throw error;
  }
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  return Number.isSafeInteger(pid) && pid > 1 ? { pid, port: Number(lines[3]), socketDir: lines[4] ?? '' } : null;
}

/**
 * Makes way for a new server on a data folder that the caller has locked. A server left over from a killed parent
 * is given time to end, then asked to; a pid file is removed only when its process is provably gone (a zombie, or
 * another program under a reused number) and no process at all works in the folder.
 */
export async function clearLeftover(dataDir: string, log: Logger): Promise<void> {
  const left = await readPidFile(dataDir);
  if (left === null) {
    return;
  }
  const folder = await realpath(dataDir);
  const servers = await serversIn(folder, left.pid);
  if (servers.length > 0) {
    log.warn({ pid: left.pid }, 'a database server of an earlier run is still there; waiting for its end');
    await endServers(folder, left.pid);
  }
  if (isThere(left.pid) && (await readPidFile(dataDir))?.pid === left.pid) {
    log.warn(
      { pid: left.pid },
      'the pid file of an earlier database server names a dead or different process; removed',
    );
    await rm(path.join(dataDir, 'postmaster.pid'));
    // The socket has a lock file of its own that names the same process and would refuse the new server.
    await rm(path.join(left.socketDir, `.s.PGSQL.${left.port}.lock`), { force: true });
  }
}

async function endServers(folder: string, postmaster: number): Promise<void> {
  if (await ended(folder, postmaster, ORPHAN_GRACE_MS)) {
    return;
  }
  signal(postmaster, 'SIGINT');
  if (await ended(folder, postmaster, STOP_LIMIT_MS)) {
    return;
  }
  throw new AppError('database_left_over', 500, {
    message: {
      'zh-CN': `数据目录 ${folder} 上一次运行留下的数据库进程 ${postmaster} 没有结束；请检查并停止它（kill -INT ${postmaster}）后再启动`,
      en: `The database process ${postmaster} of an earlier run on ${folder} does not end; look at it and stop it (kill -INT ${postmaster}), then start again`,
    },
  });
}

async function ended(folder: string, postmaster: number, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs;
  while (Date.now() < until) {
    if ((await serversIn(folder, postmaster)).length === 0) {
      return true;
    }
    await pause(POLL_MS);
  }
  return false;
}

/**
 * Live processes of a server on this folder. Every PostgreSQL process works in its data folder, which tells it
 * from another program that got its number; zombies hold nothing and do not count.
 */
async function serversIn(folder: string, postmaster: number): Promise<readonly number[]> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const found = await Promise.all(pids.map(async (pid) => ((await serverFolder(pid)) === folder ? pid : null)));
    return found.filter((pid) => pid !== null);
  }
  if (!isThere(postmaster)) {
    return [];
  }
  const { stdout } = await run('ps', ['-p', String(postmaster), '-o', 'stat=,command=']).catch(() => ({ stdout: '' }));
  return !/^\s*Z/.test(stdout) && stdout.includes('postgres') ? [postmaster] : [];
}

/** The folder that a PostgreSQL process works in. Null for others: zombies, ended ones and those of other users too. */
async function serverFolder(pid: number): Promise<string | null> {
  try {
    const folder = await readlink(`/proc/${pid}/cwd`);
    // A person's shell may stand in the folder as well.
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim() === 'postgres' ? folder : null;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'EACCES') || isCode(error, 'EPERM') || isCode(error, 'ESRCH')) {
      return null;
    }
    throw error;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/** Sends a signal; a process that is already gone is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isCode(error, 'ESRCH')) {
      throw error;
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
