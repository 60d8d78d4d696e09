import type { PermissionDefinition } from '#access';

/** The permissions that contracts of this module ask for. */
export const CARE_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'care.read',
    label: { 'zh-CN': '查看客户关怀', en: 'See customer care' },
    note: {
      'zh-CN': '查看生命周期变动、流失原因与挽回效果',
      en: 'See moves between stages, why customers leave and who came back',
    },
  },
  {
    name: 'care.act',
    label: { 'zh-CN': '处理流失客户', en: 'Work on lost customers' },
    note: {
      'zh-CN': '登记客户流失与原因，发起挽回',
      en: 'Say that a customer is lost and why; start winning customers back',
    },
  },
  {
    name: 'care.write',
    label: { 'zh-CN': '设置客户关怀', en: 'Set up customer care' },
    note: {
      'zh-CN': '设置阶段变动时做什么，维护流失原因，立即重算',
      en: 'Set what is done on moves, keep the reasons of leaving, look again at once',
    },
  },
  {
    name: 'care.hand_over',
    label: { 'zh-CN': '员工离职交接', en: 'Hand over customers of staff who leave' },
    note: {
      'zh-CN': '查看客户集中在谁手里，登记离职，把客户交接给同事',
      en: 'See whose hands customers are in, announce departures, hand customers to colleagues',
    },
  },
];
