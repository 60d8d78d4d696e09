import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import { folderNotWritable } from '#kernel/supervise/data-lock.ts';
import {
  closedFolder,
  type DatabaseAccount,
  firstClosedFolder,
  openTempDir,
} from '#kernel/supervise/postgres-account.ts';
import type { PostgresBinaries } from '#kernel/supervise/postgres-binaries.ts';

const run = promisify(execFile);
/** The server version whose folders these binaries can open. */
const MAJOR_VERSION = '18';
export const DATABASE_USER = 'zhike';
/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the closing zero. */
const SOCKET_PATH_LIMIT = 103;
/** Chinese trigrams need a UTF-8 character type; where C.UTF-8 is missing (older macOS) another one serves. */
const CHARACTER_TYPES = ['C.UTF-8', 'en_US.UTF-8', 'UTF-8'];

export interface FolderOptions {
  readonly account: DatabaseAccount;
  readonly dataDir: string;
}

/**
 * Makes the parents of the data folder, and checks that the account can enter them. Throws AppError
 * `data_folder_closed` naming the folder at fault, or `data_folder_not_writable`.
 */
export async function prepareParent({ account, dataDir }: FolderOptions): Promise<void> {
  const parent = path.dirname(dataDir);
  try {
    const firstMade = await mkdir(parent, { recursive: true });
    if (firstMade !== undefined && 'uid' in account.ids) {
      await openFolders(firstMade, parent);
    }
  } catch (error) {
    throw folderNotWritable(parent, error);
  }
  const closed = await firstClosedFolder(account, parent);
  if (closed !== null) {
    throw closedFolder(account, closed, dataDir);
  }
}

/** A strict umask must not close the folders that were made just now. */
async function openFolders(first: string, last: string): Promise<void> {
  for (let dir = last; dir.startsWith(first); dir = path.dirname(dir)) {
    await chmod(dir, (await lstat(dir)).mode | 0o011);
  }
}

/**
 * Makes the data folder where there is none. It appears whole or not at all, whenever this process dies. Throws
 * AppError `database_folder_foreign`, `database_version_differs`, `data_folder_not_writable`, `database_init_failed`.
 */
export async function prepareDataFolder(
  options: FolderOptions & { readonly binaries: PostgresBinaries; readonly durable: boolean },
): Promise<void> {
  const { dataDir, account } = options;
  const state = await inspect(dataDir);
  if (state === 'ready') {
    return;
  }
  const parent = path.dirname(dataDir);
  const prefix = `${path.basename(dataDir)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) {
      await rm(path.join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
  const fresh = path.join(parent, `${prefix}${randomUUID().slice(0, 8)}`);
  try {
    await mkdir(fresh, { mode: 0o700 });
    await giveTo(account, fresh);
  } catch (error) {
    throw folderNotWritable(parent, error);
  }
  await initialise(fresh, options);
  await rename(fresh, dataDir);
}

async function inspect(dataDir: string): Promise<'absent' | 'ready'> {
  let names: readonly string[];
  try {
    names = await readdir(dataDir);
    if (names.includes('PG_VERSION')) {
      const version = (await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8')).trim();
      if (version !== MAJOR_VERSION) {
        throw versionDiffers(dataDir, version);
      }
      return 'ready';
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return 'absent';
    }
    throw error instanceof AppError ? error : folderNotWritable(dataDir, error);
  }
  if (names.length > 0) {
    throw new AppError('database_folder_foreign', 500, {
      message: {
        'zh-CN': `${dataDir} 不为空，但也不是数据库目录；请移走其中的文件，或用 ZHIKE_DATA 指定另一个目录`,
        en: `${dataDir} is not empty and not a database folder either; move its files away, or name another folder with ZHIKE_DATA`,
      },
    });
  }
  return 'absent';
}

async function initialise(
  fresh: string,
  options: FolderOptions & { readonly binaries: PostgresBinaries; readonly durable: boolean },
): Promise<void> {
  let cause: unknown;
  for (const characterType of CHARACTER_TYPES) {
    try {
      await run(options.binaries.initdb, initArguments(fresh, characterType, options.durable), {
        ...options.account.ids,
        cwd: '/',
        env: serverEnvironment(),
      });
      return;
    } catch (error) {
      cause = error;
      if (!said(error).includes('invalid locale name')) {
        break;
      }
    }
  }
  await rm(fresh, { recursive: true, force: true });
  const reason = said(cause).trim().split('\n').at(-1) ?? '';
  throw new AppError('database_init_failed', 500, {
    message: {
      'zh-CN': `无法建立数据库目录 ${options.dataDir}：${reason}。请检查磁盘空间与目录权限，或用 DATABASE_URL 指定外部 PostgreSQL`,
      en: `The database folder ${options.dataDir} could not be made: ${reason}. Look at the disk space and the folder's mode, or name an outside PostgreSQL with DATABASE_URL`,
    },
    cause,
  });
}

