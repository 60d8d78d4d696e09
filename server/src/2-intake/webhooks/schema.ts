import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const WEBHOOK_STATES = ['active', 'paused', 'disabled'] as const;
export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** `commerce.orders_imported`, `commerce.*` or `*`. */
const eventTypeSchema = z.string().regex(/^(?:\*|[a-z]+\.(?:\*|[a-z]+(?:_[a-z]+)*))$/);

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const webhookSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    eventTypes: z.array(z.string()),
    state: z.enum(WEBHOOK_STATES),
    /** Why the platform disabled it, in the asker's language. */
    disabledReason: z.string().nullable(),
    /** Since when the receiver has not taken anything; null while it does. */
    failingSince: z.iso.datetime().nullable(),
    /** When it is tried again. */
    retryAt: z.iso.datetime().nullable(),
    /** Messages that wait. */
    pending: z.number().int(),
    /** Messages that were given up and can be replayed. */
    failed: z.number().int(),
    lastDeliveredAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.output<typeof webhookSchema>;

export const webhookDeliverySchema = z
  .object({
    /** The header `webhook-id`; the same when it is replayed. */
    id: z.uuid(),
    type: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.number().int(),
    /** When it is tried next; null when it has ended. */
    nextAt: z.iso.datetime().nullable(),
    lastStatus: z.number().int().nullable(),
    /** What went wrong last, in the asker's language. */
    lastFault: z.string().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.output<typeof webhookDeliverySchema>;

export const webhookDeliveryDetailSchema = webhookDeliverySchema
  .extend({
    payload: z.record(z.string(), z.unknown()),
    log: z.array(
      z.object({
        at: z.iso.datetime(),
        durationMs: z.number().int(),
        status: z.number().int().nullable(),
        fault: z.string().nullable(),
        answer: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'WebhookDeliveryDetail' });

const webhookInput = z.object({
  name: z.string().trim().min(1).max(100),
  /** https, or http to a host that the setting `outgoing.allowed_internal_hosts` names. */
  url: z.url().max(2000),
  eventTypes: z.array(eventTypeSchema).min(1).max(100),
});
export type WebhookInput = z.output<typeof webhookInput>;

const withSecret = webhookSchema.extend({
  /** `whsec_…`, shown this once. */
  secret: z.string(),
});

export const listWebhookEventTypes = defineContract({
  name: 'intake.list_webhook_event_types',
  method: 'GET',
  path: '/api/v1/webhooks/event-types',
  summary: { 'zh-CN': '可订阅的事件', en: 'Events that a webhook can hear of' },
  access: { permission: 'webhooks.manage' },
  response: z.object({ items: z.array(z.object({ type: z.string(), label: text })) }),
});

export const listWebhooks = defineContract({
  name: 'intake.list_webhooks',
  method: 'GET',
  path: '/api/v1/webhooks',
  summary: { 'zh-CN': '外发通知列表', en: 'Webhooks' },
  access: { permission: 'webhooks.manage' },
  response: z.object({ items: z.array(webhookSchema) }),
});

export const createWebhook = defineContract({
  name: 'intake.create_webhook',
  method: 'POST',
  path: '/api/v1/webhooks',
  summary: { 'zh-CN': '新建外发通知（密钥只显示一次）', en: 'Make a webhook (its secret is shown once)' },
  access: { permission: 'webhooks.manage' },
  body: webhookInput,
  response: withSecret,
  status: 201,
  idempotent: true,
});

export const updateWebhook = defineContract({
  name: 'intake.update_webhook',
  method: 'PATCH',
  path: '/api/v1/webhooks/{id}',
  summary: { 'zh-CN': '修改、暂停或恢复外发通知', en: 'Change, pause or resume a webhook' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  body: webhookInput.partial().extend({ state: z.enum(['active', 'paused']).optional() }),
  response: webhookSchema,
});

export const removeWebhook = defineContract({
  name: 'intake.remove_webhook',
  method: 'DELETE',
  path: '/api/v1/webhooks/{id}',
  summary: { 'zh-CN': '删除外发通知及其记录', en: 'Remove a webhook and its log' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
});

export const rotateWebhookSecret = defineContract({
  name: 'intake.rotate_webhook_secret',
  method: 'POST',
  path: '/api/v1/webhooks/{id}/rotate-secret',
  summary: {
    'zh-CN': '更换密钥；旧密钥在给定时间内仍同时签名',
    en: 'Exchange the secret; the old one signs beside it for a while',
  },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  body: z.object({ overlapHours: z.number().int().min(0).max(168).default(24) }),
  response: withSecret,
  idempotent: true,
});

export const testWebhook = defineContract({
  name: 'intake.test_webhook',
  method: 'POST',
  path: '/api/v1/webhooks/{id}/test',
  summary: { 'zh-CN': '发送一条测试消息', en: 'Send a test message' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  response: webhookDeliverySchema,
  status: 202,
  idempotent: true,
});

export const listWebhookDeliveries = defineContract({
  name: 'intake.list_webhook_deliveries',
  method: 'GET',
  path: '/api/v1/webhooks/{id}/deliveries',
  summary: { 'zh-CN': '外发记录，最新在前', en: 'Messages to this webhook, newest first' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  query: z.object({ ...pageQuery, state: z.enum(DELIVERY_STATES).optional() }),
  response: pageOf(webhookDeliverySchema),
});

export const getWebhookDelivery = defineContract({
  name: 'intake.get_webhook_delivery',
  method: 'GET',
  path: '/api/v1/webhooks/deliveries/{id}',
  summary: { 'zh-CN': '一条外发消息及每次尝试', en: 'One message and its attempts' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  response: webhookDeliveryDetailSchema,
});

export const replayWebhook = defineContract({
  name: 'intake.replay_webhook',
  method: 'POST',
  path: '/api/v1/webhooks/{id}/replay',
  summary: { 'zh-CN': '重新发送一段时间内的消息', en: 'Send messages of a time again' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  body: z.object({
    /** Messages made at or after this instant… */
    since: z.iso.datetime({ offset: true }),
    /** …and before this one; absent means now. */
    until: z.iso.datetime({ offset: true }).optional(),
    /** Only those that were given up, or everything that has ended. */
    which: z.enum(['failed', 'all']).default('failed'),
  }),
  response: z.object({ replayed: z.number().int() }),
  status: 202,
  idempotent: true,
});

export const replayWebhookDelivery = defineContract({
  name: 'intake.replay_webhook_delivery',
  method: 'POST',
  path: '/api/v1/webhooks/deliveries/{id}/replay',
  summary: { 'zh-CN': '重新发送一条消息', en: 'Send one message again' },
  access: { permission: 'webhooks.manage' },
  params: idParams,
  response: webhookDeliverySchema,
  status: 202,
  idempotent: true,
});
