import { FEMALE_LATIN, FREQUENT_SURNAMES, LATIN_TITLE, MALE_LATIN, type NameTitle } from './name-words.ts';
import type { PersonName } from './person-name.ts';
import { isPinyin, syllablesOf } from './pinyin.ts';
import { COMPOUND_SURNAMES, SINGLE_SURNAMES } from './surnames.ts';

let surnames: ReadonlySet<string> | null = null;
let ranks: ReadonlyMap<string, number> | null = null;

/** How surnames are written in Latin letters: zhang, ouyang. */
function surnamePinyin(): ReadonlySet<string> {
  surnames ??= new Set([...SINGLE_SURNAMES, ...COMPOUND_SURNAMES].map((one) => syllablesOf(one, 'surname').join('')));
  return surnames;
}

const MARKS = /\p{M}/gu;
const MOST_WORDS = 5;
const GIVEN_SYLLABLES = 2;

function titleOf(word: string | undefined): NameTitle | null {
  if (word === undefined) {
    return null;
  }
  return FEMALE_LATIN.has(word) ? 'female' : MALE_LATIN.has(word) ? 'male' : 'neutral';
}

/** A name in Latin letters: pinyin in either order, Western names. */
export function readLatinName(written: string): PersonName {
  // ü is typed as v; other marks are left out.
  const marked = written
    .normalize('NFC')
    .replaceAll(/[üǖǘǚǜ]/giu, 'v')
    .normalize('NFKD')
    .replace(MARKS, '');
  const { text, title } = withoutTitles(marked);
  const comma = text.split(',').map(wordsOf);
  const [before = [], after = []] = comma;
  if (comma.length === 2 && before.length > 0 && after.length > 0) {
    return named({ surname: before.join(''), given: after.join(''), isSure: true }, title);
  }
  return named(partsOf(wordsOf(text.replaceAll(',', ' ')), title), title);
}

function withoutTitles(text: string): { readonly text: string; readonly title: NameTitle | null } {
  let rest = text.trim();
  let title: NameTitle | null = null;
  for (let hit = LATIN_TITLE.exec(rest); hit !== null; hit = LATIN_TITLE.exec(rest)) {
    title ??= titleOf(hit[1]?.toLowerCase());
    rest = rest.slice(hit[0].length);
  }
  return { text: rest, title };
}

interface Parts {
  readonly surname: string;
  readonly given: string;
  readonly isSure: boolean;
}

function partsOf(words: readonly string[], title: NameTitle | null): Parts {
  const [only = ''] = words;
  if (words.length > MOST_WORDS) {
    return { surname: '', given: words.join(' '), isSure: false };
  }
  if (words.length > 1) {
    return ofWords(words);
  }
  const parts = ofOneWord(only);
  return title !== null && parts.surname === '' ? { surname: only, given: '', isSure: true } : parts;
}

/** Pinyin as `zhang xiaoming`, the surname first; other names as `john smith`: so it is read the same again. */
function named({ surname, given, isSure }: Parts, title: NameTitle | null): PersonName {
  const kind = given === '' ? (surname === '' ? 'none' : 'surname') : surname === '' ? 'given' : 'full';
  const isChinese = surnamePinyin().has(surname) && isGiven(given);
  const text = (isChinese ? `${surname} ${given}` : `${given} ${surname}`).trim();
  return { kind, text, surname, given, title, script: kind === 'none' ? 'none' : 'latin', isOrderSure: isSure };
}

/** Words apart; within several words hyphens and capitals join (`Xiao-Ming Zhang`), in one they part (`ZhangSan`). */
function wordsOf(text: string): string[] {
  const words = text
    .replaceAll(/['’.]/gu, '')
    .split(/[\s·]+/u)
    .filter((word) => /[^-]/u.test(word));
  const parted = words.length === 1 ? words.flatMap((word) => word.split(/-+|(?<=\p{Ll})(?=\p{Lu})/u)) : words;
  return parted.map((word) => word.replaceAll('-', '').toLowerCase()).filter((word) => word !== '');
}

/** `Xiao Ming Zhang`: both can be surnames, Zhang is that of many more. Of two words the first one counts. */
function isRarer(one: string, other: string, words: number): boolean {
  ranks ??= new Map(
    [...FREQUENT_SURNAMES]
      .map((surname, rank) => [syllablesOf(surname, 'surname').join(''), rank] as const)
      .toReversed(),
  );
  const [rank = FREQUENT_SURNAMES.size, otherRank] = [ranks.get(one), ranks.get(other)];
  return otherRank !== undefined && (words > 2 ? otherRank < rank : !ranks.has(one));
}

function isGiven(word: string): boolean {
  return isPinyin(word, GIVEN_SYLLABLES);
}

/** `zhangxiaoming`: the longest surname that leaves a given name of one or two syllables. */
function ofOneWord(word: string): Parts {
  for (let length = word.length - 1; length > 0; length -= 1) {
    if (surnamePinyin().has(word.slice(0, length)) && isGiven(word.slice(length))) {
      return { surname: word.slice(0, length), given: word.slice(length), isSure: false };
    }
  }
  return { surname: '', given: word, isSure: false };
}

function ofWords(words: readonly string[]): Parts {
  const [first = ''] = words;
  const last = words.at(-1) ?? '';
  const [behind, before] = [words.slice(1).join(''), words.slice(0, -1).join('')];
  const isFirst = surnamePinyin().has(first) && isGiven(behind);
  const isLast = surnamePinyin().has(last) && isGiven(before);
  if (isFirst && !(isLast && isRarer(first, last, words.length))) {
    return { surname: first, given: behind, isSure: !isLast };
  }
  if (isLast) {
    return { surname: last, given: before, isSure: !isFirst };
  }
  // ou yang nana
  const pair = words.slice(0, 2).join('');
  if (words.length > 2 && surnamePinyin().has(pair) && isGiven(words.slice(2).join(''))) {
    return { surname: pair, given: words.slice(2).join(''), isSure: true };
  }
  return { surname: last, given: before, isSure: !words.every((word) => isPinyin(word)) };
}
