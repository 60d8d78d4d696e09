import type { ContactChannel } from '#customers/pure';

/** At most so many messages to one customer within so many days. */
export interface Cap {
  /** Null: all messages of purposes that need a consent together. */
  readonly purpose: string | null;
  /** Null: on all channels together. */
  readonly channel: ContactChannel | null;
  readonly limit: number;
  readonly days: number;
}

/** A place that an earlier message took. */
export interface Reserved {
  readonly purpose: string;
  readonly channel: string;
  /** Of a purpose that needs a consent. */
  readonly counts: boolean;
  readonly at: Date;
}

const DAY_MS = 86_400_000;

/** The longest time that one of the caps looks back. */
export function longestDays(caps: readonly Cap[]): number {
  return caps.reduce((longest, { days }) => Math.max(longest, days), 0);
}

/** When there is room under every cap for one more message: null for now, else the earliest instant. */
export function roomAt(
  caps: readonly Cap[],
  message: { readonly purpose: string; readonly channel: string; readonly counts: boolean },
  { reserved, now }: { readonly reserved: readonly Reserved[]; readonly now: Date },
): Date | null {
  let latest: Date | null = null;
  for (const cap of caps) {
    const free = fits(cap, message) ? freeAt(cap, reserved, now) : null;
    if (free !== null && (latest === null || free > latest)) {
      latest = free;
    }
  }
  return latest;
}

function fits(
  cap: Cap,
  { purpose, channel, counts }: { readonly purpose: string; readonly channel: string; readonly counts: boolean },
): boolean {
  return (cap.purpose === null ? counts : cap.purpose === purpose) && (cap.channel === null || cap.channel === channel);
}

function freeAt(cap: Cap, reserved: readonly Reserved[], now: Date): Date | null {
  const since = now.getTime() - cap.days * DAY_MS;
  const taken = reserved
    .filter((place) => fits(cap, place) && place.at.getTime() > since)
    .map((place) => place.at.getTime())
    .toSorted((a, b) => a - b);
  if (taken.length < cap.limit) {
    return null;
  }
  const leaves = taken[taken.length - cap.limit] ?? now.getTime();
  return new Date(leaves + cap.days * DAY_MS);
}
