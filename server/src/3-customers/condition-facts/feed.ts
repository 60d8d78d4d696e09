import { z } from 'zod';
import type { AnalyticTable } from '#kernel/feed/feed.ts';
import { PROFILES_CHANGED } from './changed.ts';

const MERGED = 'customers.customers_merged';
const TAGGED = 'customers.tags_changed';

const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const list = z.object({ customerIds: z.array(z.uuid()) });
const merge = z.object({ from: z.uuid(), to: z.uuid() });

/**
 * The analytic copy of profiles, without names, phones, e-mail and other addresses. Lists are told as removed: what is
 * there after all is copied anew, with a larger version.
 */
export const profilesAnalyticTable: AnalyticTable = {
  name: 'customers_profiles',
  source: 'customers.analytic_profiles',
  key: { source: 'id', column: 'customer_id' },
  columns: {
    customer_id: 'id',
    region: 'region',
    birthday: 'birthday',
    attributes: 'attributes',
    known: 'known',
    tags: 'tags',
    sources: 'sources',
    organisations: 'organisations',
  },
  types: [PROFILES_CHANGED, MERGED, TAGGED],
  plan: (events) => {
    const plan = { upsertIds: [], upsertRanges: [] as [string, string][], removeIds: [] as string[], removeRanges: [] };
    for (const { type, data, customerId } of events) {
      if (type === MERGED) {
        const { from, to } = merge.parse(data);
        plan.removeIds.push(from, to);
      } else if (type === TAGGED) {
        plan.removeIds.push(z.uuid().parse(customerId));
      } else if ('customerIds' in data) {
        plan.removeIds.push(...list.parse(data).customerIds);
      } else {
        const { firstId, lastId } = range.parse(data);
        plan.upsertRanges.push([firstId, lastId]);
      }
    }
    return plan;
  },
};
