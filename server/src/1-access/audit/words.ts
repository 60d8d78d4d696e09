import type { Text } from '#kernel/pure/text.ts';

/**
 * How people read what a module writes into the trail: one entry for each action and each kind of subject. A test
 * fails when an action has no words.
 */
export interface AuditWords {
  readonly actions: Readonly<Record<string, Text>>;
  readonly subjects: Readonly<Record<string, Text>>;
}

/** Of this module, and of the commands run on the machine. */
export const ACCESS_AUDIT_WORDS: AuditWords = {
  actions: {
    'access.api_key_changed': { 'zh-CN': '修改 API 密钥', en: 'API key changed' },
    'access.api_key_created': { 'zh-CN': '新建 API 密钥', en: 'API key created' },
    'access.api_key_revoked': { 'zh-CN': '吊销 API 密钥', en: 'API key revoked' },
    'access.attested': { 'zh-CN': '作出保密确认', en: 'Attested before sensitive values' },
    'access.data_key_renewed': { 'zh-CN': '更换数据密钥', en: 'Data key renewed' },
    'access.keys_rotated': { 'zh-CN': '轮换主密钥', en: 'Master keys rotated' },
    'access.last_admin_kept': { 'zh-CN': '保留最后一位管理员的角色', en: 'Last administrator kept the role' },
    'access.look_alert_answered': { 'zh-CN': '处理异常查看提醒', en: 'Alert about looking answered' },
    'access.look_alert_raised': { 'zh-CN': '发现异常查看', en: 'Unusual looking noticed' },
    'access.networks_changed': { 'zh-CN': '修改允许的网络', en: 'Allowed networks changed' },
    'access.oidc_provider_changed': { 'zh-CN': '修改企业统一登录', en: 'Company sign-in changed' },
    'access.password_changed': { 'zh-CN': '修改密码', en: 'Password changed' },
    'access.processor_added': { 'zh-CN': '登记处理者', en: 'Processor added' },
    'access.processor_changed': { 'zh-CN': '修改处理者', en: 'Processor changed' },
    'access.processor_ended': { 'zh-CN': '结束处理者', en: 'Processor ended' },
    'access.recovery_codes_renewed': { 'zh-CN': '更换备用码', en: 'Recovery codes renewed' },
    'access.roles_followed_groups': { 'zh-CN': '角色随企业分组变更', en: 'Roles followed the company’s groups' },
    'access.scope_created': { 'zh-CN': '新建范围', en: 'Scope created' },
    'access.second_factor_enrolled': { 'zh-CN': '开启两步验证', en: 'Second factor enrolled' },
    'access.second_factor_removed': { 'zh-CN': '关闭两步验证', en: 'Second factor removed' },
    'access.second_factor_reset': { 'zh-CN': '重置两步验证', en: 'Second factor reset' },
    'access.session_revoked': { 'zh-CN': '结束一处登录', en: 'Session ended' },
    'access.sessions_ended': { 'zh-CN': '结束全部登录', en: 'All sessions ended' },
    'access.setting_changed': { 'zh-CN': '修改参数', en: 'Setting changed' },
    'access.sign_in_failed': { 'zh-CN': '登录失败', en: 'Sign-in failed' },
    'access.sign_in_locked': { 'zh-CN': '多次失败，暂停登录', en: 'Sign-in locked after several failures' },
    'access.signed_in': { 'zh-CN': '登录', en: 'Signed in' },
    'access.signed_out': { 'zh-CN': '退出登录', en: 'Signed out' },
    'access.user_created': { 'zh-CN': '新建员工账号', en: 'User created' },
    'access.user_created_by_oidc': { 'zh-CN': '企业统一登录建立账号', en: 'User created by company sign-in' },
    'access.user_joined_to_oidc': { 'zh-CN': '账号接入企业统一登录', en: 'User joined to company sign-in' },
    'access.user_updated': { 'zh-CN': '修改员工账号', en: 'User changed' },
  },
  subjects: {
    api_key: { 'zh-CN': 'API 密钥', en: 'API key' },
    key: { 'zh-CN': '密钥', en: 'Key' },
    look_alert: { 'zh-CN': '异常查看', en: 'Alert' },
    network_list: { 'zh-CN': '网络名单', en: 'Networks' },
    oidc_provider: { 'zh-CN': '企业统一登录', en: 'Company sign-in' },
    processor: { 'zh-CN': '处理者', en: 'Processor' },
    scope: { 'zh-CN': '范围', en: 'Scope' },
    session: { 'zh-CN': '登录', en: 'Session' },
    setting: { 'zh-CN': '参数', en: 'Setting' },
    user: { 'zh-CN': '员工', en: 'User' },
  },
};
