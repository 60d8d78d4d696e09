import { type Belonging, type FactOwner, GOES_WITH_RECORD } from '#customers';
import type { ErasureParticipant } from '#kernel/erasure/participant.ts';
import * as handovers from '../handovers/store.ts';
import * as store from '../losses/store.ts';

/** Losses and hand-overs follow records when customers are merged and parted. */
export const careFacts: FactOwner = {
  name: 'care',
  reassign: async (tx, _context, records) => {
    await store.reassign(tx, records);
    await handovers.reassign(tx, records);
  },
  usedRecords: async (tx, recordIds) => {
    const [lost, handed] = [await store.usedRecords(tx, recordIds), await handovers.usedRecords(tx, recordIds)];
    return new Set([...lost, ...handed]);
  },
};

/** What merging customers does to what is kept here. */
export const CARE_BELONGINGS: readonly Belonging[] = [
  {
    name: 'care.losses',
    label: { 'zh-CN': '流失与挽回', en: 'Losses and who was won back' },
    owner: careFacts.name,
    ...GOES_WITH_RECORD,
    count: store.countByRecord,
  },
  {
    name: 'care.handovers',
    label: { 'zh-CN': '员工离职后的交接', en: 'Hand-overs after staff left' },
    owner: careFacts.name,
    ...GOES_WITH_RECORD,
    count: handovers.countByRecord,
  },
  {
    name: 'care.moves',
    label: { 'zh-CN': '生命周期阶段的变动', en: 'Moves between stages of the lifecycle' },
    owner: null,
    merging: {
      'zh-CN': '合并后的客户保留自己的变动，下一次检查按合并后的订单判断',
      en: 'The one who remains keeps their own moves; the next look judges by the orders of both',
    },
    unmerging: { 'zh-CN': '下一次检查按各自的订单判断', en: 'The next look judges by the orders of each' },
  },
];

/** Who moved when is ids and days; what somebody wrote about a person who was lost goes. */
export const careErasure: ErasureParticipant = {
  name: 'care',
  tables: {
    stages: 'keeps',
    stage_runs: 'none',
    moves: 'keeps',
    move_rules: 'none',
    reasons: 'none',
    losses: 'empties',
    departures: 'none',
    handovers: 'keeps',
  },
  erase: (tx, _context, subject) => store.eraseLosses(tx, subject),
};
