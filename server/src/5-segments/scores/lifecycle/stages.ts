import type { Text } from '#kernel/pure/text.ts';

/** Where somebody stands between a first contact and being lost, and after it. */
export const LIFECYCLE_STAGES = ['prospect', 'new', 'growing', 'mature', 'declining', 'lost', 'won_back'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

export const STAGE_LABELS: Readonly<Record<LifecycleStage, Text>> = {
  prospect: { 'zh-CN': '潜客', en: 'prospect' },
  new: { 'zh-CN': '新客户', en: 'new customer' },
  growing: { 'zh-CN': '成长客户', en: 'growing customer' },
  mature: { 'zh-CN': '成熟客户', en: 'mature customer' },
  declining: { 'zh-CN': '衰退客户', en: 'declining customer' },
  lost: { 'zh-CN': '流失客户', en: 'lost customer' },
  won_back: { 'zh-CN': '挽回客户', en: 'customer won back' },
};

/** What decides about stages, all of it settings. */
export interface LifecycleLimits {
  /** So long after the first purchase somebody is new, */
  readonly newDays: number;
  /** and so long after the first purchase after having been lost, won back. */
  readonly wonBackDays: number;
  /** Without a purchase for so many usual intervals, and at least so many days, somebody declines; */
  readonly silenceTimes: number;
  readonly silenceFloorDays: number;
  /** who bought on one day only has no interval, and declines after so many days. */
  readonly quietAfterDays: number;
  readonly lostAfterDays: number;
  /** The last so many days are held against as many before, */
  readonly trendDays: number;
  /** and so much more or less is growth or decline, */
  readonly trendPercent: number;
  /** where both have so many purchases together. */
  readonly trendPurchases: number;
}

/** One purchase; days as numbers. */
export interface Bought {
  readonly day: number;
  readonly currency: string;
  /** With what was given back taken off. */
  readonly worthMinor: number;
}

export interface Spent {
  readonly purchases: number;
  readonly minor: number;
}

/** What of a history decides. A life begins with the first purchase, and anew with the first after having been lost. */
export interface Life {
  readonly purchases: number;
  /** Days since the last purchase, and since the life began. */
  readonly since: number;
  readonly age: number;
  /** There was a life before. */
  readonly isBack: boolean;
  /** Mean days between days of purchase in this life; null with one day only. */
  readonly usual: number | null;
  /** Days of silence from which on it is a decline. */
  readonly silenceLimit: number;
  /** Of the last purchase; what was spent is counted in it. */
  readonly currency: string;
  readonly recent: Spent;
  readonly earlier: Spent;
  readonly trend: 'up' | 'down' | 'none';
}

/** The life that purchases up to a day make; null without any. */
export function lifeOf(bought: readonly Bought[], today: number, limits: LifecycleLimits): Life | null {
  const days = bought.map(({ day }) => day).toSorted((a, b) => b - a);
  const [last] = days;
  if (last === undefined) {
    return null;
  }
  const breakAt = days.findIndex((day, at) => day - (days[at + 1] ?? day) >= limits.lostAfterDays);
  const life = breakAt === -1 ? days : days.slice(0, breakAt + 1);
  const start = life.at(-1) ?? last;
  const intervals = new Set(life).size - 1;
  const usual = intervals === 0 ? null : (last - start) / intervals;
  const currency =
    bought.flatMap((one) => (one.day === last ? [one.currency] : [])).toSorted((a, b) => (a < b ? 1 : -1))[0] ?? '';
  const spent = (from: number, to: number): Spent => {
    const there = bought.filter(({ day }) => day > from && day <= to);
    const own = there.filter((one) => one.currency === currency);
    return { purchases: there.length, minor: own.reduce((sum, { worthMinor }) => sum + worthMinor, 0) };
  };
  const span = limits.trendDays;
  const recent = spent(today - span, today);
  const earlier = spent(today - 2 * span, today - span);
  return {
    purchases: days.length,
    since: today - last,
    age: today - start,
    isBack: breakAt !== -1,
    usual,
    silenceLimit:
      usual === null
        ? limits.quietAfterDays
        : Math.max(limits.silenceFloorDays, (limits.silenceTimes * (last - start)) / intervals),
    currency,
    recent,
    earlier,
    trend: today - start < 2 * span ? 'none' : trendOf(recent, earlier, limits),
  };
}

/** Where purchases and spending contradict each other there is no trend. */
function trendOf(recent: Spent, earlier: Spent, { trendPercent, trendPurchases }: LifecycleLimits): Life['trend'] {
  if (earlier.purchases === 0 || recent.purchases + earlier.purchases < trendPurchases) {
    return 'none';
  }
  const isMore = (now: number, then: number): boolean => now * 100 >= then * (100 + trendPercent);
  const isLess = (now: number, then: number): boolean => now * 100 <= then * (100 - trendPercent);
  const hasSpent = earlier.minor > 0;
  const up = isMore(recent.purchases, earlier.purchases) || (hasSpent && isMore(recent.minor, earlier.minor));
  const down = isLess(recent.purchases, earlier.purchases) || (hasSpent && isLess(recent.minor, earlier.minor));
  return up === down ? 'none' : up ? 'up' : 'down';
}

/** The stage of a life. */
export function stageOf(life: Life | null, limits: LifecycleLimits): LifecycleStage {
  if (life === null) {
    return 'prospect';
  }
  if (life.since >= limits.lostAfterDays) {
    return 'lost';
  }
  if (life.isBack && life.age < limits.wonBackDays) {
    return 'won_back';
  }
  if (!life.isBack && life.age < limits.newDays) {
    return 'new';
  }
  if (life.since >= life.silenceLimit || life.trend === 'down') {
    return 'declining';
  }
  return life.trend === 'up' ? 'growing' : 'mature';
}
