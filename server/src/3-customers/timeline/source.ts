import type { Context } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';

/** One thing that happened with a customer, as the time-line shows it. */
export interface TimelineEntry {
  /** A UUID, unique within its source. */
  readonly id: string;
  readonly at: Date;
  /** `order.placed`, `note`, `call` …: what the time-line is filtered by. */
  readonly kind: string;
  readonly title: Text;
  /** What was said or done, without personal values. */
  readonly detail: string | null;
  /** What came of it, where it is known. */
  readonly outcome?: string | null;
  /** The contact or sales channel that it came through. */
  readonly channel: string | null;
  readonly staff: { readonly id: string; readonly name: string } | null;
  /** What opens when the entry is followed. */
  readonly ref: { readonly type: string; readonly id: string } | null;
  readonly amount: { readonly minor: number; readonly currency: string } | null;
}

/** Where a page begins: strictly after this place, newest first. */
export interface TimelinePlace {
  readonly at: Date;
  readonly id: string;
}

export interface TimelineRequest {
  readonly customerId: string;
  readonly before: TimelinePlace | null;
  readonly limit: number;
  /** Who asks, for sources whose rows belong to scopes or whose values are masked. The customer is visible to them. */
  readonly context: Context;
}

/** What a module adds to the time-line of customers; registered in `wiring.ts` with `customers.registerTimeline`. */
export interface TimelineSource {
  readonly name: string;
  readonly label: Text;
  /** By time (in whole milliseconds) and then id, both descending; strictly before `before`, at most `limit`. */
  entries(db: Db, options: TimelineRequest): Promise<readonly TimelineEntry[]>;
}
