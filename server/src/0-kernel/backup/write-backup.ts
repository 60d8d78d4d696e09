import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import type { Clock } from '#kernel/clock.ts';
import type { Postgres } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import { inSnapshot } from '#kernel/feed/copy.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import type { Text } from '#kernel/pure/text.ts';
import { sortForLoading } from './load-order.ts';
import {
  type BackupHeader,
  type BackupManifest,
  type BackupTable,
  FILES_PREFIX,
  FORMAT_VERSION,
  fileLine,
  HEADER_NAME,
  isSafeFileName,
  JOBS_NAME,
  MANIFEST_NAME,
  SEAL_NAME,
  tableLabel,
  tablePart,
} from './manifest.ts';
import {
  copyJobs,
  copyTable,
  hasJobQueue,
  listReferences,
  listSequences,
  listTables,
  readLastJobId,
  readLedger,
  schemasOf,
  setUpReading,
} from './store.ts';
import { type Archive, type Content, writeArchive } from './write-archive.ts';

export interface BackupSource {
  readonly postgres: Postgres;
  /** `<ZHIKE_DATA>/files`; need not exist. */
  readonly filesDir: string;
  /** Of this program. */
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
  /**
   * `schema.table` of rows that must not come back, such as sessions: they are left out. The modules that own them
   * say which; those of the kernel are known.
   */
  readonly transientTables: readonly string[];
}

export interface BackupOptions {
  /** Where `-` writes to (default: standard output). */
  readonly output?: Writable;
  /** Called as the backup grows; `bytes` before compression. */
  readonly onProgress?: (progress: BackupProgress) => void;
  /** Ends the backup; nothing is left under its name. */
  readonly signal?: AbortSignal;
}

export interface BackupProgress {
  readonly part: string;
  readonly bytes: number;
}

export interface BackupSummary {
  /** null when it went to standard output. */
  readonly file: string | null;
  readonly createdAt: Date;
  readonly tables: number;
  readonly rows: number;
  readonly jobs: number;
  readonly files: number;
  /** Of rows and files, before compression. */
  readonly bytes: number;
}

const ENDING = /\.(?:tar\.gz|tgz|tar)$/;

/**
 * Writes everything that the platform knows into one archive, from one snapshot, while work goes on: rows, waiting
 * jobs, files. The analytic store is not in it; a restore rebuilds it. `target` is a new `.tar.gz` or `.tar` file,
 * which appears (mode 0600) only when it is whole, or `-` for standard output (compressed). Throws AppError
 * `backup_target_invalid`, `backup_target_exists`, `backup_target_not_writable`, `database_not_migrated`.
 */
