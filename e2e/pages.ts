import { CONTACT_VIEWS } from './pages-contact.ts';
import { ENTRY_VIEWS } from './pages-entry.ts';
import { HOME_VIEWS } from './pages-home.ts';
import { INSIGHT_VIEWS } from './pages-insight.ts';
import { INTAKE_VIEWS } from './pages-intake.ts';
import { ORDER_VIEWS } from './pages-orders.ts';
import { PEOPLE_VIEWS } from './pages-people.ts';
import { PRODUCT_VIEWS } from './pages-products.ts';
import { QUALITY_VIEWS } from './pages-quality.ts';
import { RELATION_VIEWS } from './pages-relations.ts';
import { REVIEW_VIEWS } from './pages-reviews.ts';
import { SEGMENT_VIEWS } from './pages-segments.ts';
import { STAFF_VIEWS } from './pages-staff.ts';
import { TIER_VIEWS } from './pages-tiers.ts';
import { TRUST_VIEWS } from './pages-trust.ts';
import { WORK_VIEWS } from './pages-work.ts';
import type { View } from './view.ts';

export type { Places, State, View } from './view.ts';

/** Every page of the web, each route at least once. */
export const VIEWS: readonly View[] = [
  ...HOME_VIEWS,
  ...PEOPLE_VIEWS,
  ...QUALITY_VIEWS,
  ...RELATION_VIEWS,
  ...REVIEW_VIEWS,
  ...SEGMENT_VIEWS,
  ...INSIGHT_VIEWS,
  ...ORDER_VIEWS,
  ...INTAKE_VIEWS,
  ...PRODUCT_VIEWS,
  ...STAFF_VIEWS,
  ...CONTACT_VIEWS,
  ...WORK_VIEWS,
  ...ENTRY_VIEWS,
  ...TIER_VIEWS,
  ...TRUST_VIEWS,
  { route: '$', name: 'nowhere', states: ['full'], address: () => '/no/such/page' },
];
