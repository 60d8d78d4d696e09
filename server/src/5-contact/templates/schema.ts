import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { LOCALES } from '#kernel/pure/text.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';

export const templateKeySchema = z.string().regex(/^[a-z][a-z0-9_]{1,59}$/);

export const templateSchema = z
  .object({
    id: z.uuid(),
    key: templateKeySchema,
    purpose: z.string(),
    channel: z.enum(CONTACT_CHANNELS),
    language: z.enum(LOCALES),
    version: z.number().int(),
    name: z.string(),
    subject: z.string().nullable(),
    bodyText: z.string(),
    bodyHtml: z.string().nullable(),
    /** What has to be given when it is sent. */
    places: z.array(z.string()),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'MessageTemplate' });
export type Template = z.output<typeof templateSchema>;

export const newTemplateSchema = z.object({
  key: templateKeySchema,
  purpose: z.string().min(1).max(40),
  channel: z.enum(CONTACT_CHANNELS),
  language: z.enum(LOCALES),
  name: z.string().trim().min(1).max(100),
  subject: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\p{Cc}]*$/u)
    .nullable(),
  bodyText: z.string().min(1).max(50_000),
  bodyHtml: z.string().max(200_000).nullable(),
});
export type NewTemplate = z.output<typeof newTemplateSchema>;

export const listTemplates = defineContract({
  name: 'contact.list_templates',
  method: 'GET',
  path: '/api/v1/contact/templates',
  summary: { 'zh-CN': '消息模板（各语言的现行版本）', en: 'Message templates, each in its version in force' },
  access: { permission: 'contact.read' },
  response: z.object({ items: z.array(templateSchema), can: z.object({ write: z.boolean() }) }),
});

export const publishTemplate = defineContract({
  name: 'contact.publish_template',
  method: 'POST',
  path: '/api/v1/contact/templates',
  summary: { 'zh-CN': '发布模板的新版本（旧版保留）', en: 'Publish a new version of a template; earlier ones stay' },
  access: { permission: 'templates.write' },
  body: newTemplateSchema,
  response: templateSchema,
  status: 201,
  idempotent: true,
});
