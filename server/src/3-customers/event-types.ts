import type { EventType } from '#kernel/module.ts';

/** What this module writes to the log. */
export const CUSTOMERS_EVENT_TYPES: readonly EventType[] = [
  {
    type: 'customers.records_changed',
    label: { 'zh-CN': '来源记录说的内容变了', en: 'Records say something else' },
  },
  { type: 'customers.customers_merged', label: { 'zh-CN': '客户合并', en: 'Customers turned out to be one' } },
  { type: 'customers.customers_parted', label: { 'zh-CN': '客户拆分', en: 'A customer turned out to be several' } },
  { type: 'customers.interaction_logged', label: { 'zh-CN': '记录了一次互动', en: 'An interaction was logged' } },
  { type: 'customers.note_added', label: { 'zh-CN': '新增备注', en: 'A note was added' } },
  {
    type: 'customers.prospect_converted',
    label: { 'zh-CN': '潜客首次购买', en: 'A prospect bought for the first time' },
  },
  {
    type: 'customers.conversion_undone',
    label: { 'zh-CN': '首单被撤销，回到潜客', en: 'The first order was taken back: a prospect again' },
  },
  {
    type: 'customers.profiles_changed',
    label: { 'zh-CN': '客户新增、消失或资料变动', en: 'Customers came, went or are described otherwise' },
  },
  { type: 'customers.household_changed', label: { 'zh-CN': '家庭变动', en: 'A household changed' } },
  { type: 'customers.relations_changed', label: { 'zh-CN': '客户关系变动', en: 'Links between customers changed' } },
  { type: 'customers.introduced', label: { 'zh-CN': '介绍了两位客户认识', en: 'Two customers were introduced' } },
  { type: 'customers.customer_erased', label: { 'zh-CN': '客户资料已删除', en: 'A customer was erased' } },
  { type: 'customers.tags_changed', label: { 'zh-CN': '标签变动', en: 'Tags were added or taken off' } },
  {
    type: 'customers.consents_changed',
    label: { 'zh-CN': '客户同意或撤回授权', en: 'A customer gave or withdrew consent' },
  },
];
