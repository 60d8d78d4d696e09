import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { may } from '../../features/access/api.ts';
import { openInsightPages } from '../insight-pages.ts';
import { parseInsightSearch } from '../insight-search.ts';
import { parseRfmSearch, parseScoresSearch } from '../search-params.ts';
import { shell } from './frame.ts';

const insight = createRoute({
  getParentRoute: () => shell,
  path: '/insight',
  beforeLoad({ context }) {
    const first = openInsightPages((permission) => may(context.me, permission))[0];
    // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ to: first?.to ?? '/' });
  },
});

const sales = createRoute({
  getParentRoute: () => shell,
  path: '/insight/sales',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/sales.tsx'), 'SalesPage'),
});

const retention = createRoute({
  getParentRoute: () => shell,
  path: '/insight/retention',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/retention.tsx'), 'RetentionPage'),
});

const rfm = createRoute({
  getParentRoute: () => shell,
  path: '/insight/rfm',
  validateSearch: parseRfmSearch,
  staticData: { permission: 'scores.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/rfm-map.tsx'), 'RfmMapPage'),
});

const scores = createRoute({
  getParentRoute: () => shell,
  path: '/insight/scores',
  validateSearch: parseScoresSearch,
  staticData: { permission: 'scores.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/scores.tsx'), 'ScoresPage'),
});

const lifecycle = createRoute({
  getParentRoute: () => shell,
  path: '/insight/lifecycle',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/lifecycle.tsx'), 'LifecyclePage'),
});

const structures = createRoute({
  getParentRoute: () => shell,
  path: '/insight/structures',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/structures.tsx'), 'StructuresPage'),
});

const timing = createRoute({
  getParentRoute: () => shell,
  path: '/insight/timing',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/timing.tsx'), 'TimingPage'),
});

const customerSources = createRoute({
  getParentRoute: () => shell,
  path: '/insight/sources',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/sources.tsx'), 'SourcesPage'),
});

const traffic = createRoute({
  getParentRoute: () => shell,
  path: '/insight/traffic',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/traffic.tsx'), 'TrafficPage'),
});

const associations = createRoute({
  getParentRoute: () => shell,
  path: '/insight/associations',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/suggestions/pages/associations.tsx'), 'AssociationsPage'),
});

const reports = createRoute({
  getParentRoute: () => shell,
  path: '/insight/reports',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/reports.tsx'), 'ReportsPage'),
});

const report = createRoute({
  getParentRoute: () => shell,
  path: '/insight/reports/$reportId',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/report.tsx'), 'ReportPage'),
});

/** The pages of Insight. */
export const insightRoutes = [
  insight,
  sales,
  retention,
  rfm,
  scores,
  lifecycle,
  structures,
  timing,
  customerSources,
  traffic,
  associations,
  reports,
  report,
] as const;
