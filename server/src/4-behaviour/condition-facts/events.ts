import type { Text } from '#kernel/pure/text.ts';
import { EVENT_KINDS, EVENT_LABELS, type EventKind } from '../recording/event-kinds.ts';

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
export const EVENT_ARRAYS = { kind: 'event_kinds', seconds: 'event_seconds', detail: 'event_details' } as const;

/** One event of a customer. */
export interface Moment {
  readonly kind: EventKind;
  /** Whole seconds since 1970. */
  readonly seconds: number;
  /** What it was about: goods, a campaign, the name of a custom event; in lower case, empty where nothing is told. */
  readonly detail: string;
}

export type MomentFacts = readonly Moment[];

/** The source of facts behind conditions about single events. */
export const MOMENTS_SOURCE = 'behaviour.moments';

/** One property of an event of a customer. */
export interface EventProperty {
  /** What a custom event is called, in lower case; empty for others. */
  readonly event: string;
  readonly name: string;
  /** In lower case. */
  readonly text: string;
  /** In thousandths; null for what is no number. */
  readonly number: number | null;
  /** Whole seconds since 1970. */
  readonly seconds: number;
}

export type PropertyFacts = readonly EventProperty[];

/** The source of facts behind conditions about what events say of themselves. */
export const PROPERTIES_SOURCE = 'behaviour.properties';

/** What measures call a column of the properties → its array in the analytic row of a customer. */
export const PROPERTY_ARRAYS = {
  event: 'property_events',
  property: 'property_names',
  words: 'property_texts',
  number: 'property_numbers',
  seconds: 'property_seconds',
} as const;

/** Stands in the analytic store for what is no number. */
export const NO_NUMBER = -(2 ** 53);

export const EVENTS_GROUP: Text = { 'zh-CN': '行为', en: 'Behaviour' };

export const KIND_OPTIONS = EVENT_KINDS.map((value) => ({ value, label: EVENT_LABELS[value] }));
