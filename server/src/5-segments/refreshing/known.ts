interface Refreshed {
  readonly version: number;
  readonly refreshedVersion: number | null;
  readonly refreshedAt: Date | null;
  readonly updatedAt: Date;
}

/**
 * Whether the analytic store knows the members of the segment as the last refresh left them, so that only differences
 * have to be told. What events moved since may not be there yet: it tells of a customer's facts and places as of one
 * moment, so such a difference is either none or one that finds itself done already.
 */
export function knowsMembers(
  { version, refreshedVersion, refreshedAt, updatedAt }: Refreshed,
  upTo: Date | null,
): boolean {
  return (
    upTo !== null && refreshedAt !== null && refreshedVersion === version && upTo > refreshedAt && upTo > updatedAt
  );
}
