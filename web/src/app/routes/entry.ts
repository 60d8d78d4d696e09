import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { may } from '../../features/access/api.ts';
import { openEntryPages } from '../entry-pages.ts';
import { NotFoundPage } from '../faults.tsx';
import { shell } from './frame.ts';

const entry = createRoute({
  getParentRoute: () => shell,
  path: '/entry',
  staticData: { permission: 'forms.write', room: 'entry' },
  component: NotFoundPage,
  beforeLoad({ context }) {
    const first = openEntryPages((permission) => may(context.me, permission))[0];
    if (first !== undefined) {
      // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
      throw redirect({ to: first.to });
    }
  },
});

const mine = createRoute({
  getParentRoute: () => shell,
  path: '/entry/submissions',
  staticData: { permission: 'submissions.write', room: 'entry' },
  component: lazyRouteComponent(() => import('../../features/entry/pages/own-submissions.tsx'), 'OwnSubmissionsPage'),
});

const review = createRoute({
  getParentRoute: () => shell,
  path: '/entry/review',
  staticData: { permission: 'submissions.review', room: 'entry' },
  component: lazyRouteComponent(() => import('../../features/entry/pages/review.tsx'), 'SubmissionReviewPage'),
});

const notes = createRoute({
  getParentRoute: () => shell,
  path: '/entry/notes',
  staticData: { permission: 'customers.write', room: 'entry' },
  component: lazyRouteComponent(() => import('../../features/entry/pages/field-notes.tsx'), 'FieldNotesPage'),
});

const form = createRoute({
  getParentRoute: () => shell,
  path: '/entry/form',
  staticData: { permission: 'forms.write', room: 'entry' },
  component: lazyRouteComponent(() => import('../../features/entry/pages/membership-form.tsx'), 'MembershipFormPage'),
});

const slips = createRoute({
  getParentRoute: () => shell,
  path: '/entry/slips',
  staticData: { permission: 'slips.write', room: 'entry' },
  component: lazyRouteComponent(() => import('../../features/entry/pages/slips.tsx'), 'SlipsPage'),
});

const recognise = createRoute({
  getParentRoute: () => shell,
  path: '/entry/recognise',
  staticData: { permission: 'forms.write', room: 'entry' },
  component: lazyRouteComponent(() => import('../../features/recognition/pages/recognise.tsx'), 'RecognisePage'),
});

/** What people hand in and type in for others. */
export const entryRoutes = [entry, mine, review, notes, form, slips, recognise] as const;
