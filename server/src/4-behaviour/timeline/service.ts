import type { TimelineSource } from '#customers';
import { may } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import * as store from '../reading/store.ts';
import { visitWords } from '../reading/visit-words.ts';

/** Visits of a customer, one entry each; what was done in them opens from there. */
export function behaviourTimeline(kernel: Pick<Kernel, 'config'>): TimelineSource {
  const { timeZone } = kernel.config;
  return {
    name: 'behaviour.visits',
    label: { 'zh-CN': '访问', en: 'Visits' },
    entries: async (db, { customerId, before, limit, context }) => {
      if (!may(context.actor, 'behaviour.read')) {
        return [];
      }
      const whose = { customerId, scopeIds: context.actor.scopeIds };
      const visits = await store.visitsOf(db, whose, { before, limit, timeZone });
      return visits.map((visit) => ({
        id: visit.id,
        at: visit.at,
        kind: 'visit',
        title: { 'zh-CN': `访问 ${visit.source}`, en: `Visit to ${visit.source}` },
        detail: visitWords(visit.kinds, context.locale),
        channel: visit.source,
        staff: null,
        ref: { type: 'visit', id: visit.id },
        amount: null,
      }));
    },
  };
}
