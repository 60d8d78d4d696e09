import type { RecordCustomer, RecordFault } from '#intake';
import type { Text } from '#kernel/pure/text.ts';
import { BASIC_FIELDS, isBasicKey } from '../fields/basic.ts';
import type { FieldDefinition } from '../fields/definition.ts';
import { calendarOf, parseFieldJson } from '../fields/parse.ts';
import { NO_ATTRIBUTES, type StatedAttributes } from '../identity/attributes.ts';
import { IDENTIFIERS, normalizeIdentifier } from '../identity/identifier-kinds.ts';
import { contradictsMask, MASK_CONTRADICTED } from '../identity/masked-phones.ts';
import { NO_IDENTIFIERS, type Statement } from '../identity/statement.ts';
import { IDENTIFIER_KINDS, type IdentifierKind, type TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { normalizeAccount, normalizeMaskedPhone } from '../normalizing/normalizers.ts';

export type StatementReading =
  | { readonly ok: true; readonly statement: Statement }
  | { readonly ok: false; readonly fault: RecordFault };

const MAX_ACCOUNT = 200;
const MAX_IDENTIFIERS = 50;

/** Names of kinds as senders write them: `member_card`, `memberCard`. */
const KINDS: ReadonlyMap<string, IdentifierKind | 'account'> = new Map([
  ['account', 'account'],
  ...IDENTIFIER_KINDS.flatMap((kind) => [[kind, kind] as const, [camelCase(kind), kind] as const]),
  ['wechatUnionId', 'wechat_unionid'],
  ['wechatOpenId', 'wechat_openid'],
]);

function camelCase(kind: string): string {
  return kind.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());
}

function fault(field: string, code: string, reason: Text): StatementReading & { readonly ok: false } {
  return { ok: false, fault: { field, code, reason } };
}

/** Marketplaces hide phone and e-mail as 138****1234: nothing is known then, which is no fault. */
export function isHidden(text: string): boolean {
  return text.includes('*') || text.includes('＊');
}

/**
 * What a sender said of a person, as a statement that identity takes in; or what is wrong with it. Null leaves out
 * who it was: the statement then names nobody. Fields that nobody defined are a fault, so that no word is lost unseen.
 */
export function statementOf(
  customer: RecordCustomer | null,
  options: { readonly statedAt: Date; readonly definitions: readonly FieldDefinition[] },
): StatementReading {
  const identifiers = readIdentifiers(customer?.identifiers ?? []);
  if (!identifiers.ok) {
    return identifiers;
  }
  const words = readWords(customer?.attributes ?? {}, options.definitions);
  if (!words.ok) {
    return words;
  }
  const { account, trusted } = identifiers;
  const maskedPhone = identifiers.maskedPhone ?? words.maskedPhone;
  const phone = trusted.find(({ kind }) => kind === 'phone')?.value ?? words.basic.phone;
  const email = trusted.find(({ kind }) => kind === 'email')?.value ?? words.basic.email;
  const others = trusted.filter(({ value }) => value !== phone && value !== email);
  if (contradictsMask(phone, others)) {
    return fault('customer.identifiers', 'masked_phone_contradicts', MASK_CONTRADICTED);
  }
  return {
    ok: true,
    statement: {
      ...words.basic,
      account,
      phone,
      email,
      statedAt: options.statedAt,
      ...(maskedPhone === null ? {} : { maskedPhone }),
      identifiers: others.length === 0 ? NO_IDENTIFIERS : others,
      attributes: words.attributes,
    },
  };
}

type Identifiers =
  | {
      readonly ok: true;
      readonly account: string | null;
      readonly trusted: readonly TrustedIdentifier[];
      readonly maskedPhone: string | null;
    }
  | (StatementReading & { readonly ok: false });

