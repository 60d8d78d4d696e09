import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const decision = {
  reason: z.string(),
  by: z.string(),
  at: z.iso.datetime(),
} as const;

export const explanationSchema = z
  .object({
    id: z.uuid(),
    records: z.array(
      z.object({
        id: z.uuid(),
        source: z.string(),
        label: z.string(),
        name: z.string().nullable(),
        account: z.string().nullable(),
        byHand: z.boolean(),
        createdAt: z.iso.datetime(),
        identifiers: z.array(
          z.object({
            kind: z.string(),
            label: text,
            /** Masked. */
            shown: z.string(),
            /** Other records of this customer that state it too and are joined by it. */
            sharedWith: z.array(z.uuid()),
            /** Why it joins the record to nobody; null when it does. */
            withheld: z
              .object({
                cause: z.enum(['detached', 'parted', 'apart', 'contradiction', 'shared', 'reassigned']),
                label: text,
                reason: z.string().nullable(),
                by: z.string(),
                at: z.iso.datetime(),
              })
              .nullable(),
          }),
        ),
      }),
    ),
    /** Records outside what the asker may see. */
    hiddenRecords: z.number().int(),
    /** Merges that stand; un-merging takes one back. */
    merges: z.array(
      z.object({
        id: z.uuid(),
        origin: z.enum(['staff', 'matching']),
        ...decision,
        bonds: z.array(z.object({ left: z.uuid(), right: z.uuid() })),
      }),
    ),
    /** Who is not this person, whatever they share. */
    aparts: z.array(
      z.object({ id: z.uuid(), customer: z.object({ id: z.uuid(), name: z.string().nullable() }), ...decision }),
    ),
    /** When records came to this customer or left it, newest first. */
    moves: z.array(
      z.object({
        recordId: z.uuid(),
        from: z.uuid(),
        to: z.uuid(),
        cause: z.string(),
        label: text,
        at: z.iso.datetime(),
      }),
    ),
    can: z.object({ merge: z.boolean() }),
  })
  .meta({ id: 'IdentityExplanation' });
export type Explanation = z.output<typeof explanationSchema>;

export const explainCustomer = defineContract({
  name: 'customers.explain',
  method: 'GET',
  path: '/api/v1/customers/{id}/explain',
  summary: {
    'zh-CN': '为什么这些来源记录是同一位客户',
    en: 'Why these records are one customer',
  },
  access: { permission: 'customers.read' },
  params: idParams,
  response: explanationSchema,
});
