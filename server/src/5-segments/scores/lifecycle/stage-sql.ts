import type { LifecycleLimits } from './stages.ts';

/** The purchases of a row up to a day, as expressions over it: arrays with one element each, the newest first. */
export interface BoughtArrays {
  readonly days: string;
  readonly currencies: string;
  readonly worths: string;
}

/**
 * The stage on a day in the ClickHouse dialect: the same as `stageOf(lifeOf(…))`, to which a property test holds it.
 * Conditions, scores and metrics all ask here. Equal parts of an expression are computed once by the engine. What is
 * read from arrays stands outside of every choice, and choices are made among numbers: a part of a choice is worked
 * out only for the rows that need it, for which the engine first copies their arrays, and that costs five times as much.
 */
export function stageSql(
  { days, currencies, worths }: BoughtArrays,
  today: string,
  limits: Readonly<Record<keyof LifecycleLimits, string>>,
): string {
  const gaps = `arrayDifference(arrayMap(day -> toInt32(day), ${days}))`;
  // Behind this purchase somebody was lost; 0 where nobody was. A gap stands at the earlier one of its two days.
  const breakAt = `(greatest(arrayFirstIndex(gap -> -gap >= ${limits.lostAfterDays}, ${gaps}), 1) - 1)`;
  const length = `(${breakAt} + (${breakAt} = 0) * length(${days}))`;
  const middle = `subtractDays(${today}, ${limits.trendDays})`;
  const begin = `subtractDays(${today}, 2 * ${limits.trendDays})`;
  // Three letters as a number of the same order: letters are slow to compare ten million times.
  const codes = `arrayMap(money -> reinterpretAsUInt32(reverse(money)), ${currencies})`;
  const own = `arrayMax((day, code) -> (day = ${days}[1]) * code, ${days}, ${codes})`;
  const countSince = (from: string): string => `toInt64(arrayCount(day -> day > ${from}, ${days}))`;
  const spentSince = (from: string): string =>
    `toInt64(arraySum((day, code, worth) -> (day > ${from}) * (code = ${own}) * worth, ${days}, ${codes}, ${worths}))`;
  const read: Readonly<Record<string, string>> = {
    bought: `length(${days})`,
    last: `${days}[1]`,
    start: `${days}[${length}]`,
    intervals: `(length(arrayCompact(arraySlice(${days}, 1, ${length}))) - 1)`,
    break_at: breakAt,
    recent: countSince(middle),
    both: countSince(begin),
    recent_spent: spentSince(middle),
    both_spent: spentSince(begin),
  };
  const since = `dateDiff('day', last, ${today})`;
  const age = `dateDiff('day', start, ${today})`;
  const silence = `if(intervals < 1, toFloat64(${limits.quietAfterDays}), greatest(toFloat64(${limits.silenceFloorDays}), ${limits.silenceTimes} * toFloat64(dateDiff('day', start, last)) / intervals))`;
  const [earlier, earlierSpent] = ['(both - recent)', '(both_spent - recent_spent)'];
  const more = (now: string, then: string): string => `${now} * 100 >= ${then} * (100 + ${limits.trendPercent})`;
  const less = (now: string, then: string): string => `${now} * 100 <= ${then} * (100 - ${limits.trendPercent})`;
  const either = (is: typeof more): string =>
    `(${is('recent', earlier)} OR (${earlierSpent} > 0 AND ${is('recent_spent', earlierSpent)}))`;
  const hasTrend = `${age} >= 2 * ${limits.trendDays} AND ${earlier} > 0 AND both >= ${limits.trendPurchases}`;
  const stage = `multiIf(bought = 0, 'prospect', ${since} >= ${limits.lostAfterDays}, 'lost',
    break_at > 0 AND ${age} < ${limits.wonBackDays}, 'won_back', break_at = 0 AND ${age} < ${limits.newDays}, 'new',
    ${since} >= ${silence}, 'declining', NOT (${hasTrend}), 'mature',
    ${either(less)} = ${either(more)}, 'mature', ${either(more)}, 'growing', 'declining')`;
  const values = Object.values(read).map((value) => `[${value}]`);
  return `arrayMap((${Object.keys(read).join(', ')}) -> ${stage}, ${values.join(', ')})[1]`;
}

const TYPES: Readonly<Record<keyof LifecycleLimits, string>> = {
  newDays: 'Int64',
  wonBackDays: 'Int64',
  silenceTimes: 'Float64',
  silenceFloorDays: 'Int64',
  quietAfterDays: 'Int64',
  lostAfterDays: 'Int64',
  trendDays: 'Int64',
  trendPercent: 'Int64',
  trendPurchases: 'Int64',
};

/** The limits as places in a statement. */
export function boundLimits(
  limits: LifecycleLimits,
  param: (value: number, type: string, name: keyof LifecycleLimits) => string,
): Readonly<Record<keyof LifecycleLimits, string>> {
  const place = (name: keyof LifecycleLimits): string => param(limits[name], TYPES[name], name);
  return {
    newDays: place('newDays'),
    wonBackDays: place('wonBackDays'),
    silenceTimes: place('silenceTimes'),
    silenceFloorDays: place('silenceFloorDays'),
    quietAfterDays: place('quietAfterDays'),
    lostAfterDays: place('lostAfterDays'),
    trendDays: place('trendDays'),
    trendPercent: place('trendPercent'),
    trendPurchases: place('trendPurchases'),
  };
}
