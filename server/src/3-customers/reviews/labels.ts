import type { Text } from '#kernel/pure/text.ts';
import type { ReviewOrigin } from './proposal.ts';

export const ORIGIN_LABELS: Readonly<Record<ReviewOrigin, Text>> = {
  contradiction: { 'zh-CN': '标识相同但证件号码不同', en: 'Same identifier, different ID numbers' },
  same_details: { 'zh-CN': '姓名与生日或地址相同', en: 'Same name with birth date or address' },
  matching: { 'zh-CN': '相似匹配', en: 'Found by likeness' },
};

const LEVELS: Readonly<Record<string, Text>> = {
  exact: { 'zh-CN': '相同', en: 'same' },
  close: { 'zh-CN': '相近', en: 'close' },
  different: { 'zh-CN': '不同', en: 'different' },
  missing: { 'zh-CN': '缺失', en: 'missing' },
  prior: { 'zh-CN': '起始', en: 'start' },
};

/** How alike two values are, as people read it; a level of somebody else's model as it is called there. */
export function levelLabel(level: string): Text {
  return LEVELS[level] ?? { 'zh-CN': level, en: level };
}

export const PRIOR_LABEL: Text = { 'zh-CN': '随机两位客户', en: 'Any two customers' };
