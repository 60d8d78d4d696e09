import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { afterPaint } from './after-paint.ts';
import { PageFailure } from './faults.tsx';
import { commerceRoutes } from './routes/commerce.ts';
import { customerRoutes } from './routes/customers.ts';
import { entryRoutes } from './routes/entry.ts';
import { companyReturn, root, shell, signIn } from './routes/frame.ts';
import { homeRoutes } from './routes/home.ts';
import { importRoutes } from './routes/imports.ts';
import { insightRoutes } from './routes/insight.ts';
import { memberRoutes } from './routes/member.ts';
import { segmentRoutes } from './routes/segments.ts';
import { settingsRoutes } from './routes/settings.ts';
import { workRoutes } from './routes/work.ts';

/** A new page is a route in the file of its room under `routes/`. */
const tree = root.addChildren([
  signIn,
  companyReturn,
  ...memberRoutes,
  shell.addChildren([
    ...homeRoutes,
    ...customerRoutes,
    ...entryRoutes,
    ...segmentRoutes,
    ...insightRoutes,
    ...commerceRoutes,
    ...importRoutes,
    ...settingsRoutes,
    ...workRoutes,
  ]),
]);

/**
 * The pages and their addresses. Going to one begins after the next picture: the press that led there has been seen to
 * work, and the browser's own way back does not draw a whole page within its event.
 */
export function createAppRouter(queryClient: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultErrorComponent: PageFailure,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    scrollToTopSelectors: ['#main'],
  });
  const { load } = router;
  router.load = async (options) => {
    if (options?.sync !== true) {
      // What is asked for next builds on the address that was just gone to.
      router.updateLatestLocation();
      await afterPaint();
    }
    await load(options);
  };
  return router;
}
