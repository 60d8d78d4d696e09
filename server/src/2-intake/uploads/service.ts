import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { fileKindOf } from '#kernel/files/file-kind.ts';
import type { StoredFile } from '#kernel/files/files.ts';
import { readHead } from '#kernel/files/read-head.ts';
import type { FileSource } from '#kernel/files/table.ts';
import { checkGzip, isGzip } from '#kernel/files/unpack.ts';
import type { Kernel } from '#kernel/module.ts';
import * as store from './store.ts';

const HEAD_BYTES = 64 * 1024;

/** A file on its way in. */
export interface FileSent {
  /** Bytes that the sender announced: too many are refused before the first is read. */
  readonly announcedBytes?: number | undefined;
  readonly maxBytes: number;
}

/** Files that wait to be looked at, tried out and imported. */
export interface Uploads {
  /** Throws 413 `file_too_large`, 422 for what is no file that can be read. */
  upload(
    context: Context,
    file: Readable,
    options: { readonly fileName?: string | undefined; readonly announcedBytes?: number | undefined },
  ): Promise<{ id: string; fileName: string; bytes: number }>;
  /** Throws 404 unless the asker sent it. */
  find(context: Context, id: string): Promise<store.Upload>;
}

type Needs = Pick<Kernel, 'clock' | 'files' | 'postgres' | 'transaction'>;

/** Uploads, each for whoever sent it. */
export function createUploads(kernel: Needs, maxFileBytes: () => Promise<number>): Uploads {
  return {
    upload: async (context, file, { fileName = '', announcedBytes }) => {
      requirePermission(context, 'imports.write');
      const kept = await keepFile(kernel, file, { announcedBytes, maxBytes: await maxFileBytes() });
      const upload = {
        id: newId(),
        fileId: kept.id,
        fileName,
        bytes: kept.bytes,
        sha256: kept.sha256,
        createdBy: context.actor.id,
        createdAt: kernel.clock.now(),
      };
      await kernel.transaction(context, (tx) => store.insertUpload(tx, upload));
      return { id: upload.id, fileName, bytes: kept.bytes };
    },
    find: async (context, id) => {
      requirePermission(context, 'imports.write');
      const found = await store.findUpload(kernel.postgres.db, id, context.actor.id);
      if (found === undefined) {
        throw notFound({ 'zh-CN': '上传的文件', en: 'uploaded file' }, id);
      }
      return found;
    },
  };
}

/**
 * Stores a file that can be read as a whole: a gzip file is gone over to its end, and a workbook inside one is unpacked.
 * Nothing is kept of what is refused.
 */
export async function keepFile(kernel: Pick<Kernel, 'files'>, file: Readable, sent: FileSent): Promise<StoredFile> {
  const { announcedBytes = 0, maxBytes } = sent;
  if (announcedBytes > maxBytes) {
    throw fileTooLarge(maxBytes);
  }
  const stored = await kernel.files.write(file, { maxBytes }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'file_too_large' ? fileTooLarge(maxBytes) : error;
  });
  try {
    return await unpackWorkbook(kernel, stored, maxBytes);
  } catch (error) {
    await kernel.files.remove(stored.id);
    throw error;
  }
}

async function unpackWorkbook({ files }: Pick<Kernel, 'files'>, stored: StoredFile, maxBytes: number) {
  const raw = await firstBytes(await files.open(stored.id));
  if (!isGzip(raw)) {
    return stored;
  }
  const head = await readHead(await files.open(stored.id), { maxBytes: HEAD_BYTES, rest: 'close' });
  const kind = head.bytes.length === 0 ? null : fileKindOf(head.bytes);
  await checkGzip(await files.open(stored.id));
  if (kind !== 'zip') {
    return stored;
  }
  const source = await files.open(stored.id);
  const unpacked = await files.write(source.pipe(createGunzip()), { maxBytes });
  await files.remove(stored.id);
  return { ...unpacked, sha256: stored.sha256 };
}

async function firstBytes(source: Readable): Promise<Uint8Array> {
  for await (const chunk of source) {
    // A file is a stream of bytes; leaving the loop closes it.
    return chunk as Buffer;
  }
  return new Uint8Array();
}

/** A stored file, to be read. */
export function sourceOf({ files }: Pick<Kernel, 'files'>, fileId: string): FileSource {
  return { access: () => files.access(fileId), open: () => files.open(fileId) };
}

function fileTooLarge(maxBytes: number): AppError {
  const megabytes = Math.floor(maxBytes / 1024 ** 2);
  return new AppError('file_too_large', 413, {
    message: {
      'zh-CN': `文件超过上限 ${megabytes} MB；请拆分后再导入，或由管理员在设置中调高`,
      en: `The file is larger than the limit of ${megabytes} MB; split it, or let an administrator raise the limit in the settings`,
    },
  });
}
