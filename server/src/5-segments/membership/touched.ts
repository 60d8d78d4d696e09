import { z } from 'zod';
import type { StoredEvent } from '#kernel/events/log.ts';

/** Events after which somebody may be in another segment. */
export const WATCHED_EVENTS = [
  'customers.profiles_changed',
  'customers.customers_merged',
  'customers.tags_changed',
  'customers.relations_changed',
  'customers.consents_changed',
  'commerce.orders_imported',
  'commerce.orders_changed',
  'commerce.orders_removed',
  'behaviour.events_recorded',
  'behaviour.events_changed',
  'behaviour.events_removed',
  'segments.list_changed',
  'work.task_added',
  'work.task_completed',
  'work.task_returned',
  'work.task_overdue',
  'work.case_closed',
] as const;

const customers = z.object({ customerIds: z.array(z.uuid()) });
const merge = z.object({ from: z.uuid(), to: z.uuid() });
const orders = z.object({ orderIds: z.array(z.uuid()) });
const events = z.object({ eventIds: z.array(z.uuid()) });
const cases = z.object({ caseId: z.uuid() });
const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });

/** Whom events speak of: customers themselves, or orders and events of theirs. */
export interface Touched {
  /** Anything about them may be otherwise: who is told apart from somebody else loses orders without a word of them. */
  readonly customerIds: readonly string[];
  /** Their tags are. */
  readonly taggedIds: readonly string[];
  /** The lists that they are on are. */
  readonly listedIds: readonly string[];
  readonly orderIds: readonly string[];
  readonly eventIds: readonly string[];
  readonly caseIds: readonly string[];
  readonly eventRanges: readonly (readonly [string, string])[];
  /** Something about so many, or about those who are not there any more, that everybody has to be looked at. */
  readonly everybody: boolean;
}

/** Pure. Throws when an event is not as it was declared. */
export function touchedBy(batch: readonly StoredEvent[]): Touched {
  const touched = {
    customerIds: [] as string[],
    taggedIds: [] as string[],
    listedIds: [] as string[],
    orderIds: [] as string[],
    eventIds: [] as string[],
    caseIds: [] as string[],
    eventRanges: [] as [string, string][],
    everybody: false,
  };
  for (const { type, data, customerId } of batch) {
    if (type === 'customers.customers_merged') {
      const { from, to } = merge.parse(data);
      touched.customerIds.push(from, to);
    } else if (type === 'customers.relations_changed') {
      touched.customerIds.push(...customers.parse(data).customerIds);
    } else if (type === 'customers.consents_changed') {
      touched.customerIds.push(z.uuid().parse(customerId));
    } else if (type === 'customers.tags_changed') {
      touched.taggedIds.push(z.uuid().parse(customerId));
    } else if (type === 'segments.list_changed') {
      touched.listedIds.push(...customers.parse(data).customerIds);
    } else if (type === 'customers.profiles_changed' && 'customerIds' in data) {
      touched.customerIds.push(...customers.parse(data).customerIds);
    } else if (type === 'commerce.orders_changed') {
      touched.orderIds.push(...orders.parse(data).orderIds);
    } else if (type === 'behaviour.events_changed') {
      touched.eventIds.push(...events.parse(data).eventIds);
    } else if (type === 'behaviour.events_recorded') {
      const { firstId, lastId } = range.parse(data);
      touched.eventRanges.push([firstId, lastId]);
    } else if (type.startsWith('work.')) {
      touched.caseIds.push(cases.parse(data).caseId);
    } else {
      touched.everybody = true;
    }
  }
  return touched;
}
