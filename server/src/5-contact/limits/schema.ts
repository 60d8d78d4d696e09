import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { CONTACT_CHANNELS } from '../contact-channels.ts';

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** From when until when nobody is disturbed, on which channels. */
export const quietHoursSchema = z.object({
  from: z.string().regex(TIME),
  until: z.string().regex(TIME),
  channels: z.array(z.enum(CONTACT_CHANNELS)),
});
export type QuietHoursSetting = z.output<typeof quietHoursSchema>;

/** How often somebody is written to at most. */
export const capsSchema = z
  .array(
    z.object({
      purpose: z.string().min(1).max(40).nullable(),
      channel: z.enum(CONTACT_CHANNELS).nullable(),
      limit: z.number().int().min(0).max(1000),
      days: z.number().int().min(1).max(366),
    }),
  )
  .max(50);

export const previewLimits = defineContract({
  name: 'contact.preview_limits',
  method: 'POST',
  path: '/api/v1/contact/limits/preview',
  summary: {
    'zh-CN': '按给定的免打扰时段和频率上限，现在会拦下多少',
    en: 'What quiet hours and caps would hold back now, saved or not',
  },
  access: { permission: 'contact.read' },
  transaction: 'own',
  body: z.object({ quietHours: quietHoursSchema, caps: capsSchema }),
  response: z.object({
    asOf: z.iso.datetime(),
    quiet: z.object({
      /** By the clock of the business; recipients elsewhere have their own. */
      until: z.iso.datetime().nullable(),
      /** Messages that wait for the end of quiet hours now. */
      waiting: z.number().int(),
    }),
    /** In the order given: customers who have had as many as the cap allows. Null: it lets nothing through at all. */
    caps: z.array(z.object({ customers: z.number().int().nullable() })),
    /** Customers who were written to within the longest of the caps. */
    reached: z.number().int(),
  }),
});
