import { pinyin } from 'pinyin-pro';
import { SURNAME_READINGS, surnameLength } from './surnames.ts';

/** What a name is found by: `张三` → `zhangsan` and `zs`; null when nothing of it can be typed. */
export interface NameKeys {
  readonly pinyin: string | null;
  readonly initials: string | null;
}

const NO_KEYS: NameKeys = { pinyin: null, initials: null };
/** The longest name that anybody types; the keys of what follows would only fill the index. */
const MAX_CHARACTERS = 60;
const WORDS = /[\p{Script=Han}〇]+|[\p{L}\p{M}\p{N}'’]+/gu;
const HAN = /^[\p{Script=Han}〇]/u;
const MARKS = /[\p{M}'’]/gu;

const readings = new Map<string, readonly string[]>();

/** How a character reads, without tone; `lv` for 吕 as people type it. Still pure: the map only remembers. */
function syllablesOf(text: string, role: 'surname' | 'other'): readonly string[] {
  const key = role === 'surname' ? `^${text}` : text;
  const known = readings.get(key);
  if (known !== undefined) {
    return known;
  }
  // Characters of names are some ten thousand; the bound keeps out whoever sends all of Unicode.
  if (readings.size > 50_000) {
    readings.clear();
  }
  const syllables = read(text, role);
  readings.set(key, syllables);
  return syllables;
}

function read(text: string, role: 'surname' | 'other'): readonly string[] {
  const own = role === 'surname' ? SURNAME_READINGS.get(text) : undefined;
  const options = { toneType: 'none', type: 'array', v: true, surname: role === 'surname' ? 'all' : 'off' } as const;
  return own?.split(' ') ?? pinyin(text, options).map((syllable) => syllable.toLowerCase());
}

/** Full pinyin without tones and blanks, and the initials; Latin words in lower case without accents. */
export function nameKeys(name: string | null): NameKeys {
  const words = name?.slice(0, MAX_CHARACTERS).normalize('NFKC').match(WORDS);
  if (!words) {
    return NO_KEYS;
  }
  let full = '';
  let initials = '';
  for (const [place, word] of words.entries()) {
    for (const syllable of HAN.test(word) ? readChinese(word, place === 0) : [readLatin(word)]) {
      full += syllable;
      initials += String.fromCodePoint(syllable.codePointAt(0) ?? 0);
    }
  }
  return full === '' ? NO_KEYS : { pinyin: full, initials };
}

function readChinese(word: string, beginsName: boolean): string[] {
  const characters = [...word];
  const length = beginsName ? surnameLength(characters) : 0;
  const surname = length === 0 ? [] : syllablesOf(characters.slice(0, length).join(''), 'surname');
  return [...surname, ...characters.slice(length).flatMap((character) => syllablesOf(character, 'other'))];
}

function readLatin(word: string): string {
  return word.normalize('NFKD').replace(MARKS, '').toLowerCase();
}
