/** What a column of a file may be called in the map of `zhike identity match`. */
export const MATCH_FIELDS = [
  'id',
  'fullName',
  'surname',
  'givenName',
  'gender',
  'birthDate',
  'phone',
  'phone2',
  'email',
  'nationalId',
  'memberCard',
  'wechat',
  'addressLine',
  'city',
  'state',
  'postcode',
  'text',
] as const;

export type MatchField = (typeof MATCH_FIELDS)[number];

/** A record as the model compares it: normalised texts, `''` where nothing is known. */
export interface MatchRecord {
  readonly surname: string;
  readonly given: string;
  /** How the names sound: pinyin without tones for Chinese ones, the name itself for others. */
  readonly surname_sound: string;
  readonly given_sound: string;
  readonly gender: string;
  /** `YYYYMMDD`. */
  readonly birth: string;
  readonly phone: string;
  readonly phone2: string;
  readonly email: string;
  readonly national_id: string;
  readonly member_card: string;
  readonly wechat: string;
  readonly address: string;
  /** The numbers of the address in their order, joined by `-`. */
  readonly address_numbers: string;
  /** The address without its numbers. */
  readonly address_words: string;
  readonly city: string;
  readonly state: string;
  readonly postcode: string;
  readonly texts: readonly string[];
}

/** The columns of the engine's table, in the order in which rows are written. */
export const RECORD_COLUMNS = [
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
  'member_card',
  'wechat',
  'address',
  'address_numbers',
  'address_words',
  'city',
  'state',
  'postcode',
] as const satisfies readonly (keyof MatchRecord)[];

export type RecordColumn = (typeof RECORD_COLUMNS)[number];

/** Which columns a field of the map fills. */
export const COLUMNS_OF: Readonly<Record<Exclude<MatchField, 'id' | 'text'>, readonly RecordColumn[]>> = {
  fullName: ['surname', 'given', 'surname_sound', 'given_sound'],
  surname: ['surname', 'surname_sound'],
  givenName: ['given', 'given_sound'],
  gender: ['gender'],
  birthDate: ['birth'],
  phone: ['phone'],
  phone2: ['phone2'],
  email: ['email'],
  nationalId: ['national_id'],
  memberCard: ['member_card'],
  wechat: ['wechat'],
  addressLine: ['address', 'address_numbers', 'address_words'],
  city: ['city'],
  state: ['state'],
  postcode: ['postcode'],
};
