import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const CARE_AUDIT_WORDS: AuditWords = {
  actions: {
    'care.loss_closed': { 'zh-CN': '登记客户流失', en: 'Customer closed as lost' },
    'care.loss_undone': { 'zh-CN': '撤销流失登记', en: 'Closing as lost taken back' },
    'care.reason_changed': { 'zh-CN': '修改流失原因', en: 'Reason of leaving changed' },
    'care.rule_changed': { 'zh-CN': '修改阶段变动规则', en: 'Rule for moves changed' },
    'care.rule_removed': { 'zh-CN': '删除阶段变动规则', en: 'Rule for moves removed' },
    'care.win_back_started': { 'zh-CN': '发起挽回', en: 'Winning back started' },
  },
  subjects: {
    loss: { 'zh-CN': '流失记录', en: 'Loss' },
    move_rule: { 'zh-CN': '阶段变动规则', en: 'Rule for moves' },
    churn_reason: { 'zh-CN': '流失原因', en: 'Reason of leaving' },
  },
};
