import type { Reading } from './arg-face.ts';

const SPACE = /\s*/uy;

/** Where the text goes on after white space. */
export function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return Math.max(at, SPACE.lastIndex);
}

/** Reads what the pattern (sticky) matches, after white space. */
export function take(
  text: string,
  at: number,
  pattern: RegExp,
): (Reading<string> & { readonly groups: string[] }) | null {
  pattern.lastIndex = skipSpace(text, at);
  const match = pattern.exec(text);
  return match === null
    ? null
    : { value: match[0], at: pattern.lastIndex, groups: match.slice(1).map((group) => group ?? '') };
}

/** Reads the literal, in any case, white space counting as optional around words. Returns where the text goes on. */
export function takeLiteral(text: string, at: number, literal: string): number | null {
  let here = at;
  for (const word of literal.split(/\s+/u)) {
    if (word === '') {
      continue;
    }
    here = skipSpace(text, here);
    if (text.slice(here, here + word.length).toLowerCase() !== word.toLowerCase()) {
      return null;
    }
    here += word.length;
  }
  return here;
}

const QUOTED = /[“"]((?:[^\\”"]|\\.)*)[”"]/uy;

/** In typographic quotes, with `\` before quotes and itself. */
export function quote(text: string): string {
  return `“${text.replaceAll(/[\\“”"]/gu, (sign) => `\\${sign}`)}”`;
}

export function takeQuoted(text: string, at: number): Reading<string> | null {
  const found = take(text, at, QUOTED);
  return found === null ? null : { value: (found.groups[0] ?? '').replaceAll(/\\(.)/gsu, '$1'), at: found.at };
}

/** One or more items with a separator between them. */
export function takeList<Item>(
  text: string,
  at: number,
  options: { readonly separator: RegExp; readonly item: (at: number) => Reading<Item> | null },
): Reading<Item[]> | null {
  const items: Item[] = [];
  let [here, end] = [at, at];
  for (;;) {
    const next = options.item(here);
    if (next === null) {
      // A separator with nothing behind it belongs to what follows.
      return items.length === 0 ? null : { value: items, at: end };
    }
    items.push(next.value);
    end = next.at;
    const separator = take(text, end, options.separator);
    if (separator === null) {
      return { value: items, at: end };
    }
    here = separator.at;
  }
}
