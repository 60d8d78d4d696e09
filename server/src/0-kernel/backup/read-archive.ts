import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';
import {
  type BackupHeader,
  type BackupManifest,
  FILES_PREFIX,
  FORMAT_VERSION,
  fileLine,
  HEADER_NAME,
  headerSchema,
  isSafeFileName,
  JOBS_NAME,
  MANIFEST_NAME,
  manifestSchema,
  SEAL_NAME,
  tableLabel,
  tablePart,
} from './manifest.ts';

/** Members of one name, or numbered chunks of one name put together. */
export interface ArchivePart {
  readonly name: string;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface CheckedArchive {
  readonly header: BackupHeader;
  readonly manifest: BackupManifest;
}

interface Entry extends AsyncIterable<Uint8Array> {
  readonly header: { readonly name: string };
}

/** Header, manifest and seal are read into memory; anything longer is not ours. */
const SMALL_BYTES = 256 * 1024 * 1024;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** The parts of an archive in order. What is left of a body when the next part is asked for is skipped. */
export async function* readParts(file: string): AsyncGenerator<ArchivePart> {
  const gunzip = (await isGzip(file)) ? [createGunzip()] : [];
  const tar = extract();
  const flow = pipeline([createReadStream(file), ...gunzip, tar]);
  // Reported through the iteration as well.
  flow.catch(() => undefined);
  // The package's types call the bytes of an entry unknown.
  const entries = (tar as AsyncIterable<unknown> as AsyncIterable<Entry>)[Symbol.asyncIterator]();
  let current = await entries.next();
  async function* body(name: string): AsyncGenerator<Uint8Array> {
    while (current.done !== true && partName(current.value) === name) {
      yield* current.value;
      current = await entries.next();
    }
  }
  try {
    while (current.done !== true) {
      const name = partName(current.value);
      const bytes = body(name);
      yield { name, body: bytes };
      for (let rest = await bytes.next(); rest.done !== true; rest = await bytes.next()) {
        // Skipped.
      }
    }
    await flow;
  } finally {
    tar.destroy();
  }
}

function partName({ header }: Entry): string {
  return header.name.startsWith(FILES_PREFIX) ? header.name : header.name.replace(/\/\d{6}$/, '');
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.equals(GZIP_MAGIC);
  } finally {
    await handle.close();
  }
}

/** The first member, before anything else is read. Throws AppError `backup_damaged`, `backup_newer`. */
export async function readHeader(file: string): Promise<BackupHeader> {
  return blamingTheArchive(async () => {
    for await (const part of readParts(file)) {
      if (part.name !== HEADER_NAME) {
        break;
      }
      return parseHeader(await collect(part));
    }
    throw damaged(NO_ARCHIVE);
  });
}

/**
 * Reads the whole archive and compares every sum. Throws AppError `backup_damaged` for anything that is not exactly
 * what was written, `backup_newer` for a newer format.
 */
export async function checkArchive(file: string): Promise<CheckedArchive> {
  return blamingTheArchive(() => check(file));
}

/** Whatever gunzip and tar stumble over is damage; a disk that fails is not. */
async function blamingTheArchive<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && 'syscall' in error)) {
      throw error;
    }
    throw damaged(NO_ARCHIVE, error);
  }
}

interface Sums {
  readonly parts: Map<string, { readonly bytes: number; readonly sha256: string }>;
  readonly files: { count: number; bytes: number; readonly lines: ReturnType<typeof createHash> };
}

async function check(file: string): Promise<CheckedArchive> {
  const sums: Sums = { parts: new Map(), files: { count: 0, bytes: 0, lines: createHash('sha256') } };
  const small = new Map<string, Buffer>();
  let header: BackupHeader | null = null;
  for await (const part of readParts(file)) {
    if (sums.parts.has(part.name) || small.has(part.name) || (header === null) !== (part.name === HEADER_NAME)) {
      throw damaged({ 'zh-CN': `${part.name} 的位置不对`, en: `${part.name} is not where it belongs` });
    }
    if (part.name === HEADER_NAME) {
      small.set(part.name, await collect(part));
      header = parseHeader(small.get(part.name));
    } else if (part.name === MANIFEST_NAME || part.name === SEAL_NAME) {
      small.set(part.name, await collect(part));
    } else {
      await sum(part, sums);
    }
  }
  const manifest = parseSealed(small);
  compare(manifest, sums);
  if (header === null) {
    throw damaged(INCOMPLETE);
  }
  return { header, manifest };
}

