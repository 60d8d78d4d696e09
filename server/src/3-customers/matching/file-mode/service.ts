import path from 'node:path';
import { Readable } from 'node:stream';
import type { Olap } from '#kernel/db/olap.ts';
import { AppError } from '#kernel/errors.ts';
import { csvLine } from '#kernel/files/plain/columns.ts';
import { readPlainTable, readPlainText, writePlainLines } from '#kernel/files/plain/plain-table.ts';
import type { Masks } from '../comparisons.ts';
import { prepareRecord } from '../prepare.ts';
import type { MatchResult } from '../result.ts';
import { probabilityOf } from '../scoring.ts';
import { matchRecords } from '../service.ts';
import { createRecords, loadRecords } from '../store.ts';
import { type ColumnMap, columnsOf, readColumnMap, rowReader } from './column-map.ts';
import type { MatchFileSummary } from './summary.ts';

export interface MatchFilesOptions {
  /** One file is deduplicated, two are linked. */
  readonly files: readonly [string] | readonly [string, string];
  /** JSON file: header name → field. */
  readonly map: string;
  /** The folder for `pairs.csv`, `clusters.csv` and `review.csv`; made when it is missing. */
  readonly out: string;
}

const LINES_BYTES = 256 * 1024;

/**
 * Resolves plain files: reads, normalises and loads them into an empty analytic store, matches, and writes who is one
 * person. Throws AppError `file_missing`, `file_unreadable`, `map_unreadable`, `column_missing`, `id_repeated` and
 * `input_invalid`.
 */
export async function matchFiles(olap: Olap, options: MatchFilesOptions): Promise<MatchFileSummary> {
  const startedMs = performance.now();
  const map = readColumnMap(await readPlainText(options.map));
  const columns = columnsOf(map);
  await olap.createDatabase();
  await createRecords(olap, columns);
  const prepared = prepareFiles(options.files, map);
  await loadRecords(olap, columns, Readable.from(prepared.lines, { objectMode: false })).catch((error: unknown) => {
    // The engine only sees that its input broke off; what broke it is what people must know.
    throw prepared.fault() ?? error;
  });
  const loadedMs = performance.now();
  const filled = columns.filter((column) => prepared.filled.has(column));
  const result = await matchRecords(olap, {
    task: options.files.length === 1 ? 'dedupe' : 'link',
    columns: filled.length === 0 ? columns : filled,
    masks: prepared.masks(),
  });
  const matchedMs = performance.now();
  await writeResults(options.out, prepared.ids, result);
  return summaryOf(result, {
    columns: [...map].filter(([, field]) => field !== 'id').map(([column, field]) => `${column} → ${field}`),
    seconds: {
      'reading and normalising': (loadedMs - startedMs) / 1000,
      ...result.seconds,
      writing: (performance.now() - matchedMs) / 1000,
    },
    out: options.out,
  });
}

function summaryOf(result: MatchResult, more: Pick<MatchFileSummary, 'columns' | 'seconds' | 'out'>): MatchFileSummary {
  const { records, candidatePairs, rules, model, threshold, mergeThreshold, clusters, cutComponents } = result;
  return {
    ...more,
    records,
    candidatePairs,
    rules,
    expectedMatches: model.matches,
    rounds: model.rounds,
    threshold,
    mergeThreshold,
    links: result.links.a.length,
    review: result.review.a.length,
    clusters: new Set(clusters).size,
    cutComponents,
  };
}

/** Rows of files as lines of the engine's table, while they are read. The rest is known once all lines were taken. */
export interface PreparedFiles {
  readonly lines: AsyncIterable<string>;
  readonly ids: string[];
  /** Columns in which any record has a value. */
  readonly filled: ReadonlySet<string>;
  masks(): Masks;
  /** What ended the lines early. */
  fault(): unknown;
}

