import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { EVENT_KINDS } from '../recording/event-kinds.ts';

export const behaviourEventSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(EVENT_KINDS),
    name: z.string().nullable(),
    at: z.iso.datetime(),
    source: z.string(),
    /** Without query, fragment and personal values. */
    path: z.string().nullable(),
    title: z.string().nullable(),
    referrerHost: z.string().nullable(),
    sku: z.string().nullable(),
    category: z.string().nullable(),
    quantity: z.number().int().nullable(),
    query: z.string().nullable(),
    campaign: z.string().nullable(),
  })
  .meta({ id: 'BehaviourEvent' });
export type BehaviourEvent = z.output<typeof behaviourEventSchema>;

const counts = { last30Days: z.number().int(), last90Days: z.number().int() };

/** What one customer did lately. */
export const customerBehaviourSchema = z
  .object({
    lastSeenAt: z.iso.datetime().nullable(),
    visits: z.object(counts),
    /** Kinds that occurred in the last 90 days, the most frequent first. */
    kinds: z.array(z.object({ kind: z.enum(EVENT_KINDS), ...counts })),
    /** By product views of the last 90 days. */
    topCategories: z.array(z.object({ category: z.string(), views: z.number().int() })),
    topProducts: z.array(z.object({ sku: z.string(), views: z.number().int(), cartAdds: z.number().int() })),
  })
  .meta({ id: 'CustomerBehaviour' });
export type CustomerBehaviour = z.output<typeof customerBehaviourSchema>;

export const getCustomerBehaviour = defineContract({
  name: 'behaviour.get_customer_behaviour',
  method: 'GET',
  path: '/api/v1/customers/{id}/behaviour',
  summary: { 'zh-CN': '客户近期的行为', en: 'What a customer did lately' },
  access: { permission: 'behaviour.read' },
  params: idParams,
  response: customerBehaviourSchema,
});

export const listCustomerEvents = defineContract({
  name: 'behaviour.list_customer_events',
  method: 'GET',
  path: '/api/v1/customers/{id}/behaviour/events',
  summary: { 'zh-CN': '客户的行为明细，新的在前', en: "A customer's events, newest first" },
  access: { permission: 'behaviour.read' },
  params: idParams,
  query: z.object({
    ...pageQuery,
    /** An event: only those of its visit. */
    visitOf: z.uuid().optional(),
  }),
  response: pageOf(behaviourEventSchema),
});

export const readTraffic = defineContract({
  name: 'behaviour.read_traffic',
  method: 'GET',
  path: '/api/v1/traffic',
  summary: { 'zh-CN': '每天的访问量', en: 'Visits by day' },
  access: { permission: 'behaviour.read' },
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  response: z.object({
    items: z.array(
      z.object({
        day: z.iso.date(),
        visits: z.number().int(),
        browsers: z.number().int(),
        events: z.number().int(),
        /** Known customers among those who came. */
        customers: z.number().int(),
      }),
    ),
  }),
});
