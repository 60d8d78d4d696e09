import type { Text } from '#kernel/pure/text.ts';

/** The permissions that contracts of this module ask for. */
export const SEGMENTS_PERMISSIONS: readonly { readonly name: string; readonly label: Text; readonly note: Text }[] = [
  {
    name: 'scores.read',
    label: { 'zh-CN': '查看评分', en: 'See scores' },
    note: { 'zh-CN': '查看 RFM 地图与客户评分', en: 'See the RFM map and the scores of customers' },
  },
];
