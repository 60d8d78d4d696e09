import { pinyin } from 'pinyin-pro';
import { SURNAME_READINGS } from './surnames.ts';

const readings = new Map<string, readonly string[]>();
/** Characters of names are some ten thousand; the bound keeps out whoever sends all of Unicode. */
const MAX_REMEMBERED = 50_000;

/** How a character reads, without tone; `lv` for 吕 as people type it. Still pure: the map only remembers. */
export function syllablesOf(text: string, role: 'surname' | 'other'): readonly string[] {
  const key = role === 'surname' ? `^${text}` : text;
  const known = readings.get(key);
  if (known !== undefined) {
    return known;
  }
  if (readings.size > MAX_REMEMBERED) {
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

/** What each initial goes with; `` for syllables without one. `v` is ü, as it is typed. */
const SYLLABLES = [
  ['', 'a ai an ang ao e en eng er o ou'],
  ['b', 'a ai an ang ao ei en eng i ian iao ie in ing o u'],
  ['p', 'a ai an ang ao ei en eng i ian iao ie in ing o ou u'],
  ['m', 'a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u'],
  ['f', 'a an ang ei en eng o ou u'],
  ['d', 'a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo'],
  ['t', 'a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo'],
  ['n', 'a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue'],
  ['l', 'a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue'],
  ['g', 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo'],
  ['k', 'a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo'],
  ['h', 'a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo'],
  ['j', 'i ia ian iang iao ie in ing iong iu u uan ue un'],
  ['q', 'i ia ian iang iao ie in ing iong iu u uan ue un'],
  ['x', 'i ia ian iang iao ie in ing iong iu u uan ue un'],
  ['zh', 'a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo'],
  ['ch', 'a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo'],
  ['sh', 'a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo'],
  ['r', 'an ang ao e en eng i ong ou u uan ui un uo'],
  ['z', 'a ai an ang ao e ei en eng i ong ou u uan ui un uo'],
  ['c', 'a ai an ang ao e en eng i ong ou u uan ui un uo'],
  ['s', 'a ai an ang ao e en eng i ong ou u uan ui un uo'],
  ['y', 'a an ang ao e i in ing o ong ou u uan ue un'],
  ['w', 'a ai an ang ei en eng o u'],
] as const;

const KNOWN: ReadonlySet<string> = new Set(
  SYLLABLES.flatMap(([initial, finals]) => finals.split(' ').map((final) => `${initial}${final}`)),
);
const LONGEST = 6;
const MOST_SYLLABLES = 4;

/** Whether the word is one or several syllables of pinyin: `xiaoming`. */
export function isPinyin(word: string, most = MOST_SYLLABLES): boolean {
  if (word === '') {
    return true;
  }
  if (most === 0) {
    return false;
  }
  for (let length = Math.min(LONGEST, word.length); length > 0; length -= 1) {
    if (KNOWN.has(word.slice(0, length)) && isPinyin(word.slice(length), most - 1)) {
      return true;
    }
  }
  return false;
}
