import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const people = z.number().int().min(1).max(100_000);
const points = z.number().min(0).max(100);

/** Below so many people demand is chance. */
export const LEAST_PEOPLE: SettingDefinition = {
  key: 'insight.opportunity_least_people',
  label: { 'zh-CN': '市场机会：至少多少人没有买到', en: 'Opportunities: people whose demand is not met, at least' },
  unit: { 'zh-CN': '人', en: 'people' },
  note: {
    'zh-CN': '默认 20：人数再少，占比的差异多半出于偶然',
    en: 'Default 20: of fewer people a difference of shares is mostly chance',
  },
  schema: people,
  defaultValue: 20,
};

/** How far demand has to lie above supply. */
export const LEAST_GAP: SettingDefinition = {
  key: 'insight.opportunity_least_gap',
  label: { 'zh-CN': '市场机会：需求占比至少高出供给多少', en: 'Opportunities: demand above supply by at least' },
  unit: { 'zh-CN': '个百分点', en: 'percentage points' },
  note: {
    'zh-CN': '默认 1：需求占比减供给占比；品类多时单个品类只占几个百分点，差距更小的调整陈列即可',
    en: 'Default 1: share of demand less share of supply; of many categories each has a few points, and what is smaller is a matter of display',
  },
  schema: points,
  defaultValue: 1,
};

export const OPPORTUNITY_SETTINGS: readonly SettingDefinition[] = [LEAST_PEOPLE, LEAST_GAP];

/** The limits from the values of the settings. */
export function limitsOf(values: { readonly people: unknown; readonly gap: unknown }): {
  readonly leastPeople: number;
  readonly leastGap: number;
} {
  return { leastPeople: people.parse(values.people), leastGap: points.parse(values.gap) / 100 };
}
