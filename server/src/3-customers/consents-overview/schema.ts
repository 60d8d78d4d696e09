import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { purposeKeySchema } from '../consents/schema.ts';
import { CONSENT_STATES, CONTACT_CHANNELS } from '../consents/state.ts';

export const consentTextSchema = z
  .object({
    id: z.uuid(),
    language: z.enum(LOCALES),
    version: z.number().int(),
    body: z.string(),
    createdAt: z.iso.datetime(),
    /** Whether people are told this one now. */
    isInForce: z.boolean(),
    /** How many statements were made under it. */
    statements: z.number().int(),
  })
  .meta({ id: 'ConsentText' });
export type ConsentText = z.output<typeof consentTextSchema>;

const countSchema = z.object({
  purpose: purposeKeySchema,
  channel: z.enum(CONTACT_CHANNELS).nullable(),
  state: z.enum(CONSENT_STATES),
  customers: z.number().int(),
});
export type ConsentCount = z.output<typeof countSchema>;

export const listConsentTexts = defineContract({
  name: 'customers.list_consent_texts',
  method: 'GET',
  path: '/api/v1/consent-purposes/{key}/texts',
  summary: { 'zh-CN': '授权文本的全部版本，新的在前', en: 'Every wording of a purpose, newest first' },
  access: { permission: 'consents.manage' },
  params: z.object({ key: purposeKeySchema }),
  response: z.object({ items: z.array(consentTextSchema) }),
});

export const countConsents = defineContract({
  name: 'customers.count_consents',
  method: 'GET',
  path: '/api/v1/consent-counts',
  summary: {
    'zh-CN': '各目的、渠道下各授权状态的客户数',
    en: 'How many customers are in which state, by purpose and channel',
  },
  access: { permission: 'consents.manage' },
  response: z.object({
    asOf: z.iso.datetime(),
    /** All that the reader may see. */
    customers: z.number().int(),
    /** Without `none`: that is everybody else. */
    items: z.array(countSchema),
  }),
});
