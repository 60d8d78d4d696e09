import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Olap, openOlap } from '#kernel/db/olap.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { ANALYTIC_URL, requireAddress } from '#test/addresses.ts';
import { type MatchRecord, RECORD_COLUMNS } from './columns.ts';
import { codesOf } from './compare.ts';
import { comparisonsFor } from './comparisons.ts';
import { prepareRecord, type RawRecord } from './prepare.ts';
import * as store from './store.ts';

let olap: Olap;
beforeAll(async () => {
  const database = `compare_${randomBytes(6).toString('hex')}`;
  olap = openOlap({ url: requireAddress(ANALYTIC_URL), database, log: createLogger({ level: 'silent' }) });
  await olap.createDatabase();
});
afterAll(async () => {
  await olap.dropDatabase();
  await olap.close();
});

const text = (alphabet: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength: min, maxLength: max }).map((all) => all.join(''));
const some = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom('', ...values);
const digits = (min: number, max: number): fc.Arbitrary<string> => text('0123456789', min, max);
const phone = fc.oneof(
  some('13800138000', '13800138001', '138****8000', '02162345678', '1390013', '621'),
  digits(5, 11),
  digits(11, 11),
);
const birth = fc
  .record({
    y: fc.integer({ min: 1985, max: 1988 }),
    m: fc.integer({ min: 1, max: 12 }),
    d: fc.integer({ min: 1, max: 12 }),
  })
  .map(({ y, m, d }) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
const name = fc.oneof(
  some(
    '王伟',
    '王玮',
    '伟王',
    '张晓燕',
    '张小燕',
    '张晓艳',
    '章晓艳',
    '欧阳娜娜',
    '王*',
    '王某*',
    '李雷',
    '雷李',
    'José Müller',
    'Jose Muller',
  ),
  text('王李张陈伟娜晓燕明华芳', 2, 3),
  text('abcdeé ', 3, 9),
);
const address = fc.oneof(
  some(
    '上海市徐汇区漕溪北路1号',
    '上海市徐汇区漕溪北路12号',
    '上海市徐汇区漕溪路1号',
    '徐汇区漕溪北路1号502室',
    '12 Long Street',
    '1234 Elm',
    '1234 Oxford Crescent',
  ),
  fc
    .tuple(text('南京路西东大道花园小区', 2, 5), digits(1, 4), digits(0, 3))
    .map(([a, b, c]) => `上海市黄浦区${a}${b}号${c}`),
);
const raw: fc.Arbitrary<RawRecord['values']> = fc.record({
  fullName: name,
  gender: some('男', '女'),
  birthDate: fc.oneof(some('19870312', '1987-12-03'), birth),
  phone,
  phone2: phone,
  email: fc.oneof(
    some('zhang.san@example.com', 'zhangsan@example.cn', 'li.lei@first.org', 'li.lei@second.net'),
    text('abz.', 1, 6).map((one) => `${one}@example.com`),
  ),
  nationalId: some('t1', 't2', 't12'),
  memberCard: fc.oneof(some('VIP001', 'VIP010', 'VIP01'), text('AB1', 1, 5)),
  wechat: text('abé', 0, 4),
  addressLine: address,
  city: fc.oneof(some('上海', '上海市', 'berlin', 'berlim'), text('上海南北京', 1, 4)),
  state: text('abcd', 0, 6),
  postcode: digits(0, 6),
});

const RECORDS = 450;
const ALL = [...RECORD_COLUMNS] as readonly string[];
const MASKS = { names: true, phones: true } as const;
const TOKENS = ['national_id'];

function line(row: number, record: MatchRecord): string {
  const values = RECORD_COLUMNS.map((column) => `"${record[column].replaceAll('"', '""')}"`);
  return `${row},0,${values.join(',')}\n`;
}

describe('the two faces of the comparisons', () => {
  it('[C009] one pair compared by itself ends at the levels at which the engine compares millions', async () => {
    const raws = fc.sample(raw, { numRuns: RECORDS, seed: 20_260_302 });
    const records = raws.map((values) => prepareRecord({ values, texts: [] }));
    await store.createRecords(olap, ALL);
    await store.loadRecords(
      olap,
      ALL,
      Readable.from(
        records.map((one, row) => line(row, one)),
        { objectMode: false },
      ),
    );
    const comparisons = comparisonsFor(ALL, MASKS, TOKENS);
    await store.addFrequencies(olap, comparisons, { columns: ALL, keys: new Map() });
    await store.createPairs(olap);
    await store.addAllPairs(olap, 'dedupe');
    await store.comparePairs(olap, comparisons);
    const counts = new Map<string, Map<string, number>>();
    for (const { value } of comparisons) {
      const held = records.map((one) => one[value as Exclude<keyof MatchRecord, 'texts'>]);
      counts.set(
        value,
        held.reduce((all, one) => all.set(one, (all.get(one) ?? 0) + 1), new Map<string, number>()),
      );
    }
    const how = {
      comparisons: comparisons.map((each) => each.name),
      masks: MASKS,
      tokens: TOKENS,
      frequency: (column: string, value: string) => Math.floor(2 * Math.log2(counts.get(column)?.get(value) ?? 1)),
    };
    const rows = await olap.rows<{ pair: string; pattern: string }>({
      sql: 'SELECT pair, hex(pattern) AS pattern FROM compared',
    });
    expect(rows).toHaveLength((RECORDS * (RECORDS - 1)) / 2);
    const met = new Set<string>();
    const wrong: unknown[] = [];
    for (const { pair, pattern } of rows) {
      const both = BigInt(pair);
      const [a, b] = [records[Number(both >> 32n)], records[Number(both & 0xff_ff_ff_ffn)]];
      const theirs = Buffer.from(pattern, 'hex');
      const ours = a === undefined || b === undefined ? new Uint8Array() : codesOf(a, b, how);
      for (const [place, each] of comparisons.entries()) {
        met.add(`${each.name}:${Math.min(16, theirs[place] ?? 0)}`);
        if (theirs[place] !== ours[place] && wrong.length < 20) {
          const column = each.value as Exclude<keyof MatchRecord, 'texts'>;
          wrong.push([each.name, theirs[place], ours[place], a?.[column], b?.[column]]);
        }
      }
    }
    expect(wrong).toEqual([]);
    // Every level was met, so that the comparison says something about each.
    const levels = comparisons.flatMap((each) =>
      [0, 1, 16, ...each.levels.map(({ code }) => code)].map((code) => `${each.name}:${code}`),
    );
    // No surname is read from behind a mask.
    expect(levels.filter((each) => !met.has(each))).toEqual(['surname:5']);
  });
});
