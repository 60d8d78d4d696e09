import type { PermissionDefinition } from '#access';

/** What people may be allowed here. */
export const WORK_PERMISSIONS: readonly PermissionDefinition[] = [
  {
    name: 'work.read',
    label: { 'zh-CN': '查看任务', en: 'See work' },
    note: {
      'zh-CN': '查看自己的、所在队列的和数据范围内的任务与工单',
      en: 'See tasks and cases of one’s own, of one’s queues and of one’s scopes',
    },
  },
  {
    name: 'work.do',
    label: { 'zh-CN': '处理任务', en: 'Do work' },
    note: { 'zh-CN': '发起、领取、完成、转交任务', en: 'Start, claim, complete and hand over tasks' },
  },
  {
    name: 'work.manage',
    label: { 'zh-CN': '安排任务', en: 'Manage work' },
    note: {
      'zh-CN': '指派、转交、暂停、取消他人的任务，维护队列和成员，查看团队',
      en: 'Assign, move, pause and cancel tasks of others, keep queues and their members, see the team',
    },
  },
  {
    name: 'work.approve',
    label: { 'zh-CN': '审批', en: 'Approve' },
    note: {
      'zh-CN': '同意或拒绝他人的申请；自己的申请不能自己批',
      en: 'Agree to or refuse what others ask for; never what one asked for oneself',
    },
  },
  {
    name: 'work.configure',
    label: { 'zh-CN': '维护工作日历', en: 'Keep calendars' },
    note: {
      'zh-CN': '维护工作时间、节假日与调休上班日',
      en: 'Keep working hours, public holidays and make-up days',
    },
  },
];
