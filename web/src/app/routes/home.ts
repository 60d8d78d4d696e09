import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { may } from '../../features/access/api.ts';
import { NotFoundPage } from '../faults.tsx';
import { parseInsightSearch } from '../insight-search.ts';
import { openRooms } from '../rooms.ts';
import { shell } from './frame.ts';

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: parseInsightSearch,
  staticData: { permission: 'insight.read', room: 'home' },
  component: lazyRouteComponent(() => import('../../features/home/pages/home.tsx'), 'HomePage'),
  beforeLoad({ context }) {
    const first = openRooms((permission) => may(context.me, permission))[0];
    if (first !== undefined && first.to !== '/') {
      // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: first.to });
    }
  },
});

/** Everybody's own. */
const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(() => import('../../features/access/pages/account.tsx'), 'AccountPage'),
});

/** Everything else, inside the frame, so that people find their way back. */
const nowhere = createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundPage });

/** The first page, one's own, and what is found nowhere. */
export const homeRoutes = [home, account, nowhere] as const;
