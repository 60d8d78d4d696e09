import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { meQuery } from '../../features/access/api.ts';
import { showDatesIn } from '../../i18n/format.ts';
import { loadWords } from '../../i18n/i18n.ts';
import { NotFoundPage } from '../faults.tsx';
import type { Room } from '../rooms.ts';
import { parseSignInSearch } from '../search-params.ts';
import { Shell } from '../shell.tsx';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What it takes to see the page; checked again by the server for every datum. */
    readonly permission?: string;
    readonly room?: Room['id'];
  }
}

/** Pages that the first words are enough for (`i18n/zh-cn-first.ts`). */
const FIRST_PAGES: readonly string[] = ['/', '/sign-in', '/sign-in/oidc'];

/** What every page stands in; none is drawn before its words are there. */
export const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  async beforeLoad({ location }) {
    if (!FIRST_PAGES.includes(location.pathname)) {
      await loadWords();
    }
  },
});

/** The way in, outside the frame. */
export const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: lazyRouteComponent(() => import('../../features/access/pages/sign-in.tsx'), 'SignInPage'),
});

/** Where the company's own sign-in sends people back to. */
export const companyReturn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/oidc',
  component: lazyRouteComponent(() => import('../../features/access/pages/company-return.tsx'), 'CompanyReturnPage'),
});

/** The frame around the pages of who is signed in. */
export const shell = createRoute({
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
    showDatesIn(me.timeZone);
    return { me };
  },
});
