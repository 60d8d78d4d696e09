import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const CARE_AUDIT_WORDS: AuditWords = {
  actions: {
    'care.departure_announced': { 'zh-CN': '登记员工离职', en: 'Departure announced' },
    'care.departure_called_off': { 'zh-CN': '撤回离职交接', en: 'Departure called off' },
    'care.departure_confirmed': { 'zh-CN': '确认离职者的客户', en: 'Customers of who leaves confirmed' },
    'care.handovers_reassigned': { 'zh-CN': '把客户交接给同事', en: 'Customers handed to colleagues' },
    'care.loss_closed': { 'zh-CN': '登记客户流失', en: 'Customer closed as lost' },
    'care.loss_undone': { 'zh-CN': '撤销流失登记', en: 'Closing as lost taken back' },
    'care.reason_changed': { 'zh-CN': '修改流失原因', en: 'Reason of leaving changed' },
    'care.rule_changed': { 'zh-CN': '修改阶段变动规则', en: 'Rule for moves changed' },
    'care.rule_removed': { 'zh-CN': '删除阶段变动规则', en: 'Rule for moves removed' },
    'care.win_back_started': { 'zh-CN': '发起挽回', en: 'Winning back started' },
  },
  subjects: {
    departure: { 'zh-CN': '离职交接', en: 'Departure' },
    loss: { 'zh-CN': '流失记录', en: 'Loss' },
    move_rule: { 'zh-CN': '阶段变动规则', en: 'Rule for moves' },
    churn_reason: { 'zh-CN': '流失原因', en: 'Reason of leaving' },
  },
};
