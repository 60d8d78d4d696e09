import type { Text } from '#kernel/pure/text.ts';

/** One right that a module declares and its contracts ask for. */
export interface PermissionDefinition {
  /** `noun.verb`, such as `customers.read`. */
  readonly name: string;
  readonly label: Text;
  /** What its holder can see or do. */
  readonly note: Text;
}

/** In the order in which the interface lists them. Modules that bring new roles add them here. */
export const ROLE_NAMES = [
  'admin',
  'manager',
  'marketer',
  'agent',
  'store',
  'analyst',
  'integration',
  'campus-agent',
] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

export interface RoleDefinition {
  readonly label: Text;
  /** Who it is for. */
  readonly note: Text;
  /** `all` is every declared permission, those of later modules included; only the administrator has it. */
  readonly permissions: readonly string[] | 'all';
}

/** Who may what, in one place. A permission that is not listed is refused. */
export const ROLES: Readonly<Record<RoleName, RoleDefinition>> = {
  // Someone has to be able to do everything, if only to give rights to others.
  admin: {
    label: { 'zh-CN': '管理员', en: 'Administrator' },
    note: { 'zh-CN': '负责系统、账号与权限', en: 'Runs the platform, its users and their rights' },
    permissions: 'all',
  },
  // Runs the customer business and answers for it, so reads everything, the audit trail and the state of the
  // platform included. Does not hand out rights or keys, move scopes or change settings: the settings hold the
  // security of sign-in too, and whoever sets the rules should not be the one who is measured by them.
  manager: {
    label: { 'zh-CN': '客户关系经理', en: 'Manager' },
    note: { 'zh-CN': '负责客户经营，查看全部业务数据', en: 'Runs the customer business and sees all of it' },
    permissions: [
      'customers.read',
      'work.read',
      'work.do',
      'work.manage',
      'work.approve',
      'work.configure',
      'customers.reveal',
      'customers.reveal_sensitive',
      'customers.write',
      'customers.merge',
      'customers.review',
      'interactions.write',
      'tags.manage',
      'views.share',
      'organisations.write',
      'relations.write',
      'fields.write',
      'quality.manage',
      'sources.write',
      'products.read',
      'products.write',
      'costs.read',
      'orders.read',
      'orders.write',
      'shops.manage',
      'imports.read',
      'imports.write',
      'records.write',
      'connections.read',
      'behaviour.read',
      'scores.read',
      'segments.read',
      'segments.write',
      'insight.read',
      'users.read',
      'audit.read',
      'alerts.read',
      'processors.read',
      'processors.write',
      'incidents.read',
      'incidents.write',
      'privacy.read',
      'privacy.handle',
      'privacy.approve',
      'settings.read',
      'ops.read',
      'exports.write',
      'exports.unmask',
      'consents.write',
      'consents.manage',
      'contact.read',
      'contact.send',
      'suppressions.write',
      'templates.write',
      'submissions.review',
      'forms.write',
      'slips.write',
      'care.read',
      'care.act',
      'care.write',
      'care.hand_over',
      'credit.read',
      'credit.write',
    ],
  },
  // Chooses whom to address and brings in lists; messages go through the platform, so no raw phone number is needed.
  marketer: {
    label: { 'zh-CN': '营销人员', en: 'Marketer' },
    note: { 'zh-CN': '导入数据、选择人群、看效果', en: 'Brings in data, chooses audiences, reads results' },
    permissions: [
      'work.read',
      'work.do',
      'customers.read',
      'interactions.write',
      'views.share',
      'organisations.write',
      'relations.write',
      'products.read',
      'products.write',
      'orders.read',
      'imports.read',
      'imports.write',
      'behaviour.read',
      'scores.read',
      'segments.read',
      'segments.write',
      'insight.read',
      'exports.write',
      'consents.write',
      'contact.read',
      'contact.send',
      'suppressions.write',
      'templates.write',
      'care.read',
      'care.act',
      'care.write',
    ],
  },
  // Talks to one customer at a time and must at times call or ship: may reveal, each time with a logged reason.
  agent: {
    label: { 'zh-CN': '客服', en: 'Service agent' },
    note: { 'zh-CN': '接待客户，必要时查看联系方式', en: 'Serves customers, sees contact data when needed' },
    permissions: [
      'work.read',
      'work.do',
      'customers.read',
      'customers.reveal',
      'customers.reveal_sensitive',
      'customers.write',
      'customers.merge',
      'interactions.write',
      'organisations.write',
      'relations.write',
      'products.read',
      'orders.read',
      'orders.write',
      'credit.read',
      'behaviour.read',
      'scores.read',
      'consents.write',
      'contact.read',
      'contact.send',
      'suppressions.write',
      'forms.write',
      'slips.write',
      'care.read',
      'care.act',
    ],
  },
  // Recognises the customer at the counter, takes a new one's details down and looks up an order; what a customer is
  // worth stays in the office.
  store: {
    label: { 'zh-CN': '门店人员', en: 'Store staff' },
    note: { 'zh-CN': '在门店建档、查看客户与订单', en: 'Registers and looks up customers and orders in the shop' },
    permissions: [
      'work.read',
      'work.do',
      'customers.read',
      'customers.write',
      'interactions.write',
      'organisations.write',
      'relations.write',
      'products.read',
      'orders.read',
      'orders.write',
      'credit.read',
      'consents.write',
      'forms.write',
      'slips.write',
    ],
  },
  // Works on figures; reads masked customers and orders to check them, changes and reveals nothing.
  analyst: {
    label: { 'zh-CN': '数据分析', en: 'Analyst' },
    note: { 'zh-CN': '分析数据，只读', en: 'Analyses, reads only' },
    permissions: [
      'work.read',
      'work.do',
      'customers.read',
      'products.read',
      'orders.read',
      'credit.read',
      'behaviour.read',
      'scores.read',
      'segments.read',
      'insight.read',
      'exports.write',
      'care.read',
    ],
  },
  // For keys of other systems: they push what happened and pull what is known, masked. What people decide (settings,
  // merging, marking, handling orders) is not theirs; a key can be limited to sources besides.
  integration: {
    label: { 'zh-CN': '系统对接', en: 'Integration' },
    note: { 'zh-CN': '供其他系统的密钥推送与拉取数据', en: 'For keys of other systems that push and pull data' },
    permissions: [
      'customers.read',
      'products.read',
      'orders.read',
      'imports.read',
      'imports.write',
      'records.write',
      'scores.read',
      'segments.read',
      'exports.write',
    ],
  },
  // From outside the business: hands people in and sees what became of their own, nothing else.
  'campus-agent': {
    label: { 'zh-CN': '校园代理', en: 'Campus agent' },
    note: { 'zh-CN': '提交客户资料，只看自己提交的', en: 'Hands in customers and sees their own only' },
    permissions: ['submissions.write'],
  },
};

/** Whether the text names a role of this version. */
export function isRoleName(name: string): name is RoleName {
  return Object.hasOwn(ROLES, name);
}
