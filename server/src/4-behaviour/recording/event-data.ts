import { z } from 'zod';
import type { EventFacts } from './event-facts.ts';
import { EVENT_KINDS } from './event-kinds.ts';
import { cleanAddress, hostOf, scrubProperties, scrubText } from './scrub.ts';

const code = (max: number) => z.union([z.string(), z.number()]).transform((value) => String(value).slice(0, max));
const text = z.string().max(5000);

/** What a record of the type `behaviour` holds. */
export const behaviourData = z.object({
  event: z.enum(EVENT_KINDS),
  /** Of a custom event; of others what the sender calls them. */
  name: text.nullish(),
  /** Stands for a browser until it is known whose it is. */
  anonymousId: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .nullish(),
  /** Events of one visit have the same. */
  visitId: z
    .string()
    .regex(/^[\w.:-]{1,100}$/)
    .nullish(),
  url: text.nullish(),
  referrer: text.nullish(),
  title: text.nullish(),
  sku: code(100).nullish(),
  category: code(200).nullish(),
  quantity: z.number().int().min(-1_000_000).max(1_000_000).nullish(),
  /** What was searched for. */
  query: text.nullish(),
  campaign: code(100).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
export type BehaviourData = z.output<typeof behaviourData>;

/** What is kept of an event: no address beyond its path, nothing that tells who somebody is. */
export function factsOf(data: BehaviourData): EventFacts {
  const { url = null, referrer = null, properties = null } = data;
  const address = url === null ? null : cleanAddress(url);
  const scrubbed = (value: string | null | undefined, length: number): string | null =>
    value === undefined || value === null || value === '' ? null : scrubText(value, length);
  return {
    kind: data.event,
    name: scrubbed(data.name, 200),
    anonymousId: data.anonymousId ?? null,
    visitId: data.visitId ?? null,
    path: address?.path ?? null,
    referrerHost: referrer === null ? null : hostOf(referrer),
    title: scrubbed(data.title, 300),
    sku: scrubbed(data.sku, 100),
    category: scrubbed(data.category, 200),
    quantity: data.quantity ?? null,
    query: scrubbed(data.query, 200),
    campaign: scrubbed(data.campaign, 100) ?? address?.campaign ?? null,
    properties: properties === null ? null : scrubProperties(properties),
  };
}
