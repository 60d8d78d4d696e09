import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlainTable, writePlainLines } from './plain-table.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-plain-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function rowsOf(bytes: Uint8Array | string): Promise<string[][]> {
  const file = path.join(dir, 'table');
  await writeFile(file, bytes);
  const rows: string[][] = [];
  for await (const row of readPlainTable(file)) {
    rows.push([...row]);
  }
  return rows;
}

const WANTED = [
  ['客户', '日期', '金额'],
  ['张,三', '2026-01-01', '1'],
  ['李四', '2026-01-02', '2'],
];
const TEXT = '客户;日期;金额\r\n"张,三";2026-01-01;1\r\n\r\n李四;2026-01-02;2\r\n';
/** 客户 张 三 李四 日期 金额 in GBK. */
const GBK = Buffer.from(
  'bfcdbba73bc8d5c6da3bbdf0b6ee0d0a22d5c52cc8fd223b323032362d30312d30313b310d0a0d0ac0eecbc43b323032362d30312d30323b320d0a',
  'hex',
);

describe("an analyst's table", () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['GBK', GBK],
    ['packed GBK', gzipSync(GBK)],
    ['old line ends', Buffer.from(TEXT.replaceAll('\r\n', '\r'))],
  ])('is read in %s', async (_, bytes) => {
    expect(await rowsOf(bytes)).toEqual(WANTED);
  });

  it('that is GBK only far down is read too', async () => {
    const rows = await rowsOf(Buffer.concat([Buffer.from(`a;b\r\n${'x;1\r\n'.repeat(40_000)}`), GBK.subarray(40)]));
    expect(rows.at(-1)).toEqual(WANTED[2]);
  });

  it('with a quote that never closes is refused with its line, in both languages', async () => {
    await expect(rowsOf('a,b\n1,2\n"3,4\n5,6\n')).rejects.toMatchObject({
      code: 'file_unreadable',
      text: { 'zh-CN': expect.stringContaining('引号没有闭合'), en: expect.stringContaining('a quote is not closed') },
    });
    await expect(rowsOf(gzipSync(TEXT.repeat(90)).subarray(0, 60))).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it('is written whole, or the folder is named', async () => {
    const file = path.join(dir, 'not a folder');
    await writeFile(file, '');
    await expect(writePlainLines(path.join(file, 'out.csv'), ['a'])).rejects.toMatchObject({
      code: 'file_unwritable',
      text: { en: expect.stringContaining('not a folder') },
    });
  });
});
