import type { Belonging, FactOwner } from '#customers';
import type { Kernel } from '#kernel/module.ts';
import { CREDIT_LIMIT_CHANGED } from '../credit/service.ts';
import * as store from '../credit/store.ts';

/** Limits follow records when customers are merged and parted. */
export function creditFacts({ events }: Pick<Kernel, 'events'>): FactOwner {
  return {
    name: 'commerce.credit',
    reassign: async (tx, context, records) => {
      const customerIds = await store.reassign(tx, records);
      if (customerIds.length > 0) {
        await events.append(tx, context, [{ type: CREDIT_LIMIT_CHANGED, data: { customerIds: [...customerIds] } }]);
      }
    },
    usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
  };
}

/** What merging customers does to what they may owe. */
export const CREDIT_BELONGINGS: readonly Belonging[] = [
  {
    name: 'commerce.credit_limits',
    label: { 'zh-CN': '信用额度', en: 'Credit limits' },
    owner: 'commerce.credit',
    merging: {
      'zh-CN': '都保留；两边都有额度时以较低的为准，直到有人重新设定：没有人同意过合并后的客户可以多欠',
      en: 'All are kept; where both have one the lower one stands until somebody decides, because nobody has agreed that the two together may owe more',
    },
    unmerging: {
      'zh-CN': '随来源记录回到各自的客户，各自原来的额度恢复有效；合并期间设定的留在设定时的记录一方',
      en: 'Go back with their records and hold again for each; one set in the meantime stays with the record that it was set on',
    },
    count: store.countByRecord,
  },
];