function readIdentifiers(given: RecordCustomer['identifiers']): Identifiers {
  if (given.length > MAX_IDENTIFIERS) {
    const reason = { 'zh-CN': `最多 ${MAX_IDENTIFIERS} 个标识`, en: `at most ${MAX_IDENTIFIERS} identifiers` };
    return fault('customer.identifiers', 'identifiers_too_many', reason);
  }
  let account: string | null = null;
  let maskedPhone: string | null = null;
  const trusted = new Map<string, TrustedIdentifier>();
  for (const [index, { type, value }] of given.entries()) {
    const field = `customer.identifiers.${index}`;
    const kind = KINDS.get(type);
    if (kind === undefined) {
      return fault(`${field}.type`, 'identifier_type_unknown', unknownKind(type));
    }
    maskedPhone ??= kind === 'phone' ? normalizeMaskedPhone(value) : null;
    if (value.trim() === '' || isUntold(kind, value)) {
      continue;
    }
    if (kind === 'account') {
      account = normalizeAccount(value);
      if (account !== null && account.length > MAX_ACCOUNT) {
        const reason = {
          'zh-CN': `过长，最多 ${MAX_ACCOUNT} 个字符`,
          en: `too long; at most ${MAX_ACCOUNT} characters`,
        };
        return fault(`${field}.value`, 'value_too_long', reason);
      }
      continue;
    }
    const normalized = normalizeIdentifier(kind, value);
    if (normalized === null) {
      return fault(`${field}.value`, 'identifier_invalid', IDENTIFIERS[kind].wanted);
    }
    trusted.set(`${kind}:${normalized}`, { kind, value: normalized });
  }
  return { ok: true, account, trusted: [...trusted.values()], maskedPhone };
}

/** Hidden values say nothing, but for what is shown of a phone. */
function isUntold(kind: IdentifierKind | 'account', value: string): boolean {
  return kind === 'phone' ? isHiddenPhone(value) : kind !== 'masked_phone' && isHidden(value);
}

/** A number with stars, or the stand-in that a marketplace gives for one. */
function isHiddenPhone(text: string): boolean {
  return isHidden(text) || normalizeMaskedPhone(text) !== null;
}

function unknownKind(type: string): Text {
  const known = ['account', ...IDENTIFIER_KINDS].join(', ');
  const shown = type.slice(0, 40);
  return {
    'zh-CN': `没有标识种类 ${shown}，可用：${known}`,
    en: `there is no type ${shown} of identifier; there are: ${known}`,
  };
}

type Words =
  | {
      readonly ok: true;
      readonly basic: Pick<Statement, 'name' | 'phone' | 'email' | 'address' | 'region'>;
      readonly attributes: StatedAttributes;
      readonly maskedPhone: string | null;
    }
  | (StatementReading & { readonly ok: false });

function readWords(given: RecordCustomer['attributes'], definitions: readonly FieldDefinition[]): Words {
  const byKey = new Map(definitions.map((definition) => [definition.key, definition]));
  const basic = { name: null, phone: null, email: null, address: null, region: null } as {
    -readonly [Key in 'name' | 'phone' | 'email' | 'address' | 'region']: string | null;
  };
  const attributes: Record<string, StatedAttributes[string]> = {};
  let maskedPhone: string | null = null;
  for (const [key, said] of Object.entries(given)) {
    const field = `customer.attributes.${key}`;
    if (isBasicKey(key)) {
      // Null says nothing of these: a source cannot forget for others what somebody is called.
      const text = typeof said === 'number' ? String(said) : said;
      maskedPhone ??= key === 'phone' && typeof text === 'string' ? normalizeMaskedPhone(text) : null;
      if (text === null || (typeof text === 'string' && (key === 'phone' ? isHiddenPhone(text) : isHidden(text)))) {
        continue;
      }
      if (typeof text !== 'string') {
        return fault(field, 'value_type_invalid', { 'zh-CN': '应为文字', en: 'should be text' });
      }
      const parsed = BASIC_FIELDS[key].parse(text);
      if (!parsed.ok) {
        return fault(field, parsed.fault.code, parsed.fault.reason);
      }
      basic[key] = typeof parsed.value === 'string' ? parsed.value : null;
      continue;
    }
    const definition = byKey.get(key);
    if (definition === undefined) {
      return fault(field, 'field_unknown', unknownField(key));
    }
    const parsed = parseFieldJson(definition, said);
    if (!parsed.ok) {
      return fault(field, parsed.fault.code, parsed.fault.reason);
    }
    attributes[key] = parsed.value;
    if (key === 'birthday' && typeof said === 'string' && calendarOf(said) === 'lunar') {
      attributes['birthdayCalendar'] ??= 'lunar';
    }
  }
  return {
    ok: true,
    basic,
    attributes: Object.keys(attributes).length === 0 ? NO_ATTRIBUTES : attributes,
    maskedPhone,
  };
}

function unknownField(key: string): Text {
  const shown = key.slice(0, 40);
  return {
    'zh-CN': `没有客户字段 ${shown}；请先在设置中新建，或不要发送`,
    en: `customers have no field ${shown}; define it in the settings first, or leave it out`,
  };
}
