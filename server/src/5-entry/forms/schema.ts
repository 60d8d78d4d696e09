import { z } from 'zod';
import { creditReasonSchema } from '#commerce/pure';
import { defineContract } from '#kernel/http/contract.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { optionalText } from '../submissions/optional-text.ts';
import { handedPersonSchema } from '../submissions/schema.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const MAX_AGE = 120;

/** What the form asks, beside the member card. */
const asked = {
  /** Chosen by the page: sending it again is the same form. */
  id: z.uuid(),
  ...handedPersonSchema.omit({ note: true }).shape,
  birthday: z.iso.date().optional(),
  age: z.number().int().min(0).max(MAX_AGE).optional(),
  productType: optionalText(60),
  /** In major units. */
  amount: z
    .string()
    .trim()
    .regex(/^\d{1,9}(?:\.\d{1,2})?$/u)
    .optional(),
  /** Purposes that they agreed to, by key. */
  consents: z.array(z.string().max(40)).max(50).default([]),
  language: z.enum(LOCALES).default('zh-CN'),
} as const;

export const publicFormSchema = z.object(asked);
export type PublicForm = z.output<typeof publicFormSchema>;

export const staffFormSchema = z.object({
  ...asked,
  /** Printed on the card that they were handed; the next of the series when left out. */
  cardNumber: optionalText(64),
  scopeId: z.uuid().optional(),
  /** Why the purchase is taken although the customer is over the credit limit. */
  creditReason: creditReasonSchema.optional(),
  /** Who answers for a child under 14, and how that was checked. */
  guardian: z
    .object({ relation: z.string().trim().min(1).max(100), checkedBy: z.string().trim().min(1).max(200) })
    .optional(),
});
export type StaffForm = z.output<typeof staffFormSchema>;

/** What stands on the form before anybody writes on it. */
export const formDefinitionSchema = z
  .object({
    brand: z.object({ name: z.string(), hotline: z.string(), address: z.string(), logo: z.string() }),
    productTypes: z.array(z.string()),
    purposes: z.array(
      z.object({
        key: z.string(),
        label: text,
        note: text,
        texts: z.array(z.object({ language: z.enum(LOCALES), version: z.number().int(), body: z.string() })),
      }),
    ),
  })
  .meta({ id: 'MembershipForm' });
export type FormDefinition = z.output<typeof formDefinitionSchema>;

export const savedFormSchema = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    customerId: z.uuid(),
    /** Whether they were a customer before. */
    joined: z.boolean(),
    cardNumber: z.string(),
    /** Given out of the series just now. */
    cardIssued: z.boolean(),
    /** The purchase that the form tells of. */
    orderId: z.uuid().nullable(),
    /** Slips that had waited for this card. */
    settled: z.number().int(),
  })
  .meta({ id: 'SavedMembershipForm' });
export type SavedForm = z.output<typeof savedFormSchema>;

export const formLinkSchema = z
  .object({
    id: z.uuid(),
    label: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    uses: z.number().int(),
  })
  .meta({ id: 'FormLink' });
export type FormLink = z.output<typeof formLinkSchema>;

const WRITE = { permission: 'forms.write' } as const;
const token = z.string().min(20).max(100);

export const getForm = defineContract({
  name: 'entry.get_form',
  method: 'GET',
  path: '/api/v1/membership-form',
  summary: {
    'zh-CN': '会员登记表：抬头、产品类型、授权文本',
    en: 'The membership form: head, product types, consents',
  },
  access: WRITE,
  response: formDefinitionSchema,
});

export const saveForm = defineContract({
  name: 'entry.save_form',
  method: 'POST',
  path: '/api/v1/membership-forms',
  summary: {
    'zh-CN': '保存登记表：一步建档、发卡并记下消费；已有客户按标识并入',
    en: 'Save a form: customer, card and purchase in one step; who is known is the same person',
  },
  access: WRITE,
  body: staffFormSchema,
  response: savedFormSchema,
  status: 201,
  transaction: 'own',
});

export const listFormLinks = defineContract({
  name: 'entry.list_form_links',
  method: 'GET',
  path: '/api/v1/form-links',
  summary: { 'zh-CN': '客户自助填写的链接', en: 'Links by which customers fill in the form themselves' },
  access: WRITE,
  response: z.object({ items: z.array(formLinkSchema) }),
});

export const createFormLink = defineContract({
  name: 'entry.create_form_link',
  method: 'POST',
  path: '/api/v1/form-links',
  summary: { 'zh-CN': '新建自助填写链接；链接只显示这一次', en: 'Make a link; it is shown this once' },
  access: WRITE,
  body: z.object({
    label: z.string().trim().min(1).max(100),
    days: z.number().int().min(1).max(366).default(30),
    scopeId: z.uuid().optional(),
  }),
  response: formLinkSchema.extend({ token: z.string() }),
  status: 201,
});

export const closeFormLink = defineContract({
  name: 'entry.close_form_link',
  method: 'POST',
  path: '/api/v1/form-links/{id}/close',
  summary: { 'zh-CN': '停用链接', en: 'Close a link' },
  access: WRITE,
  params: z.object({ id: z.uuid() }),
  body: z.object({}),
  response: formLinkSchema,
});

export const readPublicForm = defineContract({
  name: 'entry.read_public_form',
  method: 'POST',
  path: '/api/v1/member/form/read',
  summary: { 'zh-CN': '凭链接打开登记表', en: 'The form, for whoever holds a link' },
  access: 'public',
  body: z.object({ token }),
  response: formDefinitionSchema,
});

export const sendPublicForm = defineContract({
  name: 'entry.send_public_form',
  method: 'POST',
  path: '/api/v1/member/form',
  summary: {
    'zh-CN': '客户自助提交登记表；手机或邮箱已在库中的，由门店核实后并入',
    en: 'Send in one’s own form; where phone or e-mail are known, the shop checks before the two are joined',
  },
  access: 'public',
  body: publicFormSchema.extend({ token }),
  response: z.object({ state: z.enum(['saved', 'received']), cardNumber: z.string().nullable() }),
  transaction: 'own',
});
