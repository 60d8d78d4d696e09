/** Failures in a row at one key. */
export interface FailureCount {
  readonly failures: number;
  readonly lastFailedAt: Date;
}

export interface BackOffRules {
  readonly attempts: number;
  readonly lockSeconds: number;
  readonly lockMaxSeconds: number;
  /** Failures older than this no longer count. */
  readonly forgetSeconds: number;
}

/**
 * The count after one more failure, and until when the key is locked: not before `attempts` failures, then for
 * `lockSeconds`, doubling with each further one.
 */
export function afterFailure(
  previous: FailureCount | null,
  options: { readonly now: Date; readonly rules: BackOffRules },
): { readonly failures: number; readonly lockedUntil: Date | null } {
  const { now, rules } = options;
  const forgotten = previous === null || now.getTime() - previous.lastFailedAt.getTime() >= rules.forgetSeconds * 1000;
  const failures = forgotten ? 1 : previous.failures + 1;
  if (failures < rules.attempts) {
    return { failures, lockedUntil: null };
  }
  // The power is bounded before it is taken, or a long attack would overflow it.
  const doublings = Math.min(failures - rules.attempts, 30);
  const seconds = Math.min(rules.lockSeconds * 2 ** doublings, rules.lockMaxSeconds);
  return { failures, lockedUntil: new Date(now.getTime() + seconds * 1000) };
}

/** The network that an address stands for: itself for IPv4, the first 64 bits for IPv6, where one host has them all. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/iu.exec(ip);
  if (mapped?.[1] !== undefined) {
    return mapped[1];
  }
  if (!ip.includes(':')) {
    return ip;
  }
  const [head = '', tail] = (ip.split('%')[0] ?? '').toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/u, ''));
  return `${groups.slice(0, 4).join(':')}::/64`;
}
