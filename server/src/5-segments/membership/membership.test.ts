import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#kernel/events/log.ts';
import { movesBetween } from './places.ts';
import { touchedBy, WATCHED_EVENTS } from './touched.ts';

const ID = '018f0000-0000-7000-8000-000000000001';
const OTHER = '018f0000-0000-7000-8000-000000000002';
const event = (type: string, data: Record<string, unknown>, customerId: string | null = null): StoredEvent => ({
  seq: 1,
  xid: '1',
  at: new Date(0),
  actor: { kind: 'system', id: null },
  requestId: '',
  type,
  data,
  customerId,
});

describe('whom events speak of', () => {
  it('are customers, or the customers of orders and of behaviour', () => {
    expect(
      touchedBy([
        event('customers.profiles_changed', { customerIds: [ID] }),
        event('customers.customers_merged', { from: OTHER, to: ID, cause: 'phone', importId: null }),
        event('customers.tags_changed', { added: [], removed: [] }, OTHER),
        event('segments.list_changed', { entryIds: [ID], customerIds: [OTHER] }),
        event('commerce.orders_changed', { orderIds: [ID] }),
        event('behaviour.events_changed', { eventIds: [OTHER] }),
        event('behaviour.events_recorded', { firstId: ID, lastId: OTHER }),
      ]),
    ).toEqual({
      caseIds: [],
      customerIds: [ID, OTHER, ID],
      taggedIds: [OTHER],
      listedIds: [OTHER],
      orderIds: [ID],
      eventIds: [OTHER],
      eventRanges: [[ID, OTHER]],
      everybody: false,
    });
  });

  it('are everybody after an import, or when what they were about is gone', () => {
    const range = { firstId: ID, lastId: OTHER };
    expect(touchedBy([event('commerce.orders_imported', { importId: ID, ...range, orders: 2 })]).everybody).toBe(true);
    expect(touchedBy([event('commerce.orders_removed', range)]).everybody).toBe(true);
    expect(touchedBy([event('customers.profiles_changed', range)]).everybody).toBe(true);
    expect(touchedBy([event('behaviour.events_removed', { eventIds: [ID] })]).everybody).toBe(true);
    expect(new Set(WATCHED_EVENTS).size).toBe(WATCHED_EVENTS.length);
  });

  it('are refused when an event is not as declared', () => {
    expect(() => touchedBy([event('commerce.orders_changed', { orderIds: ['1'] })])).toThrow();
  });
});

describe('moves between two moments', () => {
  it('are what differs, and nothing else', () => {
    const place = (segmentId: string, customerId: string) => ({ segmentId, customerId });
    const before = [place('s', 'a'), place('s', 'b'), place('t', 'a')];
    const after = [place('s', 'b'), place('t', 'a'), place('t', 'b')];
    expect(movesBetween(before, after)).toEqual({ entered: [place('t', 'b')], left: [place('s', 'a')] });
    expect(movesBetween(after, after)).toEqual({ entered: [], left: [] });
  });
});
