import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const EVERY_DATA_STATE = ['empty', 'full', 'loading', 'error'] as const;
const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';
const YEAR = 'span=m12';

/** An address that shows the people behind a cell. */
const drilled = (path: string, drill: object): string =>
  `${path}?${YEAR}&drill=${encodeURIComponent(JSON.stringify(drill))}`;

/** The pages of Insight. */
export const INSIGHT_VIEWS: readonly View[] = [
  { route: '/insight', name: 'insight', states: ['full'], address: () => '/insight' },
  { route: '/insight/sales', name: 'sales', states: EVERY_DATA_STATE, address: () => `/insight/sales?${YEAR}` },
  {
    route: '/insight/sales',
    name: 'sales-people',
    states: ['full', 'loading', 'error'],
    address: () => drilled('/insight/sales', { metric: 'buyers', by: ['channel'], key: { channel: '' } }),
  },
  { route: '/insight/sales', name: 'sales-tables', states: ['full'], address: () => '/insight/sales', act: showTables },
  {
    route: '/insight/sales',
    name: 'sales-analyst',
    states: ['denied'],
    address: () => '/insight/sales',
    who: 'analyst',
  },
  { route: '/insight/sales', name: 'sales-agent', states: ['denied'], address: () => '/insight/sales', who: 'agent' },
  { route: '/insight/retention', name: 'retention', states: EVERY_DATA_STATE, address: () => '/insight/retention' },
  {
    route: '/insight/retention',
    name: 'retention-count',
    states: ['full'],
    address: () => '/insight/retention?measure=count',
  },
  {
    route: '/insight/lifecycle',
    name: 'lifecycle',
    states: EVERY_DATA_STATE,
    address: () => `/insight/lifecycle?${YEAR}`,
  },
  {
    route: '/insight/lifecycle',
    name: 'lifecycle-table',
    states: ['full'],
    address: () => `/insight/lifecycle?${YEAR}`,
    act: showTables,
  },
  {
    route: '/insight/structures',
    name: 'structures',
    states: EVERY_DATA_STATE,
    address: () => `/insight/structures?${YEAR}`,
  },
  { route: '/insight/timing', name: 'timing', states: EVERY_DATA_STATE, address: () => `/insight/timing?${YEAR}` },
  {
    route: '/insight/sources',
    name: 'insight-sources',
    states: EVERY_DATA_STATE,
    address: () => `/insight/sources?${YEAR}`,
  },
  { route: '/insight/traffic', name: 'traffic', states: EVERY_DATA_STATE, address: () => '/insight/traffic' },
  {
    route: '/insight/associations',
    name: 'associations',
    states: EVERY_DATA_STATE,
    address: () => '/insight/associations',
  },
  { route: '/insight/reports', name: 'reports', states: EVERY_DATA_STATE, address: () => '/insight/reports' },
  {
    route: '/insight/reports/$reportId',
    name: 'report',
    states: ['full', 'loading', 'error'],
    address: ({ reportId }) => `/insight/reports/${reportId}`,
  },
  {
    route: '/insight/reports/$reportId',
    name: 'report-gone',
    states: ['full'],
    address: () => `/insight/reports/${NOBODYS_ID}`,
    meets: [404],
  },
  { route: '/insight/rfm', name: 'rfm', states: EVERY_DATA_STATE, address: () => '/insight/rfm' },
  {
    route: '/insight/rfm',
    name: 'rfm-spend',
    states: ['full'],
    address: () => '/insight/rfm?by=spend&currency=USD&asOf=2026-09-01',
  },
  { route: '/insight/scores', name: 'scores', states: EVERY_DATA_STATE, address: () => '/insight/scores' },
  {
    route: '/insight/scores',
    name: 'score-clv',
    states: ['full', 'loading', 'error'],
    address: () => '/insight/scores?kind=clv',
  },
  {
    route: '/insight/scores',
    name: 'score-people',
    states: ['full'],
    address: () => '/insight/scores?kind=repeat&band=repeat',
  },
  { route: '/insight/rfm', name: 'rfm-people', states: ['full'], address: () => '/insight/rfm', act: openSquare },
];

/** Every chart as its table. */
async function showTables(page: Page, language: Language): Promise<void> {
  const { asTable } = WORDS[language].chart;
  const first = page.locator('.chart-actions').getByText(asTable, { exact: true });
  await first.first().waitFor();
  for (let n = 0; n < (await first.count()); n += 1) {
    await first.nth(n).click();
  }
}

async function openSquare(page: Page): Promise<void> {
  await page.locator('a.rfm-square').first().click();
  await page.locator('.people .grid').waitFor();
}
