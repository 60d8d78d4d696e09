import type { FactSource } from '#kernel/rules/engine.ts';
import { EVENTS_SOURCE, type EventFacts } from './events.ts';
import { loadEventDays } from './store.ts';

export { customersOfEvents } from './store.ts';

/** Behaviour for conditions. */
export const eventsSource: FactSource<EventFacts> = {
  name: EVENTS_SOURCE,
  analytic: {
    table: 'behaviour_events',
    customerColumn: 'customer_id',
    rows: 'many',
    where: `customer_id != toUUID('00000000-0000-0000-0000-000000000000')`,
  },
  load: (db, customerIds, { zone }) => loadEventDays(db, customerIds, zone),
  none: [],
};
