import { z } from 'zod';
import type { ExportAsk, ExportKind, ExportValue } from '#intake';
import type { Context } from '#kernel/context.ts';
import { invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import { metricQuestionSchema } from '../metrics/schema.ts';
import type { Metrics } from '../metrics/service.ts';
import { REPORT_PARTS } from '../reports/schema.ts';
import type { Reports } from '../reports/service.ts';
import { metricCells, metricColumns } from './metric-columns.ts';
import { reportCells, reportColumns } from './report-columns.ts';

/** A workbook takes no more. */
const MAX_EXPORTED = 200_000;
const PAGE = 1000;

const metricFilter = metricQuestionSchema.extend({ metric: z.string().max(60) });
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
      const { metric, ...question } = read(metricFilter, given);
      const { asOf, from, to, by, currency } = await metrics.check(context, metric, question);
      return { ...question, metric, asOf, from, to, by, currency };
    },
    pages: (ask) => metricPages(metrics, ask),
  };
}

async function* metricPages(
  metrics: Pick<Metrics, 'read'>,
  ask: ExportAsk,
): AsyncGenerator<(readonly ExportValue[])[]> {
  const { metric, ...question } = metricFilter.parse(ask.filter);
  const answer = await metrics.read({ locale: ask.locale }, metric, { ...question, limit: MAX_EXPORTED });
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
