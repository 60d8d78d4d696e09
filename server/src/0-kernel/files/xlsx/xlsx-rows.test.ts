import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { workbookOf } from '#test/awkward-files/workbook.ts';
import { makeTempDir } from '#test/harness.ts';
import { openBytes } from '../sealed-bytes.ts';
import { readSharedTexts } from './shared-texts.ts';
import { xlsxRows, xlsxSheets } from './xlsx-rows.ts';
import type { OpenBytes } from './zip.ts';

async function fileOf(book: Parameters<typeof workbookOf>[0]): Promise<OpenBytes> {
  const file = path.join(await makeTempDir('xlsx'), 'a.xlsx');
  await writeFile(file, workbookOf(book));
  return async () =>
    openBytes(await open(file), { fileId: '', seals: () => Promise.reject(new Error('It is not sealed')) });
}

async function rowsOf(file: OpenBytes, sheet: string, maxRows?: number): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for await (const batch of xlsxRows(file, { sheet, ...(maxRows === undefined ? {} : { maxRows }) })) {
    expect(batch.firstNo).toBe(rows.length + 1);
    rows.push(...batch.rows);
  }
  return rows;
}

describe('the rows of a workbook', () => {
  it('are as many as a spreadsheet shows, with those left out between two', async () => {
    const file = await fileOf({ sheets: [{ name: 'a', rows: [['x'], [], [null, null, 'y & <z>'], ['w']] }] });
    expect(await rowsOf(file, 'a')).toEqual([['x'], [], ['', '', 'y & <z>'], ['w']]);
    expect(await rowsOf(file, 'a', 3)).toEqual([['x'], [], ['', '', 'y & <z>']]);
  });

  it('repeat what is merged over rows, down to its end and no further', async () => {
    const rows = [
      ['a', 'b'],
      [null, 'c'],
      [null, 'd'],
      [null, 'e'],
    ];
    const file = await fileOf({ sheets: [{ name: 'a', rows, merges: ['A1:A3'] }] });
    expect(await rowsOf(file, 'a')).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['a', 'd'],
      ['', 'e'],
    ]);
  });

  it('are those of visible sheets with content', async () => {
    const file = await fileOf({
      sheets: [
        { name: '空', rows: [] },
        { name: '隐藏', rows: [['x']], hidden: true },
        { name: '数据', rows: [['y']] },
      ],
    });
    expect(await xlsxSheets(file)).toEqual(['数据']);
    await expect(rowsOf(file, '隐藏')).rejects.toMatchObject({ code: 'file_unreadable' });
  });

  it('take bounded memory: 12 million bytes of sheet pass while less than 48 MB are held', {
    timeout: 120_000,
  }, async () => {
    const rows = Array.from({ length: 60_000 }, (_, index) => [
      { inline: `顾客 ${index}` },
      { number: String(13_800_000_000 + index) },
      { number: '149.5' },
      { inline: 'x'.repeat(60) },
    ]);
    const file = await fileOf({ sheets: [{ name: 'a', rows }] });
    rows.length = 0;
    let count = 0;
    let start = 0;
    let most = 0;
    for await (const batch of xlsxRows(file, { sheet: 'a' })) {
      count += batch.rows.length;
      const { heapUsed, external } = process.memoryUsage();
      start = start === 0 ? heapUsed + external : start;
      most = Math.max(most, heapUsed + external - start);
    }
    expect(count).toBe(60_000);
    expect(most).toBeLessThan(48 * 1024 * 1024);
  });
});

describe('the texts that cells share', () => {
  const xml = (count: number): string =>
    `<sst>${Array.from({ length: count }, (_, index) => `<si><t>文本 ${index}</t><rPh><t>读音</t></rPh></si>`).join('')}</sst>`;

  it.each([
    ['in memory', 1_000_000],
    ['on disk', 100],
  ])('are found by number when they lie %s', async (_, maxAtHand) => {
    const texts = await readSharedTexts(Readable.from([Buffer.from(xml(3000))]), maxAtHand);
    for (const index of [0, 511, 512, 1500, 2999, 3]) {
      expect(texts.get(index)).toBe(`文本 ${index}`);
    }
    expect(() => texts.get(3000)).toThrow('Excel');
    texts.close();
  });
});
