import type { Text } from '#kernel/pure/text.ts';

/** What customers are told apart by: how long ago, how often, how much, and how many different goods they bought. */
export const FEATURES = ['recency', 'purchases', 'net', 'breadth'] as const;
export type Feature = (typeof FEATURES)[number];

export const FEATURE_LABELS: Readonly<Record<Feature, Text>> = {
  recency: { 'zh-CN': '距上次购买的天数', en: 'days since the last purchase' },
  purchases: { 'zh-CN': '购买次数', en: 'purchases' },
  net: { 'zh-CN': '净消费', en: 'net spend' },
  breadth: { 'zh-CN': '买过的商品数', en: 'different goods bought' },
};

/** One value of each feature: whole numbers, not below 0. */
export type Raw = Readonly<Record<Feature, number>>;
