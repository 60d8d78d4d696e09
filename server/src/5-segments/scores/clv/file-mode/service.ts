import path from 'node:path';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { csvLine, findColumns } from '#kernel/files/plain/columns.ts';
import { readPlainTable, writePlainLines } from '#kernel/files/plain/plain-table.ts';
import { dayNumber, isBusinessDate, parseBusinessDate, type Zone, zoneOf } from '#kernel/pure/dates.ts';
import { parseAmount } from '#kernel/pure/money.ts';
import type { Text } from '#kernel/pure/text.ts';
import { FEWEST, type Fit, fitModel, PURCHASE_MODELS } from '../fit.ts';
import { fitSpend, type SpendModel, spendOf } from '../gamma-gamma.ts';
import { type CustomerHistory, historyOf } from '../histories.ts';
import { compareForecasts } from '../holdback.ts';
import type { ModelName } from '../model.ts';
import type { ClvFileCustomer, ClvFileSummary } from './summary.ts';

export interface FitClvFileOptions {
  /** CSV, also compressed as .gz. */
  readonly file: string;
  /** Header names. */
  readonly customer: string;
  readonly date: string;
  /** Header name of the amount; without it nothing is said of money. */
  readonly amount?: string | undefined;
  /** `YYYY-MM-DD`, the last day that counts. */
  readonly until: string;
  readonly horizonWeeks: number;
  readonly model: ModelName;
  /** The folder that `clv.csv` is written to; without it the customers are part of the answer. */
  readonly out?: string | undefined;
  /** For times that carry a zone of their own (default Asia/Shanghai). */
  readonly timeZone?: string | undefined;
}

const FAULTS_SHOWN = 20;
const DAYS_A_WEEK = 7;
const MOST_WEEKS = 1040;

/**
 * Fits a model of purchases, and one of amounts, to a file of purchases without any store, one purchase per customer
 * and day, and says of each customer what to expect. Throws AppError `file_missing`, `column_missing`,
 * `file_unreadable`, `input_invalid`, and `too_few` where there is nothing to learn from.
 */
export async function fitClvFile(options: FitClvFileOptions): Promise<ClvFileSummary> {
  checkOptions(options);
  const { days, lastDay, ...read } = await readDays(options);
  // What is fitted is timed, not how long a disk took.
  const startedMs = performance.now();
  const until = dayNumber(options.until);
  const horizonDays = options.horizonWeeks * DAYS_A_WEEK;
  const histories = [...days].flatMap(([customer, bought]) => {
    const history = historyOf(bought, { until, horizonDays });
    return history === null ? [] : [{ customer, history }];
  });
  const fit = fitOrSay(
    options.model,
    histories.map(({ history }) => history),
    read,
  );
  const spend =
    options.amount === undefined
      ? null
      : fitSpend(histories.map(({ history }) => ({ repeats: history.repeats, mean: history.meanSpend })));
  const customers = histories.map(({ customer, history }) =>
    foretell(customer, history, { fit, spend, weeks: options.horizonWeeks }),
  );
  const holdback =
    lastDay < until + horizonDays
      ? null
      : compareForecasts(
          histories.map(({ history }, n) => ({
            expected: customers[n]?.expectedPurchases ?? 0,
            past: history.age === 0 ? 0 : (history.repeats / history.age) * options.horizonWeeks,
            actual: history.later,
          })),
        );
  const tookMs = Math.round(performance.now() - startedMs);
  const outFile = options.out === undefined ? undefined : path.join(options.out, 'clv.csv');
  if (outFile !== undefined) {
    await writePlainLines(outFile, resultLines(customers));
  }
  return {
    model: options.model,
    forecastModel: fit.model.name,
    signal: fit.signal,
    params: named(fit.model.parameters, fit.parameters),
    logLikelihood: fit.lnLikelihood,
    isSettled: fit.isSettled,
    spend:
      spend === null ? null : { params: named(['p', 'q', 'v'], spend.parameters), logLikelihood: spend.lnLikelihood },
    until: options.until,
    horizonWeeks: options.horizonWeeks,
    ...read,
    customersFitted: histories.length,
    holdback,
    ...(outFile === undefined ? { customers } : { outFile }),
    tookMs,
  };
}

function checkOptions({ until, horizonWeeks }: FitClvFileOptions): void {
  if (!isBusinessDate(until)) {
    const message = { 'zh-CN': '应为 YYYY-MM-DD', en: 'must be YYYY-MM-DD' };
    throw invalidInput([{ field: 'until', code: 'date_invalid', message }]);
  }
  if (!(horizonWeeks > 0 && horizonWeeks <= MOST_WEEKS)) {
    const message = { 'zh-CN': `应大于 0，不超过 ${MOST_WEEKS}`, en: `must be above 0 and at most ${MOST_WEEKS}` };
    throw invalidInput([{ field: 'horizon-weeks', code: 'number_invalid', message }]);
  }
}

function fitOrSay(model: ModelName, histories: readonly CustomerHistory[], read: Read): Fit {
  try {
    return fitModel(PURCHASE_MODELS[model], histories);
  } catch (error) {
    if (error instanceof RangeError) {
      throw tooFew(histories, read);
    }
    throw error;
  }
}

