import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const CUSTOMERS_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'customers.read',
    label: { 'zh-CN': '查看客户', en: 'See customers' },
    note: { 'zh-CN': '查看客户，手机、邮箱、地址已脱敏', en: 'See customers; phone, e-mail and address are masked' },
  },
  {
    name: 'customers.write',
    label: { 'zh-CN': '新建和修改客户', en: 'Create and change customers' },
    note: {
      'zh-CN': '手工建档、修改资料、撤销修改；每次修改都记入历史',
      en: 'Create customers by hand, change what is known, take changes back; each change is kept in the history',
    },
  },
  {
    name: 'fields.write',
    label: { 'zh-CN': '管理客户字段', en: 'Manage customer fields' },
    note: { 'zh-CN': '新建、修改和停用自定义字段', en: 'Define, change and hide custom fields' },
  },
  {
    name: 'sources.write',
    label: { 'zh-CN': '管理数据来源', en: 'Manage sources' },
    note: {
      'zh-CN': '登记数据提供方与合法依据，按来源删除数据',
      en: 'Say who provides data and by which right, and remove all that a source said',
    },
  },
  {
    name: 'interactions.write',
    label: { 'zh-CN': '记录互动、备注与标签', en: 'Log interactions, notes and tags' },
    note: {
      'zh-CN': '记录与客户的往来，写备注，打标签',
      en: 'Write down what was said with customers, write notes, put tags on them',
    },
  },
  {
    name: 'tags.manage',
    label: { 'zh-CN': '管理标签', en: 'Manage tags' },
    note: {
      'zh-CN': '重命名、合并、删除标签，移除他人的备注',
      en: 'Rename, merge and remove tags, remove notes of others',
    },
  },
  {
    name: 'views.share',
    label: { 'zh-CN': '共享视图', en: 'Share views' },
    note: { 'zh-CN': '让所有人看到自己保存的客户视图', en: 'Let everybody see a saved view of the customer list' },
  },
  {
    name: 'organisations.write',
    label: { 'zh-CN': '管理企业客户', en: 'Manage organisations' },
    note: { 'zh-CN': '新建和修改企业及其联系人', en: 'Create and change organisations and their contacts' },
  },
  {
    name: 'customers.reveal',
    label: { 'zh-CN': '查看完整个人信息', en: 'See personal data in full' },
    note: {
      'zh-CN': '说明原因后查看未脱敏的信息，每次都记入审计',
      en: 'See it unmasked after giving a reason; each time is logged',
    },
  },
];
