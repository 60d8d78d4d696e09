/** How many computations of a score are kept besides the last one of each month. */
const NEWEST = 5;
const MONTHS = 13;

/** Those that are kept: the newest ones, and the last of each month, so that changes over a year can be told. */
export function keptRuns<Run extends { readonly id: string; readonly asOf: string }>(
  newestFirst: readonly Run[],
): ReadonlySet<string> {
  const lastOfMonth = new Map<string, string>();
  for (const { id, asOf } of newestFirst) {
    const month = asOf.slice(0, 7);
    if (!lastOfMonth.has(month)) {
      lastOfMonth.set(month, id);
    }
  }
  return new Set([...newestFirst.slice(0, NEWEST).map(({ id }) => id), ...[...lastOfMonth.values()].slice(0, MONTHS)]);
}
