import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { may, meQuery } from '../features/access/api.ts';
import { NotFoundPage, PageFailure } from './faults.tsx';
import { openInsightPages } from './insight-pages.ts';
import { parseInsightSearch } from './insight-search.ts';
import { parseOrdersSearch } from './orders-search.ts';
import { parseProductsSearch } from './products-search.ts';
import { openRooms, type Room } from './rooms.ts';
import { parseCustomersSearch, parseOrganisationsSearch, parseRfmSearch, parseSignInSearch } from './search-params.ts';
import { parseSegmentNewSearch, parseSegmentSearch, parseSegmentsSearch } from './segments-search.ts';
import { openSettingsPages } from './settings-pages.ts';
import { Shell } from './shell.tsx';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What it takes to see the page; checked again by the server for every datum. */
    readonly permission?: string;
    readonly room?: Room['id'];
  }
}

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: lazyRouteComponent(() => import('../features/access/pages/sign-in.tsx'), 'SignInPage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  notFoundComponent: NotFoundPage,
  async beforeLoad({ context, location }) {
    const me = await context.queryClient.ensureQueryData(meQuery());
    if (me === null) {
      // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
    }
    return { me };
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'home' },
  component: lazyRouteComponent(() => import('../features/home/pages/home.tsx'), 'HomePage'),
  beforeLoad({ context }) {
    const first = openRooms((permission) => may(context.me, permission))[0];
    if (first !== undefined && first.to !== '/') {
      // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: first.to });
    }
  },
});

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  validateSearch: parseCustomersSearch,
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../features/customers/pages/customers-list.tsx'), 'CustomersListPage'),
});

const customer = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$customerId',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(
    () => import('../features/customers/pages/customer-profile.tsx'),
    'CustomerProfilePage',
  ),
});

const organisations = createRoute({
  getParentRoute: () => shell,
  path: '/organisations',
  validateSearch: parseOrganisationsSearch,
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(
    () => import('../features/people/pages/organisations-list.tsx'),
    'OrganisationsListPage',
  ),
});

const organisation = createRoute({
  getParentRoute: () => shell,
  path: '/organisations/$organisationId',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../features/people/pages/organisation.tsx'), 'OrganisationPage'),
});

const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  validateSearch: parseSegmentsSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../features/segments/pages/segments-list.tsx'), 'SegmentsListPage'),
});

const segmentNew = createRoute({
  getParentRoute: () => shell,
  path: '/segments/new',
  validateSearch: parseSegmentNewSearch,
  staticData: { permission: 'segments.write', room: 'segments' },
  component: lazyRouteComponent(() => import('../features/segments/pages/segment-edit.tsx'), 'SegmentNewPage'),
});

const segment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$segmentId',
  validateSearch: parseSegmentSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../features/segments/pages/segment.tsx'), 'SegmentPage'),
});

const segmentEdit = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$segmentId/edit',
  staticData: { permission: 'segments.write', room: 'segments' },
  component: lazyRouteComponent(() => import('../features/segments/pages/segment-edit.tsx'), 'SegmentEditPage'),
});

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
  component: lazyRouteComponent(() => import('../features/insight/pages/sales.tsx'), 'SalesPage'),
});

const retention = createRoute({
  getParentRoute: () => shell,
  path: '/insight/retention',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/retention.tsx'), 'RetentionPage'),
});

const lifecycle = createRoute({
  getParentRoute: () => shell,
  path: '/insight/lifecycle',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/lifecycle.tsx'), 'LifecyclePage'),
});

const timing = createRoute({
  getParentRoute: () => shell,
  path: '/insight/timing',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/timing.tsx'), 'TimingPage'),
});

const customerSources = createRoute({
  getParentRoute: () => shell,
  path: '/insight/sources',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/sources.tsx'), 'SourcesPage'),
});

const reports = createRoute({
  getParentRoute: () => shell,
  path: '/insight/reports',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/reports.tsx'), 'ReportsPage'),
});

const report = createRoute({
  getParentRoute: () => shell,
  path: '/insight/reports/$reportId',
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/report.tsx'), 'ReportPage'),
});

const traffic = createRoute({
  getParentRoute: () => shell,
  path: '/insight/traffic',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/traffic.tsx'), 'TrafficPage'),
});

const rfm = createRoute({
  getParentRoute: () => shell,
  path: '/insight/rfm',
  validateSearch: parseRfmSearch,
  staticData: { permission: 'scores.read', room: 'insight' },
  component: lazyRouteComponent(() => import('../features/insight/pages/rfm-map.tsx'), 'RfmMapPage'),
});

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/imports',
  staticData: { permission: 'imports.read', room: 'imports' },
  component: lazyRouteComponent(() => import('../features/imports/pages/imports-list.tsx'), 'ImportsListPage'),
});

