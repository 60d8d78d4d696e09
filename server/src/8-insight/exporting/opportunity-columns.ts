import type { ExportAsk, ExportColumn, ExportValue } from '#intake';
import type { Text } from '#kernel/pure/text.ts';
import type { Opportunity } from '../opportunities/schema.ts';

const VERDICTS: Readonly<Record<Opportunity['verdict'], Text>> = {
  opportunity: { 'zh-CN': '机会', en: 'Opportunity' },
  served: { 'zh-CN': '供给相当', en: 'Served' },
  few: { 'zh-CN': '人数太少', en: 'Too few people' },
  unknown: { 'zh-CN': '供给未知', en: 'Supply unknown' },
};
const EVERYBODY: Text = { 'zh-CN': '全部客户', en: 'All customers' };

const COLUMNS = {
  segment: { 'zh-CN': '客群', en: 'Segment' },
  label: { 'zh-CN': '品类', en: 'Category' },
  verdict: { 'zh-CN': '判断', en: 'Verdict' },
  people: { 'zh-CN': '有需求人数', en: 'People who want it' },
  unmet: { 'zh-CN': '未满足人数', en: 'Unmet' },
  viewers: { 'zh-CN': '浏览人数', en: 'Viewers' },
  carts: { 'zh-CN': '加购人数', en: 'Carts' },
  stated: { 'zh-CN': '写明偏好人数', en: 'Stated as preferred' },
  buyers: { 'zh-CN': '购买人数', en: 'Buyers' },
  demandShare: { 'zh-CN': '需求占比', en: 'Share of demand' },
  supplyShare: { 'zh-CN': '供给占比', en: 'Share of supply' },
  gap: { 'zh-CN': '缺口', en: 'Gap' },
  supplied: { 'zh-CN': '可买规格数', en: 'SKUs to be bought' },
} as const satisfies Readonly<Record<string, Text>>;

/** The columns of the file of market opportunities. */
export const OPPORTUNITY_COLUMNS: readonly ExportColumn[] = Object.entries(COLUMNS).map(([key, label]) => ({
  key,
  label,
}));

/** A row of it, in the columns that were asked for. */
export function opportunityCells(row: Opportunity, { columns, locale }: ExportAsk): readonly ExportValue[] {
  return columns.map((column): ExportValue => {
    switch (column) {
      case 'segment':
        return row.segment?.name ?? EVERYBODY[locale];
      case 'verdict':
        return VERDICTS[row.verdict][locale];
      case 'label':
      case 'people':
      case 'unmet':
      case 'viewers':
      case 'carts':
      case 'stated':
      case 'buyers':
      case 'demandShare':
      case 'supplyShare':
      case 'gap':
      case 'supplied':
        return row[column];
      default:
        return null;
    }
  });
}
