import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseWorkSearch } from '../work-search.ts';
import { shell } from './frame.ts';

const work = createRoute({
  getParentRoute: () => shell,
  path: '/work',
  validateSearch: parseWorkSearch,
  staticData: { permission: 'work.read', room: 'work' },
  component: lazyRouteComponent(() => import('../../features/work/pages/my-work.tsx'), 'MyWorkPage'),
});

const calendars = createRoute({
  getParentRoute: () => shell,
  path: '/settings/calendars',
  staticData: { permission: 'work.configure', room: 'settings' },
  component: lazyRouteComponent(() => import('../../features/work/pages/calendars.tsx'), 'CalendarsPage'),
});

/** Tasks and the calendars that their deadlines are counted in. */
export const workRoutes = [work, calendars] as const;
