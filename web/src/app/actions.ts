import type { NavigateOptions } from '@tanstack/react-router';
import type { Text } from '@zhike/server/contracts';
import type { IconName } from '../ui/icon.tsx';
import { INSIGHT_PAGES } from './insight-pages.ts';

/** What the frame itself can do, on every page. */
export const DEEDS = ['language', 'light', 'dark', 'system', 'refresh', 'keys', 'sign-out'] as const;
export type Deed = (typeof DEEDS)[number];

/** Something that can be done from anywhere, by its name in the command bar. One without its permission is absent. */
export interface Action {
  readonly id: string;
  readonly icon: IconName;
  readonly label: Text;
  /** Other words that people look for it by. */
  readonly words?: string;
  readonly permission: string | null;
  readonly go?: NavigateOptions;
  /** What the page that `go` leads to is to open: see `useOpenRequest`. */
  readonly opens?: string;
  readonly does?: Deed;
}

/** A page below a room that people look for by its own name. */
export interface KnownPage {
  readonly id: string;
  readonly icon: IconName;
  readonly label: Text;
  readonly words?: string;
  readonly permission: string;
  readonly go: NavigateOptions;
}

/** Pages that are neither a room nor a settings page. */
export const KNOWN_PAGES: readonly KnownPage[] = [
  {
    id: 'organisations',
    icon: 'people',
    label: { 'zh-CN': '企业客户', en: 'Organisations' },
    words: '公司 company b2b',
    permission: 'customers.read',
    go: { to: '/organisations' },
  },
  {
    id: 'relation-suggestions',
    icon: 'people',
    label: { 'zh-CN': '关系建议', en: 'Suggested links' },
    words: '家庭 关系 介绍 household family introduction',
    permission: 'relations.write',
    go: { to: '/relations' },
  },
  {
    id: 'approvals',
    icon: 'work',
    label: { 'zh-CN': '审批', en: 'Approvals' },
    words: '同意 批准 approve consent',
    permission: 'work.read',
    go: { to: '/work', search: { tab: 'approvals' } },
  },
  {
    id: 'reviews',
    icon: 'people',
    label: { 'zh-CN': '重复客户审核', en: 'Duplicate customers' },
    words: '去重 合并 疑似 merge review dedupe',
    permission: 'customers.review',
    go: { to: '/reviews' },
  },
  {
    id: 'match-model',
    icon: 'people',
    label: { 'zh-CN': '匹配模型', en: 'Matching model' },
    words: '去重 准确率 召回率 阈值 identity model threshold precision recall',
    permission: 'customers.review',
    go: { to: '/reviews/model' },
  },
  {
    id: 'quality',
    icon: 'people',
    label: { 'zh-CN': '数据质量', en: 'Data quality' },
    words: '资料完整 久未更新 清洗 completeness stale clean',
    permission: 'customers.read',
    go: { to: '/quality' },
  },
  {
    id: 'dictionary',
    icon: 'people',
    label: { 'zh-CN': '数据字典', en: 'Data dictionary' },
    words: '字段 五步 负责人 fields steward',
    permission: 'customers.read',
    go: { to: '/dictionary' },
  },
  {
    id: 'segments-overlap',
    icon: 'segments',
    label: { 'zh-CN': '客群重叠', en: 'How segments overlap' },
    words: '交集 并集 韦恩图 venn euler overlap lift',
    permission: 'segments.read',
    go: { to: '/segments/overlap', search: {} },
  },
  {
    id: 'segments-migration',
    icon: 'segments',
    label: { 'zh-CN': '客群流动', en: 'Migration between segments' },
    words: '迁移 桑基图 流向 sankey flow',
    permission: 'segments.read',
    go: { to: '/segments/migration', search: {} },
  },
  {
    id: 'segments-gaps',
    icon: 'segments',
    label: { 'zh-CN': '市场空缺', en: 'Market gaps' },
    words: '看而不买 品类 覆盖 gap category coverage',
    permission: 'segments.read',
    go: { to: '/segments/gaps', search: {} },
  },
  {
    id: 'segments-clusters',
    icon: 'segments',
    label: { 'zh-CN': '客户聚类', en: 'Clusters of customers' },
    words: '聚类 分群 自动分类 k均值 k-means clustering',
    permission: 'segments.read',
    go: { to: '/segments/clusters', search: {} },
  },
  ...INSIGHT_PAGES.map(({ id, to, label, words, permission }) => ({
    id: `insight-${id}`,
    icon: 'map' as const,
    label,
    words,
    permission,
    go: { to },
  })),
];

