import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams } from '#kernel/http/paging.ts';
import {
  DIMENSIONS,
  METRIC_UNITS,
  metricCurrencySchema,
  metricFreshnessSchema,
  metricWhereSchema,
} from '../metrics/schema.ts';

/** Spans that follow the day they are asked on; `custom` goes from `from` to `to`. */
export const PIVOT_SPANS = ['d7', 'd28', 'd90', 'm12', 'month', 'year', 'last_week', 'last_month', 'custom'] as const;
export type PivotSpan = (typeof PIVOT_SPANS)[number];

/** What is shown by itself; what lies behind goes together, or is left out where customers are in several parts. */
export const PIVOT_ROWS = 200;
export const PIVOT_COLUMNS = 50;
export const MAX_ROW_DIMENSIONS = 3;
export const MAX_COLUMN_DIMENSIONS = 2;
export const MAX_MEASURES = 5;

const dimension = z.enum(DIMENSIONS);
const unique = (list: readonly unknown[]): boolean => new Set(list).size === list.length;

/** Rows × columns × measures over a span. */
export const pivotQuestionSchema = z
  .object({
    rows: z.array(dimension).max(MAX_ROW_DIMENSIONS),
    columns: z.array(dimension).max(MAX_COLUMN_DIMENSIONS).default([]),
    /** Names of metrics; the order of rows and columns is that of the first one. */
    measures: z.array(z.string().max(60)).min(1).max(MAX_MEASURES).refine(unique),
    span: z.enum(PIVOT_SPANS).default('m12'),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    asOf: z.iso.date().optional(),
    currency: metricCurrencySchema.optional(),
    where: metricWhereSchema.optional(),
  })
  .refine(({ rows, columns }) => unique([...rows, ...columns]), { path: ['columns'] })
  .refine(({ span, from, to }) => span !== 'custom' || (from !== undefined && to !== undefined), { path: ['from'] });
export type PivotQuestion = z.output<typeof pivotQuestionSchema>;

const dimensionSchema = z.object({
  name: dimension,
  label: z.string(),
  /** How somebody is placed in it; null where the name says it. */
  note: z.string().nullable(),
  /** A customer may be in several of its parts: they add up to more than the whole. */
  overlaps: z.boolean(),
});

const headSchema = z.object({
  /** A value of each dimension of the axis; of the others in one heap `…`. */
  key: z.array(z.string()),
  label: z.array(z.string()),
  /** Everything that is not shown by itself. */
  isOthers: z.boolean(),
});

const value = z.number().nullable();

export const pivotAnswerSchema = z
  .object({
    rows: z.array(dimensionSchema),
    columns: z.array(dimensionSchema),
    measures: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        unit: z.enum(METRIC_UNITS),
        formula: z.string(),
        source: z.string(),
        currency: z.string().nullable(),
      }),
    ),
    asOf: z.iso.date(),
    from: z.iso.date(),
    to: z.iso.date(),
    currencies: z.array(z.string()),
    rowHeads: z.array(headSchema),
    columnHeads: z.array(headSchema),
    /** A value of each measure, by row and column. */
    cells: z.array(z.array(z.array(value))),
    /** Counted over all of a row, a column, everything: sums only where nobody and nothing is counted twice. */
    rowTotals: z.array(z.array(value)),
    columnTotals: z.array(z.array(value)),
    totals: z.array(value),
    /** Rows and columns that are not shown by themselves. */
    more: z.object({ rows: z.number().int(), columns: z.number().int() }),
    freshness: metricFreshnessSchema,
    tookMs: z.number(),
  })
  .meta({ id: 'PivotAnswer' });
export type PivotAnswer = z.output<typeof pivotAnswerSchema>;
export type PivotHead = z.output<typeof headSchema>;

export const SCHEDULE_EVERY = ['day', 'week', 'month'] as const;
/** When a file is made by itself, on the clocks of the business. */
export const pivotScheduleSchema = z
  .object({
    every: z.enum(SCHEDULE_EVERY),
    /** Of each week: 1 is Monday. */
    weekday: z.number().int().min(1).max(7).default(1),
    /** Of each month; shorter months have it on their last day. */
    day: z.number().int().min(1).max(31).default(1),
    hour: z.number().int().min(0).max(23),
    format: z.enum(['xlsx', 'csv']),
  })
  .meta({ id: 'PivotSchedule' });
