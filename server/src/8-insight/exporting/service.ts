import { z } from 'zod';
import type { ExportAsk, ExportKind, ExportValue } from '#intake';
import type { Context } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import { metricQuestionSchema } from '../metrics/schema.ts';
import type { Metrics } from '../metrics/service.ts';
import { opportunityQuestionSchema } from '../opportunities/schema.ts';
import type { Opportunities } from '../opportunities/service.ts';
import type { PivotTables } from '../pivot-tables/service.ts';
import { pivotQuestionSchema } from '../pivots/schema.ts';
import { REPORT_PARTS } from '../reports/schema.ts';
import type { Reports } from '../reports/service.ts';
import { metricCells, metricColumns } from './metric-columns.ts';
import { OPPORTUNITY_COLUMNS, opportunityCells } from './opportunity-columns.ts';
import { pivotColumns, pivotRows } from './pivot-columns.ts';
import { reportCells, reportColumns } from './report-columns.ts';

/** A workbook takes no more. */
const MAX_EXPORTED = 200_000;
const PAGE = 1000;

const segments = z.array(z.object({ id: z.string(), name: z.string() })).default([]);
/** `segments`: those that may be told, decided when the file is asked for. */
const metricFilter = metricQuestionSchema.extend({ metric: z.string().max(60), segments });
const reportFilter = z.strictObject({ reportId: z.uuid(), part: z.enum(REPORT_PARTS) });

function read<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'filter'), parsed.error);
  }
  return parsed.data;
}

/** The rows of a metric as a file: those on the screen. Dates left open are fixed when it is asked for. */
export function metricExportKind(metrics: Pick<Metrics, 'check' | 'kind' | 'read'>): ExportKind {
  return {
    name: 'metrics',
    label: { 'zh-CN': '指标', en: 'Metrics' },
    permission: 'insight.read',
    isImpersonal: true,
    columns: async (filter) => {
      if (filter === undefined) {
        return metricColumns(null, { by: [], currency: null });
      }
      const { metric, by = [], currency } = metricFilter.parse(filter);
      const kind = metrics.kind(metric);
      return metricColumns(kind, { by, currency: kind.unit === 'money' ? (currency ?? null) : null });
    },
    readFilter: async (context, given) => {
      const { metric, segments: _, ...question } = read(metricFilter, given);
      const { asOf, from, to, by, currency, segments: told } = await metrics.check(context, metric, question);
      return { ...question, metric, asOf, from, to, by, currency, segments: told };
    },
    pages: (ask) => metricPages(metrics, ask),
  };
}

async function* metricPages(
  metrics: Pick<Metrics, 'read'>,
  ask: ExportAsk,
): AsyncGenerator<(readonly ExportValue[])[]> {
  const { metric, segments: told, ...question } = metricFilter.parse(ask.filter);
  const answer = await metrics.read({ locale: ask.locale, segments: told }, metric, {
    ...question,
    limit: MAX_EXPORTED,
  });
  const rows = answer.by.length === 0 ? [wholeRow(answer)] : answer.rows;
  for (let at = 0; at < rows.length; at += PAGE) {
    yield rows.slice(at, at + PAGE).map((row) => metricCells(row, answer, ask));
  }
}

/** An answer that is not split is one row. */
function wholeRow({ value, of }: Awaited<ReturnType<Metrics['read']>>) {
  return { key: {}, label: {}, value, ...(of === undefined ? {} : { of }) };
}

/** One part of a report as a file. */
export function reportExportKind(reports: Pick<Reports, 'get' | 'read'>): ExportKind {
  return {
    name: 'reports',
    label: { 'zh-CN': '渠道周报', en: 'Weekly channel reports' },
    permission: 'insight.read',
    isImpersonal: true,
    columns: async (filter) => reportColumns(filter === undefined ? null : reportFilter.parse(filter).part),
    readFilter: async (context: Context, given) => {
      const filter = read(reportFilter, given);
      await reports.get(context, filter.reportId);
      return filter;
    },
    async *pages(ask) {
      const { reportId, part } = reportFilter.parse(ask.filter);
      yield reportCells(await reports.read(reportId), part, ask);
    },
  };
}

/** `name`: what people call it. */
const pivotFilter = z.object({ question: pivotQuestionSchema, name: z.string().max(100).optional() });
const text = z.object({ 'zh-CN': z.string(), en: z.string() });
/** With everything decided when the file was asked for. */
const fixedPivot = z.object({
  question: pivotQuestionSchema.required({ from: true, to: true, asOf: true }),
  segments,
  currency: z.string().nullable(),
  heads: z.array(z.object({ key: z.array(z.string()), label: text })),
});

/** A pivot as a file: its rows below each other, the measures of each column beside each other, with totals. */
export function pivotExportKind(
  tables: Pick<PivotTables, 'fix' | 'columns' | 'read' | 'measure' | 'currency'>,
): ExportKind {
  return {
    name: 'pivots',
    label: { 'zh-CN': '透视表', en: 'Pivots' },
    permission: 'insight.read',
    isImpersonal: true,
    columns: async (filter) => {
      if (filter === undefined) {
        return [];
      }
      const { question, heads, currency } = fixedPivot.parse(filter);
      return pivotColumns({ question, heads, currency, measures: question.measures.map(tables.measure) });
    },
    readFilter: async (context, given) => {
      const { question, name } = read(pivotFilter, given);
      const fixed = await tables.fix(context, question);
      const heads = await tables.columns(fixed);
      return { ...fixed, heads, currency: await tables.currency(fixed), ...(name === undefined ? {} : { name }) };
    },
    async *pages(ask) {
      const { heads, ...fixed } = fixedPivot.parse(ask.filter);
      const answer = await tables.read(fixed, ask.locale);
      const rows = pivotRows(answer, { ask, keys: heads.map(({ key }) => key) });
      for (let at = 0; at < rows.length; at += PAGE) {
        yield rows.slice(at, at + PAGE);
      }
    },
  };
}

/** With dates and segments as they were when the file was asked for. */
const fixedOpportunities = opportunityQuestionSchema
  .required({ asOf: true, from: true, to: true })
  .extend({ segments });

/** Market opportunities as a file: the rows on the screen, and those beyond. */
export function opportunityExportKind(opportunities: Pick<Opportunities, 'check' | 'read'>): ExportKind {
  return {
    name: 'opportunities',
    label: { 'zh-CN': '市场机会', en: 'Market opportunities' },
    permission: 'insight.read',
    isImpersonal: true,
    columns: async () => OPPORTUNITY_COLUMNS,
    readFilter: async (context, given) => ({
      ...(await opportunities.check(context, read(opportunityQuestionSchema, given))),
    }),
    async *pages(ask) {
      const { segments: told, ...asked } = fixedOpportunities.parse(ask.filter);
      const { rows } = await opportunities.read({ locale: ask.locale, segments: told }, asked);
      for (let at = 0; at < rows.length; at += PAGE) {
        yield rows.slice(at, at + PAGE).map((row) => opportunityCells(row, ask));
      }
    },
  };
}
