import { maskAddress, maskEmail, maskPhone } from '#access/pure';
import type { Text } from '#kernel/pure/text.ts';
import { normalizeEmail, normalizePhone } from '../normalizing/normalizers.ts';
import type { BasicKey } from './basic-keys.ts';
import type { FieldType, Sensitivity } from './definition.ts';
import type { ParsedField } from './parse.ts';

export { BASIC_KEYS, type BasicKey } from './basic-keys.ts';

export interface BasicField {
  readonly key: BasicKey;
  readonly label: Text;
  readonly type: FieldType;
  readonly sensitivity: Sensitivity;
  /** Given text to what is stored. */
  readonly parse: (text: string) => ParsedField;
  readonly mask: (value: string) => string;
}

const MAX_TEXT = 500;
const asItIs = (value: string): string => value;

function text(given: string): ParsedField {
  const trimmed = given.trim();
  if (trimmed.length > MAX_TEXT) {
    const reason = { 'zh-CN': `过长，最多 ${MAX_TEXT} 个字符`, en: `too long; at most ${MAX_TEXT} characters` };
    return { ok: false, fault: { code: 'value_too_long', reason } };
  }
  return { ok: true, value: trimmed === '' ? null : trimmed };
}

function normalized(
  normalize: (given: string) => string | null,
  fault: { readonly code: string; readonly reason: Text },
): (given: string) => ParsedField {
  return (given) => {
    if (given.trim() === '') {
      return { ok: true, value: null };
    }
    const value = normalize(given);
    return value === null ? { ok: false, fault } : { ok: true, value };
  };
}

/** The fields with columns of their own, beside the registry. */
export const BASIC_FIELDS: Readonly<Record<BasicKey, BasicField>> = {
  name: {
    key: 'name',
    label: { 'zh-CN': '姓名', en: 'Name' },
    type: 'text',
    sensitivity: 'open',
    parse: text,
    mask: asItIs,
  },
  phone: {
    key: 'phone',
    label: { 'zh-CN': '手机', en: 'Phone' },
    type: 'text',
    sensitivity: 'personal',
    parse: normalized(normalizePhone, {
      code: 'phone_invalid',
      reason: {
        'zh-CN': '不是有效的电话号码，应如 13812341234',
        en: 'not a phone number; should be like 13812341234',
      },
    }),
    mask: (value) => maskPhone(value),
  },
  email: {
    key: 'email',
    label: { 'zh-CN': '邮箱', en: 'E-mail' },
    type: 'text',
    sensitivity: 'personal',
    parse: normalized(normalizeEmail, {
      code: 'email_invalid',
      reason: {
        'zh-CN': '不是有效的邮箱，应如 li@example.com',
        en: 'not an e-mail address; should be like li@example.com',
      },
    }),
    mask: (value) => maskEmail(value),
  },
  address: {
    key: 'address',
    label: { 'zh-CN': '地址', en: 'Address' },
    type: 'text',
    sensitivity: 'personal',
    parse: text,
    mask: (value) => maskAddress(value),
  },
  region: {
    key: 'region',
    label: { 'zh-CN': '地区', en: 'Region' },
    type: 'text',
    sensitivity: 'open',
    parse: text,
    mask: asItIs,
  },
};

/** Whether the key is one of them. */
export function isBasicKey(key: string): key is BasicKey {
  return Object.hasOwn(BASIC_FIELDS, key);
}
