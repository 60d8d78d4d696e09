import type { Page } from 'playwright-core';
import type { View } from './view.ts';
import { type Language, WORDS } from './words.ts';

const EVERY_DATA_STATE = ['empty', 'full', 'loading', 'error'] as const;
const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';
const YEAR = 'span=m12';

/** An address that shows the people behind a cell. */
const drilled = (path: string, drill: object): string =>
  `${path}?${YEAR}&drill=${encodeURIComponent(JSON.stringify(drill))}`;

const REGION_BY_TIER = {
  rows: ['province', 'city_tier'],
  columns: ['stage'],
  measures: ['revenue', 'buyers'],
  span: 'm12',
  from: '2020-01-01',
  to: '2026-12-31',
};

/** The address of a pivot that was put together. */
const pivoted = (ask: object): string => `/insight/pivots/table?ask=${encodeURIComponent(JSON.stringify(ask))}`;

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
    route: '/insight/win-back',
    name: 'win-back',
    states: EVERY_DATA_STATE,
    address: () => `/insight/win-back?${YEAR}`,
  },
  {
    route: '/insight/handover',
    name: 'handover',
    states: EVERY_DATA_STATE,
    address: () => '/insight/handover',
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
  { route: '/insight/funnel', name: 'funnel', states: EVERY_DATA_STATE, address: () => `/insight/funnel?${YEAR}` },
  {
    route: '/insight/funnel',
    name: 'funnel-people',
    states: ['full', 'loading', 'error'],
    address: () => `/insight/funnel?${YEAR}&by=channel&stop=${encodeURIComponent(JSON.stringify({ step: 'pay' }))}`,
  },
  { route: '/insight/trends', name: 'trends', states: EVERY_DATA_STATE, address: () => `/insight/trends?${YEAR}` },
  {
    route: '/insight/opportunities',
    name: 'opportunities',
    states: EVERY_DATA_STATE,
    address: () => `/insight/opportunities?${YEAR}`,
  },
  { route: '/insight/forecast', name: 'forecast', states: EVERY_DATA_STATE, address: () => '/insight/forecast' },
  {
    route: '/insight/forecast',
    name: 'forecast-days',
    states: ['full'],
    address: () => '/insight/forecast?measure=orders&grain=day',
    act: showTables,
  },
  {
    route: '/insight/associations',
    name: 'associations',
    states: EVERY_DATA_STATE,
    address: () => '/insight/associations',
  },
  {
    route: '/insight/best-channels',
    name: 'best-channels',
    states: EVERY_DATA_STATE,
    address: () => `/insight/best-channels?${YEAR}`,
  },
  { route: '/insight/packs', name: 'packs', states: EVERY_DATA_STATE, address: () => '/insight/packs' },
  {
    route: '/insight/packs/$packId',
    name: 'pack',
    states: ['full', 'loading', 'error'],
    address: ({ packId }) => `/insight/packs/${packId}`,
  },
  {
    route: '/insight/packs/$packId',
    name: 'pack-comment',
    states: ['full'],
    address: ({ packId }) => `/insight/packs/${packId}`,
    act: openComment,
  },
  {
    route: '/insight/packs/$packId',
    name: 'pack-gone',
    states: ['full'],
    address: () => `/insight/packs/${NOBODYS_ID}`,
    meets: [404],
  },
  { route: '/insight/pivots', name: 'pivots', states: EVERY_DATA_STATE, address: () => '/insight/pivots' },
  { route: '/insight/pivots/table', name: 'pivot', states: EVERY_DATA_STATE, address: () => pivoted(REGION_BY_TIER) },
  {
    route: '/insight/pivots/table',
    name: 'pivot-narrowed',
    states: ['full'],
    address: () => pivoted({ ...REGION_BY_TIER, columns: ['segment'], where: { gender: ['female'] }, span: 'custom' }),
  },
  {
    route: '/insight/pivots/table',
    name: 'pivot-people',
    states: ['full'],
    address: () => pivoted(REGION_BY_TIER),
    act: openPivotCell,
  },
  {
    route: '/insight/pivots/table',
    name: 'pivot-save',
    states: ['full'],
    address: () => '/insight/pivots/table',
    act: openSaving,
  },
  {
    route: '/insight/pivots/table',
    name: 'pivot-gone',
    states: ['full'],
    address: () => `/insight/pivots/table?id=${NOBODYS_ID}`,
    meets: [404],
  },
  {
    route: '/insight/pivots',
    name: 'pivots-agent',
    states: ['denied'],
    address: () => '/insight/pivots',
    who: 'agent',
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
    name: 'score-chance',
    states: ['full', 'loading', 'error'],
    address: () => '/insight/scores?kind=response-chance',
  },
  {
    route: '/insight/scores',
    name: 'score-people',
    states: ['full'],
    address: () => '/insight/scores?kind=repeat&band=repeat',
  },
  {
    route: '/insight/scores',
    name: 'score-rank',
    states: ['full', 'loading', 'error'],
    address: () => '/insight/scores?kind=rank&against=abc-profit',
  },
  {
    route: '/insight/scores',
    name: 'score-strategy',
    states: ['full'],
    address: () => '/insight/scores?kind=rank',
    act: writeStrategy,
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

/** The form of the strategy of a class. */
async function writeStrategy(page: Page): Promise<void> {
  await page.locator('.class-strategies button').first().click();
  await page.locator('.strategy-form').waitFor();
}

async function openSquare(page: Page): Promise<void> {
  await page.locator('a.rfm-square').first().click();
  await page.locator('.people .grid').waitFor();
}

/** The people behind the total of everything. */
async function openPivotCell(page: Page): Promise<void> {
  const cells = page.locator('.pivot-table td button');
  await cells.last().waitFor();
  await cells.last().click();
}

/** The form under which a pivot is saved, with a schedule. */
async function openSaving(page: Page, language: Language): Promise<void> {
  const { pivots } = WORDS[language];
  await page.getByRole('button', { name: pivots.saveNew, exact: true }).click();
  await page.getByRole('combobox', { name: pivots.every }).click();
  await page.getByTitle(pivots.everies.week, { exact: true }).click();
}

async function openComment(page: Page): Promise<void> {
  await page.locator('.pack-write').first().click();
  await page.locator('.pack-comment textarea').first().waitFor();
}
