import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from './frame.ts';

const imports = createRoute({
  getParentRoute: () => shell,
  path: '/imports',
  staticData: { permission: 'imports.read', room: 'imports' },
  component: lazyRouteComponent(() => import('../../features/imports/pages/imports-list.tsx'), 'ImportsListPage'),
});

const importNew = createRoute({
  getParentRoute: () => shell,
  path: '/imports/new',
  staticData: { permission: 'imports.write', room: 'imports' },
  component: lazyRouteComponent(() => import('../../features/imports/pages/import-new.tsx'), 'ImportNewPage'),
});

const importRun = createRoute({
  getParentRoute: () => shell,
  path: '/imports/$importId',
  staticData: { permission: 'imports.read', room: 'imports' },
  component: lazyRouteComponent(() => import('../../features/imports/pages/import-run.tsx'), 'ImportRunPage'),
});

/** Imports. */
export const importRoutes = [imports, importNew, importRun] as const;
