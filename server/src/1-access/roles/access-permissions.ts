import type { PermissionDefinition } from './roles.ts';

/** The permissions of this module and of the technical ground below it, which cannot declare its own. */
export const ACCESS_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'users.read',
    label: { 'zh-CN': '查看账号', en: 'See users' },
    note: { 'zh-CN': '查看账号、角色与数据范围', en: 'See users, roles and scopes' },
  },
  {
    name: 'users.manage',
    label: { 'zh-CN': '管理账号', en: 'Manage users' },
    note: { 'zh-CN': '新建、停用账号，分配角色', en: 'Add and disable users, give roles' },
  },
  {
    name: 'api_keys.manage',
    label: { 'zh-CN': '管理 API 密钥', en: 'Manage API keys' },
    note: { 'zh-CN': '新建、查看与吊销 API 密钥', en: 'Make, list and revoke API keys' },
  },
  {
    name: 'scopes.manage',
    label: { 'zh-CN': '管理数据范围', en: 'Manage scopes' },
    note: { 'zh-CN': '新建品牌、店铺、区域、部门、合作方', en: 'Add brands, shops, regions, departments, partners' },
  },
  {
    name: 'audit.read',
    label: { 'zh-CN': '查看审计记录', en: 'Read the audit trail' },
    note: { 'zh-CN': '谁在何时对什么做了什么', en: 'Who did what to what, and when' },
  },
  {
    name: 'alerts.read',
    label: { 'zh-CN': '处理异常查看提醒', en: 'Answer alerts of unusual looking' },
    note: {
      'zh-CN': '查看并处理员工异常查看客户资料的提醒',
      en: 'See and answer alerts about staff who look at unusually many customers',
    },
  },
  {
    name: 'processors.read',
    label: { 'zh-CN': '查看处理者清单', en: 'See the list of processors' },
    note: { 'zh-CN': '谁为何目的处理哪些个人信息', en: 'Who processes which data for which purpose' },
  },
  {
    name: 'processors.write',
    label: { 'zh-CN': '登记处理者', en: 'Keep the list of processors' },
    note: { 'zh-CN': '登记、修改和结束委托处理', en: 'Register, change and end processing by others' },
  },
  {
    name: 'settings.read',
    label: { 'zh-CN': '查看参数', en: 'See settings' },
    note: { 'zh-CN': '查看全部参数与默认值', en: 'See all settings and their defaults' },
  },
  {
    name: 'settings.manage',
    label: { 'zh-CN': '修改参数', en: 'Change settings' },
    note: { 'zh-CN': '修改参数，包括登录安全', en: 'Change settings, those of sign-in security included' },
  },
  {
    name: 'ops.read',
    label: { 'zh-CN': '查看运行状态', en: 'See operations' },
    note: { 'zh-CN': '查看后台作业、失败与数据新鲜度', en: 'See jobs, failures and freshness' },
  },
  {
    name: 'ops.manage',
    label: { 'zh-CN': '处理运行事务', en: 'Manage operations' },
    note: { 'zh-CN': '重试失败的作业、重建分析数据', en: 'Retry failures, rebuild the analytic store' },
  },
];
