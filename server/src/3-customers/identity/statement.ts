import {
  type DatedAttributes,
  dateAttributes,
  hasOtherDates,
  hasOtherValues,
  mergeAttributes,
  type StatedAttributes,
} from './attributes.ts';
import { IDENTIFIER_KINDS, type TrustedIdentifier } from './trusted-identifiers.ts';

/** What one source says about someone, already normalised. Null means that it says nothing about it. */
export interface Statement {
  readonly account: string | null;
  /** E.164 */
  readonly phone: string | null;
  /** Lower case */
  readonly email: string | null;
  readonly name: string | null;
  readonly address: string | null;
  readonly region: string | null;
  readonly statedAt: Date;
  /** Further identifiers, normalised by `normalizeIdentifier`; `NO_IDENTIFIERS` when there are none. */
  readonly identifiers: readonly TrustedIdentifier[];
  /** Field → value, parsed by the field's type; null says that there is none. `NO_ATTRIBUTES` when nothing is said. */
  readonly attributes: StatedAttributes;
  /** Its attributes are kept as their levels want already. */
  readonly settled?: true;
  /** What a marketplace shows of a number that it hides (`normalizeMaskedPhone`); intake makes an identifier of it. */
  readonly maskedPhone?: string;
  /** What makes it the same record again at its source, when somebody chose that; without it the strongest there is. */
  readonly key?: RecordKeyKind;
}

/** Shared by all statements without further identifiers. */
export const NO_IDENTIFIERS: readonly TrustedIdentifier[] = Object.freeze([]);

/** The source of what staff set by hand: it wins over every other one. Nobody can import under this name. */
export const STAFF_SOURCE = 'staff';

/** By what a record may be known again at its source. */
export const RECORD_KEY_KINDS = ['account', 'phone', 'email', 'member_card', 'wechat_unionid'] as const;
export type RecordKeyKind = (typeof RECORD_KEY_KINDS)[number];

export const STATED_FIELDS = ['account', 'phone', 'email', 'name', 'address', 'region'] as const;
export type StatedField = (typeof STATED_FIELDS)[number];

/** What makes it the same record again at its source; null when the statement names nobody, or not by the chosen key. */
export function recordKey(statement: Statement): string | null {
  if (statement.key !== undefined) {
    return keyOfKind(statement, statement.key);
  }
  if (statement.account !== null) {
    return `account:${statement.account}`;
  }
  if (statement.phone !== null) {
    return `phone:${statement.phone}`;
  }
  if (statement.email !== null) {
    return `email:${statement.email}`;
  }
  return statement.identifiers === NO_IDENTIFIERS ? null : keyOfOthers(statement.identifiers);
}

/** The strongest of the further identifiers, whatever the order in which they were stated. */
function keyOfOthers(identifiers: readonly TrustedIdentifier[]): string | null {
  const [first] = identifiers.toSorted(
    (a, b) => IDENTIFIER_KINDS.indexOf(a.kind) - IDENTIFIER_KINDS.indexOf(b.kind) || (a.value < b.value ? -1 : 1),
  );
  return first === undefined ? null : `${first.kind}:${first.value}`;
}

function keyOfKind(statement: Statement, kind: RecordKeyKind): string | null {
  const value =
    kind === 'account' || kind === 'phone' || kind === 'email'
      ? statement[kind]
      : (statement.identifiers.find((identifier) => identifier.kind === kind)?.value ?? null);
  return value === null ? null : `${kind}:${value}`;
}

/** What a record says, every attribute with the moment when it was said. */
export interface RecordWords extends Pick<Statement, StatedField | 'statedAt'> {
  readonly attributes: DatedAttributes | null;
}

/** A statement as the words of a record. */
export function wordsOf(statement: Statement): RecordWords {
  const { account, phone, email, name, address, region, statedAt } = statement;
  const attributes = dateAttributes(statement.attributes, statedAt);
  return { account, phone, email, name, address, region, statedAt, attributes };
}

/** Two statements of one source about the same record: per field the newer word that says anything. */
export function mergeWords(earlier: RecordWords, later: RecordWords): RecordWords {
  const [older, newer] = earlier.statedAt <= later.statedAt ? [earlier, later] : [later, earlier];
  return {
    account: newer.account ?? older.account,
    phone: newer.phone ?? older.phone,
    email: newer.email ?? older.email,
    name: newer.name ?? older.name,
    address: newer.address ?? older.address,
    region: newer.region ?? older.region,
    statedAt: newer.statedAt,
    attributes: mergeAttributes(earlier.attributes, later.attributes),
  };
}

/** Whether the merged words say something else than what is stored; only to say it later is no change. */
export function changesRecord(stored: RecordWords, merged: RecordWords): boolean {
  return (
    STATED_FIELDS.some((field) => merged[field] !== stored[field]) ||
    hasOtherValues(stored.attributes, merged.attributes)
  );
}

/** Whether words that change nothing were said later than what is stored. */
export function confirmsRecord(stored: RecordWords, merged: RecordWords): boolean {
  return merged.statedAt > stored.statedAt || hasOtherDates(stored.attributes, merged.attributes);
}
