import { pipeline, Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { gzipUnreadable } from '#kernel/files/csv-faults.ts';
import { isGzip } from '#kernel/files/unpack.ts';

export interface ReadHeadOptions {
  readonly maxBytes: number;
  /**
   * What becomes of the rest: `close` ends the source; `discard` reads it away, so that the sender of a request body
   * gets an answer instead of a broken connection.
   */
  readonly rest: 'close' | 'discard';
}

export interface FileHead {
  /** At most `maxBytes`, unpacked when the file is gzip. */
  readonly bytes: Uint8Array;
  /** Whether that is the whole file. */
  readonly whole: boolean;
}

/** The beginning of a file. A gzip file that is cut off gives what can be read of it; a damaged one throws `file_unreadable`. */
export async function readHead(source: Readable, { maxBytes, rest }: ReadHeadOptions): Promise<FileHead> {
  try {
    const packed = await firstBytes(source, maxBytes);
    if (!isGzip(packed.bytes)) {
      return packed;
    }
    const unpacked = await firstBytes(gunzipPart(packed.bytes), maxBytes);
    return { bytes: unpacked.bytes, whole: packed.whole && unpacked.whole };
  } catch (error) {
    throw gzipUnreadable(error) ?? error;
  } finally {
    if (rest === 'close') {
      source.destroy();
    } else {
      source.resume();
    }
  }
}

async function firstBytes(source: Readable, maxBytes: number): Promise<FileHead> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    // Both are streams of bytes.
    const bytes = chunk as Buffer;
    chunks.push(bytes);
    size += bytes.length;
    if (size > maxBytes) {
      break;
    }
  }
  return { bytes: Buffer.concat(chunks).subarray(0, maxBytes), whole: size <= maxBytes };
}

/** With Z_SYNC_FLUSH the end of the input is no error where the file goes on. */
function gunzipPart(bytes: Uint8Array): Readable {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  pipeline(Readable.from([bytes]), gunzip, () => undefined);
  return gunzip;
}