function initArguments(dir: string, characterType: string, durable: boolean): string[] {
  return [
    `--pgdata=${dir}`,
    `--username=${DATABASE_USER}`,
    // The socket stands in a folder that only this account and root can enter.
    '--auth-local=trust',
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    `--lc-ctype=${characterType}`,
    ...(durable ? [] : ['--no-sync']),
  ];
}

/** A bare environment: PG* variables of the caller must not reach the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * A folder for the socket that only the account can enter: the data folder itself, or a short one under the
 * system's temp folder when the path would be too long for a socket.
 */
export async function prepareSocketDir(options: FolderOptions & { readonly port: number }): Promise<string> {
  const { dataDir, account, port } = options;
  if (fitsSocket(dataDir, port)) {
    return dataDir;
  }
  const base = await shortTempDir(account, port);
  const named = path.join(base, `zhike-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  try {
    await mkdir(named, { mode: 0o700 });
    await giveTo(account, named);
    return named;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  if (await belongsTo(account, named)) {
    return named;
  }
  // Somebody else holds the name that this data folder would have.
  const other = await mkdtemp(path.join(base, 'zhike-'));
  await giveTo(account, other);
  return other;
}

/** Removes a socket folder made under the temp folder; the data folder stays. */
export async function removeSocketDir(socketDir: string, dataDir: string): Promise<void> {
  if (socketDir !== dataDir) {
    await rm(socketDir, { recursive: true, force: true });
  }
}

function fitsSocket(dir: string, port: number): boolean {
  return Buffer.byteLength(path.join(dir, `.s.PGSQL.${port}`)) <= SOCKET_PATH_LIMIT;
}

async function shortTempDir(account: DatabaseAccount, port: number): Promise<string> {
  const temp = await openTempDir(account);
  return fitsSocket(path.join(temp, 'zhike-0123456789abcdef'), port) ? temp : '/tmp';
}

async function belongsTo(account: DatabaseAccount, dir: string): Promise<boolean> {
  const info = await lstat(dir);
  const uid = 'uid' in account.ids ? account.ids.uid : process.getuid?.();
  return info.isDirectory() && info.uid === uid && (info.mode & 0o077) === 0;
}

async function giveTo(account: DatabaseAccount, dir: string): Promise<void> {
  if ('uid' in account.ids && account.ids.uid !== undefined) {
    await chown(dir, account.ids.uid, account.ids.gid);
  }
}

function said(error: unknown): string {
  return error instanceof Error && 'stderr' in error && String(error.stderr) !== ''
    ? String(error.stderr)
    : String(error);
}

function versionDiffers(dataDir: string, version: string): AppError {
  return new AppError('database_version_differs', 500, {
    message: {
      'zh-CN': `${dataDir} 由 PostgreSQL ${version} 建立，本版本需要 ${MAJOR_VERSION}；请用当时的知客版本执行 zhike backup，再恢复到新的数据目录`,
      en: `${dataDir} was made by PostgreSQL ${version}, this version needs ${MAJOR_VERSION}; run "zhike backup" with the Zhike of that time and restore it into a new data folder`,
    },
  });
}
