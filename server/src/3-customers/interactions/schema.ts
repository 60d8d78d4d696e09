import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { DIRECTIONS, INTERACTION_KINDS } from './kinds.ts';

export { DIRECTIONS, type Direction, INTERACTION_KINDS, type InteractionKind } from './kinds.ts';

const optionalText = (max: number) => z.string().trim().max(max).nullish();

/** What is said of an interaction, by staff or by another system. */
export const interactionDataSchema = z.object({
  kind: z.enum(INTERACTION_KINDS),
  direction: z.enum(DIRECTIONS).default('none'),
  /** The contact channel, such as a hotline or a shop; the kind itself when nothing is said. */
  channel: optionalText(100),
  subject: optionalText(200),
  content: optionalText(10_000),
  outcome: optionalText(1000),
});
export type InteractionData = z.output<typeof interactionDataSchema>;

/** The same as a record of another system, which names its staff itself. */
export const interactionRecordSchema = interactionDataSchema.extend({ staff: optionalText(100) });
export type InteractionRecord = z.output<typeof interactionRecordSchema>;

export const interactionSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(INTERACTION_KINDS),
    direction: z.enum(DIRECTIONS),
    channel: z.string(),
    occurredAt: z.iso.datetime(),
    staff: z.string().nullable(),
    subject: z.string().nullable(),
    content: z.string().nullable(),
    outcome: z.string().nullable(),
  })
  .meta({ id: 'Interaction' });
export type Interaction = z.output<typeof interactionSchema>;

/** With the moment, for staff who write it down later; now without it. */
export const loggedInteractionSchema = interactionDataSchema.extend({
  occurredAt: z.iso.datetime({ offset: true }).optional(),
});
export type LoggedInteraction = z.output<typeof loggedInteractionSchema>;

export const logInteraction = defineContract({
  name: 'customers.log_interaction',
  method: 'POST',
  path: '/api/v1/customers/{id}/interactions',
  summary: {
    'zh-CN': '记录一次互动：电话、邮件、微信、拜访、投诉等',
    en: 'Log an interaction: call, e-mail, WeChat, visit, complaint …',
  },
  access: { permission: 'interactions.write' },
  params: idParams,
  body: loggedInteractionSchema,
  response: interactionSchema,
  status: 201,
  idempotent: true,
});

export const logInteractions = defineContract({
  name: 'customers.log_interactions',
  method: 'POST',
  path: '/api/v1/interactions',
  summary: {
    'zh-CN': '为多位客户记录同一次互动',
    en: 'Log the same interaction with several customers',
  },
  access: { permission: 'interactions.write' },
  body: loggedInteractionSchema.extend({ customerIds: z.array(z.uuid()).min(1).max(1000) }),
  response: z.object({ logged: z.number().int() }),
  status: 201,
  idempotent: true,
});
