import type { LifecycleLimits } from './stages.ts';

/** The purchases of a row up to a day, as expressions over it: arrays with one element each, the newest first. */
export interface BoughtArrays {
  readonly days: string;
  readonly currencies: string;
  readonly worths: string;
}

/**
 * The stage on a day in the ClickHouse dialect: the same as `stageOf(lifeOf(…))`, to which a property test holds it.
 * Conditions, scores and metrics all ask here. Equal parts of an expression are computed once by the engine.
 */
export function stageSql(
  { days, currencies, worths }: BoughtArrays,
  today: string,
  limits: Readonly<Record<keyof LifecycleLimits, string>>,
): string {
  const before = `arraySlice(arrayPushBack(arrayPopFront(${days}), ${days}[-1]), 1, length(${days}))`;
  // Behind this purchase somebody was lost; 0 where nobody was.
  const breakAt = `arrayFirstIndex((later, earlier) -> toInt32(later) - toInt32(earlier) >= ${limits.lostAfterDays}, ${days}, ${before})`;
  const length = `if(${breakAt} = 0, toUInt32(length(${days})), ${breakAt})`;
  const start = `${days}[${length}]`;
  const intervals = `(length(arrayCompact(arraySlice(${days}, 1, ${length}))) - 1)`;
  const since = `dateDiff('day', ${days}[1], ${today})`;
  const age = `dateDiff('day', ${start}, ${today})`;
  const silence = `if(${intervals} < 1, toFloat64(${limits.quietAfterDays}), greatest(toFloat64(${limits.silenceFloorDays}), ${limits.silenceTimes} * toFloat64(dateDiff('day', ${start}, ${days}[1])) / ${intervals}))`;
  const middle = `subtractDays(${today}, ${limits.trendDays})`;
  const begin = `subtractDays(${today}, 2 * ${limits.trendDays})`;
  const own = `arrayReduce('max', arrayMap((day, money) -> if(day = ${days}[1], toString(money), ''), ${days}, ${currencies}))`;
  const spentSince = (from: string): string =>
    `toInt64(arraySum((day, money, worth) -> if(day > ${from} AND toString(money) = ${own}, worth, 0), ${days}, ${currencies}, ${worths}))`;
  const recent = `toInt64(arrayCount(day -> day > ${middle}, ${days}))`;
  const earlier = `(toInt64(arrayCount(day -> day > ${begin}, ${days})) - ${recent})`;
  const recentSpent = spentSince(middle);
  const earlierSpent = `(${spentSince(begin)} - ${recentSpent})`;
  const more = (now: string, then: string): string => `${now} * 100 >= ${then} * (100 + ${limits.trendPercent})`;
  const less = (now: string, then: string): string => `${now} * 100 <= ${then} * (100 - ${limits.trendPercent})`;
  const either = (is: typeof more): string =>
    `(${is(recent, earlier)} OR (${earlierSpent} > 0 AND ${is(recentSpent, earlierSpent)}))`;
  const hasTrend = `${age} >= 2 * ${limits.trendDays} AND ${earlier} > 0 AND ${recent} + ${earlier} >= ${limits.trendPurchases}`;
  return `multiIf(empty(${days}), 'prospect', ${since} >= ${limits.lostAfterDays}, 'lost',
    ${breakAt} > 0 AND ${age} < ${limits.wonBackDays}, 'won_back', ${breakAt} = 0 AND ${age} < ${limits.newDays}, 'new',
    ${since} >= ${silence}, 'declining', NOT (${hasTrend}), 'mature',
    ${either(less)} = ${either(more)}, 'mature', ${either(more)}, 'growing', 'declining')`;
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