const NO_ARCHIVE: Text = { 'zh-CN': '文件不完整或不是备份', en: 'it is cut off or not a backup' };
const INCOMPLETE: Text = { 'zh-CN': '文件不完整', en: 'it is cut off' };

function parseHeader(bytes: Buffer | undefined): BackupHeader {
  const header = parse(headerSchema, bytes, HEADER_NAME);
  if (header.formatVersion > FORMAT_VERSION) {
    throw backupNewer(header, []);
  }
  return header;
}

function parseSealed(small: ReadonlyMap<string, Buffer>): BackupManifest {
  const bytes = small.get(MANIFEST_NAME);
  const seal = small.get(SEAL_NAME);
  if (bytes === undefined || seal === undefined) {
    throw damaged(INCOMPLETE);
  }
  if (seal.toString() !== `${digest(bytes)}  ${MANIFEST_NAME}\n`) {
    throw damaged(differs(MANIFEST_NAME));
  }
  const manifest = parse(manifestSchema, bytes, MANIFEST_NAME);
  if (manifest.headerSha256 !== digest(small.get(HEADER_NAME) ?? Buffer.alloc(0))) {
    throw damaged(differs(HEADER_NAME));
  }
  return manifest;
}

function parse<T>(schema: z.ZodType<T>, bytes: Buffer | undefined, name: string): T {
  try {
    return schema.parse(JSON.parse((bytes ?? Buffer.alloc(0)).toString()));
  } catch (error) {
    throw damaged({ 'zh-CN': `${name} 无法读取`, en: `${name} cannot be read` }, error);
  }
}

async function sum(part: ArchivePart, sums: Sums): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of part.body) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const sha256 = hash.digest('hex');
  if (!part.name.startsWith(FILES_PREFIX)) {
    sums.parts.set(part.name, { bytes, sha256 });
    return;
  }
  if (!isSafeFileName(part.name)) {
    throw damaged({ 'zh-CN': `文件名 ${part.name} 不合法`, en: `${part.name} is no name of a file of ours` });
  }
  sums.files.count += 1;
  sums.files.bytes += bytes;
  sums.files.lines.update(fileLine({ name: part.name, bytes, sha256 }));
}

function compare(manifest: BackupManifest, { parts, files }: Sums): void {
  const expected = new Map<string, { readonly bytes: number; readonly sha256: string; readonly label: string }>([
    ...manifest.tables.map((table) => [tablePart(table), { ...table, label: tableLabel(table) }] as const),
    [JOBS_NAME, { ...manifest.jobs, label: JOBS_NAME }],
  ]);
  const nothing = { bytes: 0, sha256: digest(Buffer.alloc(0)) };
  for (const [name, content] of expected) {
    const found = parts.get(name) ?? nothing;
    if (found.bytes !== content.bytes || found.sha256 !== content.sha256) {
      throw damaged(differs(content.label));
    }
  }
  for (const name of parts.keys()) {
    if (!expected.has(name)) {
      throw damaged({ 'zh-CN': `${name} 不在清单里`, en: `${name} is not in the manifest` });
    }
  }
  if (
    files.count !== manifest.files.count ||
    files.bytes !== manifest.files.bytes ||
    files.lines.digest('hex') !== manifest.files.sha256
  ) {
    throw damaged(differs(FILES_PREFIX));
  }
}

async function collect(part: ArchivePart): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of part.body) {
    bytes += piece.length;
    if (bytes > SMALL_BYTES) {
      throw damaged(differs(part.name));
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function differs(name: string): Text {
  return { 'zh-CN': `${name} 与校验和不符`, en: `${name} differs from its checksum` };
}

function damaged(reason: Text, cause?: unknown): AppError {
  return new AppError('backup_damaged', 400, {
    message: {
      'zh-CN': `备份无法使用：${reason['zh-CN']}。没有写入任何内容；请换用另一份备份`,
      en: `The backup cannot be used: ${reason.en}. Nothing was written; use another backup`,
    },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** A backup that this program is too old for; `migrations` are those that it does not have. */
export function backupNewer(header: BackupHeader, migrations: readonly string[]): AppError {
  const which = migrations.length === 0 ? '' : `: ${migrations.join(', ')}`;
  return new AppError('backup_newer', 409, {
    message: {
      'zh-CN': `备份来自更新的知客（${header.version}），本程序缺少它的迁移${which}；请用该版本或更新的版本恢复`,
      en: `The backup is from a newer Zhike (${header.version}), whose migrations this program lacks${which}. Restore it with that version or a newer one`,
    },
  });
}