/** Says where the rows went, and why those at fault could not be read. */
function tooFew(histories: readonly CustomerHistory[], { rows, counts, faults }: Read): AppError {
  const again = histories.filter(({ repeats }) => repeats > 0).length;
  const { refunds, withoutCustomer, afterUntil, unreadable } = counts;
  return new AppError('too_few', 400, {
    message: {
      'zh-CN': `只有 ${histories.length} 位客户，其中 ${again} 位再次购买，不足以估计参数（至少 ${FEWEST} 位）。共 ${rows} 行：退款 ${refunds}，无客户 ${withoutCustomer}，晚于截止日期 ${afterUntil}，无法读取 ${unreadable}`,
      en: `Only ${histories.length} customers, ${again} of whom bought again: too few to learn from (${FEWEST} at least). Of ${rows} rows ${refunds} are refunds, ${withoutCustomer} without a customer, ${afterUntil} after the date, ${unreadable} unreadable`,
    },
    faults: faults.map(({ row, field, reason }) => ({ field, code: 'row_unreadable', message: reason, row })),
  });
}

function foretell(
  customer: string,
  history: CustomerHistory,
  { fit, spend, weeks }: { readonly fit: Fit; readonly spend: SpendModel | null; readonly weeks: number },
): ClvFileCustomer {
  const expectedPurchases = fit.model.expected(fit.parameters, history, weeks);
  const amount = spend === null ? null : spendOf(spend, { repeats: history.repeats, mean: history.meanSpend });
  return {
    customer,
    frequency: history.repeats,
    recency: history.last,
    T: history.age,
    pAlive: fit.model.alive(fit.parameters, history),
    expectedPurchases,
    expectedSpend: amount,
    expectedValue: amount === null ? null : amount * expectedPurchases,
  };
}

function named(names: readonly string[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(names.map((name, n) => [name, values[n] ?? Number.NaN]));
}

interface Read extends Pick<ClvFileSummary, 'rows' | 'counts'> {
  readonly faults: readonly { readonly row: number; readonly field: string; readonly reason: Text }[];
}

interface ReadDays extends Read {
  readonly days: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** The last day of the file; what came after it is not known. */
  readonly lastDay: number;
}

async function readDays(options: FitClvFileOptions): Promise<ReadDays> {
  const zone = zoneOf(options.timeZone ?? 'Asia/Shanghai');
  const until = dayNumber(options.until);
  const wanted = [options.customer, options.date, ...(options.amount === undefined ? [] : [options.amount])];
  const counts = { purchases: 0, refunds: 0, withoutCustomer: 0, afterUntil: 0, unreadable: 0 };
  const faults: { row: number; field: string; reason: Text }[] = [];
  const days = new Map<string, Map<number, number>>();
  let places: readonly number[] | null = null;
  let rows = 0;
  let lastDay = Number.NEGATIVE_INFINITY;
  for await (const record of readPlainTable(options.file)) {
    if (places === null) {
      places = findColumns(record, wanted);
      continue;
    }
    rows += 1;
    const [customer = '', ...cells] = places.map((place) => record[place]?.trim() ?? '');
    if (customer === '') {
      counts.withoutCustomer += 1;
      continue;
    }
    const found = readRow(cells, { zone, hasAmount: options.amount !== undefined });
    if ('reason' in found) {
      counts.unreadable += 1;
      if (faults.length < FAULTS_SHOWN) {
        faults.push({ row: rows + 1, field: options[found.at] ?? found.at, reason: found.reason });
      }
      continue;
    }
    lastDay = Math.max(lastDay, found.day);
    if (found.amount < 0) {
      counts.refunds += 1;
      continue;
    }
    counts[found.day > until ? 'afterUntil' : 'purchases'] += 1;
    const bought = days.get(customer) ?? new Map<number, number>();
    days.set(customer, bought);
    bought.set(found.day, (bought.get(found.day) ?? 0) + found.amount);
  }
  if (places === null) {
    findColumns([], wanted);
  }
  return { days, lastDay, rows, counts, faults };
}

function readRow(
  [date = '', amount = '']: readonly string[],
  { zone, hasAmount }: { readonly zone: Zone; readonly hasAmount: boolean },
): { readonly day: number; readonly amount: number } | { readonly at: 'date' | 'amount'; readonly reason: Text } {
  const day = parseBusinessDate(date, zone);
  if (day === null) {
    return { at: 'date', reason: { 'zh-CN': `“${date}”不是日期`, en: `"${date}" is not a date` } };
  }
  const plain = hasAmount ? parseAmount(amount) : '0';
  return plain === null
    ? { at: 'amount', reason: { 'zh-CN': `“${amount}”不是金额`, en: `"${amount}" is not an amount` } }
    : { day: dayNumber(day), amount: Number(plain) };
}

const HEADER = [
  'customer',
  'frequency',
  'recency',
  'T',
  'p_alive',
  'expected_purchases',
  'expected_spend',
  'expected_value',
] as const;

/** Who is expected to bring most first; ties by the customer's name, so that the same file gives the same bytes. */
function* resultLines(customers: readonly ClvFileCustomer[]): Generator<string> {
  yield csvLine(HEADER);
  const worth = (one: ClvFileCustomer): number => one.expectedValue ?? one.expectedPurchases;
  const ranked = customers.toSorted((a, b) => worth(b) - worth(a) || (a.customer < b.customer ? -1 : 1));
  for (const one of ranked) {
    const money = [one.expectedSpend, one.expectedValue].map((each) => (each === null ? '' : String(each)));
    const numbers = [one.frequency, one.recency, one.T, one.pAlive, one.expectedPurchases].map(String);
    yield csvLine([one.customer, ...numbers, ...money]);
  }
}
