/** The first character of each sound in the order of pinyin; i, u and v begin no syllable. */
const FIRSTS = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥仨它穵夕丫帀';
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const order = new Intl.Collator('zh-CN-u-co-pinyin');
const HAN = /\p{Script=Han}/u;

/** Initials of a Chinese name as people type them: 客户 is `kh`. Other letters stay as they are. */
export function initialsOf(name: string): string {
  return [...name]
    .map((character) => (HAN.test(character) ? initialOf(character) : character))
    .join('')
    .toLowerCase()
    .replaceAll(' ', '');
}

function initialOf(character: string): string {
  const at = Array.from(FIRSTS).findLastIndex((first) => order.compare(first, character) <= 0);
  return LETTERS[at] ?? '';
}

export interface Named {
  /** The name in every language. */
  readonly names: readonly string[];
  readonly words: string;
}

/** How well a name fits what was typed: 3 it begins so, 2 its initials do, 1 it is in there somewhere; 0 not at all. */
export function fitOf(text: string, { names, words }: Named): number {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') {
    return 1;
  }
  const lower = names.map((name) => name.toLowerCase());
  if (lower.some((name) => name.startsWith(wanted) || name.split(' ').some((word) => word.startsWith(wanted)))) {
    return 3;
  }
  if (names.some((name) => HAN.test(name) && initialsOf(name).startsWith(wanted))) {
    return 2;
  }
  return [...lower, words.toLowerCase()].some((name) => name.includes(wanted)) ? 1 : 0;
}
