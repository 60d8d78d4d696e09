import type { MatchRecord } from './columns.ts';
import { DIFFERENT_CODE, type Masks } from './comparisons.ts';
import { EQUAL_CODE, MISSING_CODE } from './em.ts';
import { bytesOf, commonCharacters, editsBetween, fitsMask, jaroWinkler, slipsBetween } from './likeness.ts';

/** Two records, and how they are to be compared. */
interface Pair {
  readonly l: MatchRecord;
  readonly r: MatchRecord;
  readonly how: Comparing;
}

export interface Comparing {
  /** Names of the comparisons of the model, in its order. */
  readonly comparisons: readonly string[];
  readonly masks: Masks;
  /** Columns that hold tokens: equal or different. */
  readonly tokens: readonly string[];
  /** The step of how frequent a value is that both have (`2 log2 n`, rounded down). */
  readonly frequency: (column: string, value: string) => number;
}

type Column = Exclude<keyof MatchRecord, 'texts'>;
const CROSSED = 8;

/**
 * The codes of two records, one for each comparison: the same levels as the SQL of `comparisons.ts`, for one pair at
 * a time and without the engine. What is changed here is changed there.
 */
export function codesOf(l: MatchRecord, r: MatchRecord, how: Comparing): Uint8Array {
  return Uint8Array.from(how.comparisons, (name) => codeOf({ l, r, how }, name));
}

function codeOf(pair: Pair, name: string): number {
  // `as`: a model over records of customers has no text columns.
  const column = name as Column;
  const [l, r] = [pair.l[column], pair.r[column]];
  if ((column === 'surname' || column === 'given') && isCrossed(pair)) {
    return crossedCode(pair, column);
  }
  if (l !== '' && l === r) {
    return EQUAL_CODE + pair.how.frequency(column, l);
  }
  if (l === '' || r === '') {
    return MISSING_CODE;
  }
  return levelOf(pair, column) ?? DIFFERENT_CODE;
}

/** The first level between equal and different that holds. */
function levelOf(pair: Pair, column: Column): number | undefined {
  const [l, r] = [pair.l[column], pair.r[column]];
  switch (column) {
    case 'surname':
    case 'given':
      return nameLevel(pair, column);
    case 'birth':
      return birthLevel(l, r);
    case 'phone':
    case 'phone2':
      return phoneLevel(pair, column);
    case 'email':
      return emailLevel(l, r);
    case 'address':
      return addressLevel(pair);
    case 'city':
    case 'state':
      return placeLevel(l, r);
    case 'national_id':
    case 'member_card':
    case 'wechat':
    case 'postcode':
      return pair.how.tokens.includes(column) ? undefined : tellingLevel(l, r);
    default:
      return undefined;
  }
}

function isCrossed({ l, r, how }: Pair): boolean {
  return (
    how.comparisons.includes('surname') &&
    how.comparisons.includes('given') &&
    l.surname_sound !== r.surname_sound &&
    l.given_sound !== r.given_sound &&
    ((l.surname_sound !== '' && l.surname_sound === r.given_sound) ||
      (l.given_sound !== '' && l.given_sound === r.surname_sound))
  );
}

function crossedCode({ l, r }: Pair, column: 'surname' | 'given'): number {
  const own = column === 'surname' ? l.surname_sound : l.given_sound;
  const others = column === 'surname' ? r.given_sound : r.surname_sound;
  if (own === '' || others === '') {
    return MISSING_CODE;
  }
  return own === others ? CROSSED : jaroWinkler(own, others) >= 0.82 ? 3 : DIFFERENT_CODE;
}

