import path from 'node:path';
import { invalidInput } from '#kernel/errors.ts';
import { csvLine, findColumns } from '#kernel/files/plain/columns.ts';
import { readPlainTable, writePlainLines } from '#kernel/files/plain/plain-table.ts';
import { isBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { measure, type RfmScale } from '../cuts.ts';
import { RFM_GROUPS, type RfmGroup } from '../schema.ts';
import { scoreCustomer } from '../score.ts';
import type { RfmGroupCut, RfmRefunds } from '../values.ts';
import { decimalText } from './decimal.ts';
import type { RfmFileSummary, RowFault } from './summary.ts';
import { createTally, type FileRow, type RowOutcome, type Tallied, type Tally } from './tally.ts';

export interface ScoreRfmFileOptions {
  /** CSV, also compressed as .gz. */
  readonly file: string;
  /** Header names. */
  readonly customer: string;
  readonly date: string;
  readonly amount: string;
  /** Header name of the order number; without it every row is an order. */
  readonly order?: string | undefined;
  /** `YYYY-MM-DD`; later rows stay out. */
  readonly asOf: string;
  /** The folder that `rfm.csv` is written to; made when it is missing. */
  readonly out: string;
  /** Null or absent for all time. */
  readonly windowDays?: number | null | undefined;
  readonly refunds?: RfmRefunds | undefined;
  readonly groupCut?: RfmGroupCut | undefined;
  /** For times that carry a zone of their own (default Asia/Shanghai). */
  readonly timeZone?: string | undefined;
}

const FAULTS_SHOWN = 20;
const HEADER = ['customer', 'recency_days', 'frequency', 'monetary', 'r', 'f', 'm', 'group'];

/**
 * Scores the customers of an order file without any store: streams it once, then writes `<out>/rfm.csv`, best
 * customers first. Throws AppError `file_missing`, `column_missing`, `file_unreadable` and `input_invalid`.
 */
export async function scoreRfmFile(options: ScoreRfmFileOptions): Promise<RfmFileSummary> {
  const startedMs = performance.now();
  checkOptions(options);
  const windowDays = options.windowDays ?? null;
  const tally = createTally({
    asOf: options.asOf,
    windowDays,
    refunds: options.refunds ?? 'ignore',
    hasOrders: options.order !== undefined,
    zone: zoneOf(options.timeZone ?? 'Asia/Shanghai'),
  });
  const read = await readRows(options, tally);
  const tallied = tally.finish();
  const scale = measure([...tallied.values.values()], options.groupCut ?? 'mean');
  const groups = Object.fromEntries(RFM_GROUPS.map((group) => [group, 0])) as Record<RfmGroup, number>;
  const outFile = path.join(options.out, 'rfm.csv');
  await writePlainLines(
    outFile,
    resultLines(tallied, scale, (group) => {
      groups[group] += 1;
    }),
  );
  return {
    asOf: options.asOf,
    windowDays,
    ...read,
    customers: tallied.values.size,
    groups,
    outFile,
    tookMs: Math.round(performance.now() - startedMs),
  };
}

function checkOptions(options: ScoreRfmFileOptions): void {
  if (!isBusinessDate(options.asOf)) {
    const message = { 'zh-CN': '应为 YYYY-MM-DD', en: 'must be YYYY-MM-DD' };
    throw invalidInput([{ field: 'as-of', code: 'date_invalid', message }]);
  }
  const { windowDays } = options;
  if (windowDays !== undefined && windowDays !== null && !(Number.isInteger(windowDays) && windowDays > 0)) {
    const message = { 'zh-CN': '应为正整数', en: 'must be a whole number above 0' };
    throw invalidInput([{ field: 'window-days', code: 'number_invalid', message }]);
  }
}

type ReadPart = Pick<RfmFileSummary, 'rows' | 'counts' | 'faults'>;

async function readRows(options: ScoreRfmFileOptions, tally: Tally): Promise<ReadPart> {
  const counts: Record<RowOutcome['kind'], number> = {
    purchase: 0,
    refund: 0,
    without_customer: 0,
    after_as_of: 0,
    unreadable: 0,
  };
  const faults: RowFault[] = [];
  let rows = 0;
  let pick: ((record: readonly string[]) => FileRow) | null = null;
  const take = (record: readonly string[]): void => {
    if (pick === null) {
      pick = pickColumns(record, options);
      return;
    }
    rows += 1;
    const outcome = tally.add(pick(record));
    counts[outcome.kind] += 1;
    if (outcome.kind === 'unreadable' && faults.length < FAULTS_SHOWN) {
      faults.push({ row: rows + 1, reason: outcome.reason });
    }
  };
  for await (const record of readPlainTable(options.file)) {
    take(record);
  }
  if (pick === null) {
    // Nothing but white space: report it as a file without the columns.
    findColumns([], [options.customer, options.date, options.amount]);
  }
  return {
    rows,
    counts: {
      purchases: counts.purchase,
      refunds: counts.refund,
      withoutCustomer: counts.without_customer,
      afterAsOf: counts.after_as_of,
      unreadable: counts.unreadable,
    },
    faults,
  };
}

function pickColumns(header: readonly string[], options: ScoreRfmFileOptions): (record: readonly string[]) => FileRow {
  const { customer, date, amount, order } = options;
  const [c = -1, d = -1, a = -1, o = -1] = findColumns(header, [
    customer,
    date,
    amount,
    ...(order === undefined ? [] : [order]),
  ]);
  return (record) => ({ customer: record[c], date: record[d], amount: record[a], order: record[o] });
}

/** Best customers first; ties by the customer's name, so that the same file gives the same bytes. */
function* resultLines(
  tallied: Tallied,
  scale: RfmScale<bigint> | null,
  count: (group: RfmGroup) => void,
): Generator<string> {
  yield csvLine(HEADER);
  if (scale === null) {
    return;
  }
  const order = [...tallied.values].sort(([nameA, a], [nameB, b]) => {
    if (a.monetary !== b.monetary) {
      return a.monetary > b.monetary ? -1 : 1;
    }
    return nameA < nameB ? -1 : 1;
  });
  for (const [customer, values] of order) {
    const scores = scoreCustomer(values, scale);
    count(scores.group);
    const numbers = [values.recencyDays, values.frequency].map(String);
    const monetary = decimalText(values.monetary, tallied.scale);
    yield csvLine([customer, ...numbers, monetary, String(scores.r), String(scores.f), String(scores.m), scores.group]);
  }
}
