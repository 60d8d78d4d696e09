const MAX_BACK_OFF_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Seconds of a Retry-After header (a number or a date); null without one. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) {
    return null;
  }
  if (/^\d{1,9}$/.test(header.trim())) {
    return Number(header);
  }
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1000));
}

/** When to try again after so many failures in a row: as late as the shop asked, and later each time. */
export function nextTry(
  now: Date,
  { failures, askedSeconds }: { readonly failures: number; readonly askedSeconds: number | null },
): Date {
  const backOffMs = Math.min(2 ** (failures - 1), MAX_BACK_OFF_MINUTES) * MINUTE_MS;
  return new Date(now.getTime() + Math.max(backOffMs, (askedSeconds ?? 0) * 1000));
}