/** Every action, in the order of the command bar: what makes something first, the frame's own last. */
export const ACTIONS: readonly Action[] = [
  {
    id: 'new-customer',
    icon: 'add',
    label: { 'zh-CN': '新建客户', en: 'New customer' },
    words: '添加客户 add person',
    permission: 'customers.write',
    go: { to: '/customers' },
    opens: 'customer',
  },
  {
    id: 'new-segment',
    icon: 'add',
    label: { 'zh-CN': '新建客群', en: 'New segment' },
    words: '圈人 人群 筛选 audience rule',
    permission: 'segments.write',
    go: { to: '/segments/new', search: {} },
  },
  {
    id: 'import-file',
    icon: 'upload',
    label: { 'zh-CN': '导入文件', en: 'Import a file' },
    words: '上传 表格 csv excel xlsx upload',
    permission: 'imports.write',
    go: { to: '/imports/new' },
  },
  {
    id: 'new-organisation',
    icon: 'add',
    label: { 'zh-CN': '新建企业', en: 'New organisation' },
    words: '企业客户 公司 company',
    permission: 'customers.write',
    go: { to: '/organisations' },
    opens: 'organisation',
  },
  {
    id: 'new-product',
    icon: 'add',
    label: { 'zh-CN': '新建商品', en: 'New product' },
    words: '货品 goods',
    permission: 'products.write',
    go: { to: '/products' },
    opens: 'product',
  },
  {
    id: 'new-field',
    icon: 'add',
    label: { 'zh-CN': '新建客户字段', en: 'New customer field' },
    words: '自定义字段 custom field',
    permission: 'fields.write',
    go: { to: '/settings/fields' },
    opens: 'field',
  },
  {
    id: 'refresh',
    icon: 'refresh',
    label: { 'zh-CN': '刷新数据', en: 'Refresh the data' },
    words: '重新载入 reload update',
    permission: null,
    does: 'refresh',
  },
  {
    id: 'language',
    icon: 'language',
    label: { 'zh-CN': '切换语言', en: 'Switch the language' },
    words: '英文 中文 chinese english 语言',
    permission: null,
    does: 'language',
  },
  {
    id: 'light',
    icon: 'light',
    label: { 'zh-CN': '浅色外观', en: 'Light appearance' },
    words: '主题 白天 theme',
    permission: null,
    does: 'light',
  },
  {
    id: 'dark',
    icon: 'dark',
    label: { 'zh-CN': '深色外观', en: 'Dark appearance' },
    words: '主题 夜间 theme night',
    permission: null,
    does: 'dark',
  },
  {
    id: 'system',
    icon: 'screen',
    label: { 'zh-CN': '外观跟随系统', en: 'Appearance of the system' },
    words: '主题 theme auto',
    permission: null,
    does: 'system',
  },
  {
    id: 'keys',
    icon: 'keyboard',
    label: { 'zh-CN': '键盘快捷键', en: 'Keyboard shortcuts' },
    words: '帮助 help hotkeys',
    permission: null,
    does: 'keys',
  },
  {
    id: 'sign-out',
    icon: 'leave',
    label: { 'zh-CN': '退出登录', en: 'Sign out' },
    words: '注销 logout log out exit',
    permission: null,
    does: 'sign-out',
  },
];
