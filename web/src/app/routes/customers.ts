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

const portrait = createRoute({
  getParentRoute: () => shell,
  path: '/customers/$customerId/portrait',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/portrait/pages/portrait.tsx'), 'PortraitPage'),
});

const quality = createRoute({
  getParentRoute: () => shell,
  path: '/quality',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/data-quality/pages/quality.tsx'), 'QualityPage'),
});

const dictionary = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/data-quality/pages/dictionary.tsx'), 'DictionaryPage'),
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

const matchModel = createRoute({
  getParentRoute: () => shell,
  path: '/reviews/model',
  staticData: { permission: 'customers.review', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/reviews/pages/match-model.tsx'), 'MatchModelPage'),
});

const household = createRoute({
  getParentRoute: () => shell,
  path: '/households/$householdId',
  staticData: { permission: 'customers.read', room: 'customers' },
  component: lazyRouteComponent(() => import('../../features/relations/pages/household.tsx'), 'HouseholdPage'),
});

const relationSuggestions = createRoute({
  getParentRoute: () => shell,
  path: '/relations',
  staticData: { permission: 'relations.write', room: 'customers' },
  component: lazyRouteComponent(
    () => import('../../features/relations/pages/relation-suggestions.tsx'),
    'RelationSuggestionsPage',
  ),
});

/** Customers and organisations. */
export const customerRoutes = [
  customers,
  customer,
  portrait,
  quality,
  dictionary,
  organisations,
  organisation,
  household,
  relationSuggestions,
  reviews,
  matchModel,
] as const;
