import type { Page } from 'playwright-core';
import type { View } from './view.ts';

const EVERY_DATA_STATE = ['empty', 'full', 'loading', 'error'] as const;
const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** The pages of Segments. */
export const SEGMENT_VIEWS: readonly View[] = [
  { route: '/segments', name: 'segments', states: EVERY_DATA_STATE, address: () => '/segments' },
  { route: '/segments', name: 'segment-lists', states: EVERY_DATA_STATE, address: () => '/segments?show=lists' },
  {
    route: '/segments',
    name: 'segment-list-open',
    states: ['full'],
    address: () => '/segments?show=lists',
    act: openList,
  },
  { route: '/segments/new', name: 'segment-new', states: EVERY_DATA_STATE, address: () => '/segments/new' },
  {
    route: '/segments/new',
    name: 'segment-palette',
    states: ['full'],
    address: () => '/segments/new',
    act: openConditions,
  },
  {
    route: '/segments/new',
    name: 'segment-new-agent',
    states: ['denied'],
    address: () => '/segments/new',
    who: 'agent',
  },
  {
    route: '/segments/$segmentId',
    name: 'segment',
    states: ['full', 'loading', 'error'],
    address: ({ segmentId }) => `/segments/${segmentId}`,
  },
  {
    route: '/segments/$segmentId',
    name: 'segment-profile',
    states: ['full'],
    address: ({ segmentId }) => `/segments/${segmentId}?tab=profile`,
  },
  {
    route: '/segments/$segmentId',
    name: 'segment-strategy',
    states: ['full', 'loading', 'error'],
    address: ({ segmentId }) => `/segments/${segmentId}?tab=strategy`,
  },
  {
    route: '/segments/$segmentId',
    name: 'segment-strategy-form',
    states: ['full'],
    address: ({ segmentId }) => `/segments/${segmentId}?tab=strategy`,
    act: openStrategy,
  },
  {
    route: '/segments/$segmentId',
    name: 'segment-moves',
    states: ['full'],
    address: ({ segmentId }) => `/segments/${segmentId}?tab=moves`,
  },
  {
    route: '/segments/$segmentId',
    name: 'segment-versions',
    states: ['full'],
    address: ({ segmentId }) => `/segments/${segmentId}?tab=versions`,
  },
  {
    route: '/segments/$segmentId',
    name: 'segment-gone',
    states: ['empty'],
    address: () => `/segments/${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/segments/overlap',
    name: 'segments-overlap',
    states: EVERY_DATA_STATE,
    address: () => '/segments/overlap',
  },
  {
    route: '/segments/overlap',
    name: 'segments-overlap-people',
    states: ['full'],
    address: () => '/segments/overlap?by=lift',
    act: openCell,
  },
  {
    route: '/segments/clusters',
    name: 'segments-clusters',
    states: EVERY_DATA_STATE,
    address: () => '/segments/clusters',
  },
  { route: '/segments/gaps', name: 'segments-gaps', states: EVERY_DATA_STATE, address: () => '/segments/gaps' },
  {
    route: '/segments/migration',
    name: 'segments-migration',
    states: EVERY_DATA_STATE,
    address: () => '/segments/migration',
  },
  {
    route: '/segments/$segmentId/edit',
    name: 'segment-edit',
    states: ['full', 'loading', 'error'],
    address: ({ segmentId }) => `/segments/${segmentId}/edit`,
  },
];

async function openList(page: Page): Promise<void> {
  await page.getByRole('grid').first().locator('[data-row]').first().click();
  await page.locator('.list-panel').waitFor();
}

async function openConditions(page: Page): Promise<void> {
  await page.locator('.rule-add.is-root .rule-add-button').first().click();
  await page.locator('.palette-entry').first().waitFor();
}

async function openStrategy(page: Page): Promise<void> {
  await page.locator('.empty, .section-actions').getByRole('button').first().click();
  await page.locator('.strategy-form').waitFor();
}

async function openCell(page: Page): Promise<void> {
  await page.locator('.heat-cell button').first().click();
  await page.locator('.people-head').waitFor();
}
