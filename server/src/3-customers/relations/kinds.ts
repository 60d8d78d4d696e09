import type { Text } from '#kernel/pure/text.ts';

export const RELATION_KINDS = ['family', 'friend', 'referrer', 'colleague', 'business'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];
/** Kinds in which it matters who stands on which side: who referred whom, who supplies whom. */
export const DIRECTED_KINDS: ReadonlySet<RelationKind> = new Set(['referrer', 'business']);
/** What the other one is to the customer who is asked about. */
export type Side = 'from' | 'to';

export const RELATION_ORIGINS = ['hand', 'form', 'suggestion'] as const;
export type RelationOrigin = (typeof RELATION_ORIGINS)[number];
export const SUGGESTION_REASONS = ['address', 'company', 'phone', 'goods'] as const;
export type SuggestionReason = (typeof SUGGESTION_REASONS)[number];

const PLAIN: Readonly<Record<Exclude<RelationKind, 'referrer' | 'business'>, Text>> = {
  family: { 'zh-CN': '家人', en: 'Family' },
  friend: { 'zh-CN': '朋友', en: 'Friend' },
  colleague: { 'zh-CN': '同事', en: 'Colleague' },
};
const DIRECTED: Readonly<Record<'referrer' | 'business', Readonly<Record<Side, Text>>>> = {
  referrer: { from: { 'zh-CN': '介绍人', en: 'Referred by' }, to: { 'zh-CN': '由其介绍来', en: 'Referred' } },
  business: { from: { 'zh-CN': '供货方', en: 'Supplier' }, to: { 'zh-CN': '采购方', en: 'Buyer' } },
};

/** What the other one is, seen from a customer: on which side of the link the other one stands decides. */
export function relationLabel(kind: RelationKind, otherIs: Side): Text {
  return kind === 'referrer' || kind === 'business' ? DIRECTED[kind][otherIs] : PLAIN[kind];
}

export const REASON_LABELS: Readonly<Record<SuggestionReason, Text>> = {
  address: { 'zh-CN': '地址相同', en: 'Same address' },
  company: { 'zh-CN': '工作单位相同', en: 'Same company' },
  phone: { 'zh-CN': '共用家庭电话', en: 'Shared family phone' },
  goods: { 'zh-CN': '供需互补', en: 'One supplies what the other buys' },
};
