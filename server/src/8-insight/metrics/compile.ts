import { OTHERS } from './dimensions.ts';
import { KNOWN } from './facts.ts';
import type { Measure } from './kind.ts';
import type { DimensionName } from './schema.ts';

/** Which part of a metric is asked for. */
export interface Part {
  readonly by: readonly DimensionName[];
  /** Conditions on rows. */
  readonly where: readonly string[];
  /** Values of dimensions that are kept apart; all others stand under OTHERS. */
  readonly fold?: readonly Fold[];
}

export interface Fold {
  readonly by: readonly DimensionName[];
  /** The keys kept, as `foldKey` writes them: the place of a bound list. */
  readonly keep: string;
}

const BETWEEN = '\u001f';
/** Keys of several dimensions as one text. */
export const foldKey = (keys: readonly string[]): string => keys.join(BETWEEN);

/** Where a row belongs in a dimension. Throws for one that the metric does not have: callers have checked that. */
export function columnOf({ columns }: Measure, dimension: DimensionName): string {
  const column = columns[dimension];
  if (column === undefined) {
    throw new Error(`The measure has no dimension ${dimension}`);
  }
  return column;
}

/** The same, with what is not kept apart in one heap. */
function keyOf(measure: Measure, dimension: DimensionName, { fold = [] }: Part): string {
  const own = columnOf(measure, dimension);
  const folded = fold.find(({ by }) => by.includes(dimension));
  if (folded === undefined) {
    return own;
  }
  const all = folded.by.map((one) => `toString(${columnOf(measure, one)})`);
  const key = all.length === 1 ? (all[0] ?? '') : `concat(${all.join(`, '${BETWEEN}', `)})`;
  return `if(has(${folded.keep}, ${key}), toString(${own}), '${OTHERS}')`;
}

const list = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');
const all = (conditions: readonly string[]): string => (conditions.length === 0 ? '1' : conditions.join(' AND '));

const isByCustomer = ({ perCustomer, before }: Measure): boolean => perCustomer !== undefined || before !== undefined;

/** Rows put together by cell and customer. */
function byCustomer(measure: Measure, part: Part): string {
  if (measure.before !== undefined) {
    return withBeginnings(measure, part, measure.before);
  }
  const { by, where } = part;
  const keys = by.map((dimension, at) => `${keyOf(measure, dimension, part)} AS d${at}`);
  const values = Object.entries(measure.perCustomer ?? {}).map(([name, aggregate]) => `${aggregate} AS ${name}`);
  return `SELECT ${list([...keys, 'customer_id', ...values])} FROM (${measure.from}) AS facts
    WHERE ${all([KNOWN, ...where])} GROUP BY ${list([...by.map((_, at) => `d${at}`), 'customer_id'])}`;
}

/** Instant and id as one number: the engine compares numbers many times as fast as tuples. No instant is negative. */
const ORDER_OF_TIME = `bitOr(bitShiftLeft(toUInt256(toUnixTimestamp64Milli(placed_at) + 4000000000000), 128),
          toUInt256(toUInt128(order_id)))`;

/** Cells of these are made of whole days, so the first row lies where the first day does. */
const OF_DAYS: ReadonlySet<DimensionName> = new Set(['day', 'week', 'month', 'weekday']);

/**
 * The same with beginnings: the cells in which each customer is, and whether the first row of all is in it. Who had
 * none before the span has his first one in it, wherever it is counted.
 */
function withBeginnings(measure: Measure, part: Part, before: string): string {
  const { by, where } = part;
  const isNew = `customer_id NOT IN (${before})`;
  if (by.length + where.length === 0) {
    return `SELECT customer_id, ${isNew} AS began
      FROM (SELECT DISTINCT customer_id FROM (${measure.from}) AS facts WHERE ${KNOWN}) AS here`;
  }
  const isOfDays = where.length === 0 && by.every((dimension) => OF_DAYS.has(dimension));
  const order = isOfDays ? 'business_date' : ORDER_OF_TIME;
  const keys = by.map((dimension, at) => `${keyOf(measure, dimension, part)} AS d${at}`);
  const groups = by.map((_, at) => `d${at}`);
  return `SELECT ${list([...groups, 'customer_id', `first_here = first_ever AND ${isNew} AS began`])}
    FROM (
      SELECT ${list([...keys, 'customer_id', `min(${order}) AS first_here`])}
      FROM (${measure.from}) AS facts WHERE ${all([KNOWN, ...where])}
      GROUP BY ${list([...groups, 'customer_id'])}) AS here
    INNER JOIN (
      SELECT customer_id, min(${order}) AS first_ever
      FROM (${measure.from}) AS facts WHERE ${KNOWN} GROUP BY customer_id) AS ever USING (customer_id)`;
}

/** The value of every cell, with its keys as texts `k0`, `k1` …: without a split one row. */
export function cellsSql(measure: Measure, part: Part): string {
  const { by, where } = part;
  const groups = by.map((_, at) => `d${at}`);
  const values = [`${measure.value} AS v`, `${measure.of ?? '0'} AS o`];
  const isGrouped = isByCustomer(measure);
  const keys = by.map((dimension, at) => (isGrouped ? `d${at}` : `${keyOf(measure, dimension, part)} AS d${at}`));
  const rows = isGrouped
    ? `(${byCustomer(measure, part)}) AS people`
    : `(${measure.from}) AS facts WHERE ${all(where)}`;
  const cells = `SELECT ${list([...keys, ...values])} FROM ${rows} ${groups.length === 0 ? '' : `GROUP BY ${list(groups)}`}`;
  const texts = groups.map((group, at) => `toString(${group}) AS k${at}`);
  return `SELECT ${list([...texts, 'toString(v) AS value', 'toString(o) AS of'])} FROM (${cells}) AS cells`;
}

/** The ids of the customers behind a cell, once each. */
export function peopleSql(measure: Measure, where: readonly string[]): string {
  return !isByCustomer(measure)
    ? `SELECT DISTINCT customer_id AS id FROM (${measure.from}) AS facts WHERE ${all([KNOWN, measure.person, ...where])}`
    : `SELECT customer_id AS id FROM (${byCustomer(measure, { by: [], where })}) AS people WHERE ${measure.person}`;
}
