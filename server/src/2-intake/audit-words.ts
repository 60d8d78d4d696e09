import type { AuditWords } from '#access';

/** How people read what this module writes into the trail. */
export const INTAKE_AUDIT_WORDS: AuditWords = {
  actions: {
    'intake.connector_changed': { 'zh-CN': '修改接入', en: 'Connection changed' },
    'intake.connector_created': { 'zh-CN': '新建接入', en: 'Connection created' },
    'intake.connector_secret_rotated': { 'zh-CN': '更换接入密钥', en: 'Secret of a connection replaced' },
    'intake.export_downloaded': { 'zh-CN': '下载导出文件', en: 'Export downloaded' },
    'intake.export_requested': { 'zh-CN': '申请导出', en: 'Export asked for' },
    'intake.import_created': { 'zh-CN': '开始导入', en: 'Import begun' },
    'intake.import_duplicates_downloaded': {
      'zh-CN': '下载导入的重复行',
      en: 'Duplicate rows of an import downloaded',
    },
    'intake.import_errors_downloaded': { 'zh-CN': '下载导入的错误行', en: 'Faulty rows of an import downloaded' },
    'intake.import_resumed': { 'zh-CN': '继续导入', en: 'Import resumed' },
    'intake.import_stopped': { 'zh-CN': '停止导入', en: 'Import stopped' },
    'intake.import_tried': { 'zh-CN': '试导入', en: 'Import tried' },
    'intake.import_undo_requested': { 'zh-CN': '撤销导入', en: 'Import taken back' },
    'intake.webhook_changed': { 'zh-CN': '修改外发通知', en: 'Webhook changed' },
    'intake.webhook_created': { 'zh-CN': '新建外发通知', en: 'Webhook created' },
    'intake.webhook_removed': { 'zh-CN': '删除外发通知', en: 'Webhook removed' },
    'intake.webhook_replayed': { 'zh-CN': '重发外发通知', en: 'Webhook replayed' },
    'intake.webhook_secret_rotated': { 'zh-CN': '更换外发通知密钥', en: 'Secret of a webhook replaced' },
  },
  subjects: {
    connector: { 'zh-CN': '接入', en: 'Connection' },
    export: { 'zh-CN': '导出', en: 'Export' },
    import: { 'zh-CN': '导入', en: 'Import' },
    webhook: { 'zh-CN': '外发通知', en: 'Webhook' },
  },
};
