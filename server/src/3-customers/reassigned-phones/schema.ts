import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { pageOf, pageQuery } from '#kernel/http/paging.ts';

const whoSchema = z.object({ id: z.uuid(), name: z.string().nullable() });

export const reassignedPhoneSchema = z
  .object({
    /** That states the number and is joined by it to nobody. */
    recordId: z.uuid(),
    /** Masked, as `explain` and `attach` have it. */
    phone: z.string(),
    /** Whose record it is. */
    customer: whoSchema,
    /** Whom the number means still; of those that the reader may see, at most ten. */
    holders: z.array(whoSchema),
    withheldAt: z.iso.datetime(),
  })
  .meta({ id: 'ReassignedPhone' });
export type ReassignedPhone = z.output<typeof reassignedPhoneSchema>;

export const listReassignedPhones = defineContract({
  name: 'customers.list_reassigned_phones',
  method: 'GET',
  path: '/api/v1/reassigned-phones',
  summary: {
    'zh-CN': '可能换了机主的号码：长期未出现后由另一人留下，未用于合并',
    en: 'Phones that may have changed hands: after long silence somebody else states them, so they joined nobody',
  },
  access: { permission: 'customers.merge' },
  query: z.object(pageQuery),
  response: pageOf(reassignedPhoneSchema),
});
