/** A count that was made at a moment, and by when it should be made again. */
export interface KeptTotal {
  readonly total: number;
  readonly untilMs: number;
}

/** Up to here everything is counted anew each time: it costs a few milliseconds. */
export const COUNTED_EACH_TIME = 10_000;
const KEPT_MS = 60_000;
const MAX_KEPT = 500;

/** The kept total while it is fresh. */
export function freshTotal(kept: ReadonlyMap<string, KeptTotal>, key: string, nowMs: number): number | null {
  const known = kept.get(key);
  return known !== undefined && nowMs < known.untilMs ? known.total : null;
}

/** The kept totals with one more; the oldest go when there are too many. */
export function keepTotal(
  kept: ReadonlyMap<string, KeptTotal>,
  key: string,
  { total, nowMs }: { readonly total: number; readonly nowMs: number },
): Map<string, KeptTotal> {
  const others = [...kept].filter(([other, { untilMs }]) => other !== key && nowMs < untilMs).slice(1 - MAX_KEPT);
  return new Map([...others, [key, { total, untilMs: nowMs + KEPT_MS }]]);
}
