import type { Readable } from 'node:stream';
import { callbackify } from 'node:util';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { AppError } from '#kernel/errors.ts';
import type { RandomAccess } from '#kernel/files/sealed-bytes.ts';
import { damagedWorkbook, unreadable } from '#kernel/files/xlsx/unreadable.ts';

const MAX_ENTRIES = 10_000;
const MAX_UNPACKED_BYTES = 8 * 1024 ** 3;
/** Below this size any ratio is harmless; above, nothing but zeros packs better than that. */
const BOMB_BYTES = 100 * 1024 ** 2;
const BOMB_RATIO = 400;

/** The parts of a zip file, by name. */
export interface Zip {
  readonly names: ReadonlySet<string>;
  /** Of the zip file itself. */
  readonly fileBytes: number;
  /** Bytes of a part when unpacked; 0 when there is no such part. */
  size(name: string): number;
  /** Throws `file_unreadable` when there is no such part. */
  open(name: string): Promise<Readable>;
  close(): void;
}

/** Opens a file to be read at any place. */
export type OpenBytes = () => Promise<RandomAccess>;

class BytesReader extends RandomAccessReader {
  readonly #bytes: RandomAccess;

  constructor(bytes: RandomAccess) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#bytes.stream(start, end);
  }

  override close(done: (error: Error | null) => void): void {
    callbackify(() => this.#bytes.close())((error) => done(error));
  }
}

/** Opens a zip file by its list of parts, and refuses what would unpack without end. */
export async function openZip(open: OpenBytes): Promise<Zip> {
  const bytes = await open();
  const options = { lazyEntries: true, autoClose: false };
  const file = await fromRandomAccessReaderPromise(new BytesReader(bytes), bytes.size, options).catch(
    async (error: unknown) => {
      await bytes.close();
      throw damagedWorkbook(error);
    },
  );
  try {
    const entries = await listEntries(file);
    return {
      names: new Set(entries.keys()),
      fileBytes: bytes.size,
      size: (name) => entries.get(name)?.uncompressedSize ?? 0,
      open: async (name) => {
        const entry = entries.get(name);
        if (entry === undefined) {
          throw damagedWorkbook(new Error(`The part ${name} is missing`));
        }
        return file.openReadStreamPromise(entry).catch((error: unknown) => {
          throw damagedWorkbook(error);
        });
      },
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error instanceof AppError ? error : damagedWorkbook(error);
  }
}

async function listEntries(file: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  if (file.entryCount > MAX_ENTRIES) {
    throw bomb();
  }
  for await (const entry of file.eachEntry()) {
    unpacked += entry.uncompressedSize;
    const isBomb = entry.uncompressedSize > BOMB_BYTES && entry.uncompressedSize > entry.compressedSize * BOMB_RATIO;
    if (unpacked > MAX_UNPACKED_BYTES || isBomb) {
      throw bomb();
    }
    if (entry.isEncrypted()) {
      throw unreadable({
        'zh-CN': '文件有密码，请去掉密码后再上传',
        en: 'The file is protected by a password; take the password off and upload it again',
      });
    }
    entries.set(entry.fileName.replace(/^\//, ''), entry);
  }
  return entries;
}

function bomb(): AppError {
  return unreadable({
    'zh-CN': '压缩文件解开后过大，已拒绝；请拆分，或另存为 CSV 再上传',
    en: 'The file unpacks to far too much and was refused; split it, or save it as CSV',
  });
}
