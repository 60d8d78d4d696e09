import type { Readable } from 'node:stream';
import type { Olap } from '#kernel/db/olap.ts';
import type { BlockingRule, BlockSize } from './blocking.ts';
import { type Comparison, patternSql } from './comparisons.ts';
import { EQUAL_CODE, type Patterns } from './em.ts';

/** Whether one file is deduplicated, or two are linked (`side` 0 and 1). */
export type Task = 'dedupe' | 'link';

const MAX_SECONDS = 1800;
const MAX_BYTES = 1_600_000_000;

async function run(olap: Olap, sql: string): Promise<void> {
  await olap.run({ sql, maxSeconds: MAX_SECONDS, maxMemoryBytes: MAX_BYTES });
}

/** Makes the table that the normalised records are loaded into. */
export async function createRecords(olap: Olap, columns: readonly string[]): Promise<void> {
  const fields = columns.map((column) => `${column} String`).join(', ');
  await run(olap, `CREATE TABLE loaded (row UInt32, side UInt8, ${fields}) ENGINE = MergeTree ORDER BY row`);
}

/** Loads CSV: row, side and the columns. */
export async function loadRecords(olap: Olap, columns: readonly string[], rows: Readable): Promise<void> {
  await olap.insertCsv('loaded', ['row', 'side', ...columns], rows);
}

/** How many records there are on each side. */
export async function countRecords(olap: Olap): Promise<readonly [number, number]> {
  const [found] = await olap.rows<{ first: string; second: string }>({
    sql: 'SELECT countIf(side = 0) AS first, countIf(side = 1) AS second FROM loaded',
  });
  return [Number(found?.first ?? 0), Number(found?.second ?? 0)];
}

const FREQUENCY = 'toUInt8(floor(2 * log2(n)))';

/** Counts each value that is compared, and notes with each record how frequent its values are and its keys of blocks, as numbers. */
export async function addFrequencies(
  olap: Olap,
  comparisons: readonly Comparison[],
  { columns, keys }: { readonly columns: readonly string[]; readonly keys: ReadonlyMap<string, string> },
): Promise<void> {
  const values = comparisons.map(({ value }) => value);
  for (const value of values) {
    await run(
      olap,
      `CREATE TABLE values_${value} ENGINE = MergeTree ORDER BY tuple() AS
        SELECT ${value} AS v, count() AS n, countIf(side = 0) AS first, ${FREQUENCY} AS f
        FROM loaded WHERE ${value} != '' GROUP BY ${value} HAVING n > 1`,
    );
  }
  const joins = values.map(
    (value) => `LEFT JOIN (SELECT v, f FROM values_${value}) AS j_${value} ON j_${value}.v = loaded.${value}`,
  );
  const found = values.map((value) => `j_${value}.f AS freq_${value}`);
  const blocked = [...keys].map(([key, text]) => `if((${text}) = '', 0, cityHash64(${text})) AS key_${key}`);
  await run(
    olap,
    `CREATE TABLE records ENGINE = MergeTree ORDER BY row AS
      SELECT ${[...['row', 'side', ...columns].map((column) => `loaded.${column} AS ${column}`), ...found, ...blocked].join(', ')}
      FROM loaded ${joins.join(' ')}`,
  );
  await run(olap, 'DROP TABLE loaded');
}

/** What is counted exactly about one comparison. */
export interface ValueCounts {
  /** Pairs in which both records have a value. */
  readonly pairs: number;
  /** By code: pairs that agree, and records that hold such a value. */
  readonly equal: readonly { readonly code: number; readonly pairs: number; readonly records: number }[];
}

export async function countValues(olap: Olap, comparison: Comparison, task: Task): Promise<ValueCounts> {
  const { value } = comparison;
  const agreeing = task === 'dedupe' ? 'n * (n - 1) / 2' : 'first * (n - first)';
  const [held] = await olap.rows<{ first: string; second: string }>({
    sql: `SELECT countIf(side = 0) AS first, countIf(side = 1) AS second FROM records WHERE ${value} != ''`,
  });
  const [first, second] = [Number(held?.first ?? 0), Number(held?.second ?? 0)];
  const rows = await olap.rows<{ f: number; pairs: string; records: string }>({
    sql: `SELECT f, toUInt64(sum(${agreeing})) AS pairs, sum(n) AS records FROM values_${value} GROUP BY f ORDER BY f`,
  });
  return {
    pairs: task === 'dedupe' ? ((first + second) * (first + second - 1)) / 2 : first * second,
    equal: rows
      .map(({ f, pairs, records }) => ({ code: EQUAL_CODE + f, pairs: Number(pairs), records: Number(records) }))
      .filter(({ pairs }) => pairs > 0),
  };
}

