import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { secretUnreadable } from '#kernel/secrets/master-keys.ts';
import type { DataKey, Seals } from '#kernel/secrets/seals.ts';

/**
 * How a sealed file lies on the disk: a head with the name of the data key, then pieces of 64 KiB, each sealed by
 * AES-256-GCM under a key of this file alone, with its number and whether it is the last one bound in. So pieces can be
 * read at any place, and none can be changed, exchanged or left out.
 */
const MAGIC = Buffer.from('zhike sealed 1 ', 'latin1');
const ID_BYTES = 8;
const HEAD_BYTES = MAGIC.length + ID_BYTES;
const PIECE = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_PIECE = PIECE + TAG_BYTES;

/** A file whose bytes can be read at any place. */
export interface RandomAccess {
  /** Of what was written, not of what lies on the disk. */
  readonly size: number;
  /** The bytes from `start` to before `end`. */
  stream(start: number, end: number): Readable;
  close(): Promise<void>;
}

interface Place {
  readonly at: number;
  readonly isLast: boolean;
}

function nonceOf(at: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(at), 4);
  return nonce;
}

function sealPiece(bytes: Buffer, key: Buffer, { at, isLast }: Place): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(at)).setAAD(Buffer.from([isLast ? 1 : 0]));
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function openPiece(bytes: Buffer, key: Buffer, { at, isLast }: Place): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(at), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from([isLast ? 1 : 0]))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw secretUnreadable(error);
  }
}

/** Seals what passes, in bounded memory. */
export function sealingStream({ id, key }: DataKey): Transform {
  let held: Buffer[] = [];
  let size = 0;
  let at = 0;
  return new Transform({
    construct(done) {
      this.push(Buffer.concat([MAGIC, Buffer.from(id, 'latin1')]));
      done();
    },
    transform(chunk: Buffer, _encoding, done) {
      held.push(chunk);
      size += chunk.length;
      if (size > PIECE) {
        let bytes = Buffer.concat(held);
        // The last piece is marked, so one is always kept until it is known whether more comes.
        for (; bytes.length > PIECE; bytes = bytes.subarray(PIECE)) {
          this.push(sealPiece(bytes.subarray(0, PIECE), key, { at, isLast: false }));
          at += 1;
        }
        held = [bytes];
        size = bytes.length;
      }
      done(null);
    },
    flush(done) {
      this.push(sealPiece(Buffer.concat(held), key, { at, isLast: true }));
      done();
    },
  });
}

/** A file that was opened for reading, sealed or (written by an earlier version, or meant for everybody) as it is. */
export async function openBytes(
  handle: FileHandle,
  { fileId, seals }: { readonly fileId: string; seals(): Promise<Seals> },
): Promise<RandomAccess> {
  const { size } = await handle.stat();
  const head = await readFully(handle, 0, Math.min(size, HEAD_BYTES));
  const close = (): Promise<void> => handle.close();
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) {
    return {
      size,
      stream: (start, end) => piecesOf((at) => readFully(handle, at, Math.min(PIECE, end - at)), start, end),
      close,
    };
  }
  const { key } = (await seals()).fileKey(fileId, head.subarray(MAGIC.length).toString('latin1'));
  const sealedBytes = size - HEAD_BYTES;
  const pieces = Math.max(1, Math.ceil(sealedBytes / SEALED_PIECE));
  const read = async (at: number): Promise<Buffer> => {
    const no = Math.min(Math.floor(at / PIECE), pieces - 1);
    const isLast = no === pieces - 1;
    const from = HEAD_BYTES + no * SEALED_PIECE;
    const sealed = await readFully(handle, from, isLast ? size - from : SEALED_PIECE);
    return openPiece(sealed, key, { at: no, isLast }).subarray(at - no * PIECE);
  };
  return {
    size: sealedBytes - pieces * TAG_BYTES,
    // Of an empty file too the one piece is opened: it may have been cut.
    stream: (start, end) => piecesOf(read, start, end),
    close,
  };
}

/** The bytes of a range, one piece after the other. */
function piecesOf(read: (at: number) => Promise<Buffer>, start: number, end: number): Readable {
  const pieces = async function* (): AsyncGenerator<Buffer> {
    let at = start;
    do {
      const bytes = (await read(at)).subarray(0, end - at);
      if (bytes.length === 0) {
        return;
      }
      at += bytes.length;
      yield bytes;
    } while (at < end);
  };
  return Readable.from(pieces(), { objectMode: false, highWaterMark: PIECE });
}

async function readFully(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, length));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, at + done);
    if (bytesRead === 0) {
      return bytes.subarray(0, done);
    }
    done += bytesRead;
  }
  return bytes;
}
