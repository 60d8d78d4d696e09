import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { guessEncoding } from './encoding.ts';
import { readHead } from './read-head.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const lines = Array.from({ length: 20_000 }, (_, index) => `${index},${Math.sin(index)}\n`).join('');

describe('the head of a file', () => {
  it('is the whole of a short one', async () => {
    const head = await readHead(Readable.from([Buffer.from('a,b\n')]), { maxBytes: 100, rest: 'close' });
    expect(text(head.bytes)).toBe('a,b\n');
    expect(head.whole).toBe(true);
  });

  it('is the beginning of a long one, whose source is then closed', async () => {
    const source = Readable.from([Buffer.from(lines), Buffer.from(lines)]);
    const head = await readHead(source, { maxBytes: 1000, rest: 'close' });
    expect(text(head.bytes)).toBe(lines.slice(0, 1000));
    expect(head.whole).toBe(false);
    expect(source.destroyed).toBe(true);
  });

  it('leaves a request body alive when the rest is to be read away', async () => {
    let sent = 0;
    const source = Readable.from(
      (function* () {
        for (; sent < 100; sent += 1) {
          yield Buffer.from(lines);
        }
      })(),
      { objectMode: false },
    );
    await readHead(source, { maxBytes: 1000, rest: 'discard' });
    await expect.poll(() => source.readableEnded).toBe(true);
    expect(sent).toBe(100);
  });

  it('is unpacked, also of a gzip file that goes on', async () => {
    const packed = gzipSync(lines);
    for (const bytes of [packed, packed.subarray(0, packed.length / 2)]) {
      const head = await readHead(Readable.from([bytes]), { maxBytes: 1000, rest: 'close' });
      expect(text(head.bytes)).toBe(lines.slice(0, 1000));
      expect(head.whole).toBe(false);
    }
  });

  it('is file_unreadable when the gzip is damaged', async () => {
    const broken = Buffer.from(gzipSync(lines));
    broken.fill(7, 20, 60);
    await expect(readHead(Readable.from([broken]), { maxBytes: 1_000_000, rest: 'close' })).rejects.toMatchObject({
      code: 'file_unreadable',
      status: 422,
    });
  });
});

describe('the encoding', () => {
  it.each([
    ['你好', 'utf-8'],
    ['plain', 'utf-8'],
    ['', 'utf-8'],
  ])('of %j is %s', (given, encoding) => {
    expect(guessEncoding(Buffer.from(given))).toBe(encoding);
  });

  it('is UTF-8 when only the last character is cut, GB 18030 when the bytes cannot be UTF-8', () => {
    expect(guessEncoding(Buffer.from('你好😀').subarray(0, -1))).toBe('utf-8');
    expect(guessEncoding(Buffer.from([0xc4, 0xe3, 0xba, 0xc3]))).toBe('gb18030');
  });
});
