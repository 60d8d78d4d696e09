import { dateAttributes, mergeAttributes, NO_ATTRIBUTES, type StatedAttributes } from '../identity/attributes.ts';
import type { RecordWords } from '../identity/statement.ts';
import type { TrustedIdentifier } from '../identity/trusted-identifiers.ts';

/** Fields of the profile beside the attributes. */
export const BASIC_FIELDS = ['name', 'phone', 'email', 'address', 'region'] as const;
export type BasicField = (typeof BASIC_FIELDS)[number];

/** What staff say of one customer, normalised and parsed. What is left out stays as it is. */
export interface HandSet {
  readonly customerId: string;
  readonly basics?: Readonly<Partial<Record<BasicField, string>>>;
  /** Null: there is none, whatever other sources say. */
  readonly attributes?: StatedAttributes;
  /** Fields and attributes that staff take their word back on: what other sources say counts again. */
  readonly withdraw?: readonly string[];
  /** What means this person from now on beside phone and e-mail: a card, a WeChat id. */
  readonly identifiers?: readonly TrustedIdentifier[];
}

/** Whether it may change what is trusted to mean this person; then others have to be kept out. */
export function touchesIdentifiers({ basics = {}, withdraw = [], identifiers = [] }: HandSet): boolean {
  const named = [...Object.keys(basics), ...withdraw];
  return identifiers.length > 0 || named.some((field) => field === 'phone' || field === 'email');
}

const NOTHING: RecordWords = {
  account: null,
  phone: null,
  email: null,
  name: null,
  address: null,
  region: null,
  statedAt: new Date(0),
  attributes: null,
};

/** What staff say now, in addition to what they said before. */
export function sayByHand(before: RecordWords | undefined, said: HandSet, now: Date): RecordWords {
  const attributes = dateAttributes(said.attributes ?? NO_ATTRIBUTES, now);
  const words = withdrawWords(before ?? NOTHING, said.withdraw ?? []);
  return { ...words, ...said.basics, statedAt: now, attributes: mergeAttributes(words.attributes, attributes) };
}

/** Without the words on these fields. */
export function withdrawWords(words: RecordWords, fields: readonly string[]): RecordWords {
  if (fields.length === 0) {
    return words;
  }
  const gone = new Set(fields);
  const basics = Object.fromEntries(BASIC_FIELDS.map((field) => [field, gone.has(field) ? null : words[field]]));
  const left = Object.entries(words.attributes ?? {}).filter(([key]) => !gone.has(key));
  return { ...words, ...basics, attributes: left.length === 0 ? null : Object.fromEntries(left) };
}

/** Whether there is a word left. */
export function saysNothing(words: RecordWords): boolean {
  return words.attributes === null && BASIC_FIELDS.every((field) => words[field] === null);
}

/** What of it is trusted to mean this person. */
export function identifiersByHand({ phone, email }: RecordWords): TrustedIdentifier[] {
  return [
    ...(phone === null ? [] : [{ kind: 'phone', value: phone } as const]),
    ...(email === null ? [] : [{ kind: 'email', value: email } as const]),
  ];
}
