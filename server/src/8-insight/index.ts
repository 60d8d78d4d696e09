import type { Naming } from '#commerce';
import type { Customers } from '#customers';
import type { ExportKind } from '#intake';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import { metricExportKind, reportExportKind } from './exporting/service.ts';
import { acquisition } from './metrics/acquisition/metric.ts';
import { averageOrder } from './metrics/average-order/metric.ts';
import { buyers } from './metrics/buyers/metric.ts';
import { buyingTime } from './metrics/buying-time/metric.ts';
import { conversion } from './metrics/conversion/metric.ts';
import { customers } from './metrics/customers/metric.ts';
import { firstTimeBuyers } from './metrics/first-time-buyers/metric.ts';
import type { MetricKind, StageLimits } from './metrics/kind.ts';
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
import { createMetrics, type Metrics } from './metrics/service.ts';
import { visitors } from './metrics/visitors/metric.ts';
import { visits } from './metrics/visits/metric.ts';

import { reportJob } from './reports/jobs.ts';
import { reportRoutes } from './reports/routes.ts';
import { createReports, type Reports } from './reports/service.ts';
import { reportTimer } from './reports/timers.ts';

export { metricsPage } from './metrics/page.ts';
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
  readonly customers: Pick<Customers['profiles'], 'summaries'>;
  /** The business date meant by those who name none. */
  readonly usualDate: () => Promise<string>;
  /** The days of the lifecycle in force. */
  readonly stageLimits: () => Promise<StageLimits>;
  readonly defaultCurrency: () => Promise<string>;
}

export interface Insight {
  readonly parts: ModuleParts;
  readonly metrics: Metrics;
  readonly reports: Reports;
  readonly exportKinds: readonly ExportKind[];
}

/** What the numbers say, each with its freshness. */
export function createInsight(kernel: Kernel, options: InsightOptions): Insight {
  const metrics = createMetrics({ kernel, kinds: METRICS, ...options });
  const reports = createReports({ kernel, metrics, ...options });
  return {
    parts: {
      name: 'insight',
      routes: [...metricRoutes(metrics), ...reportRoutes(reports)],
      jobs: [reportJob(reports)],
      timers: [reportTimer(kernel)],
      // Sums, without a person in them.
      erasure: { name: 'insight', tables: { reports: 'none' } },
    },
    metrics,
    reports,
    exportKinds: [metricExportKind(metrics), reportExportKind(reports)],
  };
}
