import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';
import { textSchema } from '../text-schema.ts';
import { ATTEMPT_STATES } from './states.ts';

export { ATTEMPT_STATES, type AttemptState } from './states.ts';

export const attemptSchema = z
  .object({
    id: z.uuid(),
    customerId: z.uuid(),
    customerName: z.string().nullable(),
    purpose: z.string(),
    channel: z.enum(CONTACT_CHANNELS),
    template: z.object({ key: z.string(), name: z.string(), version: z.number().int() }),
    state: z.enum(ATTEMPT_STATES),
    /** Why it did not go, as a code and in words. */
    reason: z.string().nullable(),
    reasonText: textSchema.nullable(),
    /** When it may go, or is asked again. */
    until: z.iso.datetime().nullable(),
    /** Masked. */
    address: z.string().nullable(),
    /** What the provider answered, without addresses. */
    detail: z.string().nullable(),
    isUrgent: z.boolean(),
    origin: z.string().nullable(),
    tries: z.number().int(),
    requestedAt: z.iso.datetime(),
    requestedBy: z.string(),
    sentAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ContactAttempt' });
export type Attempt = z.output<typeof attemptSchema>;

export const attemptQuery = z.object({
  ...pageQuery,
  state: z.enum(ATTEMPT_STATES).optional(),
  reason: z.string().max(60).optional(),
  customerId: z.uuid().optional(),
  purpose: z.string().max(40).optional(),
  channel: z.enum(CONTACT_CHANNELS).optional(),
});
export type AttemptQuery = z.output<typeof attemptQuery>;

export const listAttempts = defineContract({
  name: 'contact.list_attempts',
  method: 'GET',
  path: '/api/v1/contact/attempts',
  summary: { 'zh-CN': '每次触达的结果，以及为什么没有发', en: 'What came of every message, and why it did not go' },
  access: { permission: 'contact.read' },
  query: attemptQuery,
  response: pageOf(attemptSchema),
});

export const getAttempt = defineContract({
  name: 'contact.get_attempt',
  method: 'GET',
  path: '/api/v1/contact/attempts/{id}',
  summary: { 'zh-CN': '一次触达的经过', en: 'How one message fared, step by step' },
  access: { permission: 'contact.read' },
  params: idParams,
  response: attemptSchema.extend({
    steps: z.array(
      z.object({
        at: z.iso.datetime(),
        state: z.enum(ATTEMPT_STATES),
        reason: z.string().nullable(),
        reasonText: textSchema.nullable(),
      }),
    ),
  }),
});

export const countAttempts = defineContract({
  name: 'contact.count_attempts',
  method: 'GET',
  path: '/api/v1/contact/outcomes',
  summary: {
    'zh-CN': '近期触达的结果与未发原因的数量',
    en: 'How many messages ended how, and for which reasons they did not go',
  },
  access: { permission: 'contact.read' },
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
  response: z.object({
    items: z.array(
      z.object({
        state: z.enum(ATTEMPT_STATES),
        reason: z.string().nullable(),
        reasonText: textSchema.nullable(),
        count: z.number().int(),
      }),
    ),
  }),
});
