import { z } from 'zod';
import { defineContract } from '#kernel/http/contract.ts';
import { idParams, pageOf, pageQuery } from '#kernel/http/paging.ts';

/** The parts of a weekly channel report, in their order. */
export const REPORT_PARTS = ['traffic', 'conversion', 'sales', 'product_sales'] as const;
export type ReportPart = (typeof REPORT_PARTS)[number];

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const count = z.number().int();
const share = z.number().nullable();
/** Key of a sales channel; empty for what belongs to none. */
const channel = { channel: z.string(), label: text };

/** What a weekly channel report holds; rows of channels in the order of their importance. */
export const reportContentSchema = z
  .object({
    traffic: z.array(
      z.object({ ...channel, visits: count, visitsBefore: count, visitors: count, visitorsBefore: count }),
    ),
    /** Buyers ÷ visitors; null where nobody came by. */
    conversion: z.array(
      z.object({ ...channel, visitors: count, buyers: count, conversion: share, conversionBefore: share }),
    ),
    /** A row for each channel and currency. */
    sales: z.array(
      z.object({
        ...channel,
        currency: z.string(),
        orders: count,
        ordersBefore: count,
        revenueMinor: count,
        revenueBeforeMinor: count,
        averageMinor: count.nullable(),
        /** Orders that came back ÷ orders, in every currency together; null where nothing was sold, and in older reports. */
        returned: share.default(null),
        returnedBefore: share.default(null),
      }),
    ),
    /** The best sellers of each channel and currency. */
    product_sales: z.array(
      z.object({
        ...channel,
        currency: z.string(),
        /** Id of the product, or `sku:` and a code that the catalogue does not know. */
        product: z.string(),
        productLabel: z.string(),
        units: z.number(),
        soldMinor: count,
      }),
    ),
  })
  .meta({ id: 'ChannelReportContent' });
export type ReportContent = z.output<typeof reportContentSchema>;

const head = {
  id: z.uuid(),
  kind: z.literal('channel_week'),
  /** Monday and Sunday, business dates. */
  from: z.iso.date(),
  to: z.iso.date(),
  madeAt: z.iso.datetime(),
  /** null: made when its time had come. */
  madeBy: z.string().nullable(),
  /** Everything that happened before this instant was in. */
  knownUpTo: z.iso.datetime(),
};

export const reportHeadSchema = z
  .object({
    ...head,
    /** A first look: over all channels. */
    visits: count,
    orders: count,
    revenue: z.array(z.object({ currency: z.string(), minor: count })),
  })
  .meta({ id: 'ReportHead' });
export type ReportHead = z.output<typeof reportHeadSchema>;

export const reportSchema = z.object({ ...head, parts: reportContentSchema }).meta({ id: 'ChannelReport' });
export type Report = z.output<typeof reportSchema>;

export const listReports = defineContract({
  name: 'insight.list_reports',
  method: 'GET',
  path: '/api/v1/reports',
  summary: { 'zh-CN': '渠道周报，新的在前', en: 'Weekly channel reports, newest week first' },
  access: { permission: 'insight.read' },
  query: z.object(pageQuery),
  response: pageOf(reportHeadSchema),
});

export const getReport = defineContract({
  name: 'insight.get_report',
  method: 'GET',
  path: '/api/v1/reports/{id}',
  summary: { 'zh-CN': '一份渠道周报', en: 'One weekly channel report' },
  access: { permission: 'insight.read' },
  params: idParams,
  response: reportSchema,
});

export const makeReport = defineContract({
  name: 'insight.make_report',
  method: 'POST',
  path: '/api/v1/reports',
  summary: {
    'zh-CN': '生成或重新生成某一周的渠道周报',
    en: 'Make the weekly channel report of a week, or make it again',
  },
  // Counting takes longer than a transaction should; one week is one report, however often it is asked for.
  transaction: 'own',
  access: { permission: 'insight.read' },
  body: z.object({
    /** Any day of the week. */
    week: z.iso.date(),
  }),
  response: reportSchema,
});
