import type { LinkProps } from '@tanstack/react-router';
import type { Text } from '@zhike/server/contracts';

/** What the pages are parted into. */
export const INSIGHT_GROUPS = {
  sales: { 'zh-CN': '销售与商品', en: 'Sales' },
  customers: { 'zh-CN': '客户', en: 'Customers' },
  channels: { 'zh-CN': '渠道与流量', en: 'Channels' },
  reports: { 'zh-CN': '报表', en: 'Reports' },
} as const satisfies Readonly<Record<string, Text>>;
export type InsightGroup = keyof typeof INSIGHT_GROUPS;

export interface InsightPage {
  readonly id: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly label: Text;
  readonly group: InsightGroup;
  /** Other words that people look for it by. */
  readonly words: string;
  readonly permission: string;
}

/** The pages of Insight, group by group. One without its permission is absent. */
export const INSIGHT_PAGES: readonly InsightPage[] = [
  {
    id: 'sales',
    to: '/insight/sales',
    label: { 'zh-CN': '销售趋势', en: 'Sales trends' },
    group: 'sales',
    words: '销售额 渠道 店铺 新客 revenue channel',
    permission: 'insight.read',
  },
  {
    id: 'forecast',
    to: '/insight/forecast',
    label: { 'zh-CN': '销售预测', en: 'Forecast' },
    group: 'sales',
    words: '预测 误差 区间 sales forecast error',
    permission: 'insight.read',
  },
  {
    id: 'trends',
    to: '/insight/trends',
    label: { 'zh-CN': '品类趋势', en: 'Category trends' },
    group: 'sales',
    words: '上升品类 下降 洞察 rising falling need',
    permission: 'insight.read',
  },
  {
    id: 'opportunities',
    to: '/insight/opportunities',
    label: { 'zh-CN': '市场机会', en: 'Opportunities' },
    group: 'sales',
    words: '需求 供给 缺口 缺货 潜在 demand supply gap',
    permission: 'segments.read',
  },
  {
    id: 'associations',
    to: '/insight/associations',
    label: { 'zh-CN': '商品关联', en: 'Associations' },
    group: 'sales',
    words: '购物篮 交叉销售 推荐 basket cross-selling',
    permission: 'insight.read',
  },
  {
    id: 'structures',
    to: '/insight/structures',
    label: { 'zh-CN': '三种结构', en: 'Structures' },
    group: 'sales',
    words: '客户结构 顾客结构 产品结构 消费行为结构 占比 mix share',
    permission: 'insight.read',
  },
  {
    id: 'timing',
    to: '/insight/timing',
    label: { 'zh-CN': '购买习惯', en: 'Buying habits' },
    group: 'sales',
    words: '购买时间 热力图 weekday hour',
    permission: 'insight.read',
  },
  {
    id: 'rfm',
    to: '/insight/rfm',
    label: { 'zh-CN': 'RFM 地图', en: 'RFM map' },
    group: 'customers',
    words: '评分 分组 recency frequency',
    permission: 'scores.read',
  },
  {
    id: 'scores',
    to: '/insight/scores',
    label: { 'zh-CN': '评分', en: 'Scores' },
    group: 'customers',
    words: '终身价值 利润 ABC 流失 忠诚度 价格敏感 clv churn loyalty class',
    permission: 'scores.read',
  },
  {
    id: 'lifecycle',
    to: '/insight/lifecycle',
    label: { 'zh-CN': '生命周期', en: 'Lifecycle' },
    group: 'customers',
    words: '阶段 流动 流失 flow churn',
    permission: 'insight.read',
  },
  {
    id: 'retention',
    to: '/insight/retention',
    label: { 'zh-CN': '留存', en: 'Retention' },
    group: 'customers',
    words: '同期群 复购 cohort',
    permission: 'insight.read',
  },
  {
    id: 'win-back',
    to: '/insight/win-back',
    label: { 'zh-CN': '流失与挽回', en: 'Win-back' },
    group: 'customers',
    words: '流失原因 挽回率 churn cause lost',
    permission: 'care.read',
  },
  {
    id: 'handover',
    to: '/insight/handover',
    label: { 'zh-CN': '离职交接', en: 'Hand-over' },
    group: 'customers',
    words: '员工离职 跳槽 负责人 导购 交接 salesperson leaves owner',
    permission: 'care.hand_over',
  },
  {
    id: 'pyramid',
    to: '/insight/pyramid',
    label: { 'zh-CN': '产品金字塔', en: 'Product pyramid' },
    group: 'customers',
    words: '品牌 层级 消费力 年龄 tier brand power age',
    permission: 'scores.read',
  },
  {
    id: 'traffic',
    to: '/insight/traffic',
    label: { 'zh-CN': '流量', en: 'Traffic' },
    group: 'channels',
    words: '访客 转化率 visits conversion',
    permission: 'insight.read',
  },
  {
    id: 'funnel',
    to: '/insight/funnel',
    label: { 'zh-CN': '漏斗', en: 'Funnel' },
    group: 'channels',
    words: '转化 加购 下单 付款 店铺 conversion cart checkout',
    permission: 'insight.read',
  },
  {
    id: 'sources',
    to: '/insight/sources',
    label: { 'zh-CN': '来源', en: 'Sources' },
    group: 'channels',
    words: '来源渠道 source',
    permission: 'insight.read',
  },
  {
    id: 'best-channels',
    to: '/insight/best-channels',
    label: { 'zh-CN': '最佳渠道', en: 'Best channels' },
    group: 'channels',
    words: '客群 渠道 偏好 segment channel preference',
    permission: 'segments.read',
  },
  {
    id: 'reports',
    to: '/insight/reports',
    label: { 'zh-CN': '渠道周报', en: 'Weekly report' },
    group: 'reports',
    words: '周报 weekly',
    permission: 'insight.read',
  },
  {
    id: 'packs',
    to: '/insight/packs',
    label: { 'zh-CN': '经营月报', en: 'Monthly packs' },
    group: 'reports',
    words: '月报 决策支持 点评 monthly management report comments',
    permission: 'insight.read',
  },
  {
    id: 'pivots',
    to: '/insight/pivots',
    label: { 'zh-CN': '透视表', en: 'Pivots' },
    group: 'reports',
    words: '多角度统计 交叉表 自定义报表 cross table statistics',
    permission: 'insight.read',
  },
];

/** Pages that these permissions open. */
export function openInsightPages(may: (permission: string) => boolean): readonly InsightPage[] {
  return INSIGHT_PAGES.filter((page) => may(page.permission));
}

/** The page that an address is, or is below of. */
export function insightPageAt(path: string): InsightPage | undefined {
  return INSIGHT_PAGES.find(({ to }) => path === to || path.startsWith(`${to}/`));
}
