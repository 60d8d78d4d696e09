/** Shorter values than these stand in texts for something else. */
const SHORTEST = 6;
const SHORTEST_CHINESE = 5;
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/u;
const CHINA = /^\+86(?=1\d{10}$)/u;

/**
 * A regular expression, for PostgreSQL and for JavaScript alike, that finds any of these values however they are
 * spelled (138-0000-0001, 138 0000 0001, other case, other blanks) in text after NFKC. Null when none of them can be
 * looked for. A phone is not found inside a longer number.
 */
export function spellingsOf(values: readonly string[]): string | null {
  const patterns = [...new Set(values.flatMap((value) => patternOf(value.normalize('NFKC').trim()) ?? []))];
  return patterns.length === 0 ? null : patterns.join('|');
}

function patternOf(value: string): string | null {
  if (/^\+?[\d\s-]{7,}$/u.test(value)) {
    const digits = value.replaceAll(/[\s-]/gu, '').replace(CHINA, '').replace(/^\+/u, '');
    return `(?<![0-9])${[...digits].join('[^0-9A-Za-z]{0,2}')}(?![0-9])`;
  }
  const signs = [...value.replaceAll(/[\s\p{C}]+/gu, '')];
  const shortest = /\p{Script=Han}/u.test(value) ? SHORTEST_CHINESE : SHORTEST;
  if (signs.length < shortest) {
    return null;
  }
  const body = signs.map((sign) => (SYNTAX.test(sign) ? `\\${sign}` : sign)).join('\\s*');
  return `(?<![0-9A-Za-z])${body}(?![0-9A-Za-z])`;
}
