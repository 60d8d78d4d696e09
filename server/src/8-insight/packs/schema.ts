import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';
import { METRIC_UNITS } from '../metrics/schema.ts';

/** The parts of a monthly pack, in their order. */
export const PACK_SECTIONS = ['sales', 'customers', 'loyalty', 'lifecycle', 'traffic', 'service'] as const;
export type PackSection = (typeof PACK_SECTIONS)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const value = z.number().nullable();

const figureSchema = z.object({
  metric: z.string(),
  label: text,
  formula: text,
  unit: z.enum(METRIC_UNITS),
  currency: z.string().nullable(),
  value,
  /** Of the month before, and of the same month a year earlier. */
  before: value,
  yearAgo: value,
});

/** What one part holds. */
export const packSectionSchema = z.object({
  section: z.enum(PACK_SECTIONS),
  figures: z.array(figureSchema),
  /** The first of the figures over thirteen months, the oldest first. */
  months: z.array(z.object({ month: z.iso.date(), value })),
  /** The first of them by what matters there: sales channel, source, stage; the largest first. */
  split: z.object({
    by: text,
    rows: z.array(z.object({ key: z.string(), label: text, value, before: value, yearAgo: value })),
  }),
});
export type PackPart = z.output<typeof packSectionSchema>;
export const packContentSchema = z.array(packSectionSchema);

const commentSchema = z.object({
  section: z.enum(PACK_SECTIONS),
  /** Counts changes. */
  revision: z.number().int(),
  text: z.string(),
  author: z.string(),
  writtenAt: z.iso.datetime(),
});
export type PackComment = z.output<typeof commentSchema>;

const head = {
  id: z.uuid(),
  /** The first day of the month. */
  month: z.iso.date(),
  from: z.iso.date(),
  to: z.iso.date(),
  madeAt: z.iso.datetime(),
  /** null: made when its time had come. */
  madeBy: z.string().nullable(),
  /** Everything that happened before this instant was in. */
  knownUpTo: z.iso.datetime(),
};

export const packHeadSchema = z
  .object({ ...head, figures: z.array(figureSchema), comments: z.number().int() })
  .meta({ id: 'PackHead' });
export type PackHead = z.output<typeof packHeadSchema>;

export const packSchema = z
  .object({ ...head, parts: packContentSchema, comments: z.array(commentSchema) })
  .meta({ id: 'Pack' });
export type Pack = z.output<typeof packSchema>;

const access = { permission: 'insight.read' } as const;

export const listPacks = defineContract({
  name: 'insight.list_packs',
  method: 'GET',
  path: '/api/v1/packs',
  summary: { 'zh-CN': '经营月报，新的在前', en: 'Monthly packs for managers, newest month first' },
  access,
  query: z.object(pageQuery),
  response: pageOf(packHeadSchema),
});

export const getPack = defineContract({
  name: 'insight.get_pack',
  method: 'GET',
  path: '/api/v1/packs/{id}',
  summary: { 'zh-CN': '一份经营月报及其点评', en: 'One monthly pack with its comments' },
  access,
  params: idParams,
  response: packSchema,
});

export const makePack = defineContract({
  name: 'insight.make_pack',
  method: 'POST',
  path: '/api/v1/packs',
  summary: { 'zh-CN': '生成或重新生成某月的经营月报', en: 'Make the pack of a month, or make it again' },
  // Counting takes longer than a transaction should; one month is one pack, however often it is asked for.
  transaction: 'own',
  access,
  body: z.object({
    /** Any day of the month. */
    month: z.iso.date(),
  }),
  response: packSchema,
});

export const writePackComment = defineContract({
  name: 'insight.write_pack_comment',
  method: 'PUT',
  path: '/api/v1/packs/{id}/comments/{section}',
  summary: {
    'zh-CN': '为月报的一部分写点评；清空就是去掉',
    en: 'Write about a part of a pack; an empty text takes it off',
  },
  access,
  params: idParams.extend({ section: z.enum(PACK_SECTIONS) }),
  body: z.object({
    text: z.string().trim().max(4000),
    /** The revision that was read; 0 where nothing was written. 409 when somebody else has written since. */
    baseRevision: z.number().int().min(0),
  }),
  response: commentSchema,
});
