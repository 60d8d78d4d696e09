import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { may } from '../../features/access/api.ts';
import { parseAttemptsSearch } from '../attempts-search.ts';
import { parseDataRequestsSearch } from '../data-requests-search.ts';
import { openSettingsPages } from '../settings-pages.ts';
import { shell } from './frame.ts';

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
  component: lazyRouteComponent(() => import('../../features/shops/pages/shops.tsx'), 'ShopsPage'),
});

const fields = createRoute({
  getParentRoute: () => shell,
  path: '/settings/fields',
  staticData: { permission: 'fields.write', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/fields/pages/fields.tsx'), 'FieldsPage'),
});

const sources = createRoute({
  getParentRoute: () => shell,
  path: '/settings/sources',
  staticData: { permission: 'sources.write', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/sources/pages/sources.tsx'), 'SourcesPage'),
});

const tags = createRoute({
  getParentRoute: () => shell,
  path: '/settings/tags',
  staticData: { permission: 'tags.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/people/pages/tags.tsx'), 'TagsPage'),
});

const webhooks = createRoute({
  getParentRoute: () => shell,
  path: '/settings/webhooks',
  staticData: { permission: 'webhooks.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/webhooks/pages/webhooks.tsx'), 'WebhooksPage'),
});

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/settings/connections',
  staticData: { permission: 'connections.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/connections/pages/connections.tsx'), 'ConnectionsPage'),
});

const apiKeys = createRoute({
  getParentRoute: () => shell,
  path: '/settings/api-keys',
  staticData: { permission: 'api_keys.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/api-keys/pages/api-keys.tsx'), 'ApiKeysPage'),
});

const staff = createRoute({
  getParentRoute: () => shell,
  path: '/settings/staff',
  staticData: { permission: 'users.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/staff/pages/staff.tsx'), 'StaffPage'),
});

const roles = createRoute({
  getParentRoute: () => shell,
  path: '/settings/roles',
  staticData: { permission: 'users.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/staff/pages/roles.tsx'), 'RolesPage'),
});

const exportsRoute = createRoute({
  getParentRoute: () => shell,
  path: '/settings/exports',
  staticData: { permission: 'exports.write', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/exports/pages/exports.tsx'), 'ExportsPage'),
});

const security = createRoute({
  getParentRoute: () => shell,
  path: '/settings/security',
  staticData: { permission: 'settings.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/security.tsx'), 'SecurityPage'),
});

const levels = createRoute({
  getParentRoute: () => shell,
  path: '/settings/levels',
  staticData: { permission: 'settings.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/levels.tsx'), 'LevelsPage'),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  staticData: { permission: 'audit.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/audit.tsx'), 'AuditPage'),
});

const alerts = createRoute({
  getParentRoute: () => shell,
  path: '/settings/alerts',
  staticData: { permission: 'alerts.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/alerts.tsx'), 'AlertsPage'),
});

const incidents = createRoute({
  getParentRoute: () => shell,
  path: '/settings/incidents',
  staticData: { permission: 'incidents.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/incidents.tsx'), 'IncidentsPage'),
});

const incident = createRoute({
  getParentRoute: () => shell,
  path: '/settings/incidents/$incidentId',
  staticData: { permission: 'incidents.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/incident.tsx'), 'IncidentPage'),
});

const processors = createRoute({
  getParentRoute: () => shell,
  path: '/settings/processors',
  staticData: { permission: 'processors.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/processors.tsx'), 'ProcessorsPage'),
});

const consents = createRoute({
  getParentRoute: () => shell,
  path: '/settings/consents',
  staticData: { permission: 'consents.manage', room: 'settings' },
  component: lazyRouteComponent(
    () => import('../../features/consents/pages/consent-purposes.tsx'),
    'ConsentPurposesPage',
  ),
});

const attempts = createRoute({
  getParentRoute: () => shell,
  path: '/settings/attempts',
  validateSearch: parseAttemptsSearch,
  staticData: { permission: 'contact.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/contact/pages/attempts.tsx'), 'AttemptsPage'),
});

const suppressions = createRoute({
  getParentRoute: () => shell,
  path: '/settings/suppressions',
  staticData: { permission: 'contact.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/contact/pages/suppressions.tsx'), 'SuppressionsPage'),
});

const limits = createRoute({
  getParentRoute: () => shell,
  path: '/settings/limits',
  staticData: { permission: 'settings.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/contact/pages/limits.tsx'), 'ContactLimitsPage'),
});

const mail = createRoute({
  getParentRoute: () => shell,
  path: '/settings/mail',
  staticData: { permission: 'channels.manage', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/contact/pages/mail.tsx'), 'MailPage'),
});

const sharedPhones = createRoute({
  getParentRoute: () => shell,
  path: '/settings/shared-phones',
  staticData: { permission: 'customers.merge', room: 'settings' },
  component: lazyRouteComponent(
    () => import('../../features/shared-phones/pages/shared-phones.tsx'),
    'SharedPhonesPage',
  ),
});

const dataRequests = createRoute({
  getParentRoute: () => shell,
  path: '/settings/data-requests',
  validateSearch: parseDataRequestsSearch,
  staticData: { permission: 'privacy.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/data-requests.tsx'), 'DataRequestsPage'),
});

const dataRequest = createRoute({
  getParentRoute: () => shell,
  path: '/settings/data-requests/$requestId',
  staticData: { permission: 'privacy.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/data-request.tsx'), 'DataRequestPage'),
});

const retention = createRoute({
  getParentRoute: () => shell,
  path: '/settings/retention',
  staticData: { permission: 'privacy.read', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/privacy/pages/retention.tsx'), 'RetentionPage'),
});

/** The pages of Settings. */
export const settingsRoutes = [
  settings,
  shops,
  fields,
  sources,
  tags,
  webhooks,
  connections,
  apiKeys,
  staff,
  roles,
  exportsRoute,
  security,
  levels,
  audit,
  alerts,
  incidents,
  incident,
  consents,
  attempts,
  suppressions,
  limits,
  mail,
  sharedPhones,
  dataRequests,
  dataRequest,
  retention,
  processors,
] as const;
