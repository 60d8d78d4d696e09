import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import { ruleSchema } from '#kernel/pure/rules/tree.ts';
import { runCostSchema } from '../runs/schema.ts';
import { strategyMarkSchema } from '../strategies/schema.ts';

export const REFRESHES = ['manual', 'daily', 'hourly', 'live'] as const;
export type Refresh = (typeof REFRESHES)[number];
export const SEGMENT_STATES = ['draft', 'saved'] as const;
export type SegmentState = (typeof SEGMENT_STATES)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });

export const segmentSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    note: z.string().nullable(),
    rule: ruleSchema,
    /** The rule in words. */
    sentence: text,
    version: z.number().int(),
    state: z.enum(SEGMENT_STATES),
    /** `live`: changed customers are looked at within a second; everybody once a day. */
    refresh: z.enum(REFRESHES),
    owner: z.string(),
    members: z.number().int(),
    /** When everybody was looked at last; null: not yet. */
    refreshedAt: z.iso.datetime().nullable(),
    /** Members may be others by now: the rule has changed, or a refresh is overdue or impossible. */
    stale: z.boolean(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Segment' });
export type Segment = z.output<typeof segmentSchema>;

const saved = {
  name: z.string().trim().min(1).max(100),
  note: z.string().trim().max(1000).nullable().default(null),
  rule: ruleSchema,
  state: z.enum(SEGMENT_STATES).default('saved'),
  refresh: z.enum(REFRESHES).default('daily'),
} as const;
export const saveSegmentSchema = z.object(saved);
export type SavedSegment = z.output<typeof saveSegmentSchema>;

export const listSegments = defineContract({
  name: 'segments.list_segments',
  method: 'GET',
  path: '/api/v1/segments',
  summary: { 'zh-CN': '客群列表', en: 'All segments' },
  access: { permission: 'segments.read' },
  response: z.object({
    items: z.array(
      segmentSchema.extend({
        strategy: strategyMarkSchema,
        /** Null before the first. */
        lastRun: runCostSchema.nullable(),
      }),
    ),
    can: z.object({ write: z.boolean() }),
  }),
});

export const getSegment = defineContract({
  name: 'segments.get_segment',
  method: 'GET',
  path: '/api/v1/segments/{id}',
  summary: { 'zh-CN': '一个客群', en: 'One segment' },
  access: { permission: 'segments.read' },
  params: idParams,
  response: segmentSchema.extend({
    strategy: strategyMarkSchema,
    lastRun: runCostSchema.nullable(),
    versions: z.array(
      z.object({
        version: z.number().int(),
        rule: ruleSchema,
        sentence: text,
        changedBy: z.string(),
        changedAt: z.iso.datetime(),
      }),
    ),
    /** Segments whose rules name this one. */
    usedBy: z.array(z.object({ id: z.uuid(), name: z.string() })),
    can: z.object({ write: z.boolean() }),
  }),
});

export const createSegment = defineContract({
  name: 'segments.create_segment',
  method: 'POST',
  path: '/api/v1/segments',
  summary: { 'zh-CN': '新建客群', en: 'Make a segment' },
  access: { permission: 'segments.write' },
  body: saveSegmentSchema,
  response: segmentSchema,
  status: 201,
  idempotent: true,
});

export const updateSegment = defineContract({
  name: 'segments.update_segment',
  method: 'PUT',
  path: '/api/v1/segments/{id}',
  summary: {
    'zh-CN': '修改客群；规则每改一次多一个版本',
    en: 'Change a segment; each change of its rule is a version',
  },
  access: { permission: 'segments.write' },
  params: idParams,
  body: saveSegmentSchema.extend({
    /** The version that the change was made from; 409 when somebody else has saved another one since. */
    baseVersion: z.number().int().optional(),
  }),
  response: segmentSchema,
});

export const archiveSegment = defineContract({
  name: 'segments.archive_segment',
  method: 'DELETE',
  path: '/api/v1/segments/{id}',
  summary: {
    'zh-CN': '收起客群：成员清空，历史保留；被其他客群引用时不可收起',
    en: 'Put a segment away: its members leave, its history stays; not while others name it',
  },
  access: { permission: 'segments.write' },
  params: idParams,
});

export const restoreSegment = defineContract({
  name: 'segments.restore_segment',
  method: 'POST',
  path: '/api/v1/segments/{id}/restore',
  summary: {
    'zh-CN': '把收起的客群放回来，成员重新计算',
    en: 'Bring back a segment that was put away; its members are worked out anew',
  },
  access: { permission: 'segments.write' },
  params: idParams,
  response: segmentSchema,
});

const face = z.object({
  name: z.string(),
  face: z.string(),
  label: text,
  optional: z.boolean(),
  unit: text.nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  options: z.array(z.object({ value: z.string(), label: text })),
  catalogue: z.string().nullable(),
  single: z.boolean(),
});

export const listConditions = defineContract({
  name: 'segments.list_conditions',
  method: 'GET',
  path: '/api/v1/conditions',
  summary: { 'zh-CN': '规则可用的全部条件及其参数', en: 'Every condition of rules, with its arguments' },
  access: { permission: 'segments.read' },
  response: z.object({
    /** Amounts that name no currency are in this one. */
    currency: z.string(),
    /** Whether a rule can be drafted from a sentence. */
    drafts: z.boolean(),
    items: z.array(
      z.object({
        is: z.string(),
        subject: z.string(),
        group: text,
        label: text,
        /** `{arg}` is an argument, `[first|second]` an alternative. */
        sentence: text,
        /** What it is found by: names, pinyin, its initials. */
        keys: z.string(),
        args: z.array(face),
      }),
    ),
  }),
});

export const listCatalogue = defineContract({
  name: 'segments.list_catalogue',
  method: 'GET',
  path: '/api/v1/catalogues/{name}',
  summary: { 'zh-CN': '条件参数可选的内容，按名称查找', en: 'What an argument is chosen from, by name' },
  access: { permission: 'segments.read' },
  params: z.object({ name: z.string().min(1).max(200) }),
  query: z.object({
    text: z.string().trim().max(100).optional(),
    /** Only these values: what they are called. */
    value: z.union([z.string().max(200), z.array(z.string().max(200)).max(200)]).optional(),
  }),
  response: z.object({ items: z.array(z.object({ value: z.string(), label: text, keys: z.string() })) }),
});

export const readRuleText = defineContract({
  name: 'segments.read_rule_text',
  method: 'POST',
  path: '/api/v1/rules/read',
  summary: { 'zh-CN': '把文字读成规则', en: 'Read a rule from words' },
  access: { permission: 'segments.read' },
  body: z.object({ text: z.string().min(1).max(20_000), locale: z.enum(['zh-CN', 'en']) }),
  response: z.object({ rule: ruleSchema, sentence: text }),
  transaction: 'own',
});