function blockSql(rule: BlockingRule): { readonly key: string; readonly where: string } {
  return {
    key:
      rule.parts.length === 1
        ? `key_${rule.parts[0]}`
        : `cityHash64(${rule.parts.map((part) => `key_${part}`).join(', ')})`,
    where: rule.parts.map((part) => `key_${part} != 0`).join(' AND '),
  };
}

/** Blocks above this size are counted, never taken: their pairs grow with the square. */
const LARGEST_BLOCK = 1000;

/** Puts the records of a rule into blocks, and says how large the blocks are and how many pairs they hold: nothing is compared yet. */
export async function makeBlocks(
  olap: Olap,
  rule: BlockingRule,
  { task, table }: { readonly task: Task; readonly table: string },
): Promise<readonly BlockSize[]> {
  const { key, where } = blockSql(rule);
  const pairs = task === 'dedupe' ? 'n * (n - 1) / 2' : 'first * (n - first)';
  await run(
    olap,
    `CREATE TABLE ${table} ENGINE = Memory AS
      SELECT count() AS n, countIf(side = 0) AS first, if(n <= ${LARGEST_BLOCK}, groupArray(row), []) AS members
      FROM records WHERE ${where} GROUP BY ${key} HAVING n > 1`,
  );
  const rows = await olap.rows<{ n: string; pairs: string }>({
    sql: `SELECT n, toUInt64(sum(${pairs})) AS pairs FROM ${table} GROUP BY n HAVING pairs > 0 ORDER BY n`,
  });
  return rows.map(({ n, pairs: found }) => ({ size: Number(n), pairs: Number(found) }));
}

export async function dropBlocks(olap: Olap, table: string): Promise<void> {
  await run(olap, `DROP TABLE ${table}`);
}

export async function createPairs(olap: Olap): Promise<void> {
  await run(olap, 'CREATE TABLE found (pair UInt64, rule UInt8) ENGINE = Memory');
  await run(olap, 'CREATE TABLE random (pair UInt64) ENGINE = Memory');
}

/** Every pair in the blocks that are no larger than the limit; of two files, `first` records are in the first one. */
export async function takeBlocks(
  olap: Olap,
  options: {
    readonly table: string;
    readonly task: Task;
    readonly first: number;
    readonly limit: number;
    readonly number: number;
  },
): Promise<void> {
  const { table, task, limit, number, first } = options;
  const pairs =
    task === 'dedupe'
      ? `arrayMap(i -> arrayMap(b -> bitShiftLeft(toUInt64(rows[i]), 32) + b, arraySlice(rows, i + 1)), range(1, length(rows)))`
      : `arrayMap(a -> arrayMap(b -> bitShiftLeft(toUInt64(a), 32) + b, arrayFilter(b -> b >= ${first}, rows)), arrayFilter(a -> a < ${first}, rows))`;
  await run(
    olap,
    `INSERT INTO found SELECT arrayJoin(arrayFlatten(${pairs})) AS pair, ${number} AS rule
      FROM (SELECT arraySort(members) AS rows FROM ${table} WHERE n <= ${limit}) SETTINGS max_block_size = 4096`,
  );
}

/** Every pair there is. */
export async function addAllPairs(olap: Olap, task: Task): Promise<void> {
  const which = task === 'dedupe' ? 'l.row < r.row' : 'l.side = 0 AND r.side = 1';
  await run(
    olap,
    `INSERT INTO found SELECT bitShiftLeft(toUInt64(l.row), 32) + r.row, 0 FROM (SELECT row, side FROM records) AS l
      CROSS JOIN (SELECT row, side FROM records) AS r WHERE ${which}`,
  );
}

/** In place of the number of a rule: a pair that was drawn. */
const DRAWN = 255;

/** Each pair once, compared, and beside them those that were drawn. Returns by rule how many pairs it found first. */
export async function comparePairs(
  olap: Olap,
  comparisons: readonly Comparison[],
): Promise<ReadonlyMap<number, number>> {
  await run(
    olap,
    // In the order of their records, so that those of neighbours lie near each other where they are looked up.
    `CREATE TABLE pairs ENGINE = Memory AS SELECT * FROM (
      SELECT pair, min(rule) AS rule FROM found GROUP BY pair UNION ALL SELECT pair, ${DRAWN} AS rule FROM random)
      ORDER BY pair`,
  );
  await run(olap, 'DROP TABLE found');
  const rows = await olap.rows<{ rule: number; n: string }>({
    sql: `SELECT rule, count() AS n FROM pairs WHERE rule != ${DRAWN} GROUP BY rule ORDER BY rule`,
  });
  await run(olap, `CREATE TABLE compared ENGINE = Memory AS ${comparedSql('pairs', comparisons, 'p.rule = ' + DRAWN)}`);
  await run(olap, 'DROP TABLE pairs');
  return new Map(rows.map(({ rule, n }) => [rule, Number(n)]));
}

