import { z } from 'zod';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import type { FactSource } from '#kernel/rules/engine.ts';
import { EVENT_ARRAYS, EVENTS_SOURCE, type EventFacts, MOMENTS_SOURCE, type MomentFacts } from './events.ts';
import { customersOfEvents, loadEventDays, loadMoments, takeFormerOwners } from './store.ts';

export { customersOfEvents } from './store.ts';

/** Behaviour for conditions. */
export const eventsSource: FactSource<EventFacts> = {
  name: EVENTS_SOURCE,
  analytic: { arrays: EVENT_ARRAYS },
  load: (db, customerIds, { zone }) => loadEventDays(db, customerIds, zone),
  none: [],
};

/** The same event by event; apart, because most rules only count them. */
export const momentsSource: FactSource<MomentFacts> = {
  name: MOMENTS_SOURCE,
  analytic: { arrays: EVENT_ARRAYS },
  load: (db, customerIds) => loadMoments(db, customerIds),
  none: [],
};

const list = z.object({ eventIds: z.array(z.uuid()) });
const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });

/** The behaviour in the analytic row of a customer. */
export const eventHistoryPart: AnalyticPart = {
  source: 'behaviour.event_history',
  all: { source: 'behaviour.event_histories', key: 'visitor_id' },
  columns: {
    event_kinds: `coalesce(event_kinds, '[]')`,
    event_seconds: `coalesce(event_seconds, '[]')`,
    event_details: `coalesce(event_details, '[]')`,
  },
  types: ['behaviour.events_recorded', 'behaviour.events_changed', 'behaviour.events_removed'],
  keysOf: async (tx, events) => {
    const told = events.map(({ data }) => z.union([list, range]).parse(data));
    const ids = told.flatMap((data) => ('eventIds' in data ? data.eventIds : []));
    const ranges = told.flatMap((data) => ('eventIds' in data ? [] : [[data.firstId, data.lastId] as const]));
    return [...(await customersOfEvents(tx, { ids, ranges })), ...(await takeFormerOwners(tx, ids))];
  },
};
