import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const INTAKE_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'imports.read',
    label: { 'zh-CN': '查看导入', en: 'See imports' },
    note: { 'zh-CN': '查看导入的进度和被拒绝的行', en: 'See the progress of imports and the rows they rejected' },
  },
  {
    name: 'imports.write',
    label: { 'zh-CN': '导入数据', en: 'Import data' },
    note: { 'zh-CN': '上传文件、撤销导入', en: 'Upload files, undo imports' },
  },
  {
    name: 'records.write',
    label: { 'zh-CN': '写入记录', en: 'Send records' },
    note: {
      'zh-CN': '通过接口写入客户、订单、商品、行为等记录',
      en: 'Send customers, orders, products and behaviour by the API',
    },
  },
  {
    name: 'connections.read',
    label: { 'zh-CN': '查看接入', en: 'See connections' },
    note: { 'zh-CN': '查看网站、店铺接入及其收发记录', en: 'See connected sites and shops and what they delivered' },
  },
  {
    name: 'connections.manage',
    label: { 'zh-CN': '管理接入', en: 'Manage connections' },
    note: {
      'zh-CN': '新建、修改、停用接入，更换密钥',
      en: 'Connect sites and shops, change and stop them, rotate their secrets',
    },
  },
  {
    name: 'webhooks.manage',
    label: { 'zh-CN': '管理外发通知', en: 'Manage webhooks' },
    note: {
      'zh-CN': '决定哪些系统收到客户与订单的变动，更换密钥、重发',
      en: 'Decide which systems hear of changes, exchange their secrets, send again',
    },
  },
  {
    name: 'exports.write',
    label: { 'zh-CN': '导出数据', en: 'Export data' },
    note: { 'zh-CN': '把能看到的数据导出为文件，个人信息脱敏', en: 'Take what one may see as a file, masked' },
  },
  {
    name: 'exports.unmask',
    label: { 'zh-CN': '导出未脱敏数据', en: 'Export unmasked' },
    note: {
      'zh-CN': '导出完整的手机、邮箱和地址，须写明原因，记入审计',
      en: 'Take whole phone numbers, e-mails and addresses, with a reason on record',
    },
  },
];
