import type { EventKind } from '../recording/event-kinds.ts';

/** How many events of a kind a customer had on a day of the business's zone. */
export interface EventDay {
  readonly kind: EventKind;
  readonly day: string;
  readonly count: number;
}

export type EventFacts = readonly EventDay[];

/** The source of facts behind conditions about behaviour. */
export const EVENTS_SOURCE = 'behaviour.events';

/** What measures call a column of the events → its array in the analytic row of a customer. */
export const EVENT_ARRAYS = { kind: 'event_kinds', seconds: 'event_seconds' } as const;
