/** What came of one attempt. */
export interface Answer {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly fault: 'timeout' | 'unreachable' | 'address_refused' | null;
  /** Seconds, from `Retry-After`. */
  readonly retryAfter: number | null;
  /** The beginning of the body. */
  readonly answer: string | null;
  readonly durationMs: number;
}

/**
 * `taken`; `down`: nothing will get through now, so the whole receiver waits; `refused`: it will not have this one
 * message, others go on; `gone`: it asked to be left alone for good.
 */
export type Verdict = 'taken' | 'down' | 'refused' | 'gone';

/** What an answer means. Redirects are not followed: where they lead was approved by nobody. */
export function judge(answer: Answer): Verdict {
  const { status } = answer;
  if (status === null) {
    return 'down';
  }
  if (status >= 200 && status < 300) {
    return 'taken';
  }
  if (status === 410) {
    return 'gone';
  }
  return status >= 500 || status === 408 || status === 425 || status === 429 ? 'down' : 'refused';
}

/** The word kept in the log of attempts; null when it was taken. */
export function faultOf(answer: Answer): string | null {
  if (answer.status === null) {
    return answer.fault ?? 'unreachable';
  }
  if (answer.status >= 200 && answer.status < 300) {
    return null;
  }
  return answer.status >= 300 && answer.status < 400 ? 'redirect' : 'status';
}
