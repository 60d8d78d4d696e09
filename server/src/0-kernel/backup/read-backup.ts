import { createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { migratePostgres, readMigrationFiles } from '#kernel/db/migrate.ts';
import type { Postgres, Tx } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { renumberAfterRestore } from '#kernel/events/log.ts';
import { migrateJobs } from '#kernel/jobs/jobs.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import {
  type BackupHeader,
  type BackupManifest,
  type BackupTable,
  FILES_PREFIX,
  JOBS_NAME,
  tableLabel,
  tablePart,
} from './manifest.ts';
import {
  type ArchivePart,
  backupNewer,
  type CheckedArchive,
  checkArchive,
  readHeader,
  readParts,
} from './read-archive.ts';
import {
  analyzeTables,
  clearTable,
  continueJobIds,
  forgetAnalyticCopies,
  listFilled,
  listTables,
  loadJobs,
  loadTable,
  lockTables,
  readLedger,
  schemasOf,
  setSequence,
  setUpLoading,
} from './store.ts';

export interface RestoreTarget {
  /** An empty database. */
  readonly postgres: Postgres;
  /** `<ZHIKE_DATA>/files`, empty or missing; the restore makes it. */
  readonly filesDir: string;
  readonly log: Logger;
  /** Default `server/migrations/pg`. */
  readonly migrationsDir?: string;
}

export interface RestoreOptions {
  /** Where `-` reads from (default: standard input). */
  readonly input?: Readable;
  /** Called before each part is loaded. */
  readonly onProgress?: (progress: { readonly part: string; readonly rows: number }) => void;
}

export interface RestoreSummary {
  /** When the backup was made, and by which version. */
  readonly createdAt: Date;
  readonly version: string;
  readonly tables: number;
  readonly rows: number;
  readonly jobs: number;
  readonly files: number;
  /** Migrations that ran after the backup's own level was reached. */
  readonly migrations: readonly string[];
  /** The next start fills the analytic store from the facts; until then its answers are stale. */
  readonly needsAnalyticRebuild: true;
}

/**
 * Restores a backup (a file, or `-` for standard input) into an empty database and files folder. No server may run
 * on them. The archive is checked as a whole before anything is written; rows come in one transaction, so that a
 * restore that fails can be tried again. Throws AppError `backup_missing`, `backup_damaged`, `backup_newer`,
 * `backup_foreign`, `restore_target_filled`, `restore_target_ahead`, and those of the migrations.
 */
