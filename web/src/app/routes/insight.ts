import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { may } from '../../features/access/api.ts';
import { parseForecastSearch, parseFunnelSearch, parseTrendsSearch } from '../ahead-search.ts';
import { openInsightPages } from '../insight-pages.ts';
import { parseInsightSearch, parseStructuresSearch, parseWinBackSearch } from '../insight-search.ts';
import { parsePivotSearch } from '../pivot-search.ts';
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

const pyramid = createRoute({
  getParentRoute: () => shell,
  path: '/insight/pyramid',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'scores.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/pyramid/pages/pyramid.tsx'), 'PyramidPage'),
});

const lifecycle = createRoute({
  getParentRoute: () => shell,
  path: '/insight/lifecycle',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/insight/pages/lifecycle.tsx'), 'LifecyclePage'),
});

const winBack = createRoute({
  getParentRoute: () => shell,
  path: '/insight/win-back',
  validateSearch: parseWinBackSearch,
  staticData: { permission: 'care.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/care/pages/win-back.tsx'), 'WinBackPage'),
});

const handover = createRoute({
  getParentRoute: () => shell,
  path: '/insight/handover',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'care.hand_over', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/handover/pages/handover.tsx'), 'HandoverPage'),
});

const structures = createRoute({
  getParentRoute: () => shell,
  path: '/insight/structures',
  validateSearch: parseStructuresSearch,
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

const funnel = createRoute({
  getParentRoute: () => shell,
  path: '/insight/funnel',
  validateSearch: parseFunnelSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/ahead/pages/funnel.tsx'), 'FunnelPage'),
});

const opportunities = createRoute({
  getParentRoute: () => shell,
  path: '/insight/opportunities',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'segments.read', room: 'insight' },
  component: lazyRouteComponent(
    () => import('../../features/opportunities/pages/opportunities.tsx'),
    'OpportunitiesPage',
  ),
});

const trends = createRoute({
  getParentRoute: () => shell,
  path: '/insight/trends',
  validateSearch: parseTrendsSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/ahead/pages/trends.tsx'), 'TrendsPage'),
});

const forecast = createRoute({
  getParentRoute: () => shell,
  path: '/insight/forecast',
  validateSearch: parseForecastSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/ahead/pages/forecast.tsx'), 'ForecastPage'),
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

const bestChannels = createRoute({
  getParentRoute: () => shell,
  path: '/insight/best-channels',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'segments.read', room: 'insight' },
  component: lazyRouteComponent(
    () => import('../../features/best-channels/pages/best-channels.tsx'),
    'BestChannelsPage',
  ),
});

const packs = createRoute({
  getParentRoute: () => shell,
  path: '/insight/packs',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/packs/pages/packs.tsx'), 'PacksPage'),
});

const pack = createRoute({
  getParentRoute: () => shell,
  path: '/insight/packs/$packId',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/packs/pages/pack.tsx'), 'PackPage'),
});

const pivots = createRoute({
  getParentRoute: () => shell,
  path: '/insight/pivots',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/pivots/pages/pivots.tsx'), 'PivotsPage'),
});

const pivot = createRoute({
  getParentRoute: () => shell,
  path: '/insight/pivots/table',
  validateSearch: parsePivotSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../../features/pivots/pages/pivot.tsx'), 'PivotPage'),
});

/** The pages of Insight. */
export const insightRoutes = [
  insight,
  sales,
  retention,
  rfm,
  scores,
  pyramid,
  lifecycle,
  winBack,
  handover,
  structures,
  timing,
  customerSources,
  traffic,
  funnel,
  trends,
  opportunities,
  forecast,
  associations,
  bestChannels,
  packs,
  pack,
  pivots,
  pivot,
  reports,
  report,
] as const;
