/** What the number in a cell means by its format. */
export type NumberMeaning = 'number' | 'date' | 'time' | 'percent';

/** Formats that every program knows by number, the Chinese ones among them. */
const BUILT_IN_DATES: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58,
]);
const BUILT_IN_TIMES: ReadonlySet<number> = new Set([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56]);

/** The meaning of a format, by its number and, for formats of the file itself, its code. */
export function meaningOf(formatId: number, code: string | undefined): NumberMeaning {
  if (code === undefined) {
    if (formatId === 9 || formatId === 10) {
      return 'percent';
    }
    return BUILT_IN_DATES.has(formatId) ? 'date' : BUILT_IN_TIMES.has(formatId) ? 'time' : 'number';
  }
  const [positive = ''] = plainCode(code).split(';');
  if (/[ydYD年]|m{3,}|月|日/u.test(positive)) {
    return 'date';
  }
  if (/[hsHS时分秒]/u.test(positive) || /\[m+\]/iu.test(positive)) {
    return 'time';
  }
  return /[^\\]?%/.test(positive) ? 'percent' : 'number';
}

/** Without what is shown as it is: quoted texts, escaped signs, colours, currencies, `General`. */
function plainCode(code: string): string {
  return code
    .replace(/"(?:年|月|日|时|分|秒)"/gu, (quoted) => quoted.slice(1, -1))
    .replace(/"[^"]*"/g, '')
    .replace(/[\\_*]./gu, '')
    .replace(/\[(?:\$[^\]]*|[^\]hms][^\]]*)\]/giu, '')
    .replace(/General|G\/通用格式|AM\/PM|A\/P/giu, '');
}
