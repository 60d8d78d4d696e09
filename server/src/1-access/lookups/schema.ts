import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

export const LOOK_KINDS = ['profile', 'reveal'] as const;
export type LookKind = (typeof LOOK_KINDS)[number];
export const ALERT_STATES = ['open', 'explained', 'incident'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export const lookAlertSchema = z
  .object({
    id: z.uuid(),
    user: z.object({ id: z.uuid(), name: z.string() }),
    kind: z.enum(LOOK_KINDS),
    raisedAt: z.iso.datetime(),
    /** The looks of the hour from here. */
    from: z.iso.datetime(),
    /** Customers looked at without a contact. */
    looked: z.number().int(),
    allowed: z.number().int(),
    /** The first of them. */
    subjectIds: z.array(z.uuid()),
    state: z.enum(ALERT_STATES),
    answeredBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    answeredAt: z.iso.datetime().nullable(),
    note: z.string().nullable(),
    /** Nobody answers their own. */
    can: z.object({ answer: z.boolean() }),
  })
  .meta({ id: 'LookAlert' });
export type LookAlert = z.output<typeof lookAlertSchema>;

export const listLookAlerts = defineContract({
  name: 'access.list_look_alerts',
  method: 'GET',
  path: '/api/v1/look-alerts',
  summary: { 'zh-CN': '异常查看提醒，新的在前', en: 'Unusual looking at customers, newest first' },
  access: { permission: 'alerts.read' },
  query: z.object({ ...pageQuery, state: z.enum(ALERT_STATES).optional() }),
  response: pageOf(lookAlertSchema),
});

export const answerLookAlert = defineContract({
  name: 'access.answer_look_alert',
  method: 'POST',
  path: '/api/v1/look-alerts/{id}/answer',
  summary: { 'zh-CN': '处理异常查看提醒', en: 'Say what became of unusual looking' },
  access: { permission: 'alerts.read' },
  params: idParams,
  body: z.object({ state: z.enum(['explained', 'incident']), note: z.string().trim().min(2).max(1000) }),
  response: lookAlertSchema,
});
