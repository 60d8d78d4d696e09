import { type Place, placeOf } from '../normalizing/places.ts';
import { nameKeys } from '../search/name-keys.ts';
import type { Grouping, GroupingInput } from './grouping.ts';
import { mergeWords, type RecordWords, type Statement, wordsOf } from './statement.ts';
import { identifiersOf, type TrustedIdentifier } from './trusted-identifiers.ts';

/** A record as it is on file. */
export interface StoredRecord extends RecordWords {
  readonly id: string;
  readonly customerId: string;
  readonly key: string;
  readonly importId: string | null;
  /** Another one with every change. */
  readonly version: string;
  /** What it states and what joins it to nobody, as `kind:value`. */
  readonly withheld: readonly string[];
}

/** What a batch says of one record. */
export interface Draft {
  readonly key: string;
  readonly words: RecordWords;
  /** Everything that the statements name, the words that newer ones replace included: it was said of one person. */
  readonly identifiers: readonly TrustedIdentifier[];
  /** Those that may join it to others: all but the withheld ones. */
  readonly trusted: readonly TrustedIdentifier[];
  readonly stored: StoredRecord | undefined;
}

/** A record as it is going to be. */
export interface Row extends RecordWords {
  readonly id: string;
  readonly customerId: string;
  readonly key: string;
  readonly identifiers: readonly TrustedIdentifier[];
  readonly trusted: readonly TrustedIdentifier[];
  readonly stored: StoredRecord | undefined;
}

export interface NewCustomer extends Row {
  readonly namePinyin: string | null;
  readonly nameInitials: string | null;
  readonly place: Place;
}

/** Statements by the key of their record; those that name nobody are left out. */
export function byRecord(
  keys: readonly (string | null)[],
  statements: readonly Statement[],
): ReadonlyMap<string, readonly Statement[]> {
  const groups = new Map<string, Statement[]>();
  for (const [index, key] of keys.entries()) {
    const statement = statements[index];
    if (key === null || statement === undefined) {
      continue;
    }
    const known = groups.get(key);
    if (known === undefined) {
      groups.set(key, [statement]);
    } else {
      known.push(statement);
    }
  }
  return groups;
}

/** Everything that a batch says of one record, per field the newest word whatever the order in the batch. */
export function draftOf(key: string, said: readonly Statement[], stored: StoredRecord | undefined): Draft {
  const [only] = said;
  if (said.length === 1 && only !== undefined) {
    const identifiers = unique(identifiersOf(only));
    return { key, words: wordsOf(only), identifiers, trusted: trustedOf(identifiers, stored?.withheld), stored };
  }
  const identifiers = unique(said.flatMap(identifiersOf));
  return {
    key,
    words: said
      .toSorted((a, b) => a.statedAt.getTime() - b.statedAt.getTime())
      .map(wordsOf)
      .reduce(mergeWords),
    identifiers,
    trusted: trustedOf(identifiers, stored?.withheld),
    stored,
  };
}

function trustedOf(
  identifiers: readonly TrustedIdentifier[],
  withheld: readonly string[] = [],
): readonly TrustedIdentifier[] {
  return withheld.length === 0 ? identifiers : identifiers.filter((one) => !withheld.includes(identifierText(one)));
}

/** Whether a known record's word stands against a newer one, if it was not itself said again later. */
export function isContested({ stored, words }: Draft): boolean {
  return stored !== undefined && words.statedAt >= stored.statedAt;
}

/** The drafts as rows, with the customers that they belong to from now on. */
export function rowsOf(drafts: readonly Draft[], grouping: Grouping, newId: () => string): Row[] {
  const refused = Map.groupBy(grouping.refused, ({ index }) => index);
  return drafts.map(({ key, words, identifiers, trusted, stored }, index) => {
    const now = stored === undefined ? words : mergeWords(stored, words);
    return {
      id: stored?.id ?? newId(),
      customerId: grouping.customerOfRecord[index] ?? '',
      key,
      account: now.account,
      name: now.name,
      phone: now.phone,
      email: now.email,
      address: now.address,
      region: now.region,
      statedAt: now.statedAt,
      attributes: now.attributes,
      identifiers,
      trusted: trustedOf(
        trusted,
        refused.get(index)?.map(({ identifier }) => identifier),
      ),
      stored,
    };
  });
}

