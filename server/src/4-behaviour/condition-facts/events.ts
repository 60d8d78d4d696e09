import { addDays, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import type { Window } from '#kernel/pure/rules/args.ts';
import { daysOf, EARLIEST_DATE } from '#kernel/pure/rules/bounds.ts';
import type { AsOf, SqlAsking } from '#kernel/pure/rules/condition.ts';
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

/** Seconds of the instants at which a window begins (null: never) and ends, the end not included. */
export interface Span {
  readonly since: number | null;
  readonly until: number;
}

/** Days begin at whole seconds, so events need no more than those; clocks may change in between. */
export function spanOf(days: Window | undefined, { date, zone }: AsOf): Span {
  const { from, to } = daysOf(days, date);
  const startOf = (day: string): number => startOfBusinessDate(day, zoneOf(zone)).getTime() / 1000;
  return { since: from === EARLIEST_DATE ? null : startOf(from), until: startOf(addDays(to, 1)) };
}

/** Events of a window, as SQL over their seconds and as a test. */
export function spanSql({ since, until }: Span, asking: SqlAsking, seconds = 'seconds'): string {
  const from = since === null ? '' : `${seconds} >= ${asking.param(since, 'Int64')} AND `;
  return `${from}${seconds} < ${asking.param(until, 'Int64')}`;
}

export function inSpan(seconds: number, { since, until }: Span): boolean {
  return (since === null || seconds >= since) && seconds < until;
}

export const EVENTS_GROUP: Text = { 'zh-CN': '行为', en: 'Behaviour' };

export const KIND_OPTIONS = EVENT_KINDS.map((value) => ({ value, label: EVENT_LABELS[value] }));
