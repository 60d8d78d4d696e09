import { dayNumber } from '#kernel/pure/dates.ts';
import type { AsOf, SqlAsking } from '#kernel/pure/rules/condition.ts';
import type { Text } from '#kernel/pure/text.ts';
import { daysBought, daysSince, type OrderFacts, purchasesIn } from './purchases.ts';

/** How long it usually is from one purchase to the next, and since the last one. */
export interface Rhythm {
  /** Twice the median of the days between two days of purchase: whole, also where it lies between two. */
  readonly twiceUsual: number;
  readonly sinceLast: number;
}

/** Null of somebody who has not bought on two days. */
export function rhythmOf(facts: OrderFacts, asOf: AsOf): Rhythm | null {
  const days = [...new Set(purchasesIn(facts, undefined, asOf).map(({ businessDate }) => businessDate))].toSorted();
  const last = days.at(-1);
  const gaps = days
    .slice(1)
    .map((day, index) => dayNumber(day) - dayNumber(days[index] ?? day))
    .toSorted((a, b) => a - b);
  const [low, high] = [gaps[Math.floor((gaps.length - 1) / 2)], gaps[Math.floor(gaps.length / 2)]];
  return last === undefined || low === undefined || high === undefined
    ? null
    : { twiceUsual: low + high, sinceLast: daysSince(last, asOf) };
}

/** The same in SQL: the days of purchase, each once and the newest first, and the gaps between them in order. */
export function rhythmSql(asking: SqlAsking): {
  readonly columns: { readonly days: string; readonly gaps: string };
  read(columns: Readonly<Record<string, string>>): {
    readonly isThere: string;
    readonly twiceUsual: string;
    readonly sinceLast: string;
  };
} {
  const today = asking.param(asking.date, 'Date32');
  const days = `arrayCompact(${daysBought(today)})`;
  const gaps = `arraySort(arrayMap((later, earlier) -> toInt64(toInt32(later) - toInt32(earlier)), arrayPopBack(${days}), arrayPopFront(${days})))`;
  return {
    columns: { days, gaps },
    read: ({ days: found = '', gaps: between = '' }) => ({
      isThere: `notEmpty(${between})`,
      twiceUsual: `(${between}[intDiv(length(${between}) + 1, 2)] + ${between}[intDiv(length(${between}), 2) + 1])`,
      sinceLast: `dateDiff('day', ${found}[1], ${today})`,
    }),
  };
}

/** What was found, in words. */
export function rhythmText(rhythm: Rhythm | null): Text {
  if (rhythm === null) {
    return { 'zh-CN': '还没有在两天买过', en: 'has not bought on two days' };
  }
  const { twiceUsual, sinceLast } = rhythm;
  const usual = twiceUsual / 2;
  return {
    'zh-CN': `通常隔 ${usual} 天，距上次 ${sinceLast} 天`,
    en: `usually every ${usual} days, last ${sinceLast} days ago`,
  };
}
