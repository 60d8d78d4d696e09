import { z } from 'zod';
import type { LookupType } from '#customers/pure';
import { defineContract } from '#kernel/http/contract.ts';

/** What somebody who comes in is known by; the words of the look-up. */
export const RECOGNISED_BY = [
  'phone',
  'email',
  'account',
  'memberCard',
  'wechatUnionId',
  'wechatOpenId',
  'wecomId',
  'marketplaceAccount',
] as const satisfies readonly LookupType[];

/** Where they come in. */
export const TOUCH_POINTS = ['phone', 'shop', 'site', 'chat'] as const;
export type TouchPoint = (typeof TOUCH_POINTS)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

/** What has to be minded before anything is said or offered. */
export const HEEDS = [
  'do_not_contact',
  'opted_out',
  'no_selling',
  'no_personal',
  'minor',
  'prefers_channel',
  'prefers_time',
] as const;
export type Heed = (typeof HEEDS)[number];

export const recognisedSchema = z
  .object({
    id: z.uuid(),
    name: z.string().nullable(),
    account: z.string().nullable(),
    /** Masked. */
    phone: z.string().nullable(),
    region: z.string().nullable(),
    tags: z.array(z.string()),
    /** Null for somebody who never bought. */
    firstOrderAt: z.iso.datetime().nullable(),
    /** Classes that staff act on, the level first; empty before scores were computed or without the permission. */
    classes: z.array(
      z.object({
        kind: z.string(),
        label: text,
        band: z.string(),
        bandLabel: text,
        note: text,
        /** What runs for the class now, and who answers for it. */
        strategy: z
          .object({
            segmentId: z.uuid(),
            owner: z.string().nullable(),
            marketing: z.string().nullable(),
            service: z.string().nullable(),
            channels: z.string().nullable(),
          })
          .nullable(),
      }),
    ),
    rfm: z
      .object({
        r: z.number().int(),
        f: z.number().int(),
        m: z.number().int(),
        label: text,
        recencyDays: z.number().int(),
        frequency: z.number().int(),
        monetaryMinor: z.number(),
        currency: z.string(),
      })
      .nullable(),
    /** Those with something to do first. */
    segments: z.array(z.object({ id: z.uuid(), name: z.string(), service: z.string().nullable() })),
    tier: z.object({ tier: z.number().int(), names: z.array(z.string()) }).nullable(),
    lastOrder: z
      .object({
        id: z.uuid(),
        number: z.string(),
        status: z.string(),
        placedAt: z.iso.datetime(),
        totalMinor: z.number().int(),
        currency: z.string(),
      })
      .nullable(),
    /** Tasks and cases about them that are not over. */
    open: z.array(
      z.object({
        id: z.uuid(),
        kind: text,
        title: z.string(),
        dueAt: z.iso.datetime().nullable(),
        isLate: z.boolean(),
      }),
    ),
    heeds: z.array(z.object({ kind: z.enum(HEEDS), text })),
    /** What to offer or say next; null where nothing is known. */
    next: z.object({ productId: z.uuid(), name: z.string(), on: z.iso.date().nullable() }).nullable(),
    /** Parts that did not answer in time; everything else is there. */
    missing: z.array(z.enum(['scores', 'advice'])),
  })
  .meta({ id: 'Recognised' });
export type Recognised = z.output<typeof recognisedSchema>;

export const recogniseCustomer = defineContract({
  name: 'marketing.recognise_customer',
  method: 'POST',
  path: '/api/v1/recognitions',
  summary: {
    'zh-CN': '来电、到店、登录或咨询时识别客户：是谁、价值分级、最近订单、待办与注意事项',
    en: 'Who is calling, in the shop, signing in or chatting: class and value, last order, what is open and what to mind',
  },
  // Reads: the value stands in the body because addresses are logged.
  transaction: 'own',
  access: { permission: 'customers.read' },
  body: z.object({
    type: z.enum(RECOGNISED_BY),
    value: z.string().trim().min(1).max(300),
    /** Needed for accounts: the source that gave it. */
    source: z.string().max(100).optional(),
    touchPoint: z.enum(TOUCH_POINTS).default('phone'),
  }),
  response: z.object({ customer: recognisedSchema.nullable(), tookMs: z.number().int() }),
});
