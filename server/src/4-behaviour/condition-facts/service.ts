import { z } from 'zod';
import type { AnalyticPart } from '#kernel/feed/feed.ts';
import type { CatalogueSource } from '#kernel/rules/catalogues.ts';
import type { FactSource } from '#kernel/rules/engine.ts';
import {
  EVENT_ARRAYS,
  EVENTS_SOURCE,
  type EventFacts,
  MOMENTS_SOURCE,
  type MomentFacts,
  PROPERTIES_SOURCE,
  PROPERTY_ARRAYS,
  type PropertyFacts,
} from './events.ts';
import { customersOfEvents, loadEventDays, loadMoments, loadProperties, takeFormerOwners, wordsOf } from './store.ts';

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

/** What events say of themselves, property by property. */
export const propertiesSource: FactSource<PropertyFacts> = {
  name: PROPERTIES_SOURCE,
  analytic: { arrays: PROPERTY_ARRAYS },
  load: (db, customerIds) => loadProperties(db, customerIds),
  none: [],
};

/** What the latest events say of themselves; others may be asked for too, so neither is closed. */
export const eventCatalogues: readonly CatalogueSource[] = [
  { name: 'behaviour.properties', entries: (db, question) => wordsOf(db, 'property', question) },
  { name: 'behaviour.event_names', entries: (db, question) => wordsOf(db, 'name', question) },
];

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
    property_events: `coalesce(property_events, '[]')`,
    property_names: `coalesce(property_names, '[]')`,
    property_texts: `coalesce(property_texts, '[]')`,
    property_numbers: `coalesce(property_numbers, '[]')`,
    property_seconds: `coalesce(property_seconds, '[]')`,
  },
  types: ['behaviour.events_recorded', 'behaviour.events_changed', 'behaviour.events_removed'],
  keysOf: async (tx, events) => {
    const told = events.map(({ data }) => z.union([list, range]).parse(data));
    const ids = told.flatMap((data) => ('eventIds' in data ? data.eventIds : []));
    const ranges = told.flatMap((data) => ('eventIds' in data ? [] : [[data.firstId, data.lastId] as const]));
    return [...(await customersOfEvents(tx, { ids, ranges })), ...(await takeFormerOwners(tx, ids))];
  },
};
