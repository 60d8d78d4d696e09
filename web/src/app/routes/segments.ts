import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import {
  parseClustersSearch,
  parseGapsSearch,
  parseMigrationSearch,
  parseOverlapSearch,
  parseSegmentNewSearch,
  parseSegmentSearch,
  parseSegmentsSearch,
} from '../segments-search.ts';
import { shell } from './frame.ts';

const segments = createRoute({
  getParentRoute: () => shell,
  path: '/segments',
  validateSearch: parseSegmentsSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/segments-list.tsx'), 'SegmentsListPage'),
});

const segmentNew = createRoute({
  getParentRoute: () => shell,
  path: '/segments/new',
  validateSearch: parseSegmentNewSearch,
  staticData: { permission: 'segments.write', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/segment-edit.tsx'), 'SegmentNewPage'),
});

const overlap = createRoute({
  getParentRoute: () => shell,
  path: '/segments/overlap',
  validateSearch: parseOverlapSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/overlap.tsx'), 'OverlapPage'),
});

const migration = createRoute({
  getParentRoute: () => shell,
  path: '/segments/migration',
  validateSearch: parseMigrationSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/migration.tsx'), 'MigrationPage'),
});

const gaps = createRoute({
  getParentRoute: () => shell,
  path: '/segments/gaps',
  validateSearch: parseGapsSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/gaps.tsx'), 'GapsPage'),
});

const clusters = createRoute({
  getParentRoute: () => shell,
  path: '/segments/clusters',
  validateSearch: parseClustersSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/clusters.tsx'), 'ClustersPage'),
});

const segment = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$segmentId',
  validateSearch: parseSegmentSearch,
  staticData: { permission: 'segments.read', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/segment.tsx'), 'SegmentPage'),
});

const segmentEdit = createRoute({
  getParentRoute: () => shell,
  path: '/segments/$segmentId/edit',
  staticData: { permission: 'segments.write', room: 'segments' },
  component: lazyRouteComponent(() => import('../../features/segments/pages/segment-edit.tsx'), 'SegmentEditPage'),
});

/** Segments and their builder. */
export const segmentRoutes = [segments, segmentNew, overlap, migration, gaps, clusters, segment, segmentEdit] as const;