/** Reads and normalises files row by row, in bounded memory except for the ids. */
export function prepareFiles(files: readonly string[], map: ColumnMap): PreparedFiles {
  const columns = columnsOf(map);
  const ids: string[] = [];
  const filled = new Set<string>();
  const masks = { names: false, phones: false };
  let fault: unknown;
  async function* guarded(): AsyncGenerator<string> {
    try {
      yield* lines();
    } catch (error) {
      fault = error;
      throw error;
    }
  }
  async function* lines(): AsyncGenerator<string> {
    let piece = '';
    for (const [side, file] of files.entries()) {
      const seen = new Set<string>();
      let read: ReturnType<typeof rowReader> | null = null;
      for await (const cells of readPlainTable(file)) {
        if (read === null) {
          read = rowReader(map, { header: cells, file });
          continue;
        }
        const { id, raw } = read(cells);
        if (seen.has(id)) {
          throw repeatedId(id, { file, row: seen.size + 2 });
        }
        seen.add(id);
        piece += `${ids.length},${side},${lineOf(prepareRecord(raw), { columns, filled, masks })}\n`;
        ids.push(id);
        if (piece.length >= LINES_BYTES) {
          yield piece;
          piece = '';
        }
      }
      if (read === null) {
        rowReader(map, { header: [], file });
      }
    }
    yield piece;
  }
  return { lines: guarded(), ids, filled, masks: () => ({ ...masks }), fault: () => fault };
}

interface LineNotes {
  readonly columns: readonly string[];
  readonly filled: Set<string>;
  readonly masks: { names: boolean; phones: boolean };
}

function lineOf(record: ReturnType<typeof prepareRecord>, { columns, filled, masks }: LineNotes): string {
  const { texts, ...values } = record;
  const known: Readonly<Record<string, string>> = values;
  masks.names ||= values.given.includes('*') || values.surname.includes('*');
  masks.phones ||= values.phone.includes('*') || values.phone2.includes('*');
  let line = '';
  for (const column of columns) {
    const value = column.startsWith('text_')
      ? (texts[Number(column.slice('text_'.length))] ?? '')
      : (known[column] ?? '');
    if (value !== '') {
      filled.add(column);
    }
    line += line === '' ? quoted(value) : `,${quoted(value)}`;
  }
  return line;
}

/** An empty text is written in quotes: without them it would be no value at all. */
function quoted(value: string): string {
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function repeatedId(id: string, { file, row }: { readonly file: string; readonly row: number }): AppError {
  const message = { 'zh-CN': `id ${id} 出现了两次`, en: `The id ${id} occurs twice` };
  return new AppError('id_repeated', 400, {
    message: { 'zh-CN': `文件 ${file} 第 ${row} 行：${message['zh-CN']}`, en: `${file}, row ${row}: ${message.en}` },
    faults: [{ field: 'id', code: 'id_repeated', message, row }],
  });
}

async function writeResults(out: string, ids: readonly string[], result: MatchResult): Promise<void> {
  const { links, review } = result;
  await writePlainLines(path.join(out, 'pairs.csv'), pairLines(ids, links));
  await writePlainLines(path.join(out, 'review.csv'), pairLines(ids, review));
  await writePlainLines(path.join(out, 'clusters.csv'), clusterLines(ids, result));
}

function* pairLines(ids: readonly string[], pairs: MatchResult['links']): Generator<string> {
  yield 'a,b,probability';
  for (const [place, a] of pairs.a.entries()) {
    const probability = probabilityOf(pairs.odds[place] ?? 0).toFixed(6);
    yield csvLine([ids[a] ?? '', ids[pairs.b[place] ?? 0] ?? '', probability]);
  }
}

/** Clusters are numbered in the order in which their first records stand. Two files may use one id for two records: then a column says which file it is from. */
function* clusterLines(ids: readonly string[], { clusters, records }: MatchResult): Generator<string> {
  const isAmbiguous = new Set(ids).size < ids.length;
  yield isAmbiguous ? 'id,cluster,file' : 'id,cluster';
  const numbers = new Map<number, number>();
  for (const [record, root] of clusters.entries()) {
    const number = numbers.get(root) ?? numbers.size + 1;
    numbers.set(root, number);
    const file = isAmbiguous ? [record < records[0] ? 'a' : 'b'] : [];
    yield csvLine([ids[record] ?? '', String(number), ...file]);
  }
}
