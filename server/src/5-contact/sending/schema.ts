import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { ATTEMPT_STATES } from '../attempts/states.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';
import { GATE_REASONS } from '../gate/reasons.ts';
import { templateKeySchema } from '../templates/schema.ts';
import { textSchema } from '../text-schema.ts';

export { GATE_REASONS, type GateReason } from '../gate/reasons.ts';

export const askContact = defineContract({
  name: 'contact.ask',
  method: 'POST',
  path: '/api/v1/contact/ask',
  summary: {
    'zh-CN': '问触达网关：现在能否联系这位客户，不能则说明原因（不发送）',
    en: 'Ask the gate whether a customer may be reached now, and why not; sends nothing',
  },
  access: { permission: 'contact.read' },
  body: z.object({
    customerId: z.uuid(),
    purpose: z.string().min(1).max(40),
    /** Left out: chosen, the one that the customer prefers first. */
    channel: z.enum(CONTACT_CHANNELS).optional(),
    isUrgent: z.boolean().optional(),
  }),
  response: z.object({
    may: z.boolean(),
    channel: z.enum(CONTACT_CHANNELS),
    reason: z.enum(GATE_REASONS).nullable(),
    reasonText: textSchema.nullable(),
    until: z.iso.datetime().nullable(),
    /** Masked. */
    address: z.string().nullable(),
  }),
});

export const sendMessageSchema = z.object({
  customerId: z.uuid(),
  /** Left out: chosen among those that the template has a wording for, the one that the customer prefers first. */
  channel: z.enum(CONTACT_CHANNELS).optional(),
  template: templateKeySchema,
  language: z.enum(LOCALES).default('zh-CN'),
  /** For the places of the template; `name` and `preferences` are filled in by themselves. */
  values: z.record(z.string().max(40), z.string().max(20_000)).default({}),
  isUrgent: z.boolean().default(false),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  /** Names the message: sent again with the same key, the first one answers. */
  key: z.string().min(1).max(200).optional(),
});
export type SendMessage = z.output<typeof sendMessageSchema>;

export const sentSchema = z.object({
  attemptId: z.uuid(),
  state: z.enum(ATTEMPT_STATES),
  reason: z.string().nullable(),
  reasonText: textSchema.nullable(),
  until: z.iso.datetime().nullable(),
});

export const sendContactMessage = defineContract({
  name: 'contact.send_message',
  method: 'POST',
  path: '/api/v1/contact/messages',
  summary: {
    'zh-CN': '经触达网关给客户发一条消息；不能发时记录原因',
    en: 'Send a customer a message through the gate; what may not go is kept with its reason',
  },
  access: { permission: 'contact.send' },
  body: sendMessageSchema,
  response: sentSchema,
  status: 202,
  idempotent: true,
});
