import { normalizeText } from '#kernel/pure/text.ts';
import { readLatinName } from './latin-names.ts';
import {
  DOUBTFUL_SURNAMES,
  FREQUENT_SURNAMES,
  type NameTitle,
  NO_NAME,
  NO_WORD,
  SHORT_TITLES,
  TITLES,
} from './name-words.ts';
import type { NameKind, PersonName } from './person-name.ts';
import { syllablesOf } from './pinyin.ts';
import { COMPOUND_SURNAMES, SINGLE_SURNAMES } from './surnames.ts';
import { simplify } from './traditional.ts';

const NOBODY: PersonName = {
  kind: 'none',
  text: '',
  surname: '',
  given: '',
  title: null,
  script: 'none',
  isOrderSure: false,
};
const MAX_LENGTH = 60;
const MAX_ROUNDS = 8;
const HAN_NAME = /^[\p{Script=Han}〇]+$/u;
const ANY_HAN = /[\p{Script=Han}〇]/u;
const NOTE = /[(（【[<《][^()（）【】[\]<>《》]*[)）】\]>》]/gu;
const DOTS = /[·•‧・･.。,，、'’`\s_-]+/gu;
const HAN_DOTTED = /^[\p{Script=Han}]+(?:[·•‧・･.][\p{Script=Han}]+)+$/u;
const HIDDEN = /[*×○●〇xX]+|某+/gu;
const MASKED = /^[\p{Script=Han}*]+$/u;
const LATIN_NAME = /^[\p{Script=Latin}\p{M}\s.,'’·-]+$/u;
const LONGEST_GIVEN = 2;
const POLITE = { female: '女士', male: '先生', neutral: '' } as const satisfies Record<NameTitle, string>;

/** Reads a name of a person as people, forms and marketplaces write it. */
export function readName(given: string): PersonName {
  let name = readOnce(given);
  // What is left without a title may read as something else again: 女士先生.
  for (let round = 0; round < MAX_ROUNDS && name.text !== given; round += 1) {
    const again = readOnce(name.text);
    if (again.text === name.text) {
      return name;
    }
    name = again;
  }
  return name;
}

function readOnce(given: string): PersonName {
  const text = simplify(normalizeText(given.slice(0, MAX_LENGTH))).trim();
  if (HAN_NAME.test(text) && !text.includes('某') && !text.includes('〇')) {
    return readHan(text);
  }
  const plain = text.replace(NOTE, ' ').trim();
  const bare = plain === '' ? text : plain;
  if (LATIN_NAME.test(bare) && /\p{L}/u.test(bare)) {
    return NO_WORD.test(bare.toLowerCase()) ? NOBODY : readLatinName(bare);
  }
  if (!ANY_HAN.test(bare)) {
    return nickname(bare);
  }
  if (HAN_DOTTED.test(bare)) {
    const parts = bare.replace(DOTS, '');
    return { ...NOBODY, kind: 'full', text: parts, given: parts, script: 'han' };
  }
  const joined = bare.replace(DOTS, '');
  if (HAN_NAME.test(joined) && !joined.includes('某') && !joined.includes('〇')) {
    return readHan(joined);
  }
  return (NO_NAME.test(joined) ? null : readMasked(joined)) ?? nickname(joined);
}

function nickname(text: string): PersonName {
  const kept = text.replace(/\s+/gu, ' ').trim().toLowerCase();
  return kept === '' || NO_WORD.test(kept) || !/[\p{L}\p{N}]/u.test(kept)
    ? NOBODY
    : { ...NOBODY, kind: 'nickname', text: kept };
}

/** A text of Chinese characters only, simplified. */
function readHan(text: string): PersonName {
  if (NO_WORD.test(text)) {
    return NOBODY;
  }
  if (NO_NAME.test(text)) {
    return nickname(text);
  }
  for (const [word, title] of text.length > 2 || !COMPOUND_SURNAMES.has(text) ? TITLES : []) {
    if (text.length >= word.length && text.endsWith(word)) {
      return titled(text.slice(0, -word.length), title);
    }
  }
  return withShortTitle(text) ?? untitled(text);
}

function titled(rest: string, title: NameTitle): PersonName {
  if (rest === '') {
    return NOBODY;
  }
  return isSurname(rest) ? surnameOnly(rest, title) : { ...untitled(rest), title };
}

function surnameOnly(surname: string, title: NameTitle | null): PersonName {
  const text = title === null ? surname : `${surname}${POLITE[title]}`;
  return { ...NOBODY, kind: 'surname', text, surname, title, script: 'han', isOrderSure: true };
}

function isSurname(text: string): boolean {
  return SINGLE_SURNAMES.has(text) || COMPOUND_SURNAMES.has(text);
}

/** 王总, 老王, 小李; 小明 is a given name. */
function withShortTitle(text: string): PersonName | null {
  const last = text.slice(-1);
  const head = text.slice(0, -1);
  const title = SHORT_TITLES.get(last);
  if (title !== undefined && (FREQUENT_SURNAMES.has(head) || COMPOUND_SURNAMES.has(head))) {
    return surnameOnly(head, title);
  }
  return text.length === 2 && /^[老小阿]/u.test(text) && FREQUENT_SURNAMES.has(last)
    ? surnameOnly(last, 'neutral')
    : null;
}

function untitled(text: string): PersonName {
  const { surname, given, isSure } = splitHan(text);
  if (given === '') {
    return surname === '' ? nickname(text) : surnameOnly(surname, null);
  }
  const kind = surname === '' ? 'given' : 'full';
  return { ...NOBODY, kind, text: `${surname}${given}`, surname, given, script: 'han', isOrderSure: isSure };
}

interface Split {
  readonly surname: string;
  readonly given: string;
  readonly isSure: boolean;
}

/** Surname and given name of Chinese characters; both empty when it reads like no name of a person. */
function splitHan(text: string): Split {
  const characters = [...text];
  const length = characters.length;
  const pair = characters.slice(0, 2).join('');
  if (COMPOUND_SURNAMES.has(pair) && length <= 2 + LONGEST_GIVEN) {
    return { surname: pair, given: characters.slice(2).join(''), isSure: true };
  }
  const [first = '', second = ''] = characters;
  const known = SINGLE_SURNAMES.has(first);
  if (length === 1) {
    return known ? { surname: first, given: '', isSure: true } : { surname: '', given: first, isSure: false };
  }
  const rest = characters.slice(1).join('');
  if (length === 2) {
    return known
      ? { surname: first, given: rest, isSure: !DOUBTFUL_SURNAMES.has(first) }
      : { surname: '', given: text, isSure: false };
  }
  if (length === 3) {
    return splitThree(characters, known);
  }
  // Two surnames, as married women in Hong Kong and children of two families have them: 陈王小明.
  const isDouble = length === 4 && known && SINGLE_SURNAMES.has(second);
  return isDouble ? { surname: first, given: rest, isSure: false } : { surname: '', given: '', isSure: false };
}

function splitThree(characters: readonly string[], known: boolean): Split {
  const [first = '', second = '', third = ''] = characters;
  // 国翠陈: the surname column came last.
  if (FREQUENT_SURNAMES.has(third) && !FREQUENT_SURNAMES.has(first) && (!known || DOUBTFUL_SURNAMES.has(first))) {
    return { surname: third, given: `${first}${second}`, isSure: false };
  }
  return { surname: first, given: `${second}${third}`, isSure: known };
}

/** Surname and given name of a Chinese name as written, compound surnames whole. */
export function splitChineseName(text: string): { readonly surname: string; readonly given: string } {
  const { surname, given } = readName(text);
  return { surname, given };
}

/** 王*, *小明, 王某某; null when it is no name with something hidden. */
function readMasked(text: string): PersonName | null {
  const stars = text.replace(HIDDEN, '*');
  if (!MASKED.test(stars) || !stars.includes('*')) {
    return null;
  }
  for (const [word, title] of TITLES) {
    if (stars.endsWith(word) && stars.length > word.length) {
      const known = readMasked(stars.slice(0, -word.length)) ?? readHan(stars.slice(0, -word.length));
      return { ...known, title };
    }
  }
  if (stars.startsWith('*')) {
    const given = stars.slice(1);
    return given === '' ? NOBODY : { ...NOBODY, kind: 'masked', text: stars, given, script: 'han' };
  }
  const pair = stars.slice(0, 2);
  const surname = COMPOUND_SURNAMES.has(pair) ? pair : stars.slice(0, 1);
  const given = stars.slice(surname.length);
  return { ...NOBODY, kind: 'masked', text: stars, surname, given, script: 'han', isOrderSure: true };
}

/** How a name is typed, without tones and blanks (lv for 吕); Latin names as they are. */
export function namePinyin(name: PersonName): { readonly surname: string; readonly given: string } {
  if (name.script !== 'han') {
    return { surname: name.surname, given: name.given };
  }
  return {
    surname: name.surname === '' ? '' : syllablesOf(name.surname, 'surname').join(''),
    given: [...name.given].flatMap((one) => (one === '*' ? ['*'] : syllablesOf(one, 'other'))).join(''),
  };
}

const TELLING: ReadonlySet<NameKind> = new Set(['full', 'surname']);

/**
 * Whether the names are clearly those of two persons: nothing of the given names is alike in sound, in either order.
 * A nickname, a hidden or a missing part tells nothing; one wrong character, a homophone or pinyin are no difference.
 */
export function differ(a: PersonName, b: PersonName): boolean {
  if (!TELLING.has(a.kind) || !TELLING.has(b.kind) || a.text === b.text) {
    return false;
  }
  const [one, other] = [namePinyin(a), namePinyin(b)];
  if (a.kind === 'surname' || b.kind === 'surname') {
    const isTold = a.isOrderSure && b.isOrderSure;
    const sexes = new Set([a.title, b.title].filter((title) => title === 'female' || title === 'male'));
    return isTold && (one.surname !== other.surname || sexes.size > 1);
  }
  if (one.surname === other.given && one.given === other.surname) {
    return false;
  }
  if (a.script !== b.script) {
    return one.given !== other.given && `${one.surname}${one.given}` !== `${other.surname}${other.given}`;
  }
  return !(a.script === 'han' ? sharesSound(a, b) : one.given === other.given || isNear(one.given, other.given));
}

function sharesSound(a: PersonName, b: PersonName): boolean {
  const known = new Set([...a.given].flatMap((one) => [one, ...syllablesOf(one, 'other')]));
  return [...b.given].some((one) => known.has(one) || syllablesOf(one, 'other').some((sound) => known.has(sound)));
}

/** One begins like the other: a short form, or an initial. */
function isNear(a: string, b: string): boolean {
  return a === '' || b === '' || a.startsWith(b) || b.startsWith(a);
}
