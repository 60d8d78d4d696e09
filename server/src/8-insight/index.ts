import type { Access } from '#access';
import type { Naming, Offering } from '#commerce';
import type { Customers } from '#customers';
import type { TierTable } from '#customers/pure';
import type { ExportKind, Outgoing } from '#intake';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { SegmentDimensions } from '#segments';
import type { LifecycleLimits } from '#segments/pure';
import { bestChannelRoutes } from './best-channels/routes.ts';
import { createBestChannels } from './best-channels/service.ts';
import type { CountingOptions } from './counting/service.ts';
import { metricExportKind, opportunityExportKind, pivotExportKind, reportExportKind } from './exporting/service.ts';
import { forecastRoutes } from './forecast/routes.ts';
import { createForecasts, type Forecasts } from './forecast/service.ts';
import { funnelRoutes } from './funnel/routes.ts';
import { createFunnels, type Funnels } from './funnel/service.ts';
import { acquisition } from './metrics/acquisition/metric.ts';
import { averageOrder } from './metrics/average-order/metric.ts';
import { buyers } from './metrics/buyers/metric.ts';
import { buyingTime } from './metrics/buying-time/metric.ts';
import { conversion } from './metrics/conversion/metric.ts';
import { customers } from './metrics/customers/metric.ts';
import { firstTimeBuyers } from './metrics/first-time-buyers/metric.ts';
import type { MetricKind } from './metrics/kind.ts';
import { lifecycle } from './metrics/lifecycle/metric.ts';
import { newCustomers } from './metrics/new-customers/metric.ts';
import { orders } from './metrics/orders/metric.ts';
import { productSales } from './metrics/product-sales/metric.ts';
import { productUnits } from './metrics/product-units/metric.ts';
import { repeatBuyers } from './metrics/repeat-buyers/metric.ts';
import { repeatShare } from './metrics/repeat-share/metric.ts';
import { retainedShare } from './metrics/retained-share/metric.ts';
import { retention } from './metrics/retention/metric.ts';
import { returnedShare } from './metrics/returned-share/metric.ts';
import { revenue } from './metrics/revenue/metric.ts';
import { metricRoutes } from './metrics/routes.ts';
import { createGround, createMetrics, type Metrics } from './metrics/service.ts';
import { visitors } from './metrics/visitors/metric.ts';
import { visits } from './metrics/visits/metric.ts';
import { opportunityRoutes } from './opportunities/routes.ts';
import { createOpportunities, type Opportunities } from './opportunities/service.ts';
import { packJob } from './packs/jobs.ts';
import { packRoutes } from './packs/routes.ts';
import { createPacks } from './packs/service.ts';
import { packTimer } from './packs/timers.ts';
import { createPivotTables } from './pivot-tables/service.ts';
import { pivotJob } from './pivots/jobs.ts';
import { pivotRoutes } from './pivots/routes.ts';
import { createPivots } from './pivots/service.ts';
import { pivotTimer } from './pivots/timers.ts';
import { reportJob } from './reports/jobs.ts';
import { reportRoutes } from './reports/routes.ts';
import { createReports, type Reports } from './reports/service.ts';
import { reportTimer } from './reports/timers.ts';
import { trendRoutes } from './trends/routes.ts';
import { createTrends, type Trends } from './trends/service.ts';

export { FUNNEL_SETTINGS } from './funnel/settings.ts';
export { metricsPage } from './metrics/page.ts';
export { OPPORTUNITY_SETTINGS } from './opportunities/settings.ts';
export { INSIGHT_PERMISSIONS } from './permissions.ts';

/** Every metric, in the order in which they are listed. */
export const METRICS: readonly MetricKind[] = [
  customers,
  newCustomers,
  buyers,
  firstTimeBuyers,
  repeatBuyers,
  orders,
  revenue,
  averageOrder,
  acquisition,
  retainedShare,
  repeatShare,
  returnedShare,
  visits,
  visitors,
  conversion,
  retention,
  buyingTime,
  lifecycle,
  productSales,
  productUnits,
];

export interface InsightOptions {
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly naming: Naming;
  /** What can be bought now. */
  readonly offering: Pick<Offering, 'supply'>;
  /** How sources are called, those that somebody described or that are the platform's own. */
  readonly sourceNames: CountingOptions['sourceNames'];
  readonly customers: Pick<Customers['profiles'], 'summaries'>;
  /** Segments and scores, which figures may be split by. */
  readonly dimensions: SegmentDimensions;
  /** Which cities are of which tier. */
  readonly cityTable: () => Promise<TierTable>;
  /** Where files of schedules go, and who is told. */
  readonly exports: Pick<Outgoing['exports'], 'create'>;
  readonly access: Pick<Access, 'staff' | 'notify'>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  /** The days of the lifecycle in force. */
  readonly stageLimits: () => Promise<LifecycleLimits>;
  readonly defaultCurrency: () => Promise<string>;
  readonly setting: (key: string) => Promise<unknown>;
}

export interface Insight {
  readonly parts: ModuleParts;
  readonly metrics: Metrics;
  readonly reports: Reports;
  readonly forecasts: Forecasts;
  readonly funnels: Funnels;
  readonly trends: Trends;
  readonly opportunities: Opportunities;
  readonly exportKinds: readonly ExportKind[];
}

/** What the numbers say, each with its freshness. */
export function createInsight(kernel: Kernel, options: InsightOptions): Insight {
  const ground = createGround({ kernel, kinds: METRICS, ...options });
  const metrics = createMetrics({ ground, customers: options.customers });
  const tables = createPivotTables(ground);
  const { staff, notify } = options.access;
  const pivots = createPivots({ kernel, tables, exports: options.exports, staff, notify });
  const reports = createReports({ kernel, metrics, ...options });
  const packs = createPacks({ kernel, ground });
  const funnels = createFunnels({ kernel, ...options });
  const forecasts = createForecasts({ kernel, metrics, ...options });
  const trends = createTrends({ kernel, ...options });
  const opportunities = createOpportunities({ kernel, ...options });
  return {
    parts: {
      name: 'insight',
      routes: [
        ...metricRoutes(metrics),
        ...reportRoutes(reports),
        ...pivotRoutes(tables, pivots),
        ...packRoutes(packs),
        ...bestChannelRoutes(createBestChannels(ground)),
        ...funnelRoutes(funnels),
        ...forecastRoutes(forecasts),
        ...trendRoutes(trends),
        ...opportunityRoutes(opportunities),
      ],
      jobs: [reportJob(reports), pivotJob(pivots), packJob(packs)],
      timers: [reportTimer(kernel), pivotTimer(pivots), packTimer(kernel)],
      // Sums and questions, without a person in them.
      erasure: {
        name: 'insight',
        tables: { reports: 'none', pivots: 'none', pivot_runs: 'none', packs: 'none', pack_comments: 'none' },
      },
    },
    metrics,
    reports,
    forecasts,
    funnels,
    trends,
    opportunities,
    exportKinds: [
      metricExportKind(metrics),
      reportExportKind(reports),
      pivotExportKind(tables),
      opportunityExportKind(opportunities),
    ],
  };
}