export async function writeBackup(
  source: BackupSource,
  target: string,
  options: BackupOptions = {},
): Promise<BackupSummary> {
  const createdAt = source.clock.now();
  if (target === '-') {
    const output = { output: options.output ?? process.stdout, endOutput: options.output !== undefined };
    const manifest = await write(source, { ...options, ...output, gzip: true, at: createdAt });
    return summarize(manifest, { file: null, createdAt });
  }
  const file = path.resolve(target);
  const part = `${file}.${randomBytes(4).toString('hex')}.part`;
  await refuseTarget(file);
  const gzip = !file.endsWith('.tar');
  try {
    const output = await openTarget(part);
    const manifest = await write(source, { ...options, output, endOutput: true, gzip, at: createdAt });
    await flush(part);
    await refuseTarget(file);
    await rename(part, file);
    return summarize(manifest, { file, createdAt });
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function refuseTarget(file: string): Promise<void> {
  if (!ENDING.test(file)) {
    throw targetFault('backup_target_invalid', {
      'zh-CN': `备份文件名应以 .tar.gz 或 .tar 结尾（- 表示标准输出）：${file}`,
      en: `A backup is named .tar.gz or .tar (or - for standard output), not ${file}`,
    });
  }
  try {
    await access(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return;
    }
    throw error;
  }
  throw targetFault('backup_target_exists', {
    'zh-CN': `文件 ${file} 已存在；请换一个名字，或先移走它`,
    en: `${file} already exists; choose another name or move it away first`,
  });
}

async function openTarget(part: string): Promise<Writable> {
  try {
    const handle = await open(part, 'wx', 0o600);
    return createWriteStream(part, { fd: handle });
  } catch (error) {
    const folder = path.dirname(part);
    const reason = error instanceof Error ? error.message : String(error);
    throw targetFault(
      'backup_target_not_writable',
      {
        'zh-CN': `无法在 ${folder} 中写入备份（${reason}）；请检查该目录是否存在及其权限`,
        en: `The backup cannot be written in ${folder} (${reason}); check that the folder exists and its mode`,
      },
      error,
    );
  }
}

function targetFault(code: string, message: Text, cause?: unknown): AppError {
  return new AppError(code, 400, { message, ...(cause === undefined ? {} : { cause }) });
}

/** A power cut after the rename must not leave an empty file under the final name. */
async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface WriteOptions extends BackupOptions {
  readonly output: Writable;
  readonly endOutput: boolean;
  readonly gzip: boolean;
  readonly at: Date;
}

async function write(source: BackupSource, options: WriteOptions): Promise<BackupManifest> {
  const result: { manifest: BackupManifest | null } = { manifest: null };
  await inSnapshot(source.postgres, async (client) => {
    await setUpReading(client);
    await writeArchive({ ...options, signal: options.signal }, async (archive) => {
      result.manifest = await fill(reporting(archive, options), { source, client, at: options.at });
    });
  });
  if (result.manifest === null) {
    throw new Error('The archive was closed before it was filled');
  }
  return result.manifest;
}

/** The same archive, saying how far it is. */
function reporting(archive: Archive, { onProgress }: BackupOptions): Archive {
  if (onProgress === undefined) {
    return archive;
  }
  let bytes = 0;
  const report = (part: string, more: number): void => {
    bytes += more;
    onProgress({ part, bytes });
  };
  return {
    add: archive.add,
    addStream: (name, stream) =>
      archive.addStream(
        name,
        watch(stream, (length) => report(name, length)),
      ),
    addFile: async (name, file) => {
      const content = await archive.addFile(name, file);
      report(name, content?.bytes ?? 0);
      return content;
    },
  };
}

async function* watch(stream: AsyncIterable<Buffer>, see: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    see(chunk.length);
    yield chunk;
  }
}

interface Filling {
  readonly source: BackupSource;
  readonly client: pg.PoolClient;
  readonly at: Date;
}

async function fill(archive: Archive, { source, client, at }: Filling): Promise<BackupManifest> {
  const ledger = await readLedger(client);
  if (ledger.length === 0) {
    throw new AppError('database_not_migrated', 409, {
      message: { 'zh-CN': '数据库中没有知客的数据，无可备份', en: 'The database holds nothing of Zhike to back up' },
    });
  }
  const header: BackupHeader = {
    format: 'zhike-backup',
    formatVersion: FORMAT_VERSION,
    version: source.version,
    createdAt: at.toISOString(),
    ledger: [...ledger],
  };
  const headerBytes = Buffer.from(JSON.stringify(header, null, 1));
  await archive.add(HEADER_NAME, headerBytes);
  const schemas = schemasOf(ledger);
  const listed = (await listTables(client, schemas)).filter(
    (table) => !source.transientTables.includes(tableLabel(table)),
  );
  const tables: BackupManifest['tables'] = [];
  for (const table of sortForLoading(listed, await listReferences(client, schemas))) {
    tables.push({ ...table, ...(await addTable(archive, client, table)) });
  }
  const manifest: BackupManifest = {
    headerSha256: createHash('sha256').update(headerBytes).digest('hex'),
    tables,
    sequences: [...(await listSequences(client, schemas))],
    jobs: await addJobs(archive, client),
    files: await addFiles(archive, source),
  };
  const manifestBytes = Buffer.from(JSON.stringify(manifest, null, 1));
  await archive.add(MANIFEST_NAME, manifestBytes);
  const seal = createHash('sha256').update(manifestBytes).digest('hex');
  await archive.add(SEAL_NAME, Buffer.from(`${seal}  ${MANIFEST_NAME}\n`));
  return manifest;
}

async function addTable(
  archive: Archive,
  client: pg.PoolClient,
  table: BackupTable,
): Promise<Content & { readonly rows: number }> {
  const text = copyTable(client, table);
  const content = await archive.addStream(tablePart(table), text);
  return { rows: text.rowCount, ...content };
}

async function addJobs(archive: Archive, client: pg.PoolClient): Promise<BackupManifest['jobs']> {
  if (!(await hasJobQueue(client))) {
    const nothing = createHash('sha256').digest('hex');
    return { rows: 0, bytes: 0, sha256: nothing, lastId: '0' };
  }
  const lastId = await readLastJobId(client);
  const text = copyJobs(client);
  const content = await archive.addStream(JOBS_NAME, text);
  return { rows: text.rowCount, ...content, lastId };
}

/**
 * Files are written before the rows that name them and never changed, so listing them after the snapshot finds
 * every file of its rows, unless both were deleted meanwhile.
 */
async function addFiles(archive: Archive, { filesDir, log }: BackupSource): Promise<BackupManifest['files']> {
  const lines = createHash('sha256');
  let count = 0;
  let bytes = 0;
  for await (const relative of listFiles(filesDir, '')) {
    const name = `${FILES_PREFIX}${relative}`;
    if (!isSafeFileName(relative)) {
      log.warn({ file: relative }, 'a file that is not ours was left out of the backup');
      continue;
    }
    const content = await archive.addFile(name, path.join(filesDir, relative));
    if (content === null) {
      log.warn({ file: relative }, 'a file was deleted while the backup ran');
      continue;
    }
    lines.update(fileLine({ name, ...content }));
    count += 1;
    bytes += content.bytes;
  }
  return { count, bytes, sha256: lines.digest('hex') };
}

/** Paths below the folder, sorted; uploads that have not finished are left out. */
async function* listFiles(dir: string, below: string): AsyncGenerator<string> {
  const entries = await readdir(path.join(dir, below), { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const relative = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && relative !== 'incoming') {
      yield* listFiles(dir, relative);
    } else if (entry.isFile()) {
      yield relative;
    }
  }
}

function summarize(
  manifest: BackupManifest,
  about: { readonly file: string | null; readonly createdAt: Date },
): BackupSummary {
  const { tables, jobs, files } = manifest;
  return {
    ...about,
    tables: tables.length,
    rows: tables.reduce((sum, table) => sum + table.rows, 0),
    jobs: jobs.rows,
    files: files.count,
    bytes: tables.reduce((sum, table) => sum + table.bytes, jobs.bytes + files.bytes),
  };
}
