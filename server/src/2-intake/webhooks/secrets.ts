import type { SealedSecret } from './webhook-row.ts';

/** The secrets that sign at `now`: the newest, and those before it that have not ended. */
export function inForce(secrets: readonly SealedSecret[], now: Date): readonly SealedSecret[] {
  return secrets.filter(({ until }) => until === null || new Date(until) > now);
}

/** The list with a new first secret; the ones before it end after the overlap at the latest. */
export function rotated(
  secrets: readonly SealedSecret[],
  { sealed, now, overlapHours }: { readonly sealed: string; readonly now: Date; readonly overlapHours: number },
): readonly SealedSecret[] {
  const end = new Date(now.getTime() + overlapHours * 3_600_000);
  const before = inForce(secrets, now).map((secret) => ({
    sealed: secret.sealed,
    until: (secret.until !== null && new Date(secret.until) < end ? new Date(secret.until) : end).toISOString(),
  }));
  return [{ sealed, until: null }, ...(overlapHours === 0 ? [] : before)];
}
