import type { Text } from '#kernel/pure/text.ts';

/** What a member is to the holder of the household. */
export const RELATIONS_TO_HOLDER = [
  'holder',
  'spouse',
  'child',
  'parent',
  'sibling',
  'grandparent',
  'grandchild',
  'parent_in_law',
  'child_in_law',
  'other',
] as const;
export type RelationToHolder = (typeof RELATIONS_TO_HOLDER)[number];

export const KINSHIP_WORDS: Readonly<Record<RelationToHolder, Text>> = {
  holder: { 'zh-CN': '户主', en: 'Holder' },
  spouse: { 'zh-CN': '配偶', en: 'Spouse' },
  child: { 'zh-CN': '子女', en: 'Child' },
  parent: { 'zh-CN': '父母', en: 'Parent' },
  sibling: { 'zh-CN': '兄弟姐妹', en: 'Sibling' },
  grandparent: { 'zh-CN': '祖父母或外祖父母', en: 'Grandparent' },
  grandchild: { 'zh-CN': '孙辈', en: 'Grandchild' },
  parent_in_law: { 'zh-CN': '配偶的父母', en: 'Parent-in-law' },
  child_in_law: { 'zh-CN': '子女的配偶', en: 'Child-in-law' },
  other: { 'zh-CN': '其他亲属', en: 'Other relative' },
};

/** The same bond seen from the other end. */
const BACK: Readonly<Record<RelationToHolder, RelationToHolder>> = {
  holder: 'holder',
  spouse: 'spouse',
  child: 'parent',
  parent: 'child',
  sibling: 'sibling',
  grandparent: 'grandchild',
  grandchild: 'grandparent',
  parent_in_law: 'child_in_law',
  child_in_law: 'parent_in_law',
  other: 'other',
};

/** Seen from a new holder (what they were to the old one): what each of the others is to them; the rest is `other`. */
const SEEN: Partial<Record<RelationToHolder, Partial<Record<RelationToHolder, RelationToHolder>>>> = {
  spouse: { child: 'child', grandchild: 'grandchild', parent: 'parent_in_law', parent_in_law: 'parent' },
  child: { spouse: 'parent', child: 'sibling', parent: 'grandparent', parent_in_law: 'grandparent' },
  parent: { spouse: 'child_in_law', child: 'grandchild', sibling: 'child', parent: 'spouse' },
  sibling: { parent: 'parent', sibling: 'sibling', grandparent: 'grandparent' },
};

/**
 * What a member is to the new holder, who was `holder` to the old one. Where the relation does not follow by itself it
 * is `other`, for staff to say.
 */
export function seenFromNewHolder(holder: RelationToHolder, member: RelationToHolder): RelationToHolder {
  return member === 'holder' ? BACK[holder] : (SEEN[holder]?.[member] ?? 'other');
}
