import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const SMTP_SECURITIES = ['tls', 'starttls', 'none'] as const;

const HOST = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?|\[?[0-9a-fA-F:]+\]?)$/;
/** No line can begin inside a name. */
const NAME = /^[^\p{Cc}<>"]{0,100}$/u;

const smtpSettings = z.object({
  host: z.string().regex(HOST),
  port: z.number().int().min(1).max(65_535),
  /** `tls` from the first byte (465), `starttls` before anything is said (587), `none` inside one machine. */
  security: z.enum(SMTP_SECURITIES),
  user: z.string().min(1).max(200).nullable(),
  fromAddress: z.email().max(254),
  fromName: z.string().trim().regex(NAME),
});
export type SmtpSettings = z.output<typeof smtpSettings>;

export const emailAccountSchema = z
  .object({
    /** `outbox`: no server is set, messages become files below the data folder and reach nobody. */
    way: z.enum(['smtp', 'outbox']),
    smtp: smtpSettings.nullable(),
    hasPassword: z.boolean(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'EmailAccount' });
export type EmailAccount = z.output<typeof emailAccountSchema>;

/** Without a password the one that is kept stays; null removes it. */
export const emailAccountChange = smtpSettings.extend({ password: z.string().min(1).max(500).nullable().optional() });
export type EmailAccountChange = z.output<typeof emailAccountChange>;

export const getEmailAccount = defineContract({
  name: 'channels.get_email_account',
  method: 'GET',
  path: '/api/v1/channels/email',
  summary: { 'zh-CN': '邮件如何发出：SMTP 或文件发件箱', en: 'How e-mail leaves: SMTP or the file outbox' },
  access: { permission: 'channels.manage' },
  response: emailAccountSchema,
});

export const setEmailAccount = defineContract({
  name: 'channels.set_email_account',
  method: 'PUT',
  path: '/api/v1/channels/email',
  summary: { 'zh-CN': '设置发信服务器', en: 'Set the mail server' },
  access: { permission: 'channels.manage' },
  body: emailAccountChange,
  response: emailAccountSchema,
});

export const removeEmailAccount = defineContract({
  name: 'channels.remove_email_account',
  method: 'DELETE',
  path: '/api/v1/channels/email',
  summary: { 'zh-CN': '移除发信服务器，改用文件发件箱', en: 'Remove the mail server; messages become files again' },
  access: { permission: 'channels.manage' },
  response: emailAccountSchema,
});
