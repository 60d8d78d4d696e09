import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { parseSegmentNewSearch, parseSegmentSearch, parseSegmentsSearch } from '../segments-search.ts';
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
export const segmentRoutes = [segments, segmentNew, segment, segmentEdit] as const;
