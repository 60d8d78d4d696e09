import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '#kernel/clock.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { openBytes, type RandomAccess, sealingStream } from '#kernel/files/sealed-bytes.ts';
import { secretUnreadable } from '#kernel/secrets/master-keys.ts';
import type { Sealer } from '#kernel/secrets/sealer.ts';
import type { Seals } from '#kernel/secrets/seals.ts';

export interface StoredFile {
  readonly id: string;
  readonly bytes: number;
  /** Hexadecimal, lower case. */
  readonly sha256: string;
}

/**
 * Bytes by id. There is no list: whoever writes a file keeps its id in a row of its own, so that deleting the row
 * and the file is one decision.
 */
export interface Files {
  /**
   * Streams to disk, sealed; the file exists under its id only when all of it is there. Throws 413 `file_too_large`.
   * `isPublic` leaves it as it is: what everybody may see has to outlive a lost key.
   */
  write(source: Readable, options: { readonly maxBytes: number; readonly isPublic?: true }): Promise<StoredFile>;
  /** Throws 404 when there is no such file. */
  open(id: string): Promise<Readable>;
  /** The same at any place; to be closed. Throws 404 when there is no such file. */
  access(id: string): Promise<RandomAccess>;
  /** Where the bytes of an id lie (or would lie). Throws 404 for anything that is not an id of ours. */
  path(id: string): string;
  /** Removing what is not there is no error. */
  remove(id: string): Promise<void>;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const FILE = { 'zh-CN': '文件', en: 'file' } as const;

function tooLarge(maxBytes: number): AppError {
  const megabytes = (maxBytes / 1_048_576).toLocaleString('en', { maximumFractionDigits: 2 });
  return new AppError('file_too_large', 413, {
    message: { 'zh-CN': `文件超过上限 ${megabytes} MB`, en: `The file is larger than the limit of ${megabytes} MB` },
  });
}

interface Meter {
  readonly transform: Transform;
  readonly bytes: () => number;
  readonly sha256: () => string;
}

/** Counts and digests what passes; fails at the first byte too many. */
function createMeter(maxBytes: number): Meter {
  const hash = createHash('sha256');
  let bytes = 0;
  const transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        done(tooLarge(maxBytes));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { transform, bytes: () => bytes, sha256: () => hash.digest('hex') };
}

/** Makes the bytes outlive a power cut before anyone is told the id. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export interface FilesOptions {
  readonly dir: string;
  /** What files are sealed with; without it they lie there as they are. */
  readonly sealing?: { readonly sealer: Pick<Sealer, 'ready'>; readonly db: Db };
}

/** `dir` is made when first written to; parts of unfinished uploads lie in `dir/incoming`. */
export function createFiles({ sealing, ...options }: FilesOptions): Files {
  const seals = async (): Promise<Seals> => {
    if (sealing === undefined) {
      throw secretUnreadable(new Error('These files are kept without keys'));
    }
    return sealing.sealer.ready(sealing.db);
  };
  const incoming = join(options.dir, 'incoming');
  // The last characters of a UUIDv7 are random, so folders fill evenly; the first ones are the time.
  const folder = (id: string): string => join(options.dir, id.slice(-2), id.slice(-4, -2));
  const path = (id: string): string => {
    if (!ID.test(id)) {
      throw notFound(FILE, id.slice(0, 36));
    }
    return join(folder(id), id);
  };
  const access = async (id: string): Promise<RandomAccess> => {
    const handle = await open(path(id), 'r').catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound(FILE, id) : error;
    });
    try {
      return await openBytes(handle, { fileId: id, seals });
    } catch (error) {
      await handle.close();
      throw error;
    }
  };
  return {
    path,
    write: async (source, { maxBytes, isPublic }) => {
      const id = newId();
      const sealed =
        sealing === undefined || isPublic === true ? new PassThrough() : sealingStream((await seals()).fileKey(id));
      const part = join(incoming, id);
      const meter = createMeter(maxBytes);
      await mkdir(incoming, { recursive: true });
      try {
        await pipeline(source, meter.transform, sealed, createWriteStream(part, { flags: 'wx', mode: 0o600 }));
        await flush(part);
        await mkdir(folder(id), { recursive: true });
        await rename(part, path(id));
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return { id, bytes: meter.bytes(), sha256: meter.sha256() };
    },
    open: async (id) => {
      const bytes = await access(id);
      const stream = bytes.stream(0, bytes.size);
      stream.once('close', () => void bytes.close());
      return stream;
    },
    access,
    remove: (id) => rm(path(id), { force: true }),
  };
}