/** Of a known record, phone and e-mail as they are on file are its customer's for sure. */
export function isOnFile(identifier: TrustedIdentifier, stored: StoredRecord | undefined): boolean {
  return (
    stored !== undefined &&
    ((identifier.kind === 'phone' && identifier.value === stored.phone) ||
      (identifier.kind === 'email' && identifier.value === stored.email))
  );
}

/** What has to be looked up to know whose it is. */
export function unknownIdentifiers(drafts: readonly Draft[]): readonly TrustedIdentifier[] {
  return unique(drafts.flatMap(({ trusted, stored }) => trusted.filter((one) => !isOnFile(one, stored))));
}

/** What the grouping works on. */
export function groupingInput(
  drafts: readonly Draft[],
  claims: readonly (TrustedIdentifier & { readonly customerId: string })[],
): GroupingInput {
  const customerOfIdentifier = new Map(claims.map((claim) => [identifierText(claim), claim.customerId]));
  const identifiersOfRecord = drafts.map(({ trusted, stored }) =>
    trusted.map((identifier) => {
      const text = identifierText(identifier);
      if (stored !== undefined && isOnFile(identifier, stored)) {
        customerOfIdentifier.set(text, stored.customerId);
      }
      return text;
    }),
  );
  return {
    customerOfRecord: drafts.map((draft) => draft.stored?.customerId ?? null),
    identifiersOfRecord,
    customerOfIdentifier,
  };
}

export type StatedIdentifier = TrustedIdentifier & { readonly recordId: string };

/** What the row states. */
export function statedBy({ id, identifiers }: Row): StatedIdentifier[] {
  return identifiers.map(({ kind, value }) => ({ kind, value, recordId: id }));
}

/** What a known record states beyond what it has on file for sure. */
export function besideStored(row: Row): StatedIdentifier[] {
  const { stored } = row;
  return stored === undefined ? [] : statedBy(row).filter((identifier) => !isOnFile(identifier, stored));
}

/** Identifiers that nobody has claimed, for the customers who state them. */
export function unclaimed(
  rows: readonly Row[],
  claimed: ReadonlyMap<string, string>,
): (TrustedIdentifier & { readonly customerId: string })[] {
  const claims = new Map<string, TrustedIdentifier & { readonly customerId: string }>();
  for (const { trusted, customerId } of rows) {
    for (const { kind, value } of trusted) {
      const text = identifierText({ kind, value });
      if (!claimed.has(text)) {
        claims.set(text, { kind, value, customerId });
      }
    }
  }
  return [...claims.values()];
}

/** New customers as the first of their records says; with several the profile follows. */
export function foundedBy(rows: readonly Row[]): NewCustomer[] {
  return [...Map.groupBy(rows, (row) => row.customerId).values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) {
      return [];
    }
    const keys = nameKeys(first.name);
    return [{ ...first, namePinyin: keys.pinyin, nameInitials: keys.initials, place: placeOf(first) }];
  });
}

/** `kind:value` */
export function identifierText({ kind, value }: TrustedIdentifier): string {
  return `${kind}:${value}`;
}

/** Each identifier once. Most rows have a phone and an e-mail at most: that is seen without building a map. */
function unique(rows: readonly TrustedIdentifier[]): readonly TrustedIdentifier[] {
  const [first, second] = rows;
  const isPlain = rows.length < 2 || (rows.length === 2 && first?.kind !== second?.kind);
  return isPlain ? rows : [...new Map(rows.map((row) => [identifierText(row), row])).values()];
}
