import type { MatchRecord } from '../matching/columns.ts';

/** Somebody to be compared, and with whom. */
export interface Comparing {
  readonly id: string;
  readonly record: MatchRecord;
  readonly otherIds: readonly string[];
  readonly others: readonly MatchRecord[];
}

/** More are not compared with one. */
const MOST_OTHERS = 500;

/** Each pair of customers once, also where both are new, record by record; those who are gone are left out. */
export function comparingOf(
  sharing: readonly { readonly id: string; readonly other: string }[],
  records: ReadonlyMap<string, readonly MatchRecord[]>,
): Comparing[] {
  const seen = new Set<string>();
  const pairs = sharing.filter(({ id, other }) => {
    const key = id < other ? `${id} ${other}` : `${other} ${id}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
  return [...Map.groupBy(pairs, ({ id }) => id)].flatMap(([id, own]) => {
    const known = own.flatMap(({ other }) => (records.get(other) ?? []).map((found) => ({ other, found })));
    const shown = known.slice(0, MOST_OTHERS);
    return (records.get(id) ?? []).map((record) => ({
      id,
      record,
      otherIds: shown.map(({ other }) => other),
      others: shown.map(({ found }) => found),
    }));
  });
}
