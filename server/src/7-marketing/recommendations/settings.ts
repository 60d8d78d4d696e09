import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';

const words = z.array(z.string().trim().min(1).max(60)).max(50);
export const supportSchema = z.number().min(0).max(1);
export const confidenceSchema = z.number().min(0).max(1);
export const boughtOnceSchema = words;
export const adviceSchema = z
  .array(z.object({ field: z.string().trim().min(1).max(60), says: words, goods: words }))
  .max(100);

export const MIN_SUPPORT = {
  key: 'marketing.min_support',
  label: { 'zh-CN': '商品关联的最小支持度', en: 'Least support of associations' },
  unit: { 'zh-CN': '占全部订单', en: 'of all orders' },
  note: {
    'zh-CN': '两种商品至少在这么大比例的订单里同时出现才算关联，并且至少 3 单。默认 0.0005：一万单里五单',
    en: 'Two products are associated when they stand together in at least this share of orders, and in three. Default 0.0005: five in ten thousand',
  },
  schema: supportSchema,
  defaultValue: 0.0005,
} as const satisfies SettingDefinition;

export const MIN_CONFIDENCE = {
  key: 'marketing.min_confidence',
  label: { 'zh-CN': '商品关联的最小置信度', en: 'Least confidence of associations' },
  unit: { 'zh-CN': '占含前一商品的订单', en: 'of orders with the first' },
  note: {
    'zh-CN': '买了前一种的订单里，至少这么大比例也买了后一种。默认 0.05；提升度不到 1 的一律不列',
    en: 'At least this share of orders with the first has the second too. Default 0.05; a lift below 1 is never listed',
  },
  schema: confidenceSchema,
  defaultValue: 0.05,
} as const satisfies SettingDefinition;

export const BOUGHT_ONCE = {
  key: 'marketing.bought_once',
  label: { 'zh-CN': '只买一次的品类', en: 'Categories bought once' },
  unit: null,
  note: {
    'zh-CN':
      '这些品类（及下级）的商品，客户买过就不再推荐同一件；填品类名称。标为“一次性”的商品总是如此。默认空：其余商品都可能再买',
    en: 'What a customer has of these categories (and those below) is not recommended again; names of categories. Products marked one-time never are. Default none: anything else may be bought again',
  },
  schema: boughtOnceSchema,
  defaultValue: [] as string[],
} as const satisfies SettingDefinition;

export const ADVICE = {
  key: 'marketing.advice',
  label: { 'zh-CN': '肤质等搭配规则', en: 'Advice by skin type and the like' },
  unit: null,
  note: {
    'zh-CN':
      '客户资料的字段（field）写着其中一个词（says），就推荐“适用人群”含其中一个词（goods）的商品，并不推荐只标给别人的。默认按资料字段 skinType 的四种肤质',
    en: 'When a field of the profile says one of the words, goods whose target group has one of the others fit, and goods marked for others only are not recommended. Default four skin types of the field skinType',
  },
  schema: adviceSchema,
  defaultValue: [
    { field: 'skinType', says: ['干性', 'dry'], goods: ['干性', '所有肤质', 'dry', 'all skin'] },
    { field: 'skinType', says: ['油性', 'oily'], goods: ['油性', '所有肤质', 'oily', 'all skin'] },
    { field: 'skinType', says: ['混合', 'combination'], goods: ['混合', '所有肤质', 'combination', 'all skin'] },
    { field: 'skinType', says: ['敏感', 'sensitive'], goods: ['敏感', '所有肤质', 'sensitive', 'all skin'] },
  ],
} as const satisfies SettingDefinition;

/** What people may change about suggestions. */
export const SUGGESTION_SETTINGS: readonly SettingDefinition[] = [MIN_SUPPORT, MIN_CONFIDENCE, BOUGHT_ONCE, ADVICE];
