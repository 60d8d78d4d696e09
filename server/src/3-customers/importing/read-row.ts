import type { RowFault, RowResult } from '#intake';
import { parseInstant, type Zone } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { AttributeValue, FieldDefinition } from '../fields/definition.ts';
import { calendarOf, parseField } from '../fields/parse.ts';
import { NO_ATTRIBUTES, type StatedAttributes } from '../identity/attributes.ts';
import { IDENTIFIERS } from '../identity/identifier-kinds.ts';
import { contradictsMask, MASK_CONTRADICTED } from '../identity/masked-phones.ts';
import { NO_IDENTIFIERS, type RecordKeyKind, recordKey, type Statement } from '../identity/statement.ts';
import type { IdentifierKind, TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import { normalizeAccount, normalizePhone, readPhones, writtenPhone } from '../normalizing/normalizers.ts';
import type { OwnField } from './fields.ts';
import { isHidden } from './statement-of.ts';

/** One line of a customer file, understood. */
export interface CustomerRow {
  readonly statement: Statement;
  /** What makes it the same record again at its source. */
  readonly key: string;
}

/** Columns by which a file may find who is there already, and what they are as a key of records. */
export const KEY_FIELDS = {
  account: 'account',
  phone: 'phone',
  email: 'email',
  memberCard: 'member_card',
  wechatUnionId: 'wechat_unionid',
} as const satisfies Partial<Record<OwnField, RecordKeyKind>>;
export type KeyField = keyof typeof KEY_FIELDS;

export interface ReaderSetup {
  readonly columns: ReadonlyMap<string, number>;
  readonly definitions: readonly FieldDefinition[];
  /** Null leaves the key to the strongest identifier of each row. */
  readonly keyField: KeyField | null;
  readonly zone: Zone;
  /** Rows that do not say when, were said then. */
  readonly now: Date;
}

const MAX_TEXT = 500;
const MAX_ACCOUNT = 200;
const OTHERS: readonly (readonly [OwnField, IdentifierKind])[] = [
  ['memberCard', 'member_card'],
  ['wechatUnionId', 'wechat_unionid'],
  ['wechatOpenId', 'wechat_openid'],
  ['wecomId', 'wecom_id'],
  ['marketplaceAccount', 'marketplace_account'],
  ['maskedPhone', 'masked_phone'],
];
/** A date that a source cannot have said something on. */
const FIRST_INSTANT = Date.UTC(1970, 0, 2);
const AHEAD_MS = 86_400_000;

type Fault = { readonly ok: false; readonly fault: RowFault };
type Read<Value> = { readonly ok: true; readonly value: Value } | Fault;
type CellOf = (field: string) => string;

function fault(field: string | null, code: string, reason: Text, value: string): Fault {
  return { ok: false, fault: { field, code, reason, value: value === '' ? null : value.slice(0, 200) } };
}

/** Reads lines of one customer file; made once for all of them. */
export function createCustomerReader(setup: ReaderSetup): (cells: readonly string[]) => RowResult<CustomerRow> {
  const { columns, definitions, keyField } = setup;
  const mapped = definitions.filter((definition) => columns.has(definition.key));
  return (cells) => {
    const cell: CellOf = (field) => {
      const index = columns.get(field);
      return index === undefined ? '' : (cells[index]?.trim() ?? '');
    };
    const words = readWords(cell);
    if (!words.ok) {
      return words;
    }
    const identifiers = readOthers(cell);
    if (!identifiers.ok) {
      return identifiers;
    }
    const attributes = readAttributes(cell, mapped);
    if (!attributes.ok) {
      return attributes;
    }
    const statedAt = readTime(cell('statedAt'), setup);
    if (!statedAt.ok) {
      return statedAt;
    }
    const { morePhones, maskedPhone, ...said } = words.value;
    if (contradictsMask(said.phone, identifiers.value)) {
      return fault('maskedPhone', 'masked_phone_contradicts', MASK_CONTRADICTED, cell('maskedPhone'));
    }
    const statement: Statement = {
      ...said,
      ...(maskedPhone === null ? {} : { maskedPhone }),
      identifiers: morePhones.length === 0 ? identifiers.value : [...morePhones, ...identifiers.value],
      attributes: attributes.value,
      statedAt: statedAt.value,
      ...(keyField === null ? {} : { key: KEY_FIELDS[keyField] }),
    };
    const key = recordKey(statement);
    return key === null ? unnamed(keyField) : { ok: true, row: { statement, key } };
  };
}

type Words = Pick<Statement, 'account' | 'phone' | 'email' | 'name' | 'address' | 'region'> &
  Pick<Phones, 'morePhones' | 'maskedPhone'>;

function readWords(cell: CellOf): Read<Words> {
  const account = normalizeAccount(cell('account'));
  if (account !== null && account.length > MAX_ACCOUNT) {
    return fault(
      'account',
      'value_too_long',
      { 'zh-CN': `过长，最多 ${MAX_ACCOUNT} 个字符`, en: `too long; at most ${MAX_ACCOUNT} characters` },
      account,
    );
  }
  const phone = readPhoneCell(cell('phone'));
  if (!phone.ok) {
    return phone;
  }
  const email = readIdentifier(cell('email'), 'email', 'email');
  if (!email.ok) {
    return email;
  }
  return {
    ok: true,
    value: {
      account,
      ...phone.value,
      email: email.value,
      name: hiddenAsNull(cell('name')),
      address: hiddenAsNull(cell('address')),
      region: cell('region').slice(0, MAX_TEXT) || null,
    },
  };
}

interface Phones {
  readonly phone: string | null;
  /** The others of a cell that names several. */
  readonly morePhones: readonly TrustedIdentifier[];
  readonly maskedPhone: string | null;
}

const NO_PHONES: Phones = { phone: null, morePhones: [], maskedPhone: null };

/** The numbers of a cell, as forms have them: `13812341234（微信同号）`, `138…/139…`, or what a marketplace shows. */
function readPhoneCell(text: string): Read<Phones> {
  const only = text === '' ? null : normalizePhone(text);
  if (only !== null || text === '') {
    return { ok: true, value: only === null ? NO_PHONES : { ...NO_PHONES, phone: only } };
  }
  const { numbers, masked } = readPhones(text);
  const [phone = null, ...more] = numbers.map(writtenPhone);
  const [maskedPhone = null] = masked;
  if (phone === null && maskedPhone === null && !isHidden(text)) {
    return fault('phone', 'phone_invalid', IDENTIFIERS.phone.wanted, text);
  }
  return { ok: true, value: { phone, morePhones: more.map((value) => ({ kind: 'phone', value })), maskedPhone } };
}

/** `王**` is no name. */
function hiddenAsNull(text: string): string | null {
  return isHidden(text) ? null : text.slice(0, MAX_TEXT) || null;
}

/** Null when the file says nothing, or hides it. */
function readIdentifier(text: string, field: OwnField, kind: IdentifierKind): Read<string | null> {
  if (text === '' || (isHidden(text) && kind !== 'masked_phone')) {
    return { ok: true, value: null };
  }
  const { normalize, wanted } = IDENTIFIERS[kind];
  const value = normalize(text);
  return value === null ? fault(field, `${kind}_invalid`, wanted, text) : { ok: true, value };
}

function readOthers(cell: CellOf): Read<readonly TrustedIdentifier[]> {
  const found: TrustedIdentifier[] = [];
  for (const [field, kind] of OTHERS) {
    const read = readIdentifier(cell(field), field, kind);
    if (!read.ok) {
      return read;
    }
    if (read.value !== null) {
      found.push({ kind, value: read.value });
    }
  }
  return { ok: true, value: found.length === 0 ? NO_IDENTIFIERS : found };
}

function readAttributes(cell: CellOf, definitions: readonly FieldDefinition[]): Read<StatedAttributes> {
  let attributes: Record<string, AttributeValue> | null = null;
  for (const definition of definitions) {
    const text = cell(definition.key);
    if (text === '' || (definition.format === 'phone' && isHidden(text))) {
      continue;
    }
    const parsed = parseField(definition, text);
    if (!parsed.ok) {
      return fault(definition.key, parsed.fault.code, parsed.fault.reason, text);
    }
    if (parsed.value !== null) {
      attributes ??= {};
      attributes[definition.key] = parsed.value;
      if (definition.key === 'birthday' && calendarOf(text) === 'lunar') {
        attributes['birthdayCalendar'] = 'lunar';
      }
    }
  }
  return { ok: true, value: attributes ?? NO_ATTRIBUTES };
}

function readTime(text: string, { zone, now }: ReaderSetup): Read<Date> {
  if (text === '') {
    return { ok: true, value: now };
  }
  const moment = parseInstant(text, zone);
  if (moment === null) {
    return fault(
      'statedAt',
      'date_invalid',
      { 'zh-CN': '不是日期，应如 2026-11-22 14:30:00', en: 'not a date; should be like 2026-11-22 14:30:00' },
      text,
    );
  }
  const instant = moment.getTime();
  if (instant < FIRST_INSTANT || instant > now.getTime() + AHEAD_MS) {
    return fault(
      'statedAt',
      'date_out_of_range',
      { 'zh-CN': '应在 1970 年之后，且不晚于现在', en: 'should be after 1970 and not later than now' },
      text,
    );
  }
  return { ok: true, value: moment };
}

const KEY_NAMES: Readonly<Record<KeyField, Text>> = {
  account: { 'zh-CN': '客户账号', en: 'the customer account' },
  phone: { 'zh-CN': '手机', en: 'the phone' },
  email: { 'zh-CN': '邮箱', en: 'the e-mail' },
  memberCard: { 'zh-CN': '会员卡号', en: 'the member card' },
  wechatUnionId: { 'zh-CN': '微信 UnionID', en: 'the WeChat UnionID' },
};

function unnamed(keyField: KeyField | null): Fault {
  if (keyField !== null) {
    const name = KEY_NAMES[keyField];
    const reason = {
      'zh-CN': `缺少${name['zh-CN']}，这次导入按它查找客户`,
      en: `${name.en} is missing, by which this import finds customers`,
    };
    return fault(keyField, 'key_missing', reason, '');
  }
  return fault(
    null,
    'customer_unnamed',
    {
      'zh-CN': '没有账号、手机、邮箱、会员卡号或其他标识，无法知道是谁',
      en: 'there is no account, phone, e-mail, card or other identifier, so nobody can tell who it is',
    },
    '',
  );
}
