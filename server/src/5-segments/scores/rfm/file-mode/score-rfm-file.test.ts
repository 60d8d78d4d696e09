import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createGunzip, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithData } from '#test/data-sets.ts';
import { type ScoreRfmFileOptions, scoreRfmFile } from './service.ts';
import { summaryText } from './summary.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-rfm-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function score(content: string | Buffer, options: Partial<ScoreRfmFileOptions> = {}) {
  const file = path.join(dir, 'orders.csv');
  await writeFile(file, content);
  const summary = await scoreRfmFile({
    file,
    customer: 'buyer',
    date: 'day',
    amount: 'paid',
    asOf: '2026-03-01',
    out: path.join(dir, 'out'),
    ...options,
  });
  const lines = (await readFile(summary.outFile, 'utf8')).trimEnd().split('\n');
  return { summary, header: lines[0], lines: lines.slice(1) };
}

describe('zhike score rfm', () => {
  it('[C028] writes R, F, M, scores and group of every customer of a file', async () => {
    const { header, lines, summary } = await score(
      'buyer,day,paid\nann,2026-02-27,10.10\nann,20260201,0.20\nbob,2026-01-01 23:59:59,5\n',
    );
    expect(header).toBe('customer,recency_days,frequency,monetary,r,f,m,group');
    expect(lines).toEqual(['ann,2,2,10.30,5,3,3,important_value', 'bob,59,1,5.00,3,1,1,general_win_back']);
    expect(summary).toMatchObject({ rows: 3, customers: 2, groups: { important_value: 1, general_win_back: 1 } });
  });

  it('adds decimals exactly', async () => {
    const rows = Array.from({ length: 1000 }, () => 'ann,2026-02-27,0.1').join('\n');
    expect((await score(`buyer,day,paid\n${rows}\n`)).lines[0]).toMatch(/^ann,2,1000,100\.0,/);
  });

  it('counts distinct order numbers when told which column holds them', async () => {
    const { lines } = await score('buyer,day,paid,no\nann,2026-02-27,1,A\nann,2026-02-27,2,A\nann,2026-02-28,3,B\n', {
      order: 'no',
    });
    expect(lines[0]).toMatch(/^ann,1,2,6,/);
  });

  it('[C028] accounts for every row: purchases, refunds, no customer, later than the date, unreadable with row and reason', async () => {
    const rows = [
      'ann,2026-02-27,5',
      'ann,2026-02-28,-2',
      ',2026-02-27,5',
      'ann,2026-03-02,5',
      'ann,2026-02-30,5',
      'ann,2026-02-27,much',
      'ann',
    ];
    const { summary, lines } = await score(`buyer,day,paid\n${rows.join('\n')}\n`);
    expect(summary.rows).toBe(7);
    expect(summary.counts).toEqual({ purchases: 1, refunds: 1, withoutCustomer: 1, afterAsOf: 1, unreadable: 3 });
    expect(summary.faults.map(({ row, reason }) => [row, reason.en])).toEqual([
      [6, '"2026-02-30" is not a readable date'],
      [7, '"much" is not a readable amount'],
      [8, 'no date'],
    ]);
    expect(lines[0]).toMatch(/^ann,2,1,5,/);
    expect(summaryText(summary, 'en')).toContain('row 6: "2026-02-30" is not a readable date');
    expect(summaryText(summary, 'zh-CN')).toContain('无法读取 3');
  });

  it('[C028] takes refunds off when told to, and looks back no further than the window', async () => {
    const rows = 'buyer,day,paid\nann,2026-02-27,5\nann,2026-02-28,-2\nbob,2026-01-01,7\n';
    expect((await score(rows, { refunds: 'subtract' })).lines).toEqual([
      'bob,59,1,7,3,1,3,important_keep',
      'ann,2,1,3,5,1,1,general_value',
    ]);
    expect((await score(rows, { windowDays: 30 })).lines[1]).toBe('bob,59,0,0,3,1,1,general_win_back');
  });

  it('reads a byte order mark, spaces around names, semicolons, tabs and gzip', async () => {
    const expected = ['ann,2,1,5,5,1,1,important_value'];
    expect((await score('\uFEFF buyer ;"day"; paid\r\n ann ;2026-02-27; 5 \r\n')).lines).toEqual(expected);
    expect((await score('buyer\tday\tpaid\nann\t2026-02-27\t5\n')).lines).toEqual(expected);
    expect((await score(gzipSync('buyer,day,paid\nann,2026-02-27,5\n'))).lines).toEqual(expected);
  });

  it('names the columns there are when one is missing, and a file that is not there', async () => {
    await expect(score('buyer,date,paid\n')).rejects.toMatchObject({
      code: 'column_missing',
      message: 'The file has no column day. It has: buyer, date, paid',
    });
    await expect(score('', {})).rejects.toMatchObject({ code: 'column_missing' });
    await expect(score('', { file: path.join(dir, 'none.csv') })).rejects.toMatchObject({ code: 'file_missing' });
    await expect(score('', { asOf: 'yesterday' })).rejects.toMatchObject({ code: 'input_invalid' });
    await expect(score(gzipSync('buyer,day,paid\nann,2026-02-27,5\n').subarray(0, 30))).rejects.toMatchObject({
      code: 'file_unreadable',
    });
  });

  it('writes the same bytes for the same rows, and an empty result for no purchases', async () => {
    expect((await score('buyer,day,paid\n')).lines).toEqual([]);
    const rows = ['zoe,2026-02-27,5', 'ann,2026-02-27,5', '"Li, Na",2026-02-27,5'];
    const { lines } = await score(`buyer,day,paid\n${rows.join('\n')}\n`);
    expect(lines.map((line) => line.slice(0, 5))).toEqual(['"Li, ', 'ann,2', 'zoe,2']);
  });
});

