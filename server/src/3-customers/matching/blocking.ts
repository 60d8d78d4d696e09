/** One way to find pairs worth comparing: records that agree in all of its keys. */
export interface BlockingRule {
  readonly name: string;
  /** Names of its keys. A rule finds nothing that one with some of them has not found. */
  readonly parts: readonly string[];
  /** SQL texts over one record; a record with an empty one is in no block. */
  readonly keys: readonly string[];
}

const KEYS: Readonly<Record<string, { readonly columns: readonly string[]; readonly sql: string }>> = {
  phone: { columns: ['phone'], sql: `if(position(phone, '*') > 0, '', phone)` },
  phone2: { columns: ['phone2'], sql: 'phone2' },
  phone_end: { columns: ['phone'], sql: 'right(phone, 4)' },
  phone_start: {
    columns: ['phone'],
    sql: `if(position(phone, '*') > 0, '', substring(phone, 1, greatest(length(phone) - 4, 0)))`,
  },
  email: { columns: ['email'], sql: 'email' },
  email_name: { columns: ['email'], sql: `splitByChar('@', email)[1]` },
  national_id: { columns: ['national_id'], sql: 'national_id' },
  member_card: { columns: ['member_card'], sql: 'member_card' },
  wechat: { columns: ['wechat'], sql: 'wechat' },
  address: { columns: ['address'], sql: 'address' },
  address_words: { columns: ['address'], sql: 'address_words' },
  address_numbers: { columns: ['address'], sql: 'address_numbers' },
  surname: { columns: ['surname'], sql: 'surname_sound' },
  given: { columns: ['given'], sql: 'given_sound' },
  surname_code: { columns: ['surname'], sql: 'soundex(surname_sound)' },
  given_code: { columns: ['given'], sql: 'soundex(given_sound)' },
  names: {
    columns: ['surname', 'given'],
    sql: `if(surname_sound = '' OR given_sound = '', '', concat(least(surname_sound, given_sound), ' ', greatest(surname_sound, given_sound)))`,
  },
  birth: { columns: ['birth'], sql: 'birth' },
  birth_swapped: {
    columns: ['birth'],
    sql: `if(birth = '', '', concat(substring(birth, 1, 4), least(substring(birth, 5, 2), substring(birth, 7, 2)), greatest(substring(birth, 5, 2), substring(birth, 7, 2))))`,
  },
  birth_month: { columns: ['birth'], sql: 'substring(birth, 1, 6)' },
  birth_day: { columns: ['birth'], sql: 'substring(birth, 5, 4)' },
  city: { columns: ['city'], sql: 'city' },
  postcode: { columns: ['postcode'], sql: 'postcode' },
};

/** Rules worth measuring, the most telling first; each names its keys. */
const RULES: readonly (readonly string[])[] = [
  ['national_id'],
  ['member_card'],
  ['wechat'],
  ['phone'],
  ['email'],
  ['phone2'],
  ['email_name'],
  ['address'],
  ['address_numbers'],
  ['names', 'birth_swapped'],
  ['names', 'city'],
  ['surname', 'birth_swapped'],
  ['given', 'birth_swapped'],
  ['surname', 'phone_end'],
  ['surname', 'phone_start'],
  ['given', 'phone_end'],
  ['given', 'phone_start'],
  ['birth', 'phone_end'],
  ['birth_swapped', 'city'],
  ['birth', 'postcode'],
  ['surname', 'address_words'],
  ['given', 'address_words'],
  ['surname', 'address_numbers'],
  ['given', 'address_numbers'],
  ['birth', 'address_numbers'],
  ['names'],
  ['surname', 'postcode'],
  ['given', 'postcode'],
  ['given', 'city'],
  ['surname', 'city'],
  ['surname', 'birth_month'],
  ['given', 'birth_month'],
  ['surname', 'birth_day'],
  ['given', 'birth_day'],
  ['surname_code', 'given_code'],
  ['surname_code', 'birth_month'],
  ['address_words'],
  ['birth'],
  ['surname'],
  ['given'],
  ['postcode'],
];

/** The rules that the columns allow. Texts stand alone, in twos, and with names and birth dates. */
export function rulesFor(columns: readonly string[]): readonly BlockingRule[] {
  const allowed = RULES.filter((keys) =>
    keys.every((key) => KEYS[key]?.columns.every((column) => columns.includes(column))),
  );
  const texts = columns.filter((column) => column.startsWith('text_'));
  const alone = texts.map((text) => [text]);
  const twos = texts.flatMap((text, place) => texts.slice(place + 1).map((other) => [text, other]));
  const withNames = texts.flatMap((text) =>
    ['surname', 'given', 'birth'].filter((key) => columns.includes(key)).map((key) => [key, text]),
  );
  return [...allowed, ...withNames, ...twos, ...alone].map((keys) => ({
    name: keys.join(' + '),
    parts: keys,
    keys: keys.map((key) => KEYS[key]?.sql ?? key),
  }));
}

/** What the rules block by: each name with its SQL text over one record, empty where a record has none. */
export function keysOf(rules: readonly BlockingRule[]): ReadonlyMap<string, string> {
  return new Map(rules.flatMap(({ parts, keys }) => parts.map((part, place) => [part, keys[place] ?? part] as const)));
}

/** How many blocks of a rule have a size, and the pairs in them. */
export interface BlockSize {
  readonly size: number;
  readonly pairs: number;
}

/** What a rule costs when blocks above a size are left out. */
export interface RuleCost {
  readonly rule: BlockingRule;
  /** The largest block that is taken; 0 when the rule is not run. */
  readonly limit: number;
  readonly pairs: number;
  readonly left: number;
}

/**
 * The largest blocks that a rule can afford: from small to large, as long as the pairs stay within the share. A rule
 * without any is not run.
 */
export function affordable(rule: BlockingRule, sizes: readonly BlockSize[], share: number): RuleCost {
  let pairs = 0;
  let limit = 0;
  let left = 0;
  for (const each of [...sizes].sort((a, b) => a.size - b.size)) {
    if (left === 0 && pairs + each.pairs <= share) {
      pairs += each.pairs;
      limit = each.size;
    } else {
      left += each.pairs;
    }
  }
  return { rule, limit, pairs, left };
}

/** Whether one of the rules that were taken whole has found all that this one could find. */
export function isCovered(rule: BlockingRule, whole: readonly BlockingRule[]): boolean {
  return whole.some(({ parts }) => parts.every((part) => rule.parts.includes(part)));
}
