import type { Text } from '#kernel/pure/text.ts';
import type { ConsentWay } from './schema.ts';
import { type ConsentAct, type ContactChannel, PERSONAL_FEATURES } from './state.ts';

export const CHANNEL_LABELS: Readonly<Record<ContactChannel, Text>> = {
  email: { 'zh-CN': '邮件', en: 'e-mail' },
  sms: { 'zh-CN': '短信', en: 'text message' },
  wechat: { 'zh-CN': '微信', en: 'WeChat' },
  wecom: { 'zh-CN': '企业微信', en: 'WeCom' },
  phone: { 'zh-CN': '电话', en: 'phone' },
  post: { 'zh-CN': '信函', en: 'post' },
  app: { 'zh-CN': '应用推送', en: 'app push' },
};

export const ACT_LABELS: Readonly<Record<ConsentAct, Text>> = {
  given: { 'zh-CN': '同意', en: 'Consent given' },
  withdrawn: { 'zh-CN': '撤回同意', en: 'Consent withdrawn' },
  expired: { 'zh-CN': '授权到期', en: 'Consent expired' },
};

export const WAY_LABELS: Readonly<Record<ConsentWay, Text>> = {
  form: { 'zh-CN': '网上表单', en: 'a form' },
  counter: { 'zh-CN': '柜台', en: 'at the counter' },
  call: { 'zh-CN': '电话', en: 'on the phone' },
  chat: { 'zh-CN': '聊天', en: 'in a chat' },
  paper: { 'zh-CN': '纸质签字', en: 'on paper' },
  link: { 'zh-CN': '偏好页', en: 'the preference page' },
  double_opt_in: { 'zh-CN': '邮件确认', en: 'confirmed by e-mail' },
  import: { 'zh-CN': '文件导入', en: 'a file' },
  api: { 'zh-CN': '系统接口', en: 'another system' },
  app: { 'zh-CN': '应用', en: 'the app' },
};

/** How the time-line calls a statement. */
export function consentTitle(
  {
    act,
    purpose,
    channel,
  }: { readonly act: ConsentAct; readonly purpose: string; readonly channel: ContactChannel | null },
  label: Text | undefined,
): Text {
  if (purpose === PERSONAL_FEATURES) {
    return act === 'withdrawn'
      ? { 'zh-CN': '关闭个性化', en: 'Personal features turned off' }
      : { 'zh-CN': '恢复个性化', en: 'Personal features allowed again' };
  }
  const name = label ?? { 'zh-CN': purpose, en: purpose };
  const by = channel === null ? null : CHANNEL_LABELS[channel];
  return {
    'zh-CN': `${ACT_LABELS[act]['zh-CN']}：${name['zh-CN']}${by === null ? '' : ` · ${by['zh-CN']}`}`,
    en: `${ACT_LABELS[act].en}: ${name.en}${by === null ? '' : `, ${by.en}`}`,
  };
}