function nameLevel({ l, r, how }: Pair, column: 'surname' | 'given'): number | undefined {
  const [name, other] = [l[column], r[column]];
  const [sound, otherSound] = [l[`${column}_sound`], r[`${column}_sound`]];
  if (sound !== '' && sound === otherSound) {
    return 6;
  }
  if (
    how.masks.names &&
    ((name.includes('*') && fitsMask(other, name)) || (other.includes('*') && fitsMask(name, other)))
  ) {
    return 5;
  }
  const likeness = jaroWinkler(sound, otherSound);
  if (likeness >= 0.92 || name === [...other].reverse().join('')) {
    return 4;
  }
  const [bytes, otherBytes] = [bytesOf(name).length, bytesOf(other).length];
  return likeness >= 0.82 || (bytes > 3 && bytes === otherBytes && editsBetween(name, other) <= 1) ? 3 : undefined;
}

function birthLevel(l: string, r: string): number | undefined {
  const part = (from: number, to: number): boolean => l.slice(from, to) === r.slice(from, to);
  if (part(0, 4) && l.slice(4, 6) === r.slice(6, 8) && l.slice(6, 8) === r.slice(4, 6)) {
    return 5;
  }
  if (isOneSlip(l, r)) {
    return 4;
  }
  if (Number(part(0, 4)) + Number(part(4, 6)) + Number(part(6, 8)) === 2) {
    return 3;
  }
  return part(0, 4) ? 2 : undefined;
}

function phoneLevel({ l, r, how }: Pair, column: 'phone' | 'phone2'): number | undefined {
  const [one, other] = [l[column], r[column]];
  const withOther = column === 'phone' && how.comparisons.includes('phone2');
  if (withOther && ((l.phone !== '' && l.phone === r.phone2) || (r.phone !== '' && l.phone2 === r.phone))) {
    return 6;
  }
  if (how.masks.phones && (one.includes('*') || other.includes('*'))) {
    if (one.slice(-4) === other.slice(-4) && startOf(one) === startOf(other)) {
      return 5;
    }
  }
  const isNear = one.slice(0, 4) === other.slice(0, 4) || one.slice(-5) === other.slice(-5);
  return isNear && isOneSlip(one, other) ? 4 : undefined;
}

/** What stands before the last eight digits; the engine counts a negative length from the end. */
function startOf(phone: string): string {
  const length = phone.length - 8;
  return phone.slice(0, length < 0 ? Math.max(0, phone.length + length) : length);
}

function emailLevel(l: string, r: string): number | undefined {
  const [one, other] = [l.split('@')[0] ?? '', r.split('@')[0] ?? ''];
  if (one === other) {
    return 5;
  }
  if (slipsBetween(l, r) <= 2) {
    return 4;
  }
  return jaroWinkler(one, other) >= 0.88 ? 3 : undefined;
}

function addressLevel({ l, r }: Pair): number | undefined {
  const sameNumbers = l.address_numbers !== '' && l.address_numbers === r.address_numbers;
  const common = commonCharacters(l.address_words, r.address_words);
  if (sameNumbers && common >= 0.4) {
    return 7;
  }
  if (Math.abs(bytesOf(l.address).length - bytesOf(r.address).length) <= 6 && slipsBetween(l.address, r.address) <= 2) {
    return 6;
  }
  if (l.address_words !== '' && l.address_words === r.address_words) {
    return 5;
  }
  if (common >= 0.6 || jaroWinkler(l.address_words, r.address_words) >= 0.92) {
    return 4;
  }
  return sameNumbers && bytesOf(l.address_numbers).length >= 4 ? 3 : undefined;
}

function placeLevel(l: string, r: string): number | undefined {
  if (jaroWinkler(l, r) >= 0.92 || isOneSlip(l, r)) {
    return 4;
  }
  return jaroWinkler(l, r) >= 0.82 || commonCharacters(l, r) >= 0.6 ? 3 : undefined;
}

function tellingLevel(l: string, r: string): number | undefined {
  if (isOneSlip(l, r)) {
    return 4;
  }
  return slipsBetween(l, r) <= 2 ? 3 : undefined;
}

function isOneSlip(l: string, r: string): boolean {
  return Math.abs(bytesOf(l).length - bytesOf(r).length) <= 1 && slipsBetween(l, r) <= 1;
}
