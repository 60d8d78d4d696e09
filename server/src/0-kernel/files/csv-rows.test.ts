import { createReadStream } from 'node:fs';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectGarbage } from '#test/collect-garbage.ts';
import { makeTempDir } from '#test/harness.ts';
import { type CsvOptions, csvRows } from './csv-rows.ts';

const COMMA: CsvOptions = { delimiter: ',', encoding: 'utf-8' };
/** 你好,中国 in GBK. */
const GBK_TEXT = Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x2c, 0xd6, 0xd0, 0xb9, 0xfa, 0x0a]);

function bytesOf(...pieces: readonly (string | Uint8Array)[]): Readable {
  return Readable.from(pieces.map((piece) => Buffer.from(piece)));
}

async function rowsOf(source: Readable, options: CsvOptions = COMMA): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of csvRows(source, options)) {
    rows.push(...batch.rows.map((row) => [...row]));
  }
  return rows;
}

describe('the rows of a CSV file', () => {
  it.each([
    [
      'quotes in quotes',
      'a,b\n"say ""hi""",2\n',
      [
        ['a', 'b'],
        ['say "hi"', '2'],
      ],
    ],
    [
      'a delimiter and line breaks inside quotes',
      'a,b\n"1,5","x\r\ny"\n',
      [
        ['a', 'b'],
        ['1,5', 'x\r\ny'],
      ],
    ],
    [
      'a quote inside a plain cell',
      'a,b\n5" pipe,1\n',
      [
        ['a', 'b'],
        ['5" pipe', '1'],
      ],
    ],
    [
      'a byte order mark',
      '\uFEFFa,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a byte order mark before a quote',
      '\uFEFF"a",b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'line ends of Windows',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'line ends of old Macs',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at the end',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['empty lines, which are rows of one empty cell', '\na,b\n\n1,2\n\n', [[''], ['a', 'b'], [''], ['1', '2'], ['']]],
    ['rows of any length', 'a,b\n1\n1,2,3\n,\n', [['a', 'b'], ['1'], ['1', '2', '3'], ['', '']]],
    ['only a header', 'a,b\n', [['a', 'b']]],
    ['nothing at all', '', []],
  ])('are read with %s', async (_, text, rows) => {
    expect(await rowsOf(bytesOf(text))).toEqual(rows);
  });

  it('are the same however the bytes are cut into pieces', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '你', '😀', ' ', "'") });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { maxLength: 6 }),
        fc.nat(7),
        async (rows, cut) => {
          const text = rows
            .map((cells) => `${cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')}\n`)
            .join('');
          const bytes = Buffer.from(text);
          const size = cut + 1;
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(await rowsOf(bytesOf(...pieces))).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('come from GBK as they are meant, even cut in the middle of a character', async () => {
    const rows = await rowsOf(bytesOf(GBK_TEXT.subarray(0, 1), GBK_TEXT.subarray(1)), {
      ...COMMA,
      encoding: 'gb18030',
    });
    expect(rows).toEqual([['你好', '中国']]);
  });

  it('come out of a gzip file, even when its first piece is one byte', async () => {
    const packed = gzipSync('a,b\n1,2\n');
    expect(await rowsOf(bytesOf(packed.subarray(0, 1), packed.subarray(1)))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('end with file_unreadable where a gzip file is cut off or damaged', async () => {
    const packed = gzipSync(Array.from({ length: 5000 }, (_, index) => `${index},${Math.sin(index)}`).join('\n'));
    const broken = Buffer.from(packed);
    broken.fill(7, 200, 400);
    for (const bytes of [packed.subarray(0, packed.length - 20), broken]) {
      await expect(rowsOf(bytesOf(bytes))).rejects.toMatchObject({ code: 'file_unreadable', status: 422 });
    }
  });

  it('end with file_unreadable naming the row where a quote opens and never closes', async () => {
    const text = 'a,b\n1,2\n\n"3,4\n5,6\n7,8\n';
    await expect(rowsOf(bytesOf(text))).rejects.toMatchObject({
      code: 'file_unreadable',
      status: 422,
      text: { 'zh-CN': expect.stringContaining('第 4 行'), en: expect.stringContaining('Row 4 ') },
    });
  });

  it('end with file_unreadable at a cell of twenty megabytes instead of taking it into memory', async () => {
    let sent = 0;
    const source = Readable.from(
      (function* () {
        yield Buffer.from('a,b\n"');
        for (; sent < 20; sent += 1) {
          yield Buffer.alloc(1024 * 1024, 'x');
        }
        yield Buffer.from('",1\n');
      })(),
    );
    await expect(rowsOf(source)).rejects.toMatchObject({ code: 'file_unreadable', status: 422 });
    expect(sent).toBeLessThan(8);
  });

  it('stop after as many as are asked for, whatever follows', async () => {
    expect(await rowsOf(bytesOf('a,b\n1,2\n3,4\n"never closed'), { ...COMMA, maxRows: 2 })).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('end with the error of the source', async () => {
    const source = Readable.from(
      (function* () {
        yield Buffer.from('a,b\n1,2\n');
        throw new Error('the disk is gone');
      })(),
    );
    await expect(rowsOf(source)).rejects.toThrow('the disk is gone');
  });

  it.each([
    ['bytes that are not UTF-8', COMMA, [Buffer.from('a\nx\n'), Buffer.from([0xff, 0x0a])], true],
    ['a character cut off at the end', COMMA, [Buffer.from('a\n'), Buffer.from([0xe4, 0xbd])], true],
    ['a NUL', COMMA, [Buffer.from('a\n\0\n')], true],
    ['a NUL in GBK', { ...COMMA, encoding: 'gb18030' }, [GBK_TEXT, Buffer.from([0])], true],
    [
      'nothing but text, its characters cut',
      COMMA,
      [...Buffer.from('a\n你好😀\n')].map((byte) => Buffer.from([byte])),
      false,
    ],
  ] as const)('tell of %s: damaged', async (_, options, pieces, damaged) => {
    const seen: boolean[] = [];
    for await (const batch of csvRows(Readable.from(pieces), options)) {
      seen.push(batch.damaged);
    }
    expect(seen.at(-1)).toBe(damaged);
  });

  it('count the bytes of the file as it lies there', async () => {
    const packed = gzipSync('a,b\n1,2\n'.repeat(1000));
    let bytesRead = 0;
    for await (const batch of csvRows(bytesOf(packed), COMMA)) {
      ({ bytesRead } = batch);
    }
    expect(bytesRead).toBe(packed.length);
  });
});

describe('reading a large file', () => {
  const LINE = `${'0123456789,'.repeat(9)}end\n`;

  it('takes bounded memory: 64 MB pass while less than 32 MB are held', { timeout: 60_000 }, async () => {
    const block = Buffer.from(LINE.repeat(1000));
    const blocks = Math.ceil((64 * 1024 * 1024) / block.length);
    const source = Readable.from(
      (function* () {
        for (let index = 0; index < blocks; index += 1) {
          yield block;
        }
      })(),
    );
    let rows = 0;
    let most = 0;
    let start = 0;
    for await (const batch of csvRows(source, COMMA)) {
      rows += batch.rows.length;
      if (rows % 50_000 < batch.rows.length) {
        // What is held, not what nobody has swept yet.
        collectGarbage();
        const { heapUsed, external } = process.memoryUsage();
        start = start === 0 ? heapUsed + external : start;
        most = Math.max(most, heapUsed + external - start);
      }
    }
    expect(rows).toBe(blocks * 1000);
    expect(most).toBeLessThan(32 * 1024 * 1024);
  });

  it('waits for a slow reader instead of running ahead', async () => {
    let sent = 0;
    const source = Readable.from(
      (function* () {
        for (; sent < 2000; sent += 1) {
          yield Buffer.from(LINE.repeat(100));
        }
      })(),
    );
    for await (const _ of csvRows(source, COMMA)) {
      await new Promise((resolve) => setImmediate(resolve));
      if (sent > 50) {
        break;
      }
    }
    expect(sent).toBeLessThan(200);
    expect(source.destroyed).toBe(true);
  });

  it('leaves no file open, whether it is read to the end, left early, or breaks', async () => {
    const dir = await makeTempDir('csv');
    const good = path.join(dir, 'good.csv');
    const bad = path.join(dir, 'bad.csv');
    await writeFile(good, LINE.repeat(20_000));
    await writeFile(bad, `${LINE.repeat(20_000)}"never closed`);
    await rowsOf(createReadStream(good));
    for await (const _ of csvRows(createReadStream(good), COMMA)) {
      break;
    }
    await expect(rowsOf(createReadStream(bad))).rejects.toMatchObject({ code: 'file_unreadable' });
    await expect.poll(() => openFilesIn(dir)).toEqual([]);
  });
});

async function openFilesIn(dir: string): Promise<string[]> {
  const links = await readdir('/proc/self/fd');
  const targets = await Promise.all(links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(dir));
}
