import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { CONSENT_ACTS, CONSENT_STATES, CONTACT_CHANNELS, LEGAL_BASES } from './state.ts';

export {
  CONSENT_STATES,
  CONTACT_CHANNELS,
  type ConsentState,
  type ContactChannel,
  LEGAL_BASES,
  type LegalBasis,
} from './state.ts';

/** How something was said. */
export const CONSENT_WAYS = [
  'form',
  'counter',
  'call',
  'chat',
  'paper',
  'link',
  'double_opt_in',
  'import',
  'api',
  'app',
] as const;
export type ConsentWay = (typeof CONSENT_WAYS)[number];

const text = (max: number) => z.string().trim().min(1).max(max);
const bothTexts = (max: number) => z.object({ 'zh-CN': text(max), en: text(max) });
const channelSchema = z.enum(CONTACT_CHANNELS);
export const purposeKeySchema = z.string().regex(/^[a-z][a-z0-9_]{1,39}$/);

/** The guardian who answered for a child under 14: the relation and how it was checked, never a name. */
export const guardianSchema = z.object({ relation: text(100), checkedBy: text(200) });

/** What is kept as proof beside the statement. */
export const evidenceSchema = z.object({
  form: text(200).optional(),
  note: text(500).optional(),
  guardian: guardianSchema.optional(),
  ipDigest: text(100).optional(),
  messageId: z.uuid().optional(),
});
export type ConsentEvidence = z.output<typeof evidenceSchema>;

