import { z } from 'zod';
import type { AnalyticTable } from '#kernel/feed/feed.ts';

const RECORDED = 'behaviour.events_recorded';
const CHANGED = 'behaviour.events_changed';
const REMOVED = 'behaviour.events_removed';

const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const list = z.object({ eventIds: z.array(z.uuid()) });

/** Stands for nobody: the analytic store keeps no nulls. */
export const NO_CUSTOMER_ID = '00000000-0000-0000-0000-000000000000';

/** The analytic copy of behaviour, without texts that people typed. An id range may cover events of others, which is harmless. */
export const behaviourAnalyticTable: AnalyticTable = {
  name: 'behaviour_events',
  source: 'behaviour.events',
  key: { source: 'id', column: 'event_id' },
  columns: {
    event_id: 'id',
    customer_id: `coalesce(customer_id, '${NO_CUSTOMER_ID}')`,
    at: `at at time zone 'UTC'`,
    kind: 'kind',
    source: 'source',
    browser: `coalesce(hashtextextended(source || ':' || anonymous_id, 0), 0)`,
    visit: `coalesce(hashtextextended(source || ':' || visit_id, 0), 0)`,
    sku: `coalesce(sku, '')`,
    category: `coalesce(category, '')`,
    campaign: `coalesce(campaign, '')`,
    quantity: 'coalesce(quantity, 0)',
  },
  types: [RECORDED, CHANGED, REMOVED],
  plan: (events) => ({
    upsertIds: events.flatMap((event) => (event.type === CHANGED ? list.parse(event.data).eventIds : [])),
    upsertRanges: events.flatMap((event) => {
      const { firstId, lastId } = event.type === RECORDED ? range.parse(event.data) : { firstId: null, lastId: null };
      return firstId === null ? [] : [[firstId, lastId] as const];
    }),
    removeIds: events.flatMap((event) => (event.type === REMOVED ? list.parse(event.data).eventIds : [])),
    removeRanges: [],
  }),
};
