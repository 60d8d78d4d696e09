import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const WORK_AUDIT_WORDS: AuditWords = {
  actions: {
    'work.absence_set': { 'zh-CN': '设置缺勤', en: 'Absence set' },
    'work.calendar_added': { 'zh-CN': '新建工作日历', en: 'Calendar added' },
    'work.calendar_changed': { 'zh-CN': '修改工作日历', en: 'Calendar changed' },
    'work.calendar_day_set': { 'zh-CN': '设置日历中的一天', en: 'Day of a calendar set' },
    'work.public_days_set': { 'zh-CN': '设置节假日与调休', en: 'Public holidays set' },
    'work.queue_added': { 'zh-CN': '新建队列', en: 'Queue added' },
    'work.queue_changed': { 'zh-CN': '修改队列', en: 'Queue changed' },
    'work.skills_set': { 'zh-CN': '设置技能', en: 'Skills set' },
  },
  subjects: {
    work_calendar: { 'zh-CN': '工作日历', en: 'Calendar' },
    work_queue: { 'zh-CN': '队列', en: 'Queue' },
  },
};
