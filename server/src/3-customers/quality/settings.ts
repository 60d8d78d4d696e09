import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const POINTS = { 'zh-CN': '分', en: 'points' } as const;
const weightsSchema = z
  .record(z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/u), z.number().min(0).max(100))
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), {
    error: 'one weight at least above zero',
  });
const partsSchema = z
  .object({ completeness: z.number().min(0), validity: z.number().min(0), freshness: z.number().min(0) })
  .refine((parts) => parts.completeness + parts.validity + parts.freshness > 0, {
    error: 'one weight at least above zero',
  });

/** How much each field counts for completeness. */
export const QUALITY_WEIGHTS: SettingDefinition = {
  key: 'customers.quality_weights',
  label: { 'zh-CN': '数据质量：字段权重', en: 'Data quality: weight of each field' },
  unit: POINTS,
  note: {
    'zh-CN': '完整度 = 已有字段的权重之和 ÷ 全部权重之和。能联系到人的字段最重；自定义字段也可列入',
    en: 'Completeness is the weight of the fields that are known over all weights. What reaches people weighs most; custom fields may be listed too',
  },
  schema: weightsSchema,
  defaultValue: { phone: 30, name: 20, address: 15, email: 10, region: 5, birthday: 10, gender: 10 },
};

/** How much completeness, validity and freshness count for the score. */
export const QUALITY_PARTS: SettingDefinition = {
  key: 'customers.quality_parts',
  label: { 'zh-CN': '数据质量：三部分的权重', en: 'Data quality: weight of its three parts' },
  unit: POINTS,
  note: {
    'zh-CN': '得分 = 完整度、有效性、新鲜度按此加权平均',
    en: 'The score is the mean of completeness, validity and freshness by these weights',
  },
  schema: partsSchema,
  defaultValue: { completeness: 60, validity: 25, freshness: 15 },
};

/** For how long a word counts as fresh. */
export const QUALITY_FRESH_MONTHS: SettingDefinition = {
  key: 'customers.quality_fresh_months',
  label: { 'zh-CN': '数据质量：多久算新', en: 'Data quality: how long data are fresh' },
  unit: { 'zh-CN': '个月', en: 'months' },
  note: {
    'zh-CN': '此期间内有新的说法或确认，新鲜度 100；两倍以内 50；更久为 0，并列入“久未更新”',
    en: 'With a new word or a confirmation within it freshness is 100, within twice as long 50, else 0; beyond it people are listed as stale',
  },
  schema: z.number().int().min(1).max(120),
  defaultValue: 12,
};

export const QUALITY_SETTINGS: readonly SettingDefinition[] = [QUALITY_WEIGHTS, QUALITY_PARTS, QUALITY_FRESH_MONTHS];

/** By what scores are worked out. */
export interface QualityFormula {
  readonly weights: Readonly<Record<string, number>>;
  readonly parts: z.output<typeof partsSchema>;
  readonly freshMonths: number;
}

/** Reads a setting; within a transaction with it. */
export type ReadSetting<Reader> = <T>(key: string, reader?: Reader) => Promise<T>;

/** What holds until somebody reads settings. */
export const defaultSetting =
  (definitions: readonly SettingDefinition[]): ReadSetting<unknown> =>
  <T>(key: string): Promise<T> =>
    // The cast states what the definition's own schema says of its default.
    Promise.resolve(definitions.find((definition) => definition.key === key)?.defaultValue as T);

/** The settings in force. */
export async function readFormula<Reader>(setting: ReadSetting<Reader>, reader?: Reader): Promise<QualityFormula> {
  return {
    weights: await setting<QualityFormula['weights']>(QUALITY_WEIGHTS.key, reader),
    parts: await setting<QualityFormula['parts']>(QUALITY_PARTS.key, reader),
    freshMonths: await setting<number>(QUALITY_FRESH_MONTHS.key, reader),
  };
}

/** Raised when the rules in code change, so that everybody is worked out anew. */
const RULES = 1;

/** Two formulas are one when this is the same. */
export function fingerprintOf({ weights, parts, freshMonths }: QualityFormula): string {
  const sorted = Object.entries(weights).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([RULES, sorted, parts.completeness, parts.validity, parts.freshness, freshMonths]);
}
