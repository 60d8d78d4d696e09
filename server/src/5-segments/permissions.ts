import type { Text } from '#kernel/pure/text.ts';

/** The permissions that contracts of this module ask for. */
export const SEGMENTS_PERMISSIONS: readonly { readonly name: string; readonly label: Text; readonly note: Text }[] = [
  {
    name: 'scores.read',
    label: { 'zh-CN': '查看评分', en: 'See scores' },
    note: { 'zh-CN': '查看 RFM 地图与客户评分', en: 'See the RFM map and the scores of customers' },
  },
  {
    name: 'segments.read',
    label: { 'zh-CN': '查看客群', en: 'See segments' },
    note: {
      'zh-CN': '查看客群、成员与规则，试算人数',
      en: 'See segments, members and rules; count whom a rule holds for',
    },
  },
  {
    name: 'segments.write',
    label: { 'zh-CN': '管理客群', en: 'Keep segments' },
    note: { 'zh-CN': '新建、修改、收起客群，重新计算', en: 'Make, change, put away and refresh segments' },
  },
];