export type PivotSchedule = z.output<typeof pivotScheduleSchema>;

const saved = {
  name: z.string().trim().min(1).max(100),
  note: z.string().trim().max(500).nullable().default(null),
  question: pivotQuestionSchema,
  /** Whether everybody who sees numbers sees and may change it. */
  shared: z.boolean().default(false),
  schedule: pivotScheduleSchema.nullable().default(null),
};
export const savePivotSchema = z.object(saved);
export type SavedPivot = z.output<typeof savePivotSchema>;

export const RUN_STATES = ['waiting', 'made', 'failed'] as const;

export const pivotSchema = z
  .object({
    id: z.uuid(),
    ...saved,
    owner: z.string(),
    /** Of the asker. */
    isMine: z.boolean(),
    version: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    updatedBy: z.string(),
    nextRunAt: z.iso.datetime().nullable(),
    /** The last file that was made by itself. */
    lastRun: z
      .object({
        dueAt: z.iso.datetime(),
        state: z.enum(RUN_STATES),
        exportId: z.uuid().nullable(),
        failure: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Pivot' });
export type Pivot = z.output<typeof pivotSchema>;

const access = { permission: 'insight.read' } as const;

export const listPivotFields = defineContract({
  name: 'insight.list_pivot_fields',
  method: 'GET',
  path: '/api/v1/pivot-fields',
  summary: { 'zh-CN': '透视表可用的指标和维度', en: 'Measures and dimensions that pivots are made of' },
  access,
  response: z.object({
    measures: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        unit: z.enum(METRIC_UNITS),
        formula: z.string(),
        source: z.string(),
        by: z.array(dimension),
      }),
    ),
    dimensions: z.array(
      dimensionSchema.extend({
        /** Where there are few, or where only names tell them: all of them; empty else. */
        values: z.array(z.object({ value: z.string(), label: z.string() })),
      }),
    ),
  }),
});

export const answerPivot = defineContract({
  name: 'insight.answer_pivot',
  method: 'POST',
  path: '/api/v1/pivot-answers',
  summary: { 'zh-CN': '计算一张透视表', en: 'Count a pivot' },
  // Reads: a question stands in the body.
  transaction: 'own',
  access,
  body: pivotQuestionSchema,
  response: pivotAnswerSchema,
});

export const listPivots = defineContract({
  name: 'insight.list_pivots',
  method: 'GET',
  path: '/api/v1/pivots',
  summary: { 'zh-CN': '我的与团队共享的透视表', en: 'Pivots of the asker and those shared with everybody, by name' },
  access,
  response: z.object({ items: z.array(pivotSchema) }),
});

export const getPivot = defineContract({
  name: 'insight.get_pivot',
  method: 'GET',
  path: '/api/v1/pivots/{id}',
  summary: { 'zh-CN': '一张保存的透视表', en: 'One saved pivot' },
  access,
  params: idParams,
  response: pivotSchema,
});

export const createPivot = defineContract({
  name: 'insight.create_pivot',
  method: 'POST',
  path: '/api/v1/pivots',
  summary: { 'zh-CN': '保存透视表', en: 'Save a pivot' },
  access,
  body: savePivotSchema,
  response: pivotSchema,
  status: 201,
  idempotent: true,
});

export const updatePivot = defineContract({
  name: 'insight.update_pivot',
  method: 'PUT',
  path: '/api/v1/pivots/{id}',
  summary: {
    'zh-CN': '修改透视表：内容、共享、定时',
    en: 'Change a pivot: what it asks, who sees it, when a file is made',
  },
  access,
  params: idParams,
  body: savePivotSchema.extend({
    /** The version that the change was made from; 409 when somebody else has saved another one since. */
    baseVersion: z.number().int(),
  }),
  response: pivotSchema,
});

export const archivePivot = defineContract({
  name: 'insight.archive_pivot',
  method: 'DELETE',
  path: '/api/v1/pivots/{id}',
  summary: { 'zh-CN': '收起透视表，可放回', en: 'Put a pivot away; it can be brought back' },
  access,
  params: idParams,
});

export const restorePivot = defineContract({
  name: 'insight.restore_pivot',
  method: 'POST',
  path: '/api/v1/pivots/{id}/restore',
  summary: { 'zh-CN': '把收起的透视表放回来', en: 'Bring back a pivot that was put away' },
  access,
  params: idParams,
  response: pivotSchema,
});
