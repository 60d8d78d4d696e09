import { z } from 'zod';
import { REQUEST_KINDS } from '#customers/pure';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';
import { sentSchema } from '../sending/schema.ts';
import { textSchema } from '../text-schema.ts';

const token = z.string().min(10).max(2000);

export const preferencesSchema = z
  .object({
    /** Masked, so that people see which address they speak for. */
    address: z.string().nullable(),
    purposes: z.array(
      z.object({
        key: z.string(),
        label: textSchema,
        note: textSchema,
        /** False: the contract needs it, so it cannot be turned off. */
        canChange: z.boolean(),
        texts: z.array(z.object({ language: z.enum(LOCALES), version: z.number().int(), body: z.string() })),
        /** One without channels has a single entry with none. */
        channels: z.array(z.object({ channel: z.enum(CONTACT_CHANNELS).nullable(), isOn: z.boolean() })),
      }),
    ),
    personalFeatures: z.boolean(),
    /** Under 14: a guardian has to say yes, which this page cannot take. */
    isMinor: z.boolean(),
    /** What the link was in: pressing unsubscribe ends this one. */
    about: z.object({ purpose: z.string(), channel: z.string() }).nullable(),
  })
  .meta({ id: 'ContactPreferences' });
export type Preferences = z.output<typeof preferencesSchema>;

export const readPreferences = defineContract({
  name: 'contact.read_preferences',
  method: 'POST',
  path: '/api/v1/member/preferences/read',
  summary: {
    'zh-CN': '客户凭邮件里的链接查看自己的通知偏好',
    en: 'What somebody allows, for whoever holds their link',
  },
  access: 'public',
  body: z.object({ token }),
  response: preferencesSchema,
});

export const savePreferences = defineContract({
  name: 'contact.save_preferences',
  method: 'POST',
  path: '/api/v1/member/preferences',
  summary: { 'zh-CN': '客户修改自己的通知偏好', en: 'Change what one allows, with one’s own link' },
  access: 'public',
  body: z.object({
    token,
    language: z.enum(LOCALES).default('zh-CN'),
    /** Ends everything that can be ended, before the changes. */
    withdrawAll: z.boolean().default(false),
    changes: z
      .array(z.object({ purpose: z.string().max(40), channel: z.enum(CONTACT_CHANNELS).nullable(), isOn: z.boolean() }))
      .max(200)
      .default([]),
    personalFeatures: z.boolean().optional(),
  }),
  response: preferencesSchema,
});

export const confirmConsent = defineContract({
  name: 'contact.confirm_consent',
  method: 'POST',
  path: '/api/v1/member/confirm',
  summary: { 'zh-CN': '客户确认订阅（双重确认，链接只能用一次）', en: 'Confirm a subscription; the link works once' },
  access: 'public',
  body: z.object({ token }),
  response: z.object({ purpose: z.string(), label: textSchema }),
});

export const askOwnData = defineContract({
  name: 'contact.ask_own_data',
  method: 'POST',
  path: '/api/v1/member/data-requests',
  summary: {
    'zh-CN': '客户凭自己的链接要求查阅、复制、更正、删除自己的信息；重复提出得到同一项',
    en: 'Ask to see, get, correct or delete one’s own data, with one’s own link; asking again answers with the same request',
  },
  access: 'public',
  body: z.object({ token, kind: z.enum(REQUEST_KINDS) }),
  response: z.object({ number: z.number().int(), dueAt: z.iso.datetime() }),
});

export const unsubscribe = defineContract({
  name: 'contact.unsubscribe',
  method: 'POST',
  path: '/m/unsubscribe',
  summary: { 'zh-CN': '邮件客户端的一键退订（RFC 8058）', en: 'One-click unsubscribing by mail programs (RFC 8058)' },
  access: 'public',
  query: z.object({ t: token }),
  // A form as mail programs send it; what it says is always the same.
  body: 'stream',
  response: z.object({ unsubscribed: z.boolean() }),
});

export const openUnsubscribe = defineContract({
  name: 'contact.open_unsubscribe',
  method: 'GET',
  path: '/m/unsubscribe',
  summary: {
    'zh-CN': '在浏览器里打开退订链接：转到偏好页，不会因为被打开就退订',
    en: 'The unsubscribe link opened in a browser: leads to the preferences and ends nothing by itself',
  },
  access: 'public',
  query: z.object({ t: token }),
  response: 'stream',
});

export const askConfirmation = defineContract({
  name: 'contact.ask_confirmation',
  method: 'POST',
  path: '/api/v1/customers/{id}/consents/confirmation',
  summary: {
    'zh-CN': '给客户的邮箱发订阅确认链接（双重确认）',
    en: 'Send the customer’s address a link to confirm a subscription',
  },
  access: { permission: 'consents.write' },
  params: idParams,
  body: z.object({ purpose: z.string().max(40), language: z.enum(LOCALES).default('zh-CN') }),
  response: sentSchema,
  status: 202,
  idempotent: true,
});

export const sendPreferencesLink = defineContract({
  name: 'contact.send_preferences_link',
  method: 'POST',
  path: '/api/v1/customers/{id}/preferences-link',
  summary: { 'zh-CN': '把偏好设置链接发到客户的邮箱', en: 'Send the customer a link to their preferences' },
  access: { permission: 'consents.write' },
  params: idParams,
  body: z.object({ language: z.enum(LOCALES).default('zh-CN') }),
  response: sentSchema,
  status: 202,
  idempotent: true,
});
