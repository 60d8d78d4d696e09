import { ConverterFactory } from 'opencc-js/core';
import CHARACTERS from 'opencc-js/dict/TSCharacters';
import PHRASES from 'opencc-js/dict/TSPhrases';

/** Some forms become simplified in two steps (薴 → 苧 → 苎). */
const MAX_STEPS = 4;

let traditional: ReadonlySet<string> | null = null;
let convert: ((text: string) => string) | null = null;

/** Characters that the dictionary changes; made at first use. */
function traditionalCharacters(): ReadonlySet<string> {
  traditional ??= new Set(
    CHARACTERS.split('|').flatMap((line) => {
      const [from = '', to = ''] = line.split(' ');
      return from === to ? [] : [from];
    }),
  );
  return traditional;
}

function hasTraditional(text: string): boolean {
  const known = traditionalCharacters();
  for (const character of text) {
    if (character > '\u3400' && known.has(character)) {
      return true;
    }
  }
  return false;
}

/** Traditional characters as simplified ones, phrases first (乾隆 stays); text without any comes back as it is. */
export function simplify(text: string): string {
  let now = text;
  for (let step = 0; step < MAX_STEPS && hasTraditional(now); step += 1) {
    convert ??= ConverterFactory([PHRASES, CHARACTERS]);
    const next = convert(now);
    if (next === now) {
      break;
    }
    now = next;
  }
  return now;
}
