import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

/** What a connector keeps sealed: `signing` signs what it receives, `token` is sent when it pulls. */
export const SECRET_NAMES = ['signing', 'token'] as const;
export type SecretName = (typeof SECRET_NAMES)[number];
const secrets = z.object({
  signing: z.string().min(8).max(500).optional(),
  token: z.string().min(1).max(2000).optional(),
});

export const connectorSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    name: z.string(),
    source: z.string(),
    settings: z.record(z.string(), z.unknown()),
    /** Which secrets are set; never their values. */
    secrets: z.array(z.enum(SECRET_NAMES)),
    enabled: z.boolean(),
    /** Where the shop sends its messages: a path on this server. */
    webhookPath: z.string(),
    pulls: z.boolean(),
    pulledAt: z.iso.datetime().nullable(),
    /** Failed pulls in a row, and why the last one did, in the asker's language. */
    failures: z.number().int(),
    lastFailure: z.string().nullable(),
    lastDelivery: z
      .object({ at: z.iso.datetime(), status: z.enum(['accepted', 'partly', 'rejected', 'refused']) })
      .nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Connector' });
export type Connector = z.output<typeof connectorSchema>;

export const deliverySchema = z
  .object({
    id: z.uuid(),
    way: z.enum(['webhook', 'pull']),
    at: z.iso.datetime(),
    topic: z.string().nullable(),
    status: z.enum(['accepted', 'partly', 'rejected', 'refused']),
    records: z.number().int(),
    rejected: z.number().int(),
    /** In the asker's language. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'ConnectorDelivery' });
export type Delivery = z.output<typeof deliverySchema>;

export const newConnectorSchema = z.object({
  kind: z.string().max(50),
  name: z.string().trim().min(1).max(100),
  source: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}_.-]+$/u),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Without a signing secret one is made. */
  secrets: secrets.default({}),
  scopeId: z.uuid().nullable().default(null),
});
export type NewConnector = z.output<typeof newConnectorSchema>;

export const connectorChangeSchema = z.object({
  name: z.string().trim().min(1).max(100).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
  secrets: secrets.optional(),
  enabled: z.boolean().optional(),
});
export type ConnectorChange = z.output<typeof connectorChangeSchema>;

export const listConnectorKinds = defineContract({
  name: 'intake.list_connector_kinds',
  method: 'GET',
  path: '/api/v1/connector-kinds',
  summary: { 'zh-CN': '可接入的系统种类及其设置', en: 'Kinds of systems that can be connected, with their settings' },
  access: { permission: 'connections.read' },
  response: z.object({
    items: z.array(
      z.object({ name: z.string(), label: text, note: text, settings: z.record(z.string(), z.unknown()) }),
    ),
  }),
});

export const listConnectors = defineContract({
  name: 'intake.list_connectors',
  method: 'GET',
  path: '/api/v1/connectors',
  summary: { 'zh-CN': '接入的系统', en: 'Connected systems' },
  access: { permission: 'connections.read' },
  response: z.object({ items: z.array(connectorSchema), can: z.object({ manage: z.boolean() }) }),
});

export const createConnector = defineContract({
  name: 'intake.create_connector',
  method: 'POST',
  path: '/api/v1/connectors',
  summary: {
    'zh-CN': '接入一个系统（签名密钥只显示一次）',
    en: 'Connect a system (a made signing secret is shown once)',
  },
  access: { permission: 'connections.manage' },
  body: newConnectorSchema,
  response: z.object({ connector: connectorSchema, /** Null when it was given. */ signing: z.string().nullable() }),
  status: 201,
});

export const changeConnector = defineContract({
  name: 'intake.change_connector',
  method: 'PATCH',
  path: '/api/v1/connectors/{id}',
  summary: { 'zh-CN': '修改、停用接入的系统，或填写密钥', en: 'Change or stop a connected system, or give it secrets' },
  access: { permission: 'connections.manage' },
  params: idParams,
  body: connectorChangeSchema,
  response: connectorSchema,
});

export const rotateConnectorSecret = defineContract({
  name: 'intake.rotate_connector_secret',
  method: 'POST',
  path: '/api/v1/connectors/{id}/rotate',
  summary: {
    'zh-CN': '更换签名密钥，旧的再有效 24 小时',
    en: 'Make a new signing secret; the old one works for 24 hours',
  },
  access: { permission: 'connections.manage' },
  params: idParams,
  response: z.object({ connector: connectorSchema, signing: z.string() }),
});

export const pullConnector = defineContract({
  name: 'intake.pull_connector',
  method: 'POST',
  path: '/api/v1/connectors/{id}/pull',
  summary: { 'zh-CN': '立即拉取', en: 'Pull now' },
  access: { permission: 'connections.manage' },
  params: idParams,
  response: connectorSchema,
  status: 202,
});

export const testConnector = defineContract({
  name: 'intake.test_connector',
  method: 'POST',
  path: '/api/v1/connectors/{id}/test',
  summary: { 'zh-CN': '试拉一页，不写入', en: 'Ask for one page and write nothing' },
  access: { permission: 'connections.manage' },
  params: idParams,
  response: z.object({
    ok: z.boolean(),
    /** How many things the answer holds. */
    items: z.number().int(),
    /** What went wrong, in the asker's language. */
    problem: z.string().nullable(),
  }),
  transaction: 'own',
});

export const listDeliveries = defineContract({
  name: 'intake.list_connector_deliveries',
  method: 'GET',
  path: '/api/v1/connectors/{id}/deliveries',
  summary: { 'zh-CN': '收到的通知与拉取记录', en: 'What was received and pulled, newest first' },
  access: { permission: 'connections.read' },
  params: idParams,
  query: z.object(pageQuery),
  response: pageOf(deliverySchema),
});

export const receiveWebhook = defineContract({
  name: 'intake.receive_webhook',
  method: 'POST',
  path: '/api/v1/connectors/{id}/webhook',
  summary: { 'zh-CN': '接收外部系统的签名通知', en: 'Take a signed message of a connected system' },
  access: 'public',
  params: idParams,
  body: 'stream',
  response: z.object({
    /** It had been taken before. */
    duplicate: z.boolean(),
    accepted: z.number().int(),
    rejected: z.number().int(),
  }),
});