interface Reference {
  readonly rfm: {
    readonly customers: number;
    readonly recency_quartiles: readonly number[];
    readonly monetary_quartiles: readonly number[];
    readonly frequency_mean: number;
    readonly frequency_max: number;
    readonly one_invoice: number;
    readonly monetary_mean: number;
    readonly top10: readonly (readonly [string, number, number, number])[];
  };
}

/** Quantity × price as an exact decimal text. */
function product(quantity: string, price: string): string {
  const [whole = '', fraction = ''] = price.split('.');
  const units = (BigInt(quantity) * BigInt(whole + fraction)).toString().padStart(fraction.length + 1, '0');
  return fraction === '' ? units : `${units.slice(0, -fraction.length)}.${units.slice(-fraction.length)}`;
}

/** The clean lines of the data set (a customer, no cancellation, quantity and price above zero) with an amount. */
async function cleanLines(folder: string): Promise<string> {
  const records = createReadStream(path.join(folder, 'online_retail_2010-12_2011-08.csv.gz'))
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2, relax_quotes: true }));
  const lines = ['buyer,day,paid,invoice'];
  for await (const [invoice, , , quantity, date, price, customer] of records as AsyncIterable<readonly string[]>) {
    if (customer !== '' && !invoice!.startsWith('C') && Number(quantity) > 0 && Number(price) > 0) {
      lines.push(`${customer},${date},${product(quantity!, price!)},${invoice}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

describeWithData('online_retail', 'zhike score rfm on the sales of a real shop', (folder) => {
  it('[C028] gives the published reference figures', { timeout: 60_000 }, async () => {
    const { rfm } = JSON.parse(await readFile(path.join(folder, 'reference.json'), 'utf8')) as Reference;
    const { lines, summary } = await score(await cleanLines(folder), { order: 'invoice', asOf: '2011-09-01' });
    expect(summary).toMatchObject({ rows: 226_467, customers: rfm.customers, counts: { unreadable: 0 } });
    const rows = lines.map((line) => line.split(','));
    const column = (place: number): number[] => rows.map((row) => Number(row[place])).sort((a, b) => a - b);
    const [recency, frequency, monetary] = [column(1), column(2), column(3)];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    // 3,317 customers: the quartiles fall on the values at these places exactly.
    const quartiles = (values: readonly number[]): (number | undefined)[] =>
      [829, 1658, 2487].map((place) => values[place]);
    expect(quartiles(recency)).toEqual(rfm.recency_quartiles);
    expect(quartiles(monetary).map((value) => Number(value?.toFixed(2)))).toEqual(rfm.monetary_quartiles);
    expect(mean(frequency)).toBeCloseTo(rfm.frequency_mean, 5);
    expect(frequency.at(-1)).toBe(rfm.frequency_max);
    expect(frequency.filter((value) => value === 1).length).toBe(rfm.one_invoice);
    expect(mean(monetary)).toBeCloseTo(rfm.monetary_mean, 5);
    const top = rows
      .slice(0, 10)
      .map((row) => [row[0], Number(row[1]), Number(row[2]), Number(Number(row[3]).toFixed(2))]);
    expect(top).toEqual(rfm.top10);
  });
});
