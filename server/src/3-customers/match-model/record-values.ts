import type { MatchRecord } from '../matching/columns.ts';
import { prepareRecord } from '../matching/prepare.ts';
import { hashOf } from './hash.ts';

/** What a record is compared by, as it is stored. */
export interface RecordValues {
  readonly id: string;
  /** Whose it is by now. */
  readonly customerId: string;
  readonly source: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: string | null;
  readonly birthday: string | null;
  readonly gender: string | null;
  readonly secondPhone: string | null;
  /** The number itself or what stands for it: only whether two are equal counts. */
  readonly nationalId: string | null;
}

/** The columns that records are compared in. Cards and accounts are left out: they join at intake. So is the region: the address tells it. */
export const COMPARED_COLUMNS = [
  'surname',
  'given',
  'surname_sound',
  'given_sound',
  'gender',
  'birth',
  'phone',
  'phone2',
  'email',
  'national_id',
  'address',
  'address_numbers',
  'address_words',
  'city',
] as const satisfies readonly (keyof MatchRecord)[];

/** Columns of tokens: an ID number may be sealed, and two that differ in one digit are two people all the same. */
export const TOKEN_COLUMNS = ['national_id'] as const;

/** A record as the model compares it; what sources of nicknames call somebody is no name. */
export function recordOf(values: RecordValues, nicknames: readonly string[]): MatchRecord {
  const text = (value: string | null): string => value ?? '';
  const prepared = prepareRecord({
    values: {
      fullName: nicknames.includes(values.source) ? '' : text(values.name),
      gender: text(values.gender),
      birthDate: text(values.birthday),
      phone: text(values.phone),
      phone2: text(values.secondPhone),
      email: text(values.email),
      addressLine: text(values.address),
    },
    texts: [],
  });
  return { ...prepared, national_id: values.nationalId === null ? '' : String(hashOf(values.nationalId)) };
}
