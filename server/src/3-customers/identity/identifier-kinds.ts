import { normalizeText, type Text } from '#kernel/pure/text.ts';
import { normalizeEmail } from '../normalizing/emails.ts';
import { normalizeMaskedPhone, normalizePhone } from '../normalizing/phones.ts';
import type { IdentifierKind } from './trusted-identifiers.ts';

/** One kind of identifier: its name, what is stored of a given value, and what a right value looks like. */
export interface IdentifierKindDefinition {
  readonly kind: IdentifierKind;
  readonly label: Text;
  /** Null when the given text is no such identifier. */
  readonly normalize: (given: string) => string | null;
  /** For faults: what would be right. */
  readonly wanted: Text;
}

/** What stands in exports where there is no value; many people would share it. */
const NO_VALUE = /^(?:null|none|undefined|nil|nan|n\/a|na|unknown|test|无|没有|暂无|未知|空|[-_*?./\\#]+|0+)$/iu;
const MEMBER_CARD = /^[\p{L}\p{N}][\p{L}\p{N}_./#]{3,63}$/u;
const WECHAT_ID = /^[\w-]{6,64}$/;
const WECHAT_APP = /^wx[\w-]{2,62}$/;
const WECOM_ID = /^[\w@.-]{4,64}$/;
const PLATFORM = /^[\p{L}\p{N}][\p{L}\p{N}_-]{1,31}$/u;
const MAX_ACCOUNT_LENGTH = 128;

/** Blanks and hyphens stand between the groups of a printed card number; people leave them out as they like. */
function normalizeMemberCard(given: string): string | null {
  const text = normalizeText(given).replace(/[\s-]/gu, '').toUpperCase();
  return MEMBER_CARD.test(text) && !NO_VALUE.test(text) ? text : null;
}

/** Case counts in what WeChat and WeCom give. */
function exactly(pattern: RegExp): (given: string) => string | null {
  return (given) => {
    const text = normalizeText(given);
    return pattern.test(text) && !NO_VALUE.test(text) ? text : null;
  };
}

/** Two parts that mean one person only together, parted at the first colon. */
function inParts(head: (text: string) => string | null, tail: (text: string) => string | null) {
  return (given: string): string | null => {
    const text = normalizeText(given);
    const at = text.indexOf(':');
    const first = at === -1 ? null : head(text.slice(0, at).trim());
    const rest = at === -1 ? null : tail(text.slice(at + 1).trim());
    return first === null || rest === null ? null : `${first}:${rest}`;
  };
}

function normalizePlatform(text: string): string | null {
  return PLATFORM.test(text) ? text.toLowerCase() : null;
}

function normalizePlatformAccount(text: string): string | null {
  return text.length <= MAX_ACCOUNT_LENGTH && text !== '' && !NO_VALUE.test(text) ? text : null;
}

const MASKED_PARTS = /^([^:]+):(.+):([^:]+)$/u;

/** The mask means somebody only within an account of a platform. */
function normalizeMasked(given: string): string | null {
  const [, head = '', account = '', shown = ''] = MASKED_PARTS.exec(normalizeText(given)) ?? [];
  const platform = normalizePlatform(head.trim());
  const name = normalizePlatformAccount(account.trim());
  const mask = normalizeMaskedPhone(shown);
  return platform === null || name === null || mask === null ? null : `${platform}:${name}:${mask}`;
}

/** Every kind of trusted identifier. */
export const IDENTIFIERS: Readonly<Record<IdentifierKind, IdentifierKindDefinition>> = {
  phone: {
    kind: 'phone',
    label: { 'zh-CN': '手机', en: 'phone' },
    normalize: normalizePhone,
    wanted: {
      'zh-CN': '请填有效的电话号码，例如 13812341234 或 +85261234567',
      en: 'give a phone number, such as 13812341234 or +85261234567',
    },
  },
  email: {
    kind: 'email',
    label: { 'zh-CN': '邮箱', en: 'e-mail' },
    normalize: normalizeEmail,
    wanted: {
      'zh-CN': '请填有效的邮箱，例如 li@example.com',
      en: 'give an e-mail address, such as li@example.com',
    },
  },
  member_card: {
    kind: 'member_card',
    label: { 'zh-CN': '会员卡号', en: 'member card' },
    normalize: normalizeMemberCard,
    wanted: {
      'zh-CN': '会员卡号为 4 至 64 位字母或数字，例如 VIP-0001234',
      en: 'a card number has 4 to 64 letters and digits, such as VIP-0001234',
    },
  },
  wechat_unionid: {
    kind: 'wechat_unionid',
    label: { 'zh-CN': '微信 UnionID', en: 'WeChat UnionID' },
    normalize: exactly(WECHAT_ID),
    wanted: {
      'zh-CN': 'UnionID 为 6 至 64 位字母、数字、下划线或连字符，区分大小写',
      en: 'a UnionID has 6 to 64 letters, digits, underscores or hyphens; case counts',
    },
  },
  wechat_openid: {
    kind: 'wechat_openid',
    label: { 'zh-CN': '微信 OpenID', en: 'WeChat OpenID' },
    normalize: inParts(exactly(WECHAT_APP), exactly(WECHAT_ID)),
    wanted: {
      'zh-CN': 'OpenID 只在一个应用内有效，请写成「AppID:OpenID」，例如 wx0123456789abcdef:oLVPpjqs9Bhvz',
      en: 'an OpenID means somebody only within its app: write appid:openid, such as wx0123456789abcdef:oLVPpjqs9Bhvz',
    },
  },
  wecom_id: {
    kind: 'wecom_id',
    label: { 'zh-CN': '企业微信客户 ID', en: 'WeCom id' },
    normalize: exactly(WECOM_ID),
    wanted: {
      'zh-CN': '企业微信客户 ID 为 4 至 64 位字母、数字或 _ - @ .，区分大小写',
      en: 'a WeCom id has 4 to 64 letters, digits or _ - @ . and its case counts',
    },
  },
  marketplace_account: {
    kind: 'marketplace_account',
    label: { 'zh-CN': '电商平台账号', en: 'marketplace account' },
    normalize: inParts(normalizePlatform, normalizePlatformAccount),
    wanted: {
      'zh-CN': '账号只在一个平台内有效，请写成「平台:账号」，例如 taobao:lilei88',
      en: 'an account means somebody only within its marketplace: write platform:account, such as taobao:lilei88',
    },
  },
  masked_phone: {
    kind: 'masked_phone',
    label: { 'zh-CN': '脱敏手机', en: 'masked phone' },
    normalize: normalizeMasked,
    wanted: {
      'zh-CN': '脱敏号码只在一个平台的一个账号内有效，请写成「平台:账号:号码」，例如 taobao:lilei88:138****1234',
      en: 'a masked number means somebody only within an account: write platform:account:number, such as taobao:lilei88:138****1234',
    },
  },
};

/** What is stored of an identifier; null when the text is no identifier of this kind. */
export function normalizeIdentifier(kind: IdentifierKind, given: string): string | null {
  return IDENTIFIERS[kind].normalize(given);
}
