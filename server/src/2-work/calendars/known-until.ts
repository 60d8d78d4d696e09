import type { BusinessDate } from '#kernel/pure/dates.ts';

/** The last day until which public holidays are known without a gap from today on; null when not even this year is. */
export function knownUntil(years: readonly number[], today: BusinessDate): BusinessDate | null {
  const known = new Set(years);
  let year = Number(today.slice(0, 4));
  if (!known.has(year)) {
    return null;
  }
  while (known.has(year + 1)) {
    year += 1;
  }
  return `${year}-12-31`;
}
