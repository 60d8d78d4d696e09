import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseCustomersSearch, parseOrganisationsSearch } from '../search-params.ts';
import { shell } from './frame.ts';

const customers = createRoute({
  getParentRoute: () => shell,
  path: '/customers',
  validateSearch: parseCustomersSearch,
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/customers/pages/customers-list.tsx'), 'CustomersListPage'),
});

const customer = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$customerId',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(
    () => import('../../features/customers/pages/customer-profile.tsx'),
    'CustomerProfilePage',
  ),
});

const organisations = createRoute({
  getParentRoute: () => shell,
  path: '/organisations',
  validateSearch: parseOrganisationsSearch,
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(
    () => import('../../features/people/pages/organisations-list.tsx'),
    'OrganisationsListPage',
  ),
});

const organisation = createRoute({
  getParentRoute: () => shell,
  path: '/organisations/$organisationId',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/people/pages/organisation.tsx'), 'OrganisationPage'),
});

const reviews = createRoute({
  getParentRoute: () => shell,
  path: '/reviews',
  staticData: { permission: 'customers.review', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/reviews/pages/review-queue.tsx'), 'ReviewQueuePage'),
});

/** Customers and organisations. */
export const customerRoutes = [customers, customer, organisations, organisation, reviews] as const;
