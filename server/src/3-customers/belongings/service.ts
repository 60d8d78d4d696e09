import { RELATION_BELONGINGS } from '../relations-desk/service.ts';
import type { Belonging } from './belonging.ts';
import { GOES_WITH_RECORD } from './goes-with-record.ts';
import { type AttachedTable, countByRecord, handSetRecords, interactionMoments } from './store.ts';

const ATTACHED = 'customers';
const counting =
  (table: AttachedTable): NonNullable<Belonging['count']> =>
  (reader, recordIds) =>
    countByRecord(reader, table, recordIds);

const NOT_MOVED: Pick<Belonging, 'owner'> = { owner: null };

/** What this module keeps about customers. */
export const CUSTOMERS_BELONGINGS: readonly Belonging[] = [
  ...RELATION_BELONGINGS,
  {
    name: 'customers.records',
    label: { 'zh-CN': '来源记录与标识', en: 'Records and identifiers' },
    ...NOT_MOVED,
    merging: {
      'zh-CN': '全部归最早的客户；手机、卡号、账号此后都指向这一位',
      en: 'All belong to the customer who was known first; every phone, card and account means that one',
    },
    unmerging: {
      'zh-CN': '各回各的客户，客户编号恢复原值（原编号已不存在或已被占用时给新编号）',
      en: 'Go back, under the same customer ids as before (a new one where the old one is not free)',
    },
  },
  {
    name: 'customers.profile',
    label: { 'zh-CN': '资料字段', en: 'Fields of the profile' },
    ...NOT_MOVED,
    merging: {
      'zh-CN': '重新计算：逐字段取员工手工填写的值，否则取最新的值',
      en: 'Worked out anew: per field what staff set by hand, else the newest word',
    },
    unmerging: { 'zh-CN': '按各自的来源记录重新计算', en: 'Worked out anew from the records of each' },
  },
  {
    name: 'customers.hand_set',
    label: { 'zh-CN': '手工填写的内容', en: 'Values set by hand' },
    ...NOT_MOVED,
    merging: {
      'zh-CN': '保留；双方都填过的字段取较新的一次',
      en: 'Kept; where both have one, the newer counts',
    },
    unmerging: {
      'zh-CN': '跟随填写时所属的客户；合并期间填写的归留下的客户',
      en: 'Go with the customer they were set for; what was set in the meantime stays with the one who remains',
    },
    count: handSetRecords,
  },
  {
    name: 'customers.history',
    label: { 'zh-CN': '字段修改历史', en: 'History of fields' },
    owner: 'customers.history',
    ...GOES_WITH_RECORD,
  },
  {
    name: 'customers.interactions',
    label: { 'zh-CN': '互动记录', en: 'Interactions' },
    owner: ATTACHED,
    ...GOES_WITH_RECORD,
    count: counting('interactions'),
    moments: interactionMoments,
  },
  {
    name: 'customers.notes',
    label: { 'zh-CN': '备注', en: 'Notes' },
    owner: ATTACHED,
    ...GOES_WITH_RECORD,
    count: counting('notes'),
  },
  {
    name: 'customers.tags',
    label: { 'zh-CN': '标签', en: 'Tags' },
    owner: ATTACHED,
    merging: {
      'zh-CN': '合在一起，相同的只显示一次',
      en: 'All together, those that both have once',
    },
    unmerging: {
      'zh-CN': '双方原有的标签各自恢复，都有过的两边都有',
      en: 'Each has those again that it had, what both had on both sides',
    },
    count: counting('customer_tags'),
  },
  {
    name: 'customers.contacts',
    label: { 'zh-CN': '企业联系人身份', en: 'Contact of organisations' },
    owner: ATTACHED,
    ...GOES_WITH_RECORD,
    count: counting('organisation_contacts'),
  },
  {
    name: 'customers.consents',
    label: { 'zh-CN': '授权', en: 'Consents' },
    owner: ATTACHED,
    merging: {
      'zh-CN': '每一次同意与撤回都保留，按时间重新计算；任何一方较晚的撤回对合并后的客户有效',
      en: 'Every yes and no is kept and worked out by time: a later no of either counts for the customer who remains',
    },
    unmerging: {
      'zh-CN': '随来源记录回到各自的客户，按各自的记录重新计算',
      en: 'Go back with their records, and are worked out from those of each',
    },
    count: counting('consents'),
  },
  {
    name: 'customers.confirmations',
    label: { 'zh-CN': '资料确认与核对任务', en: 'Confirmations of data and tasks to ask' },
    owner: ATTACHED,
    ...GOES_WITH_RECORD,
    count: counting('confirmations'),
  },
  {
    name: 'customers.pictures',
    label: { 'zh-CN': '头像', en: 'Picture' },
    owner: ATTACHED,
    merging: { 'zh-CN': '都保留，显示较新的一张', en: 'Both are kept, the newer one is shown' },
    unmerging: { 'zh-CN': '随来源记录回到各自的客户', en: 'Go back with their records' },
    count: counting('pictures'),
  },
  {
    name: 'customers.quality',
    label: { 'zh-CN': '数据质量得分', en: 'Score of data quality' },
    ...NOT_MOVED,
    merging: { 'zh-CN': '重新计算', en: 'Worked out anew' },
    unmerging: { 'zh-CN': '按各自的资料重新计算', en: 'Worked out anew for each' },
  },
  {
    name: 'customers.data_requests',
    label: { 'zh-CN': '个人信息请求', en: 'Requests about their own data' },
    owner: ATTACHED,
    ...GOES_WITH_RECORD,
    count: counting('data_requests'),
  },
  {
    name: 'customers.prospect',
    label: { 'zh-CN': '潜客状态与首末单日期', en: 'Prospect, first and last order' },
    ...NOT_MOVED,
    merging: {
      'zh-CN': '由订单重新计算：任何一方买过，合并后就是客户',
      en: 'Worked out anew from the orders: a customer if either of them bought',
    },
    unmerging: {
      'zh-CN': '由各自的订单重新计算，没有订单的一方回到潜客',
      en: 'Worked out anew from the orders of each; who has none is a prospect again',
    },
  },
  {
    name: 'customers.views',
    label: { 'zh-CN': '保存的视图', en: 'Saved views' },
    ...NOT_MOVED,
    merging: { 'zh-CN': '不受影响，视图只保存条件', en: 'Not touched: a view keeps conditions, no customers' },
    unmerging: { 'zh-CN': '不受影响', en: 'Not touched' },
  },
  {
    name: 'customers.aparts',
    label: { 'zh-CN': '“不是同一人”标记与待审核的对', en: 'Marks that two are apart, pairs under review' },
    ...NOT_MOVED,
    merging: {
      'zh-CN': '对其他客户的标记仍然有效；这两位之间待审核的对随之关闭',
      en: 'Those towards others stand; an open pair of these two is closed',
    },
    unmerging: {
      'zh-CN': '标记随来源记录；被采纳的对改为“已拆分”',
      en: 'Marks go with their record; the pair that was accepted becomes “split”',
    },
  },
];
