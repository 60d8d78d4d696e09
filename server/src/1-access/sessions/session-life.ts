/** How long a session goes on: both bounds hold. */
export interface SessionTimes {
  readonly lastSeenAt: Date;
  /** Fixed when the session was opened. */
  readonly expiresAt: Date;
}

/** Whether the session still counts: not past its end and not idle for too long. */
export function isSessionAlive(
  session: SessionTimes,
  options: { readonly now: Date; readonly idleMinutes: number },
): boolean {
  const idleMs = options.now.getTime() - session.lastSeenAt.getTime();
  return options.now < session.expiresAt && idleMs < options.idleMinutes * 60_000;
}