const importNew = createRoute({
  getParentRoute: () => shell,
  path: '/imports/new',
  staticData: { permission: 'imports.write', room: 'imports' },
  component: lazyRouteComponent(() => import('../features/imports/pages/import-new.tsx'), 'ImportNewPage'),
});

const importRun = createRoute({
  getParentRoute: () => shell,
  path: '/imports/$importId',
  staticData: { permission: 'imports.read', room: 'imports' },
  component: lazyRouteComponent(() => import('../features/imports/pages/import-run.tsx'), 'ImportRunPage'),
});

const orders = createRoute({
  getParentRoute: () => shell,
  path: '/orders',
  validateSearch: parseOrdersSearch,
  staticData: { permission: 'orders.read', room: 'sales' },
  component: lazyRouteComponent(() => import('../features/orders/pages/orders-list.tsx'), 'OrdersListPage'),
});

const order = createRoute({
  getParentRoute: () => shell,
  path: '/orders/$orderId',
  staticData: { permission: 'orders.read', room: 'sales' },
  component: lazyRouteComponent(() => import('../features/orders/pages/order.tsx'), 'OrderPage'),
});

const products = createRoute({
  getParentRoute: () => shell,
  path: '/products',
  validateSearch: parseProductsSearch,
  staticData: { permission: 'products.read', room: 'supply' },
  component: lazyRouteComponent(() => import('../features/products/pages/products-list.tsx'), 'ProductsListPage'),
});

const product = createRoute({
  getParentRoute: () => shell,
  path: '/products/$productId',
  staticData: { permission: 'products.read', room: 'supply' },
  component: lazyRouteComponent(() => import('../features/products/pages/product.tsx'), 'ProductPage'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  beforeLoad({ context }) {
    const first = openSettingsPages((permission) => may(context.me, permission))[0];
    // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ to: first?.to ?? '/' });
  },
});

const shops = createRoute({
  getParentRoute: () => shell,
  path: '/settings/shops',
  staticData: { permission: 'shops.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/shops/pages/shops.tsx'), 'ShopsPage'),
});

const fields = createRoute({
  getParentRoute: () => shell,
  path: '/settings/fields',
  staticData: { permission: 'fields.write', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/fields/pages/fields.tsx'), 'FieldsPage'),
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: '/settings/sources',
  staticData: { permission: 'sources.write', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/sources/pages/sources.tsx'), 'SourcesPage'),
});

const tags = createRoute({
  getParentRoute: () => shell,
  path: '/settings/tags',
  staticData: { permission: 'tags.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/people/pages/tags.tsx'), 'TagsPage'),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks',
  staticData: { permission: 'webhooks.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/webhooks/pages/webhooks.tsx'), 'WebhooksPage'),
});

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/settings/connections',
  staticData: { permission: 'connections.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/connections/pages/connections.tsx'), 'ConnectionsPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => shell,
  path: '/settings/api-keys',
  staticData: { permission: 'api_keys.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/api-keys/pages/api-keys.tsx'), 'ApiKeysPage'),
});

const staff = createRoute({
  getParentRoute: () => shell,
  path: '/settings/staff',
  staticData: { permission: 'users.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/staff/pages/staff.tsx'), 'StaffPage'),
});

const roles = createRoute({
  getParentRoute: () => shell,
  path: '/settings/roles',
  staticData: { permission: 'users.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/staff/pages/roles.tsx'), 'RolesPage'),
});

/** Everybody's own. */
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('../features/access/pages/account.tsx'), 'AccountPage'),
});

const exportsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/settings/exports',
  staticData: { permission: 'exports.write', room: 'settings' },
  component: lazyRouteComponent(() => import('../features/exports/pages/exports.tsx'), 'ExportsPage'),
});

/** Everything else, inside the frame, so that people find their way back. */
const nowhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundPage });

const tree = root.addChildren([
  signIn,
  shell.addChildren([
    home,
    customers,
    customer,
    organisations,
    organisation,
    segments,
    segmentNew,
    segment,
    segmentEdit,
    insight,
    sales,
    retention,
    rfm,
    lifecycle,
    timing,
    customerSources,
    traffic,
    reports,
    report,
    imports,
    importNew,
    importRun,
    orders,
    order,
    products,
    product,
    shops,
    settings,
    fields,
    sources,
    tags,
    webhooks,
    connections,
    apiKeys,
    staff,
    roles,
    account,
    exportsRoute,
    nowhere,
  ]),
]);

/** The pages and their addresses. */
export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultErrorComponent: PageFailure,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    scrollToTopSelectors: ['#main'],
  });
}
