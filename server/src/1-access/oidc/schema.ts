import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { roleNameSchema } from '../roles/schema.ts';
import { meSchema } from '../sessions/schema.ts';

/** Binds a sign-in that is under way to the browser that began it. */
export const OIDC_COOKIE = 'zhike_oidc';

const secureUrl = z
  .url()
  .max(500)
  .refine((text) => {
    const url = URL.parse(text);
    const isLocal = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  }, 'should begin with https://');

const roleMap = z.record(z.string().min(1).max(200), roleNameSchema);

const shared = {
  isEnabled: z.boolean(),
  /** On the button of the sign-in page. */
  label: z.string().trim().min(1).max(60),
  issuer: secureUrl,
  clientId: z.string().trim().min(1).max(300),
  /** Where browsers reach this installation; register `<publicUrl>/sign-in/oidc` with the provider. */
  publicUrl: secureUrl,
  /** The claim that names groups or roles; null: no roles from there. */
  roleClaim: z.string().trim().min(1).max(100).nullable(),
  /** Value of the claim → role. */
  roleMap,
  /** Joins somebody to the user with the same e-mail, if the provider says that it verified it. */
  linksByEmail: z.boolean(),
  /** Makes a user of somebody whose claim gives at least one role. */
  createsUsers: z.boolean(),
};

export const oidcProviderSchema = z.object({ ...shared, hasSecret: z.boolean() }).meta({ id: 'OidcProvider' });
export type OidcProvider = z.output<typeof oidcProviderSchema>;

export const oidcSettingsSchema = z.object({
  ...shared,
  /** Left out: stays; null: a public client. */
  clientSecret: z.string().min(1).max(500).nullable().optional(),
});
export type OidcSettings = z.output<typeof oidcSettingsSchema>;

export const getSignInOptions = defineContract({
  name: 'access.get_sign_in_options',
  method: 'GET',
  path: '/api/v1/session/options',
  summary: { 'zh-CN': '可以怎样登录', en: 'The ways to sign in' },
  access: 'public',
  response: z.object({
    /** The company's own sign-in; null without one. */
    oidc: z.object({ label: z.string() }).nullable(),
  }),
});

export const beginOidc = defineContract({
  name: 'access.begin_oidc',
  method: 'POST',
  path: '/api/v1/session/oidc',
  summary: { 'zh-CN': '开始企业统一登录', en: 'Begin the company sign-in' },
  access: 'public',
  body: z.object({
    /** The page to go on with: a path of this installation. */
    next: z.string().max(500).default('/'),
  }),
  /** Where the browser goes now. */
  response: z.object({ url: z.string() }),
  transaction: 'own',
});

export const finishOidc = defineContract({
  name: 'access.finish_oidc',
  method: 'POST',
  path: '/api/v1/session/oidc/finish',
  summary: { 'zh-CN': '完成企业统一登录', en: 'Finish the company sign-in' },
  access: 'public',
  body: z.object({
    /** What the provider put behind the `?` of the address it sent the browser back to. */
    parameters: z.string().min(1).max(4000),
  }),
  response: z.object({ me: meSchema, next: z.string() }),
  transaction: 'own',
});

export const getOidcProvider = defineContract({
  name: 'access.get_oidc_provider',
  method: 'GET',
  path: '/api/v1/oidc-provider',
  summary: { 'zh-CN': '企业统一登录的设置', en: 'The settings of the company sign-in' },
  access: { permission: 'settings.manage' },
  response: z.object({ provider: oidcProviderSchema.nullable() }),
});

export const putOidcProvider = defineContract({
  name: 'access.put_oidc_provider',
  method: 'PUT',
  path: '/api/v1/oidc-provider',
  summary: { 'zh-CN': '设置企业统一登录', en: 'Set up the company sign-in' },
  access: { permission: 'settings.manage' },
  body: oidcSettingsSchema,
  response: oidcProviderSchema,
});
