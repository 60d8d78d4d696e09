import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';

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
