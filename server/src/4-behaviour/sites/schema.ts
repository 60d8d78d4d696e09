import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** `https://shop.example`, as browsers write an origin. */
export const originSchema = z
  .string()
  .max(300)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
  }, '应为网站的来源，例如 https://shop.example.com（无路径、无末尾斜杠） · should be an origin such as https://shop.example.com, without a path or a slash at the end');

export const siteSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    source: z.string(),
    /** Stands in the page; whoever has it may send events from the origins below, and nothing else. */
    writeKey: z.string(),
    origins: z.array(z.string()),
    consentRequired: z.boolean(),
    proofRequired: z.boolean(),
    enabled: z.boolean(),
    createdAt: z.iso.datetime(),
    /** Right to within a minute. */
    lastEventAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Site' });
export type Site = z.output<typeof siteSchema>;

const fields = {
  name: z.string().trim().min(1).max(100),
  origins: z.array(originSchema).min(1).max(20),
  /** Nothing is stored in the browser, and nothing is sent, before the visitor agrees. */
  consentRequired: z.boolean(),
  /** An account counts only with a proof that the shop's server made with the secret. */
  proofRequired: z.boolean(),
};

export const newSiteSchema = z.object({
  ...fields,
  source: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}_.-]+$/u),
  consentRequired: fields.consentRequired.default(true),
  proofRequired: fields.proofRequired.default(true),
  scopeId: z.uuid().nullable().default(null),
});
export type NewSite = z.output<typeof newSiteSchema>;

export const siteChangeSchema = z.object({ ...fields, enabled: z.boolean() }).partial();
export type SiteChange = z.output<typeof siteChangeSchema>;

export const listSites = defineContract({
  name: 'behaviour.list_sites',
  method: 'GET',
  path: '/api/v1/sites',
  summary: { 'zh-CN': '网站列表', en: 'Sites' },
  access: { permission: 'connections.read' },
  response: z.object({ items: z.array(siteSchema), can: z.object({ manage: z.boolean() }) }),
});

export const createSite = defineContract({
  name: 'behaviour.create_site',
  method: 'POST',
  path: '/api/v1/sites',
  summary: { 'zh-CN': '接入一个网站（证明密钥只显示一次）', en: 'Connect a site (its proof secret is shown once)' },
  access: { permission: 'connections.manage' },
  body: newSiteSchema,
  response: z.object({ site: siteSchema, secret: z.string() }),
  status: 201,
});

export const changeSite = defineContract({
  name: 'behaviour.change_site',
  method: 'PATCH',
  path: '/api/v1/sites/{id}',
  summary: { 'zh-CN': '修改或停用网站', en: 'Change or stop a site' },
  access: { permission: 'connections.manage' },
  params: idParams,
  body: siteChangeSchema,
  response: siteSchema,
});

export const rotateSiteKey = defineContract({
  name: 'behaviour.rotate_site_key',
  method: 'POST',
  path: '/api/v1/sites/{id}/rotate',
  summary: {
    'zh-CN': '更换写入密钥或证明密钥，旧的立即失效',
    en: 'Make a new write key or proof secret; the old one ends at once',
  },
  access: { permission: 'connections.manage' },
  params: idParams,
  body: z.object({ what: z.enum(['writeKey', 'secret']) }),
  response: z.object({ site: siteSchema, /** Of a new secret; shown once. */ secret: z.string().nullable() }),
});
