import { EQUAL_CODE, MISSING_CODE } from './em.ts';

/** One thing in which two records are compared. SQL speaks of the two records as `l` and `r`. */
export interface Comparison {
  readonly name: string;
  /** Columns of the record that it reads. */
  readonly columns: readonly string[];
  /** The column whose equal values are told apart by how frequent they are. */
  readonly value: string;
  /** SQL: either value is missing. */
  readonly missing: string;
  /** Levels between equal and different, the first that holds counts. */
  readonly levels: readonly ComparisonLevel[];
  /** SQL that decides before all others, for names that stand in each other's place. */
  readonly before?: string;
}

export interface ComparisonLevel {
  readonly code: number;
  readonly name: string;
  readonly sql: string;
}

/** Code of the lowest level: both have a value, and they are not alike. */
export const DIFFERENT_CODE = 1;
const CROSSED_CODE = 8;

const both = (column: string, sql: (l: string, r: string) => string): string => sql(`l.${column}`, `r.${column}`);
const missing = (column: string): string => both(column, (l, r) => `${l} = '' OR ${r} = ''`);
/** The engine's answer where one of two texts is empty is the length of the other. */
const jaroWinkler = (l: string, r: string, least: number): string =>
  `(${l} != '' AND ${r} != '' AND jaroWinklerSimilarity(${l}, ${r}) >= ${least})`;
/** Lengths are looked at first: they are cheap, and most pairs fail by them. */
const oneSlip = (l: string, r: string): string =>
  `abs(toInt32(length(${l})) - toInt32(length(${r}))) <= 1 AND damerauLevenshteinDistance(${l}, ${r}) <= 1`;
/** A slip touches at most two neighbours, so either the first four or the last five characters are right. */
const oneSlipOfLong = (l: string, r: string): string =>
  `(substring(${l}, 1, 4) = substring(${r}, 1, 4) OR right(${l}, 5) = right(${r}, 5)) AND ${oneSlip(l, r)}`;

/** SQL: the names of the two records stand in each other's columns. */
const CROSSED = `(l.surname_sound != r.surname_sound AND l.given_sound != r.given_sound
  AND ((l.surname_sound != '' AND l.surname_sound = r.given_sound) OR (l.given_sound != '' AND l.given_sound = r.surname_sound)))`;

function nameLevels(column: 'surname' | 'given', withMasks: boolean): readonly ComparisonLevel[] {
  const [l, r, ls, rs] = [`l.${column}`, `r.${column}`, `l.${column}_sound`, `r.${column}_sound`];
  const fits = `(position(${l}, '*') > 0 AND ${r} LIKE replaceAll(${l}, '*', '_')) OR (position(${r}, '*') > 0 AND ${l} LIKE replaceAll(${r}, '*', '_'))`;
  const oneOfSeveral = `length(${l}) > 3 AND length(${l}) = length(${r}) AND editDistanceUTF8(${l}, ${r}) <= 1`;
  return [
    { code: 6, name: 'same_sound', sql: `${ls} != '' AND ${ls} = ${rs}` },
    ...(withMasks ? [{ code: 5, name: 'fits_mask', sql: fits }] : []),
    { code: 4, name: 'close', sql: `${jaroWinkler(ls, rs, 0.92)} OR ${l} = reverseUTF8(${r})` },
    { code: 3, name: 'alike', sql: `${jaroWinkler(ls, rs, 0.82)} OR (${oneOfSeveral})` },
  ];
}

function nameComparison(column: 'surname' | 'given', withCrossing: boolean, withMasks: boolean): Comparison {
  const other = column === 'surname' ? 'given' : 'surname';
  const crossed = [
    `multiIf(l.${column}_sound = '' OR r.${other}_sound = '', ${MISSING_CODE}`,
    `l.${column}_sound = r.${other}_sound, ${CROSSED_CODE}`,
    `${jaroWinkler(`l.${column}_sound`, `r.${other}_sound`, 0.82)}, 3, ${DIFFERENT_CODE})`,
  ].join(', ');
  return {
    name: column,
    columns: withCrossing ? ['surname', 'given', 'surname_sound', 'given_sound'] : [column, `${column}_sound`],
    value: column,
    missing: missing(column),
    levels: [...nameLevels(column, withMasks), { code: CROSSED_CODE, name: 'crossed', sql: '0' }],
    ...(withCrossing ? { before: `${CROSSED}, ${crossed}` } : {}),
  };
}

