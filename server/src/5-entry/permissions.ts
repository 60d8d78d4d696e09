import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const ENTRY_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'submissions.write',
    label: { 'zh-CN': '提交客户资料', en: 'Hand in customers' },
    note: {
      'zh-CN': '代理提交客户资料，只看得到自己提交的；验收后才进入客户库',
      en: 'Agents hand in people and see their own only; these become customers once accepted',
    },
  },
  {
    name: 'submissions.review',
    label: { 'zh-CN': '验收提交的资料', en: 'Accept what was handed in' },
    note: {
      'zh-CN': '验收或退回代理提交的客户资料；自己提交的由别人验收',
      en: 'Accept or reject what agents hand in; never one’s own',
    },
  },
  {
    name: 'forms.write',
    label: { 'zh-CN': '填写会员登记表', en: 'Fill in membership forms' },
    note: {
      'zh-CN': '登记会员、发卡，为客户生成自助填写的链接',
      en: 'Register members, give out cards, make links for customers to fill in the form themselves',
    },
  },
  {
    name: 'slips.write',
    label: { 'zh-CN': '录入终端小票', en: 'Enter slips' },
    note: {
      'zh-CN': '录入终端登记表，处理卡号不明的小票',
      en: 'Enter slips of terminals and settle those whose card is unknown',
    },
  },
];
