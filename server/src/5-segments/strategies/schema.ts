import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { STRATEGY_STATES } from './state.ts';

export { STRATEGY_STATES, type StrategyState } from './state.ts';

const plan = z.string().trim().min(1).max(4000).nullable().default(null);

export const strategySchema = z
  .object({
    revision: z.number().int(),
    state: z.enum(STRATEGY_STATES),
    /** What is offered to these customers. */
    marketing: z.string().nullable(),
    /** How they are served. */
    service: z.string().nullable(),
    /** Where they are met. */
    channels: z.string().nullable(),
    ownerId: z.uuid().nullable(),
    owner: z.string().nullable(),
    startsOn: z.iso.date().nullable(),
    endsOn: z.iso.date().nullable(),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'SegmentStrategy' });
export type Strategy = z.output<typeof strategySchema>;

/** What lists say of it. */
export const strategyMarkSchema = z.object({
  state: z.enum(STRATEGY_STATES),
  owner: z.string().nullable(),
  endsOn: z.iso.date().nullable(),
});

export const getStrategy = defineContract({
  name: 'segments.get_strategy',
  method: 'GET',
  path: '/api/v1/segments/{id}/strategy',
  summary: {
    'zh-CN': '客群的策略（营销、服务、渠道）及其历次修改，最新的在前',
    en: 'What is done for a segment (marketing, service, channels), with every change, newest first',
  },
  access: { permission: 'segments.read' },
  params: idParams,
  response: z.object({
    /** Null while there is none. */
    strategy: strategySchema.nullable(),
    history: z.array(strategySchema),
    can: z.object({ write: z.boolean() }),
  }),
});

export const saveStrategySchema = z.object({
  marketing: plan,
  service: plan,
  channels: plan,
  /** Somebody who can sign in. */
  ownerId: z.uuid(),
  startsOn: z.iso.date(),
  endsOn: z.iso.date().nullable().default(null),
  /** The revision that the change was made from, 0 for none; 409 when somebody else has saved another one since. */
  baseRevision: z.number().int().min(0).optional(),
});
export type SavedStrategy = z.output<typeof saveStrategySchema>;

export const saveStrategy = defineContract({
  name: 'segments.save_strategy',
  method: 'PUT',
  path: '/api/v1/segments/{id}/strategy',
  summary: { 'zh-CN': '写下或修改客群的策略', en: 'Write down what is done for a segment, or change it' },
  access: { permission: 'segments.write' },
  params: idParams,
  body: saveStrategySchema,
  response: strategySchema,
});

export const removeStrategy = defineContract({
  name: 'segments.remove_strategy',
  method: 'DELETE',
  path: '/api/v1/segments/{id}/strategy',
  summary: { 'zh-CN': '撤下客群的策略，历史保留', en: 'Take the strategy off a segment; its history stays' },
  access: { permission: 'segments.write' },
  params: idParams,
});