function birthComparison(): Comparison {
  const part = (from: number, length: number): string =>
    `substring(l.birth, ${from}, ${length}) = substring(r.birth, ${from}, ${length})`;
  const swapped = `${part(1, 4)} AND substring(l.birth, 5, 2) = substring(r.birth, 7, 2) AND substring(l.birth, 7, 2) = substring(r.birth, 5, 2)`;
  return {
    name: 'birth',
    columns: ['birth'],
    value: 'birth',
    missing: missing('birth'),
    levels: [
      { code: 5, name: 'day_and_month_swapped', sql: swapped },
      { code: 4, name: 'one_digit', sql: oneSlip('l.birth', 'r.birth') },
      { code: 3, name: 'two_parts', sql: `(${part(1, 4)}) + (${part(5, 2)}) + (${part(7, 2)}) = 2` },
      { code: 2, name: 'same_year', sql: part(1, 4) },
    ],
  };
}

function phoneComparison(column: 'phone' | 'phone2', withOther: boolean, withMasks: boolean): Comparison {
  const [l, r] = [`l.${column}`, `r.${column}`];
  const masked = `(position(${l}, '*') > 0 OR position(${r}, '*') > 0)`;
  const ends = `right(${l}, 4) = right(${r}, 4) AND substring(${l}, 1, length(${l}) - 8) = substring(${r}, 1, length(${r}) - 8)`;
  const other: ComparisonLevel = {
    code: 6,
    name: 'other_number',
    sql: `(l.phone != '' AND l.phone = r.phone2) OR (r.phone != '' AND l.phone2 = r.phone)`,
  };
  return {
    name: column,
    columns: withOther ? ['phone', 'phone2'] : [column],
    value: column,
    missing: missing(column),
    levels: [
      ...(withOther ? [other] : []),
      ...(withMasks ? [{ code: 5, name: 'fits_mask', sql: `${masked} AND ${ends}` }] : []),
      { code: 4, name: 'one_digit', sql: oneSlipOfLong(l, r) },
    ],
  };
}

function emailComparison(): Comparison {
  const local = (side: string): string => `splitByChar('@', ${side}.email)[1]`;
  return {
    name: 'email',
    columns: ['email'],
    value: 'email',
    missing: missing('email'),
    levels: [
      { code: 5, name: 'same_name_part', sql: `${local('l')} = ${local('r')}` },
      { code: 4, name: 'close', sql: `damerauLevenshteinDistance(l.email, r.email) <= 2` },
      { code: 3, name: 'alike', sql: jaroWinkler(local('l'), local('r'), 0.88) },
    ],
  };
}

function codeComparison(column: string): Comparison {
  const [l, r] = [`l.${column}`, `r.${column}`];
  return {
    name: column,
    columns: [column],
    value: column,
    missing: missing(column),
    levels: [
      { code: 4, name: 'one_character', sql: oneSlip(l, r) },
      { code: 3, name: 'two_characters', sql: `damerauLevenshteinDistance(${l}, ${r}) <= 2` },
    ],
  };
}

function addressComparison(): Comparison {
  const jaccard = `stringJaccardIndexUTF8(l.address_words, r.address_words)`;
  const sameNumbers = `l.address_numbers != '' AND l.address_numbers = r.address_numbers`;
  return {
    name: 'address',
    columns: ['address', 'address_numbers', 'address_words'],
    value: 'address',
    missing: missing('address'),
    levels: [
      { code: 7, name: 'same_numbers_words_alike', sql: `${sameNumbers} AND ${jaccard} >= 0.4` },
      {
        code: 6,
        name: 'close',
        sql: `abs(toInt32(length(l.address)) - toInt32(length(r.address))) <= 6 AND damerauLevenshteinDistance(l.address, r.address) <= 2`,
      },
      { code: 5, name: 'same_words', sql: `l.address_words != '' AND l.address_words = r.address_words` },
      {
        code: 4,
        name: 'alike',
        sql: `${jaccard} >= 0.6 OR ${jaroWinkler('l.address_words', 'r.address_words', 0.92)}`,
      },
      { code: 3, name: 'same_numbers', sql: `${sameNumbers} AND length(l.address_numbers) >= 4` },
    ],
  };
}