export const purposeSchema = z
  .object({
    key: purposeKeySchema,
    label: bothTexts(60),
    note: bothTexts(500),
    legalBasis: z.enum(LEGAL_BASES),
    channels: z.array(channelSchema),
    /** Stops while a complaint is open. */
    isSelling: z.boolean(),
    /** A yes to e-mail counts once the address confirmed it. */
    confirmsEmail: z.boolean(),
    expiresMonths: z.number().int().min(1).max(120).nullable(),
    isBuiltIn: z.boolean(),
    archivedAt: z.iso.datetime().nullable(),
    /** Per language the wording in force. */
    texts: z.array(
      z.object({
        id: z.uuid(),
        language: z.enum(LOCALES),
        version: z.number().int(),
        body: z.string(),
        createdAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'ConsentPurpose' });
export type ConsentPurpose = z.output<typeof purposeSchema>;

const purposeChange = z.object({
  label: bothTexts(60),
  note: bothTexts(500),
  legalBasis: z.enum(LEGAL_BASES),
  channels: z.array(channelSchema).max(CONTACT_CHANNELS.length),
  isSelling: z.boolean(),
  confirmsEmail: z.boolean(),
  expiresMonths: z.number().int().min(1).max(120).nullable(),
});
const purposeEdit = purposeChange.partial().extend({ isArchived: z.boolean().optional() });
export type PurposeChange = z.output<typeof purposeEdit>;
export const newPurposeSchema = purposeChange.extend({
  key: purposeKeySchema,
  confirmsEmail: z.boolean().default(false),
  expiresMonths: z.number().int().min(1).max(120).nullable().default(null),
});
export type NewPurpose = z.output<typeof newPurposeSchema>;

const stateSchema = z.object({
  purpose: purposeKeySchema,
  channel: channelSchema.nullable(),
  state: z.enum(CONSENT_STATES),
  since: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime().nullable(),
  how: z.enum(CONSENT_WAYS).nullable(),
  textVersion: z.number().int().nullable(),
});
export type ShownConsent = z.output<typeof stateSchema>;

const historyItem = z.object({
  id: z.uuid(),
  /** A purpose, or `personal_features`. */
  purpose: z.string(),
  channel: channelSchema.nullable(),
  act: z.enum(CONSENT_ACTS),
  occurredAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  how: z.enum(CONSENT_WAYS),
  byGuardian: z.boolean(),
  isConfirmed: z.boolean(),
  evidence: evidenceSchema,
  text: z.object({ language: z.enum(LOCALES), version: z.number().int() }).nullable(),
  saidBy: z.string().nullable(),
  source: z.string().nullable(),
  recordId: z.uuid(),
});

export const customerConsentsSchema = z
  .object({
    states: z.array(stateSchema),
    /** False: nothing may be chosen by personal traits (PIPL Art. 24). */
    personalFeatures: z.boolean(),
    /** Known to be under 14: a guardian has to say yes. */
    isMinor: z.boolean(),
    /** Newest first, at most 200. */
    history: z.array(historyItem),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'CustomerConsents' });
export type CustomerConsents = z.output<typeof customerConsentsSchema>;

/** What somebody says, as staff, forms and other systems hand it in. */
export const saidSchema = z.object({
  purpose: purposeKeySchema,
  /** Every channel of the purpose when left out. */
  channels: z.array(channelSchema).min(1).max(CONTACT_CHANNELS.length).optional(),
  how: z.enum(CONSENT_WAYS),
  occurredAt: z.iso.datetime({ offset: true }).optional(),
  /** After which it counts no more; the purpose's own period when left out. */
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional(),
  /** The language of the text that was shown; its version in force is kept. */
  language: z.enum(LOCALES).default('zh-CN'),
  evidence: evidenceSchema.omit({ ipDigest: true, messageId: true }).default({}),
});
export type SaidConsent = z.output<typeof saidSchema>;

export const listConsentPurposes = defineContract({
  name: 'customers.list_consent_purposes',
  method: 'GET',
  path: '/api/v1/consent-purposes',
  summary: { 'zh-CN': '授权目的及其文本', en: 'Purposes that people are asked for, with their texts' },
  access: { permission: 'customers.read' },
  response: z.object({ items: z.array(purposeSchema), can: z.object({ manage: z.boolean() }) }),
});

export const createConsentPurpose = defineContract({
  name: 'customers.create_consent_purpose',
  method: 'POST',
  path: '/api/v1/consent-purposes',
  summary: { 'zh-CN': '新增授权目的', en: 'Add a purpose' },
  access: { permission: 'consents.manage' },
  body: newPurposeSchema,
  response: purposeSchema,
  status: 201,
  idempotent: true,
});

export const changeConsentPurpose = defineContract({
  name: 'customers.change_consent_purpose',
  method: 'PATCH',
  path: '/api/v1/consent-purposes/{key}',
  summary: { 'zh-CN': '修改或停用授权目的', en: 'Change a purpose, or ask for it no more' },
  access: { permission: 'consents.manage' },
  params: z.object({ key: purposeKeySchema }),
  body: purposeEdit,
  response: purposeSchema,
});

export const addConsentText = defineContract({
  name: 'customers.add_consent_text',
  method: 'POST',
  path: '/api/v1/consent-purposes/{key}/texts',
  summary: { 'zh-CN': '发布新版授权文本（旧版保留）', en: 'Publish a new wording; earlier ones stay' },
  access: { permission: 'consents.manage' },
  params: z.object({ key: purposeKeySchema }),
  body: z.object({ language: z.enum(LOCALES), body: text(5000) }),
  response: purposeSchema,
  status: 201,
  idempotent: true,
});

export const getCustomerConsents = defineContract({
  name: 'customers.get_consents',
  method: 'GET',
  path: '/api/v1/customers/{id}/consents',
  summary: { 'zh-CN': '客户的授权状态与记录', en: 'What a customer allowed, and when they said so' },
  access: { permission: 'customers.read' },
  params: idParams,
  response: customerConsentsSchema,
});

export const giveConsent = defineContract({
  name: 'customers.give_consent',
  method: 'POST',
  path: '/api/v1/customers/{id}/consents',
  summary: { 'zh-CN': '登记客户的同意', en: 'Write down that a customer said yes' },
  access: { permission: 'consents.write' },
  params: idParams,
  body: saidSchema,
  response: customerConsentsSchema,
  status: 201,
  idempotent: true,
});

export const withdrawConsent = defineContract({
  name: 'customers.withdraw_consent',
  method: 'POST',
  path: '/api/v1/customers/{id}/consents/withdraw',
  summary: {
    'zh-CN': '登记客户撤回同意；不写目的则全部撤回',
    en: 'Write down that a customer said no; to all when no purpose is named',
  },
  access: { permission: 'consents.write' },
  params: idParams,
  body: saidSchema.omit({ expiresAt: true }).extend({ purpose: purposeKeySchema.optional() }),
  response: customerConsentsSchema,
  status: 201,
  idempotent: true,
});

export const setPersonalFeatures = defineContract({
  name: 'customers.set_personal_features',
  method: 'POST',
  path: '/api/v1/customers/{id}/personal-features',
  summary: {
    'zh-CN': '关闭或恢复针对个人特征的推荐（个人信息保护法第二十四条）',
    en: 'Turn off, or on again, what is chosen by personal traits (PIPL Art. 24)',
  },
  access: { permission: 'consents.write' },
  params: idParams,
  body: saidSchema.pick({ how: true, occurredAt: true, evidence: true }).extend({ allowed: z.boolean() }),
  response: customerConsentsSchema,
  idempotent: true,
});
