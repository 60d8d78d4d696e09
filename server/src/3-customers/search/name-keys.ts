import { syllablesOf } from '../normalizing/pinyin.ts';
import { surnameLength } from '../normalizing/surnames.ts';

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
