import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

/** What somebody may prefer. `shop` is where they buy; it is only ever seen. */
export const PREFERENCES = ['category', 'brand', 'channel', 'time', 'shop'] as const;
export type Preference = (typeof PREFERENCES)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const customerPreferencesSchema = z
  .object({
    items: z.array(
      z.object({
        key: z.enum(PREFERENCES),
        /** Field of the profile in which it can be stated; null for what is only seen. */
        field: z.string().nullable(),
        stated: z
          .object({
            text: z.string(),
            source: z.string(),
            at: z.iso.datetime(),
            /** Older than the field allows: it should be asked for again. */
            isStale: z.boolean(),
          })
          .nullable(),
        observed: z
          .object({
            label: text,
            count: z.number().int(),
            of: z.number().int(),
            /** Of what: orders, or times that they came to us. */
            unit: z.enum(['orders', 'contacts']),
            /** Often enough to be called a preference. */
            isHabit: z.boolean(),
          })
          .nullable(),
        /** Which of the two counts; null where neither says enough. */
        wins: z.enum(['stated', 'observed']).nullable(),
      }),
    ),
    can: z.object({ write: z.boolean() }),
  })
  .meta({ id: 'CustomerPreferences' });
export type CustomerPreferences = z.output<typeof customerPreferencesSchema>;

export const getCustomerPreferences = defineContract({
  name: 'marketing.get_customer_preferences',
  method: 'GET',
  path: '/api/v1/customers/{id}/preferences',
  summary: {
    'zh-CN': '一位客户的偏好：自述的与从行为看出的，以及以哪个为准',
    en: 'What a customer prefers: stated and seen in what they do, and which of the two counts',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  response: customerPreferencesSchema,
});
