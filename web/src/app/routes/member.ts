import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from './frame.ts';

/** Pages for customers, opened by a link of ours and without signing in. */
export const memberRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/m/preferences',
    component: lazyRouteComponent(() => import('../../features/preferences/pages/preferences.tsx'), 'PreferencesPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/m/confirm',
    component: lazyRouteComponent(() => import('../../features/preferences/pages/confirm.tsx'), 'ConfirmPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/m/join',
    component: lazyRouteComponent(() => import('../../features/entry/pages/join.tsx'), 'JoinPage'),
  }),
] as const;
