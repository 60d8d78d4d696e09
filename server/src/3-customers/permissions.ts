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
    name: 'customers.merge',
    label: { 'zh-CN': '合并与拆分客户', en: 'Merge and part customers' },
    note: {
      'zh-CN': '合并客户、撤销合并、去掉错误的标识；说明原因，记入审计，可随时撤销',
      en: 'Make customers one, part them again, take wrong identifiers off; with a reason, logged, to be taken back',
    },
  },
  {
    name: 'customers.review',
    label: { 'zh-CN': '审核疑似重复客户', en: 'Review likely duplicates' },
    note: {
      'zh-CN': '逐对判断是否同一人；确认即合并，可撤回',
      en: 'Decide pair by pair whether they are one person; to accept is to merge, and can be taken back',
    },
  },
  {
    name: 'fields.write',
    label: { 'zh-CN': '管理客户字段', en: 'Manage customer fields' },
    note: { 'zh-CN': '新建、修改和停用自定义字段', en: 'Define, change and hide custom fields' },
  },
  {
    name: 'quality.manage',
    label: { 'zh-CN': '管理数据质量', en: 'Manage data quality' },
    note: {
      'zh-CN': '批量规范、重新计分、安排核对任务、登记字段负责人与五步流程',
      en: 'Normalise all, work scores out anew, have data confirmed, say who answers for fields and for the five steps',
    },
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
    name: 'relations.write',
    label: { 'zh-CN': '管理家庭与关系', en: 'Keep households and links' },
    note: {
      'zh-CN': '维护家庭成员、客户关系、介绍记录，处理关系建议',
      en: 'Keep households, links between customers and introductions, decide suggested links',
    },
  },
  {
    name: 'consents.write',
    label: { 'zh-CN': '登记授权', en: 'Write down consent' },
    note: {
      'zh-CN': '登记客户的同意与撤回，须写明凭证',
      en: 'Write down what customers allowed and withdrew, with evidence',
    },
  },
  {
    name: 'consents.manage',
    label: { 'zh-CN': '管理授权目的', en: 'Manage purposes' },
    note: {
      'zh-CN': '新增、修改授权目的，发布授权文本',
      en: 'Add and change what people are asked for, publish its wording',
    },
  },
  {
    name: 'incidents.read',
    label: { 'zh-CN': '查看信息安全事件', en: 'See incidents' },
    note: {
      'zh-CN': '查看泄露等事件、受影响的客户与处置',
      en: 'See leaks and the like, whose data it was and what was done',
    },
  },
  {
    name: 'incidents.write',
    label: { 'zh-CN': '登记信息安全事件', en: 'Keep the register of incidents' },
    note: { 'zh-CN': '上报、处置、通知和结案', en: 'Report them, write down measures and notices, close them' },
  },
  {
    name: 'fields.levels',
    label: { 'zh-CN': '设定字段保护级别', en: 'Set the levels of fields' },
    note: {
      'zh-CN': '决定每个字段是公开、内部、机密还是敏感',
      en: 'Decide which fields are public, internal, confidential or sensitive',
    },
  },
  {
    name: 'customers.reveal_sensitive',
    label: { 'zh-CN': '查看敏感资料', en: 'See sensitive values' },
    note: {
      'zh-CN': '在说明原因并确认保密责任后查看敏感级别的字段，也可按其筛选',
      en: 'See fields of the sensitive level after a reason and an attestation, and filter by them',
    },
  },
  {
    name: 'customers.reveal',
    label: { 'zh-CN': '查看完整个人信息', en: 'See personal data in full' },
    note: {
      'zh-CN': '说明原因后查看未脱敏的信息，每次都记入审计',
      en: 'See it unmasked after giving a reason; each time is logged',
    },
  },
  {
    name: 'privacy.read',
    label: { 'zh-CN': '查看个人信息请求', en: 'See requests about own data' },
    note: {
      'zh-CN': '查看客户的查阅、复制、更正、删除、撤回请求及删除回执、保存期限',
      en: 'See what people ask about their own data, receipts of erasures, and how long data is kept',
    },
  },
  {
    name: 'privacy.handle',
    label: { 'zh-CN': '办理个人信息请求', en: 'Handle requests about own data' },
    note: {
      'zh-CN': '登记和办理请求，下载本人资料副本；删除须由另一人复核',
      en: 'Take requests down and answer them, download the copy of a person’s data; a deletion takes a second person',
    },
  },
  {
    name: 'privacy.approve',
    label: { 'zh-CN': '复核删除', en: 'Agree to deletions' },
    note: {
      'zh-CN': '复核他人办理的删除请求；自己登记或办理的不能自己复核',
      en: 'Agree to deletions that others handled; never to one’s own',
    },
  },
];
