import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

/** A digest over what has passed. */
export interface Content {
  readonly bytes: number;
  /** Hexadecimal, lower case. */
  readonly sha256: string;
}

/** The inside of an archive that is being written, one member after the other. */
export interface Archive {
  add(name: string, bytes: Buffer): Promise<void>;
  /** Bytes of unknown length, as numbered chunks `name/000001` and so on. */
  addStream(name: string, bytes: AsyncIterable<Buffer>): Promise<Content>;
  /** A file of the disk; null when there is none (any more). */
  addFile(name: string, path: string): Promise<Content | null>;
}

export interface WriteArchiveOptions {
  readonly output: Writable;
  /** false leaves the stream open at the end (standard output). */
  readonly endOutput: boolean;
  readonly gzip: boolean;
  readonly at: Date;
  readonly signal?: AbortSignal | undefined;
}

/** A tar member must say its length first, so this much is held in memory. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Most of the gain at half the time of the default. */
const GZIP_LEVEL = 4;
const MODE = 0o600;

/** Writes a tar archive member by member, in bounded memory; resolves when the output has taken everything. */
export async function writeArchive(
  options: WriteArchiveOptions,
  fill: (archive: Archive) => Promise<void>,
): Promise<void> {
  const { output, endOutput, gzip, signal, at } = options;
  const tar = pack();
  const bytes = Readable.from(tar, { objectMode: false });
  const streams = gzip ? [bytes, createGzip({ level: GZIP_LEVEL }), output] : [bytes, output];
  const flow = pipeline(streams, { end: endOutput, ...(signal === undefined ? {} : { signal }) });
  // A tar entry never hears that the output broke, so everything that waits for one also waits for this.
  const broken = new Promise<never>((_, reject) => {
    flow.catch(reject);
  });
  broken.catch(() => undefined);
  try {
    await Promise.race([fill(openArchive(tar, { at, broken })), broken]);
    tar.finalize();
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    await flow.catch(() => undefined);
    throw error;
  }
  await flow;
}

type TarEntry = ReturnType<ReturnType<typeof pack>['entry']>;

interface Inside {
  readonly at: Date;
  readonly broken: Promise<never>;
}

function openArchive(tar: ReturnType<typeof pack>, { at, broken }: Inside): Archive {
  const header = (name: string, size: number) => ({ name, size, mode: MODE, mtime: at });
  const settle = async (written: Promise<void>): Promise<void> => Promise.race([written, broken]);
  const add = async (name: string, bytes: Buffer): Promise<void> => {
    const written = new Promise<void>((resolve, reject) => {
      tar.entry(header(name, bytes.length), bytes, (error) => (error ? reject(error) : resolve()));
    });
    await settle(written);
  };
  return {
    add,
    addStream: async (name, bytes) => {
      const total = createHash('sha256');
      let length = 0;
      let number = 0;
      for await (const chunk of chunksOf(bytes)) {
        number += 1;
        length += chunk.length;
        total.update(chunk);
        await add(`${name}/${String(number).padStart(6, '0')}`, chunk);
      }
      return { bytes: length, sha256: total.digest('hex') };
    },
    addFile: async (name, path) => {
      const handle = await openIfThere(path);
      if (handle === null) {
        return null;
      }
      try {
        const { size } = await handle.stat();
        const total = createHash('sha256');
        const written = Promise.withResolvers<void>();
        const entry = tar.entry(header(name, size), (error) => (error ? written.reject(error) : written.resolve()));
        await settle(copyFile(handle.createReadStream({ autoClose: false }), entry, total));
        await settle(written.promise);
        return { bytes: size, sha256: total.digest('hex') };
      } finally {
        await handle.close();
      }
    },
  };
}

async function copyFile(bytes: AsyncIterable<Buffer>, entry: TarEntry, digest: Hash): Promise<void> {
  for await (const chunk of bytes) {
    digest.update(chunk);
    if (!entry.write(chunk)) {
      await new Promise<void>((resolve) => entry.once('drain', () => resolve()));
    }
  }
  entry.end(null);
}

async function* chunksOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length >= CHUNK_BYTES) {
      yield Buffer.concat(pieces);
      pieces = [];
      length = 0;
    }
  }
  if (length > 0) {
    yield Buffer.concat(pieces);
  }
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
