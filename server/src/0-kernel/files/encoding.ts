import { isAscii, isUtf8 } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';

export const CSV_ENCODINGS = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/**
 * By its byte order mark; UTF-16 without one when every other byte is NUL; UTF-8 when the bytes can be UTF-8 (a
 * character cut at the end is forgiven, and so is damage here and there), else GB 18030, which contains GBK.
 */
export function guessEncoding(head: Uint8Array): CsvEncoding {
  const wide = wideEncoding(head);
  if (wide !== null) {
    return wide;
  }
  const whole = head.subarray(0, head.length - cutBytes(head));
  return isUtf8(whole) || isMostlyUtf8(whole) ? 'utf-8' : 'gb18030';
}

/** Damage here and there leaves most characters whole; read as UTF-8, GBK has hardly any. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const signs = new TextDecoder('utf-8').decode(bytes).match(/\P{ASCII}/gu) ?? [];
  const broken = signs.filter((sign) => sign === '\uFFFD').length;
  return signs.length - broken > broken * 4;
}

function wideEncoding(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) {
    return 'utf-16le';
  }
  if (head[0] === 0xfe && head[1] === 0xff) {
    return 'utf-16be';
  }
  const sample = head.subarray(0, 2000);
  const nuls = [0, 0];
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) {
      nuls[index % 2] = (nuls[index % 2] ?? 0) + 1;
    }
  }
  const [even = 0, odd = 0] = nuls;
  const many = sample.length / 8;
  if (odd > many && even === 0) {
    return 'utf-16le';
  }
  return even > many && odd === 0 ? 'utf-16be' : null;
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

/**
 * Passes UTF-8 on as it is. A file that was plain ASCII up to here and goes on with bytes that are no UTF-8 was GBK all
 * along: nobody could tell from its beginning.
 */
function passUtf8(onDamage: () => void): Transform {
  let rest: Uint8Array = new Uint8Array();
  let ascii = true;
  let gbk: InstanceType<typeof TextDecoder> | null = null;
  const pass = (bytes: Buffer): Buffer | string => {
    if (gbk !== null) {
      return checked(gbk.decode(bytes, { stream: true }), onDamage);
    }
    if (bytes.includes(0)) {
      onDamage();
    }
    if (ascii && isAscii(bytes)) {
      return bytes;
    }
    if (isUtf8(bytes)) {
      ascii = false;
    } else if (ascii && !isMostlyUtf8(bytes)) {
      gbk = new TextDecoder('gb18030');
      return checked(gbk.decode(bytes, { stream: true }), onDamage);
    } else {
      ascii = false;
      onDamage();
    }
    return bytes;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = gbk === null ? bytes.length - cutBytes(bytes) : bytes.length;
      rest = bytes.subarray(whole);
      done(null, pass(bytes.subarray(0, whole)));
    },
    flush(done: TransformCallback) {
      if (rest.length > 0 && gbk === null) {
        onDamage();
      }
      done(null, gbk === null ? Buffer.from(rest) : checked(gbk.decode(rest), onDamage));
    },
  });
}

function decode(encoding: CsvEncoding, onDamage: () => void): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      done(null, checked(decoder.decode(chunk, { stream: true }), onDamage));
    },
    flush(done: TransformCallback) {
      done(null, checked(decoder.decode(), onDamage));
    },
  });
}

function checked(text: string, onDamage: () => void): string {
  if (text.includes('\uFFFD') || text.includes('\0')) {
    onDamage();
  }
  return text;
}