function comparedSql(table: string, comparisons: readonly Comparison[], drawn = 'false'): string {
  const columns = [...new Set(comparisons.flatMap((each) => each.columns))];
  const left = [...columns, ...comparisons.map(({ value }) => `freq_${value}`)];
  return `SELECT p.pair AS pair, ${drawn} AS drawn, ${patternSql(comparisons)} AS pattern
    FROM (SELECT *, toUInt32(bitShiftRight(pair, 32)) AS a, toUInt32(bitAnd(pair, 4294967295)) AS b FROM ${table}) AS p
    INNER JOIN (SELECT row, ${left.join(', ')} FROM records) AS l ON l.row = p.a
    INNER JOIN (SELECT row, ${columns.join(', ')} FROM records) AS r ON r.row = p.b`;
}

/** Random pairs, the same ones on every run. */
export async function addRandomPairs(
  olap: Olap,
  options: { readonly task: Task; readonly sides: readonly [number, number]; readonly count: number },
): Promise<void> {
  const [first, second] = options.sides;
  const other =
    options.task === 'dedupe' ? `cityHash64(number, 2) % ${first}` : `${first} + cityHash64(number, 2) % ${second}`;
  await run(
    olap,
    `INSERT INTO random SELECT bitShiftLeft(toUInt64(least(a, b)), 32) + greatest(a, b) FROM
      (SELECT cityHash64(number, 1) % ${first} AS a, ${other} AS b FROM numbers(${options.count})) WHERE a != b`,
  );
}

interface PatternRow {
  readonly pattern: string;
  readonly n: string;
}

/** How often each pattern occurs, in the order of the patterns. */
export async function countPatterns(
  olap: Olap,
  comparisons: readonly Comparison[],
  from: 'compared' | 'random',
): Promise<Patterns> {
  const rows = await olap.rows<PatternRow>({
    sql: `SELECT hex(pattern) AS pattern, count() AS n FROM compared WHERE ${from === 'random' ? 'drawn' : 'NOT drawn'} GROUP BY pattern ORDER BY pattern`,
    maxSeconds: MAX_SECONDS,
    maxMemoryBytes: MAX_BYTES,
  });
  const width = comparisons.length;
  const codes = new Uint8Array(rows.length * width);
  const counts = new Float64Array(rows.length);
  for (const [place, { pattern, n }] of rows.entries()) {
    codes.set(Buffer.from(pattern, 'hex'), place * width);
    counts[place] = Number(n);
  }
  return { width, codes, counts };
}

/** The pairs whose pattern is among the given ones (as hex), in the order of their records. */
export async function* pairsOf(
  olap: Olap,
  patterns: readonly string[],
): AsyncGenerator<readonly { readonly pair: string; readonly place: number }[]> {
  await run(olap, 'CREATE TABLE wanted (pattern String, place UInt32) ENGINE = Memory');
  await olap.insert(
    'wanted',
    patterns.map((pattern, place) => ({ pattern, place })),
  );
  yield* olap.stream<{ readonly pair: string; readonly place: number }>({
    sql: `SELECT pair, place FROM (SELECT pair, hex(pattern) AS pattern FROM compared WHERE NOT drawn) AS c INNER JOIN wanted USING pattern ORDER BY pair`,
    maxSeconds: MAX_SECONDS,
    maxMemoryBytes: MAX_BYTES,
  });
}

/** Compares pairs that no rule found, and gives their patterns in the order of the pairs. */
export async function patternsOf(
  olap: Olap,
  comparisons: readonly Comparison[],
  pairs: Readable,
): Promise<AsyncIterable<readonly { readonly pair: string; readonly pattern: string }[]>> {
  await run(olap, 'CREATE TABLE within (pair UInt64) ENGINE = Memory');
  await olap.insertCsv('within', ['pair'], pairs);
  return olap.stream<{ readonly pair: string; readonly pattern: string }>({
    sql: `SELECT pair, hex(pattern) AS pattern FROM (${comparedSql('within', comparisons)}) ORDER BY pair`,
    maxSeconds: MAX_SECONDS,
    maxMemoryBytes: MAX_BYTES,
  });
}

/** Values that more than two records hold, and how many do, comparison by comparison. */
export async function* frequentValues(
  olap: Olap,
  comparisons: readonly Comparison[],
): AsyncGenerator<readonly { readonly column: string; readonly value: string; readonly n: number }[]> {
  for (const { value: column } of comparisons) {
    const rows = olap.stream<{ readonly v: string; readonly n: string }>({
      sql: `SELECT v, n FROM values_${column} WHERE n > 2`,
      maxSeconds: MAX_SECONDS,
    });
    for await (const part of rows) {
      yield part.map(({ v, n }) => ({ column, value: v, n: Number(n) }));
    }
  }
}
