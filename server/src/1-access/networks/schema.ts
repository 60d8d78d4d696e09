import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';

export const NETWORK_LIST_KINDS = ['role', 'api_key'] as const;

export const networkListSchema = z
  .object({
    kind: z.enum(NETWORK_LIST_KINDS),
    /** The name of the role, or the id of the key. */
    subject: z.string(),
    /** Addresses and networks such as `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`. */
    networks: z.array(z.string()),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'NetworkList' });
export type NetworkList = z.output<typeof networkListSchema>;

const params = z.object({ kind: z.enum(NETWORK_LIST_KINDS), subject: z.string().min(1).max(100) });

export const listNetworks = defineContract({
  name: 'access.list_networks',
  method: 'GET',
  path: '/api/v1/network-lists',
  summary: { 'zh-CN': '哪些角色和密钥只能从哪些网络使用', en: 'The networks that roles and keys may come from' },
  access: { permission: 'settings.read' },
  response: z.object({
    items: z.array(networkListSchema),
    /** Where this request comes from, so that nobody has to guess. */
    ownAddress: z.string(),
    can: z.object({ write: z.boolean() }),
  }),
});

export const putNetworks = defineContract({
  name: 'access.put_networks',
  method: 'PUT',
  path: '/api/v1/network-lists/{kind}/{subject}',
  summary: {
    'zh-CN': '限定角色或密钥的来源网络；空列表为不限',
    en: 'Limit a role or key to networks; an empty list lets it come from anywhere',
  },
  access: { permission: 'settings.manage' },
  params,
  body: z.object({ networks: z.array(z.string().trim().min(2).max(50)).max(200) }),
  response: z.object({ networks: z.array(z.string()) }),
});
