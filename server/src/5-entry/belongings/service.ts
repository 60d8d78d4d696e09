import { type Belonging, type FactOwner, GOES_WITH_RECORD } from '#customers';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import type { RetentionKind } from '#kernel/erasure/retention.ts';
import type { Text } from '#kernel/pure/text.ts';
import { KEEP_REJECTED_DAYS } from '../settings.ts';
import * as store from './store.ts';

/** Follows records when customers are merged and parted. */
export const entryFacts: FactOwner = {
  name: 'entry',
  reassign: (tx, _context, records) => store.reassign(tx, records),
  usedRecords: (tx, recordIds) => store.usedRecords(tx, recordIds),
};

const LABELS: Readonly<Record<store.Owned, Text>> = {
  submissions: { 'zh-CN': '代理提交', en: 'Submissions of agents' },
  forms: { 'zh-CN': '会员登记表', en: 'Membership forms' },
  field_notes: { 'zh-CN': '外勤记录', en: 'Field notes' },
  slips: { 'zh-CN': '终端小票', en: 'Slips of terminals' },
};

/** What merging customers does to what is kept here. */
export const ENTRY_BELONGINGS: readonly Belonging[] = store.OWNED.map((table) => ({
  name: `entry.${table}`,
  label: LABELS[table],
  owner: entryFacts.name,
  ...GOES_WITH_RECORD,
  count: (reader, recordIds) => store.countByRecord(reader, table, recordIds),
}));

/** Figures and dates stay when a person is erased; whoever has not been accepted yet goes. */
export const entryErasure: ErasureParticipant = {
  name: 'entry',
  tables: {
    submissions: 'empties',
    card_series: 'none',
    form_links: 'none',
    forms: 'empties',
    field_notes: 'empties',
    slips: 'empties',
  },
  erase: (tx, _context, subject) => store.eraseEntries(tx, subject),
};

/** People who were sent back and never became customers are not kept for ever. */
export const rejectedRetention: RetentionKind = {
  name: 'entry.rejected_submissions',
  label: { 'zh-CN': '退回的代理提交', en: 'People who were sent back' },
  setting: KEEP_REJECTED_DAYS,
  count: async (reader, before, limit) => (await store.rejectedBefore(reader, before, limit)).length,
  remove: async (tx, _context, before, limit) => {
    const ids = await store.rejectedBefore(tx, before, limit);
    await store.deleteSubmissions(tx, ids);
    return ids.length;
  },
};
