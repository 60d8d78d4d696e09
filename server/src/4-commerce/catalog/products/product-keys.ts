import { pinyin } from 'pinyin-pro';

/** What a product name is found by: `商务衬衫` → `shangwuchenshan` and `swcs`. Not for names of people: they read otherwise. */
export interface ProductKeys {
  readonly pinyin: string;
  readonly initials: string;
}

const WORDS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const MAX_CHARACTERS = 100;

/** Latin words and figures stay as they are, in lower case. */
export function productKeys(name: string): ProductKeys {
  const words = name.slice(0, MAX_CHARACTERS).normalize('NFKC').toLowerCase().match(WORDS) ?? [];
  const syllables = words.flatMap((word) =>
    /^\p{Script=Han}/u.test(word) ? pinyin(word, { toneType: 'none', type: 'array', v: true }) : [word],
  );
  return { pinyin: syllables.join(''), initials: syllables.map((syllable) => [...syllable][0] ?? '').join('') };
}
