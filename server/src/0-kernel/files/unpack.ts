import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '#kernel/errors.ts';
import { gzipUnreadable } from '#kernel/files/csv-faults.ts';

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** Whether the bytes begin like a gzip file. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === GZIP_MAGIC[0] && head[1] === GZIP_MAGIC[1];
}

/** Pipes the streams one into the next; an error of any ends the last one with it. */
export function joinStreams(steps: readonly [Readable, ...Transform[]]): Readable {
  const last = steps.at(-1) ?? steps[0];
  if (steps.length > 1) {
    // The error arrives at whoever reads the last stream.
    pipeline([...steps], () => undefined);
  }
  return last;
}

/**
 * The bytes of a file, told to `count` as they lie there, with an unpacking step behind them when they begin like
 * gzip. The caller destroys `source`.
 */
export async function unpackingSteps(
  source: Readable,
  count: (bytes: number) => void,
): Promise<[Readable, ...Transform[]]> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let head: Buffer = Buffer.alloc(0);
  // A first piece may be shorter than the sign that it is gzip.
  while (head.length < GZIP_MAGIC.length) {
    const next = await chunks.next();
    if (next.done === true) {
      break;
    }
    head = Buffer.concat([head, next.value]);
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    count(head.length);
    yield head;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      count(next.value.length);
      yield next.value;
    }
  };
  const bytes = Readable.from(all(), { objectMode: false });
  return isGzip(head) ? [bytes, createGunzip()] : [bytes];
}

/** Below this size any ratio is harmless. */
const BOMB_BYTES = 256 * 1024 ** 2;
const BOMB_RATIO = 500;

/**
 * Goes over a gzip file to its end: throws `file_unreadable` (422) when it is cut off, damaged, or unpacks to far too
 * much, so that nothing is taken in of a file that cannot be taken in as a whole.
 */
export async function checkGzip(source: Readable): Promise<void> {
  let packed = 0;
  let unpacked = 0;
  const gunzip = createGunzip();
  source.on('data', (chunk: Buffer) => {
    packed += chunk.length;
  });
  pipeline(source, gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) {
      // A stream of bytes.
      unpacked += (chunk as Buffer).length;
      if (unpacked > BOMB_BYTES && unpacked > packed * BOMB_RATIO) {
        throw new AppError('file_unreadable', 422, {
          message: {
            'zh-CN': 'gzip 文件解开后过大，已拒绝；请上传未压缩的文件',
            en: 'The gzip file unpacks to far too much and was refused; upload it without compression',
          },
        });
      }
    }
  } catch (error) {
    throw gzipUnreadable(error) ?? error;
  } finally {
    source.destroy();
  }
}
