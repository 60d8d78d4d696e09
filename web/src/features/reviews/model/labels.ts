/** Two people and whether they are one, as a file says it. */
export interface LabelRow {
  readonly a: string;
  readonly b: string;
  readonly same: boolean;
}

const YES = new Set(['1', 'true', 'yes', 'y', 'same', 'match', '是', '同一人', '相同']);
const NO = new Set(['0', 'false', 'no', 'n', 'different', 'nonmatch', '否', '不是同一人', '不同']);

/** A yes as a value, the name of a column as the first line. */
const HEADS = new Set(['same', 'match', '相同', '同一人']);

/**
 * Reads rows of two people and a yes or no, by commas, tabs or semicolons; a first row that only names its columns is a head.
 * Lines that say neither are told by their numbers, counted from 1.
 */
export function readLabels(text: string): { readonly rows: readonly LabelRow[]; readonly unread: readonly number[] } {
  const rows: LabelRow[] = [];
  const unread: number[] = [];
  for (const [place, line] of text
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') {
      continue;
    }
    const [a = '', b = '', said = ''] = line.split(/[,\t;]/).map((cell) =>
      // As it is typed in Chinese.
      cell
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replace('：', ':'),
    );
    const word = said.toLowerCase();
    if (place === 0 && HEADS.has(word)) {
      continue;
    }
    if (a !== '' && b !== '' && (YES.has(word) || NO.has(word))) {
      rows.push({ a, b, same: YES.has(word) });
    } else if (place > 0) {
      unread.push(place + 1);
    }
  }
  return { rows, unread };
}
