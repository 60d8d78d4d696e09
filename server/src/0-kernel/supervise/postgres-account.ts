import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';

const run = promisify(execFile);

/** The account that the database server runs under; `null` ids mean the account of this process. */
export interface DatabaseAccount {
  readonly name: string;
  /** To hand to spawn; empty when no change of account is needed. */
  readonly ids: { readonly uid: number; readonly gid: number } | Record<string, never>;
}

/** Unprivileged accounts that may lend themselves, best first; `_postgres` is the one of macOS. */
const CANDIDATES = ['zhike', 'postgres', '_postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so root borrows the owner of an existing data folder, or an unprivileged
 * account. Throws AppError `user_without_name` and `database_account_missing`.
 */
export async function chooseDatabaseAccount(dataDir: string, passwdFile = '/etc/passwd'): Promise<DatabaseAccount> {
  if (process.getuid?.() !== 0) {
    return { name: ownName(), ids: {} };
  }
  const accounts = parsePasswd(await readFile(passwdFile, 'utf8'));
  const owner = await ownerOf(path.join(dataDir, 'PG_VERSION'));
  const found =
    accounts.find((account) => account.ids.uid === owner) ??
    CANDIDATES.map((name) => accounts.find((account) => account.name === name)).find(
      (account) => account !== undefined,
    );
  if (found === undefined) {
    throw new AppError('database_account_missing', 500, {
      message: {
        'zh-CN':
          '以 root 启动时，数据库需要一个普通系统账号来运行，但未找到。请执行 useradd --system zhike，或改用普通用户启动，或用 DATABASE_URL 指定外部 PostgreSQL',
        en: 'Started by root, the database needs an unprivileged account to run under and found none. Run "useradd --system zhike", or start as an ordinary user, or name an outside PostgreSQL with DATABASE_URL',
      },
    });
  }
  return found;
}

/**
 * The first of these folders that the account cannot enter, or null. Asks the system by entering each, so that
 * access lists count too.
 */
export async function firstClosedFolder(account: DatabaseAccount, dir: string): Promise<string | null> {
  const script = 'for d; do cd "$d" 2>/dev/null || { printf %s "$d"; exit 0; }; done';
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...foldersDownTo(dir)], { ...account.ids, cwd: '/' });
  return stdout === '' ? null : stdout;
}

/** The system's temp folder, or /tmp when TMPDIR points where the account cannot enter. */
export async function openTempDir(account: DatabaseAccount): Promise<string> {
  const temp = os.tmpdir();
  return (await firstClosedFolder(account, temp)) === null ? temp : '/tmp';
}

/** AppError that names the folder at fault and the command that mends it. */
export function closedFolder(account: DatabaseAccount, closed: string, wanted: string): AppError {
  return new AppError('data_folder_closed', 500, {
    message: {
      'zh-CN': `数据库账号 ${account.name} 无法进入 ${closed}，因此用不了 ${wanted}。请执行 chmod o+x '${closed}'，或用 ZHIKE_DATA 指定另一个目录`,
      en: `The database account ${account.name} cannot enter ${closed}, and so cannot use ${wanted}. Run: chmod o+x '${closed}' - or name another folder with ZHIKE_DATA`,
    },
  });
}

/** The accounts of a passwd file that may run a database: root and negative ids left out. */
export function parsePasswd(text: string): readonly (DatabaseAccount & { ids: { uid: number; gid: number } })[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', , uid, gid] = line.split(':');
      return { name, ids: { uid: Number(uid), gid: Number(gid) } };
    })
    .filter(({ name, ids }) => name !== '' && ids.uid > 0 && ids.gid >= 0);
}

function foldersDownTo(dir: string): readonly string[] {
  const absolute = path.resolve(dir);
  const parent = path.dirname(absolute);
  return parent === absolute ? [absolute] : [...foldersDownTo(parent), absolute];
}

async function ownerOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).uid;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

function ownName(): string {
  try {
    return os.userInfo().username;
  } catch (error) {
    const uid = process.getuid?.() ?? '?';
    throw new AppError('user_without_name', 500, {
      message: {
        'zh-CN': `用户编号 ${uid} 在 /etc/passwd 中没有名字，PostgreSQL 无法以它启动。请补上一行（如 zhike:x:${uid}:0::/tmp:/bin/sh），或换一个用户，或用 DATABASE_URL 指定外部 PostgreSQL`,
        en: `User id ${uid} has no name in /etc/passwd, and PostgreSQL does not start under such an id. Add a line for it (zhike:x:${uid}:0::/tmp:/bin/sh), or use another user, or name an outside PostgreSQL with DATABASE_URL`,
      },
      cause: error,
    });
  }
}