/** Places, and whatever is compared as text. */
function textComparison(column: string): Comparison {
  const [l, r] = [`l.${column}`, `r.${column}`];
  return {
    name: column,
    columns: [column],
    value: column,
    missing: missing(column),
    levels: [
      { code: 4, name: 'close', sql: `${jaroWinkler(l, r, 0.92)} OR ${oneSlip(l, r)}` },
      { code: 3, name: 'alike', sql: `${jaroWinkler(l, r, 0.82)} OR stringJaccardIndexUTF8(${l}, ${r}) >= 0.6` },
    ],
  };
}

function equalOnly(column: string): Comparison {
  return { name: column, columns: [column], value: column, missing: missing(column), levels: [] };
}

/** Whether values with hidden characters were met; looking for them costs time where there are none. */
export interface Masks {
  readonly names: boolean;
  readonly phones: boolean;
}

/** The comparisons that the columns allow, in a fixed order. */
export function comparisonsFor(
  columns: readonly string[],
  masks: Masks = { names: false, phones: false },
  tokens: readonly string[] = [],
): readonly Comparison[] {
  const ofCode = (column: string): Comparison => (tokens.includes(column) ? equalOnly(column) : codeComparison(column));
  const has = (column: string): boolean => columns.includes(column);
  const bothNames = has('surname') && has('given');
  const twoPhones = has('phone') && has('phone2');
  const known: readonly (readonly [string, () => Comparison])[] = [
    ['surname', () => nameComparison('surname', bothNames, masks.names)],
    ['given', () => nameComparison('given', bothNames, masks.names)],
    ['gender', () => equalOnly('gender')],
    ['birth', birthComparison],
    ['phone', () => phoneComparison('phone', twoPhones, masks.phones)],
    ['phone2', () => phoneComparison('phone2', false, masks.phones)],
    ['email', emailComparison],
    ['national_id', () => ofCode('national_id')],
    ['member_card', () => ofCode('member_card')],
    ['wechat', () => ofCode('wechat')],
    ['address', addressComparison],
    ['city', () => textComparison('city')],
    ['state', () => textComparison('state')],
    ['postcode', () => ofCode('postcode')],
  ];
  const texts = columns.filter((column) => column.startsWith('text_'));
  return [...known.filter(([column]) => has(column)).map(([, make]) => make()), ...texts.map(textComparison)];
}

const SHARED: ReadonlySet<string> = new Set(['surname', 'phone', 'phone2', 'address', 'city', 'state', 'postcode']);
const OF_ONE_PLACE = ['address', 'phone2'] as const;
const OF_ONE_PERSON = ['given', 'birth', 'national_id'] as const;

/** Whether people who live together agree in a comparison although they are two. */
export function isSharedAtHome(comparison: string): boolean {
  return SHARED.has(comparison);
}

/** Whether the comparisons can tell two people of one household from one: by where they live, and by who they are. */
export function tellsHouseholds(comparisons: readonly string[]): boolean {
  return (
    OF_ONE_PLACE.some((name) => comparisons.includes(name)) && OF_ONE_PERSON.some((name) => comparisons.includes(name))
  );
}

/** SQL of the code of one comparison of `l` with `r`; `l.freq_…` holds how frequent the value is. */
export function codeSql(comparison: Comparison): string {
  const { value } = comparison;
  const arms = [
    ...(comparison.before === undefined ? [] : [comparison.before]),
    `l.${value} != '' AND l.${value} = r.${value}, ${EQUAL_CODE} + l.freq_${value}`,
    `${comparison.missing}, ${MISSING_CODE}`,
    ...comparison.levels.map(({ sql, code }) => `${sql}, ${code}`),
    String(DIFFERENT_CODE),
  ];
  return `toUInt8(multiIf(${arms.join(', ')}))`;
}

/** SQL of the pattern of a pair: one byte for each comparison. */
export function patternSql(comparisons: readonly Comparison[]): string {
  return `char(${comparisons.map(codeSql).join(', ')})`;
}
