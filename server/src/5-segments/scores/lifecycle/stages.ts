import type { Text } from '#kernel/pure/text.ts';

/** Where somebody stands between a first contact and being lost. */
export const LIFECYCLE_STAGES = ['prospect', 'new', 'active', 'quiet', 'lost', 'returned'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

export const STAGE_LABELS: Readonly<Record<LifecycleStage, Text>> = {
  prospect: { 'zh-CN': '潜在客户', en: 'prospect' },
  new: { 'zh-CN': '新客户', en: 'new customer' },
  active: { 'zh-CN': '活跃客户', en: 'active customer' },
  quiet: { 'zh-CN': '沉默客户', en: 'quiet customer' },
  lost: { 'zh-CN': '流失客户', en: 'lost customer' },
  returned: { 'zh-CN': '回流客户', en: 'returned customer' },
};

/** Days without a purchase after which somebody is quiet, and after which lost. */
export interface LifecycleLimits {
  readonly quietAfterDays: number;
  readonly lostAfterDays: number;
}

/** What moves somebody: a purchase, or so many days without one. */
export type Trigger = 'purchase' | 'quiet' | 'lost';

/** From each stage, where a trigger leads; a trigger that is not there leaves the stage. */
export const TRANSITIONS: Readonly<Record<LifecycleStage, Partial<Readonly<Record<Trigger, LifecycleStage>>>>> = {
  prospect: { purchase: 'new' },
  new: { purchase: 'active', quiet: 'quiet' },
  active: { purchase: 'active', quiet: 'quiet' },
  quiet: { purchase: 'active', lost: 'lost' },
  lost: { purchase: 'returned' },
  returned: { purchase: 'active', quiet: 'quiet' },
};

export function moved(stage: LifecycleStage, trigger: Trigger): LifecycleStage {
  return TRANSITIONS[stage][trigger] ?? stage;
}

/** What so many days without a purchase do. */
function waited(stage: LifecycleStage, days: number, limits: LifecycleLimits): LifecycleStage {
  const quiet = days >= limits.quietAfterDays ? moved(stage, 'quiet') : stage;
  return days >= limits.lostAfterDays ? moved(quiet, 'lost') : quiet;
}

/** The stage on a day, by going through all purchases; day numbers in ascending order. */
export function stageByHistory(
  purchaseDays: readonly number[],
  today: number,
  limits: LifecycleLimits,
): LifecycleStage {
  let stage: LifecycleStage = 'prospect';
  let last: number | null = null;
  for (const day of purchaseDays) {
    stage = moved(last === null ? stage : waited(stage, day - last, limits), 'purchase');
    last = day;
  }
  return last === null ? stage : waited(stage, today - last, limits);
}

/** What of a history is enough to tell the stage. */
export interface StageFacts {
  readonly purchases: number;
  /** Days since the last purchase; of no meaning without one. */
  readonly sinceLast: number;
  /** Days between the last purchase and the one before; of no meaning with less than two. */
  readonly gap: number;
}

/** The same by three numbers, which the analytic engine has too; a property test holds the two together. */
export function stageOf({ purchases, sinceLast, gap }: StageFacts, limits: LifecycleLimits): LifecycleStage {
  if (purchases === 0) {
    return 'prospect';
  }
  if (sinceLast >= limits.lostAfterDays) {
    return 'lost';
  }
  if (sinceLast >= limits.quietAfterDays) {
    return 'quiet';
  }
  if (purchases === 1) {
    return 'new';
  }
  return gap >= limits.lostAfterDays ? 'returned' : 'active';
}

/** The same in SQL, over expressions for the three numbers and for the two limits. */
export function stageSql(
  facts: Readonly<Record<keyof StageFacts, string>>,
  limits: Readonly<Record<keyof LifecycleLimits, string>>,
): string {
  const { purchases, sinceLast, gap } = facts;
  const { quietAfterDays: quiet, lostAfterDays: lost } = limits;
  return `multiIf(${purchases} = 0, 'prospect', ${sinceLast} >= ${lost}, 'lost', ${sinceLast} >= ${quiet}, 'quiet', ${purchases} = 1, 'new', ${gap} >= ${lost}, 'returned', 'active')`;
}