export async function readBackup(
  target: RestoreTarget,
  source: string,
  options: RestoreOptions = {},
): Promise<RestoreSummary> {
  const workDir = await makeWorkDir(target.filesDir);
  try {
    const file = source === '-' ? await spool(options.input ?? process.stdin, workDir) : await requireFile(source);
    const header = await readHeader(file);
    await requireKnownLedger(header, target);
    await requireEmpty(target, header);
    const archive = await checkArchive(file);
    return await restore(target, { archive, file, workDir, options });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** Beside the files folder, so that what is unpacked there can be renamed into place. */
async function makeWorkDir(filesDir: string): Promise<string> {
  const parent = path.dirname(path.resolve(filesDir));
  await mkdir(parent, { recursive: true });
  return mkdtemp(path.join(parent, 'restore-'));
}

async function requireFile(source: string): Promise<string> {
  const file = path.resolve(source);
  try {
    await access(file);
    return file;
  } catch (error) {
    throw new AppError('backup_missing', 404, {
      message: { 'zh-CN': `无法读取备份文件 ${file}`, en: `There is no backup ${file}, or it may not be read` },
      cause: error,
    });
  }
}

/** A stream passes once, but the archive is read twice. */
async function spool(input: Readable, workDir: string): Promise<string> {
  const file = path.join(workDir, 'backup');
  await pipeline(input, createWriteStream(file, { mode: 0o600 }));
  return file;
}

async function requireKnownLedger(header: BackupHeader, { migrationsDir }: RestoreTarget): Promise<void> {
  const ours = new Map((await readMigrationFiles(migrationsDir)).map((file) => [file.name, file.checksum]));
  const unknown = header.ledger.filter(({ name }) => !ours.has(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw backupNewer(header, unknown);
  }
  const edited = header.ledger.filter(({ name, checksum }) => ours.get(name) !== checksum).map(({ name }) => name);
  if (edited.length > 0) {
    throw new AppError('backup_foreign', 409, {
      message: {
        'zh-CN': `备份中的迁移 ${edited.join('、')} 与本程序的同名文件不同；请用写出备份的版本（${header.version}）恢复`,
        en: `The backup's migrations ${edited.join(', ')} differ from this program's files of these names. Restore it with the version that wrote it (${header.version})`,
      },
    });
  }
}

/** Nothing but what migrations wrote, no file, and no migration that the backup does not have. */
async function requireEmpty({ postgres, filesDir }: RestoreTarget, header: BackupHeader): Promise<void> {
  const ledger = await readLedger(postgres.db);
  if (ledger.length > 0) {
    refuseFilled(await listFilled(postgres.db, await listTables(postgres.db, schemasOf(ledger))));
  }
  const files = (await readdir(filesDir, { recursive: true, withFileTypes: true }).catch(whenMissing)).filter((entry) =>
    entry.isFile(),
  );
  refuseFilled(files.length === 0 ? [] : [{ label: filesDir, rows: files.length }]);
  const ahead = ledger.filter(({ name }) => !header.ledger.some((row) => row.name === name)).map(({ name }) => name);
  if (ahead.length > 0) {
    throw new AppError('restore_target_ahead', 409, {
      message: {
        'zh-CN': `目标数据库已执行备份所没有的迁移 ${ahead.join('、')}；请恢复到全新的数据库`,
        en: `The target database already ran ${ahead.join(', ')}, which the backup does not have. Restore into a new database`,
      },
    });
  }
}

function whenMissing(error: unknown): [] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return [];
  }
  throw error;
}

function refuseFilled(found: Awaited<ReturnType<typeof listFilled>>): void {
  if (found.length === 0) {
    return;
  }
  const list = found.map(({ label, rows }) => `${label} (${rows > 1000 ? '> 1000' : rows})`);
  throw new AppError('restore_target_filled', 409, {
    message: {
      'zh-CN': `目标中已有数据：${list.join('、')}。恢复不会覆盖它；请用空的 ZHIKE_DATA 目录或全新的数据库`,
      en: `The target already holds data: ${list.join(', ')}. A restore does not overwrite it; use an empty ZHIKE_DATA folder or a new database`,
    },
  });
}

interface Restoring extends Pick<Loading, 'archive' | 'file' | 'options'> {
  readonly workDir: string;
}

async function restore(target: RestoreTarget, restoring: Restoring): Promise<RestoreSummary> {
  const { postgres, filesDir, log } = target;
  const { header, manifest } = restoring.archive;
  const migrate = { ...(target.migrationsDir === undefined ? {} : { dir: target.migrationsDir }), log };
  await migratePostgres(postgres, { ...migrate, only: new Set(header.ledger.map(({ name }) => name)) });
  await migrateJobs(postgres, { log });
  const unpacked = path.join(restoring.workDir, 'files');
  let moved = false;
  try {
    await postgres.db.transaction().execute(async (tx) => {
      await load(tx, { ...restoring, unpacked });
      if (manifest.files.count > 0) {
        await rm(filesDir, { recursive: true, force: true });
        await rename(unpacked, filesDir);
        moved = true;
      }
    });
  } catch (error) {
    if (moved) {
      await rm(filesDir, { recursive: true, force: true });
    }
    throw error;
  }
  await analyzeTables(postgres.db, manifest.tables);
  return {
    createdAt: new Date(header.createdAt),
    version: header.version,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    jobs: manifest.jobs.rows,
    files: manifest.files.count,
    migrations: await migratePostgres(postgres, migrate),
    needsAnalyticRebuild: true,
  };
}

interface Loading {
  readonly archive: CheckedArchive;
  readonly file: string;
  readonly unpacked: string;
  readonly options: RestoreOptions;
}

async function load(tx: Tx, loading: Loading): Promise<void> {
  const { header, manifest } = loading.archive;
  const tables = await listTables(tx, schemasOf(header.ledger));
  requireSameTables(manifest, tables);
  await setUpLoading(tx);
  await lockTables(tx, tables);
  refuseFilled(await listFilled(tx, tables));
  for (const table of manifest.tables.toReversed()) {
    await clearTable(tx, table);
  }
  await continueJobIds(tx, manifest.jobs.lastId);
  for await (const part of readParts(loading.file)) {
    await loadPart(tx, part, loading);
  }
  for (const sequence of manifest.sequences) {
    await setSequence(tx, sequence);
  }
  await renumberAfterRestore(tx);
  await forgetAnalyticCopies(tx);
}

/** The same migrations made both, so a difference means that a table came from elsewhere. */
function requireSameTables(manifest: BackupManifest, tables: readonly BackupTable[]): void {
  const here = new Map(tables.map((table) => [tableLabel(table), new Set(table.columns)]));
  const missing = manifest.tables
    .filter((table) => !table.columns.every((column) => here.get(tableLabel(table))?.has(column)))
    .map(tableLabel);
  if (missing.length > 0) {
    throw new AppError('backup_foreign', 409, {
      message: {
        'zh-CN': `备份中的表 ${missing.join('、')} 不是由它的迁移建立的，无法恢复`,
        en: `The backup's tables ${missing.join(', ')} were not made by its migrations and cannot be restored`,
      },
    });
  }
}

async function loadPart(tx: Tx, part: ArchivePart, { archive, unpacked, options }: Loading): Promise<void> {
  const { manifest } = archive;
  if (part.name.startsWith(FILES_PREFIX)) {
    await unpackFile(part, path.join(unpacked, part.name.slice(FILES_PREFIX.length)));
    return;
  }
  const table = manifest.tables.find((each) => tablePart(each) === part.name);
  const expected = part.name === JOBS_NAME ? manifest.jobs : table;
  if (expected === undefined) {
    return;
  }
  options.onProgress?.({ part: part.name, rows: expected.rows });
  const rows = table === undefined ? await loadJobs(tx, part.body) : await loadTable(tx, table, part.body);
  if (rows !== expected.rows) {
    throw new Error(`${part.name}: ${rows} rows loaded of ${expected.rows}`);
  }
}

async function unpackFile(part: ArchivePart, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await pipeline(part.body, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true }));
}
