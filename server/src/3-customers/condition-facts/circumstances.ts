import { addDays, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { AsOf } from '#kernel/pure/rules/condition.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ConsentAct, ConsentState } from '../consents/state.ts';
import type { RelationToHolder } from '../households/kinship.ts';
import type { IdentifierKind } from '../identity/trusted-identifiers.ts';

/** Columns of the analytic row that `customers.circumstances` fills. */
export const CIRCUMSTANCE_COLUMNS = [
  'identifier_kinds',
  'household_sizes',
  'household_roles',
  'relation_kinds',
  'relation_ids',
  'relation_since',
  'relation_until',
  'consent_keys',
  'consent_acts',
  'consent_said',
  'consent_until',
  'consent_guardian',
  'consent_confirmed',
] as const;

/** The source of facts about the kinds of identifiers by which somebody is known. */
export const IDENTIFIERS_SOURCE = 'customers.identifiers';
export type IdentifierFacts = readonly IdentifierKind[];

/** The source of facts about who lives with whom, now. */
export const HOUSEHOLDS_SOURCE = 'customers.households';
export interface HouseholdFact {
  readonly size: number;
  readonly role: RelationToHolder;
}
export type HouseholdFacts = readonly HouseholdFact[];

/** The source of facts about who knows whom. */
export const RELATIONS_SOURCE = 'customers.relations';

/** What the other one is to a customer. */
export const RELATION_SIDES = ['family', 'friend', 'colleague', 'referrer', 'referred', 'supplier', 'buyer'] as const;
export type RelationSide = (typeof RELATION_SIDES)[number];

const SIDE_LABELS: Readonly<Record<RelationSide, Text>> = {
  family: { 'zh-CN': '家人', en: 'family' },
  friend: { 'zh-CN': '朋友', en: 'friend' },
  colleague: { 'zh-CN': '同事', en: 'colleague' },
  referrer: { 'zh-CN': '介绍人', en: 'referrer' },
  referred: { 'zh-CN': '由其介绍来的人', en: 'somebody they referred' },
  supplier: { 'zh-CN': '供货方', en: 'supplier' },
  buyer: { 'zh-CN': '采购方', en: 'buyer' },
};
export const SIDE_OPTIONS = RELATION_SIDES.map((value) => ({ value, label: SIDE_LABELS[value] }));
export const RELATIONS_GROUP: Text = { 'zh-CN': '家庭与关系', en: 'Household and links' };

export interface RelationFact {
  readonly kind: RelationSide;
  readonly otherId: string;
  /** First and last day. */
  readonly since: string;
  readonly until: string;
}
export type RelationFacts = readonly RelationFact[];

/** What measures call a column of the links → its array in the analytic row of a customer. */
export const RELATION_ARRAYS = {
  relation: 'relation_kinds',
  other: 'relation_ids',
  since: 'relation_since',
  until: 'relation_until',
} as const;

/** Links that hold on the day asked about, and of the kinds if any are named. */
export function linksOf<Fact extends Omit<RelationFact, 'otherId'>>(
  facts: readonly Fact[],
  kinds: readonly RelationSide[] | undefined,
  { date }: AsOf,
): readonly Fact[] {
  return facts.filter(
    ({ kind, since, until }) => since <= date && until >= date && (kinds === undefined || kinds.includes(kind)),
  );
}

/** The same as a test of one link in SQL. */
export function linksSql(
  kinds: readonly RelationSide[] | undefined,
  asking: AsOf & { param(value: unknown, type: string): string },
): string {
  const today = asking.param(asking.date, 'Date32');
  const which = kinds === undefined ? '' : `relation IN ${asking.param(kinds, 'Array(String)')} AND `;
  return `${which}since <= ${today} AND until >= ${today}`;
}

/** The source of facts about consent. */
export const CONSENTS_SOURCE = 'customers.consents';

/** The lookup that says of a purpose whether a yes to e-mail has to be confirmed. */
export const CONFIRMING_PURPOSES = 'customers.confirming_purposes';

/** What somebody said once, in seconds since 1970. */
export interface ConsentWord {
  /** Purpose and channel. */
  readonly key: string;
  readonly act: ConsentAct;
  readonly said: number;
  /** 0: for ever. */
  readonly until: number;
  readonly guardian: number;
  readonly confirmed: number;
}

export interface ConsentFacts {
  /** Empty where it is not known. */
  readonly birthday: string;
  /** What counts more stands first. */
  readonly words: readonly ConsentWord[];
}

export const NO_CONSENTS: ConsentFacts = { birthday: '', words: [] };

/** What measures call a column of the words → its array in the analytic row of a customer. */
export const CONSENT_ARRAYS = {
  agreed: 'consent_keys',
  act: 'consent_acts',
  said: 'consent_said',
  ends: 'consent_until',
  guardian: 'consent_guardian',
  confirmed: 'consent_confirmed',
} as const;

/** The end of the day asked about, in seconds: what was said up to it counts. */
export function endOfDay({ date, zone }: AsOf): number {
  return startOfBusinessDate(addDays(date, 1), zoneOf(zone)).getTime() / 1000;
}

/** Where consent stands at an instant by what was said. `confirms`: a yes has to be confirmed. */
export function consentAt(
  { words }: ConsentFacts,
  key: string,
  { at, isMinor, confirms }: { readonly at: number; readonly isMinor: boolean; readonly confirms: boolean },
): ConsentState {
  const word = words.find((one) => one.key === key && one.said < at);
  if (word === undefined) {
    return 'none';
  }
  if (word.act !== 'given') {
    return word.act;
  }
  if (word.until !== 0 && word.until <= at) {
    return 'expired';
  }
  if (isMinor && word.guardian === 0) {
    return 'guardian_missing';
  }
  return confirms && word.confirmed === 0 ? 'unconfirmed' : 'given';
}

export const CONSENT_GROUP: Text = { 'zh-CN': '授权', en: 'Consent' };
