import { isUtf8 } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';

export const CSV_ENCODINGS = ['utf-8', 'gb18030'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/** UTF-8 when the bytes can be UTF-8 (a character cut at the end is forgiven), else GB 18030, which contains GBK. */
export function guessEncoding(head: Uint8Array): CsvEncoding {
  return isUtf8(head.subarray(0, head.length - cutBytes(head))) ? 'utf-8' : 'gb18030';
}

/** How many bytes at the end begin a character that is not complete. */
function cutBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) {
      const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
      return wanted > back ? back : 0;
    }
  }
  return 0;
}

/**
 * Turns the bytes into UTF-8. `onDamage` is called, before they are passed on, when bytes come that are no text in
 * this encoding, or NUL, which no database stores as text.
 */
export function toUtf8(encoding: CsvEncoding, onDamage: () => void): Transform {
  return encoding === 'utf-8' ? passUtf8(onDamage) : decode(encoding, onDamage);
}

function passUtf8(onDamage: () => void): Transform {
  let rest: Uint8Array = new Uint8Array();
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = bytes.length - cutBytes(bytes);
      rest = bytes.subarray(whole);
      if (!isUtf8(bytes.subarray(0, whole)) || chunk.includes(0)) {
        onDamage();
      }
      done(null, chunk);
    },
    flush(done: TransformCallback) {
      if (rest.length > 0) {
        onDamage();
      }
      done();
    },
  });
}

function decode(encoding: CsvEncoding, onDamage: () => void): Transform {
  const decoder = new TextDecoder(encoding);
  const check = (text: string): string => {
    if (text.includes('\uFFFD') || text.includes('\0')) {
      onDamage();
    }
    return text;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      done(null, check(decoder.decode(chunk, { stream: true })));
    },
    flush(done: TransformCallback) {
      done(null, check(decoder.decode()));
    },
  });
}
