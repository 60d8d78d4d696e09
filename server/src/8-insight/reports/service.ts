import type { Naming } from '#commerce';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import { addDays, businessDateOf, startOfBusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import { labelOf, mondayOf } from '../metrics/dimensions.ts';
import { type DimensionName, MAX_ROWS } from '../metrics/schema.ts';
import type { Metrics } from '../metrics/service.ts';
import { type CurrencyAnswers, type Pair, reportContent } from './content.ts';
import type { Report, ReportContent, ReportHead } from './schema.ts';
import * as store from './store.ts';

export const REPORT_JOB = 'insight.make_report';

export interface ReportsOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'config' | 'transaction'>;
  readonly metrics: Pick<Metrics, 'read'>;
  readonly feed: Pick<Feed, 'freshness'>;
  readonly naming: Pick<Naming, 'places'>;
}

export interface Reports {
  list(
    context: Context,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<{ items: ReportHead[]; nextCursor: string | null }>;
  get(context: Context, id: string): Promise<Report>;
  /** For files: who may see it was decided when they were asked for. */
  read(id: string): Promise<Report>;
  /** The report of the week that a day lies in, made now. Throws 400 while that week is not over. */
  make(context: Context, day: string): Promise<Report>;
  /** Makes the report of a week unless there is one. Throws `analytic_store_behind` (503) while facts of it are missing. */
  makeDue(context: Context, monday: string): Promise<void>;
}

/** Weekly channel reports: what the numbers said when they were made. */
export function createReports(options: ReportsOptions): Reports {
  const { kernel } = options;
  const { db } = kernel.postgres;
  const zone = zoneOf(kernel.config.timeZone);
  const make = async (context: Context, monday: string, madeBy: string | null): Promise<Report> => {
    const sunday = addDays(monday, 6);
    const { upTo } = await options.feed.freshness();
    if (upTo === null || upTo < startOfBusinessDate(addDays(sunday, 1), zone)) {
      throw behind();
    }
    const content = await gather(options, { from: monday, to: sunday });
    const row = { id: newId(), from: monday, to: sunday, content, knownUpTo: upTo, madeAt: kernel.clock.now(), madeBy };
    return present(await kernel.transaction(context, (tx) => store.saveReport(tx, row)));
  };
  const read = async (id: string): Promise<Report> => {
    const row = await store.selectReport(db, id);
    if (row === null) {
      throw notFound({ 'zh-CN': '报告', en: 'report' }, id);
    }
    return present(row);
  };
  return {
    list: async (context, { cursor, limit }) => {
      authorise(context);
      const before = cursor === undefined ? null : readPlace(cursor);
      const rows = await store.selectReports(db, { before, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items: items.map(presentHead), nextCursor: last === undefined ? null : encodeCursor([last.from]) };
    },
    get: async (context, id) => {
      authorise(context);
      return read(id);
    },
    read,
    make: async (context, day) => {
      authorise(context);
      const monday = mondayOf(day);
      if (addDays(monday, 6) >= businessDateOf(kernel.clock.now(), zone)) {
        throw notOver(monday);
      }
      return make(context, monday, context.actor.name);
    },
    makeDue: async (context, monday) => {
      if (!(await store.hasReport(db, monday))) {
        await make(context, monday, null);
      }
    },
  };
}

/** Reports are over everybody. */
function authorise(context: Context): void {
  requirePermission(context, 'insight.read');
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_limited', 403, {
      message: {
        'zh-CN': '报告涵盖所有范围，而你的权限只限于部分范围',
        en: 'Reports cover every scope; yours are limited to some',
      },
    });
  }
}

const RETRY_SECONDS = 30;

function behind(): AppError {
  return new AppError('analytic_store_behind', 503, {
    message: {
      'zh-CN': '分析库还没有收到这一周的全部数据，请稍后再试',
      en: 'The analytic store does not have all of that week yet. Try again shortly',
    },
    retryAfterSeconds: RETRY_SECONDS,
  });
}

function notOver(monday: string): AppError {
  return invalidInput([
    {
      field: 'week',
      code: 'week_not_over',
      message: {
        'zh-CN': `${monday} 开始的一周尚未结束，请选择已结束的一周`,
        en: `the week of ${monday} is not over; choose one that is`,
      },
    },
  ]);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readPlace(cursor: string): string {
  const [day] = decodeCursor(cursor) ?? [];
  if (typeof day !== 'string' || !DAY.test(day)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  return day;
}

interface Week {
  readonly from: string;
  readonly to: string;
}

/** Everything that the parts are made of, asked of the metrics of the same names. */
async function gather({ metrics, naming }: ReportsOptions, week: Week): Promise<ReportContent> {
  const ask = (name: string, span: Week, by: DimensionName[], currency?: string) =>
    metrics.read({ locale: 'zh-CN' }, name, { ...span, asOf: span.to, by, currency, limit: MAX_ROWS });
  const last = { from: addDays(week.from, -7), to: addDays(week.from, -1) };
  const pair = async (name: string, currency?: string): Promise<Pair> => ({
    now: await ask(name, week, ['channel'], currency),
    before: await ask(name, last, ['channel'], currency),
  });
  const visits = await pair('visits');
  const currencies: CurrencyAnswers[] = [];
  for (const currency of visits.now.currencies) {
    currencies.push({
      currency,
      revenue: await pair('revenue', currency),
      average: await pair('average_order', currency),
      products: await ask('product_sales', week, ['channel', 'product'], currency),
    });
  }
  const { channels } = await naming.places();
  const answers = {
    visits,
    visitors: await pair('visitors'),
    conversion: await pair('conversion'),
    returned: await pair('returned_share'),
    currencies,
    units: await ask('product_units', week, ['channel', 'product']),
  };
  const names = { channel: channels };
  return reportContent(answers, (channel) => ({
    'zh-CN': labelOf('channel', channel, { names, locale: 'zh-CN' }),
    en: labelOf('channel', channel, { names, locale: 'en' }),
  }));
}

function present({ content, knownUpTo, madeAt, ...row }: store.ReportRow): Report {
  return {
    ...row,
    kind: 'channel_week',
    madeAt: madeAt.toISOString(),
    knownUpTo: knownUpTo.toISOString(),
    parts: content,
  };
}

function presentHead(row: store.ReportRow): ReportHead {
  const { parts, ...head } = present(row);
  const byCurrency = Map.groupBy(parts.sales, ({ currency }) => currency);
  return {
    ...head,
    visits: parts.traffic.reduce((sum, { visits }) => sum + visits, 0),
    orders: parts.sales.reduce((sum, { orders }) => sum + orders, 0),
    revenue: [...byCurrency].map(([currency, rows]) => ({
      currency,
      minor: rows.reduce((sum, { revenueMinor }) => sum + revenueMinor, 0),
    })),
  };
}
