import type { Text } from '#kernel/pure/text.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { IDENTIFIER_KINDS } from '../identity/trusted-identifiers.ts';

/** Causes beside the kinds of identifier. */
const OTHER_CAUSES: Readonly<Record<string, Text>> = {
  staff: { 'zh-CN': '员工手工合并', en: 'Merged by hand' },
  matching: { 'zh-CN': '因高度相似自动合并', en: 'Merged because they are alike beyond doubt' },
  unmerged: { 'zh-CN': '撤销合并，来源记录分出', en: 'Parted again by hand' },
  detached: { 'zh-CN': '去掉错误的标识，来源记录分出', en: 'Parted when a wrong identifier was taken off' },
};

/** Why a record came to its customer, as people read it. */
export function moveLabel(cause: string): Text {
  const kind = IDENTIFIER_KINDS.find((known) => known === cause);
  if (kind !== undefined) {
    const { label } = IDENTIFIERS[kind];
    return { 'zh-CN': `因${label['zh-CN']}相同，并入来源记录`, en: `Joined a source record: same ${label.en}` };
  }
  return OTHER_CAUSES[cause] ?? { 'zh-CN': '并入来源记录', en: 'Joined a source record' };
}
