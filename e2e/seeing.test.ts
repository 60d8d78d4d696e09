import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, getMetric, getScore } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, SERVER_POLL_MS, startPlatform, until } from './platform.ts';
import { keyClient, makeKey, openSession } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { WORDS } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures');
const PEOPLE = 300;
const words = WORDS['zh-CN'];
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

/** The number that a text of people says. */
const numberIn = (text: string): number => Number(/[\d,]+/u.exec(text)?.[0].replaceAll(',', '') ?? Number.NaN);

/** The dates that a page says it is about. */
async function datesOn(page: Page): Promise<{ readonly from: string; readonly to: string }> {
  const text = await page.locator('.page-actions').innerText();
  const [from = '', to = ''] = text.match(/\d{4}-\d\d-\d\d/gu) ?? [];
  return { from, to };
}

describeWithBrowser('seeing what the numbers say (needs a browser)', { timeout: 90_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;
  let client: Client;
  let session: string;
  let page: Page;

  beforeAll(async () => {
    dir = await makeTempDir('seeing');
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true, args: [`--demo=${PEOPLE}`] });
    await until(() => platform.told().includes('the demo data are in'), { what: 'the demo', ms: 180_000 });
    client = keyClient(platform.url, await makeKey(platform.url));
    session = await openSession(platform.url);
    await until(
      async () => {
        const { freshness, currencies } = await client.call(getMetric, { params: { name: 'orders' }, query: {} });
        return !freshness.stale && currencies.length > 0;
      },
      { what: 'the figures to be fresh', ms: 90_000, pollMs: SERVER_POLL_MS },
    );
  }, 400_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    if (found.browser !== null) {
      page = await openDesk(found.browser, { url: platform.url, language: 'zh-CN', width: 1440, session });
    }
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await page.screenshot({ path: path.join(PICTURES, `seeing-${task.name.slice(1, 6).replace(']', '')}.png`) });
    }
    await page.context().close();
  });

  const chart = (title: string): Locator =>
    page.locator('section.chart').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

  /** As many people in the panel as were clicked, in words and as rows of the list. */
  const expectPeople = async (count: number): Promise<void> => {
    const panel = page.locator('.panel');
    await panel.getByText(`${count.toLocaleString('zh-CN')} 人`, { exact: true }).waitFor();
    await expect
      .poll(() => panel.getByRole('grid').getAttribute('aria-rowcount'), { timeout: 20_000 })
      .toBe(String(count + 1));
    expect(await panel.getByRole('row').count()).toBeGreaterThan(1);
  };

  it('the first page shows the figures of the store, and opens the people behind one', async () => {
    await page.goto('/');
    const card = page.locator('.metric-card').filter({ hasText: '购买客户数' });
    const figure = card.locator('.metric-card-value');
    await figure.waitFor();
    const { value } = await client.call(getMetric, { params: { name: 'orders' }, query: { by: 'day' } });
    expect(value).toBeGreaterThan(0);
    const buyers = numberIn(await figure.innerText());
    await figure.getByRole('button').press('Enter');
    await expectPeople(buyers);
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
  });

  it('[C005] customers, buyers and revenue stand side by side for each source, and each number opens its people', async () => {
    await page.goto('/insight/sources?span=m12');
    const table = chart(words.seeing.sources.table);
    const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '天猫旗舰店' }) });
    await row.waitFor();
    const head = await table.getByRole('columnheader').allInnerTexts();
    expect(head.slice(1, 6)).toEqual(['客户数', '新增客户数', '购买客户数', '购买订单数', '销售额']);
    expect(await row.getByRole('cell').nth(4).innerText()).toMatch(/^¥[\d,]+\.\d\d$/u);
    const buyers = row.getByRole('cell').nth(2).getByRole('button');
    const count = numberIn(await buyers.innerText());
    await buyers.click();
    await expectPeople(count);
  });

  it('[C212] a cell of the cohort table says how many came back, and shows who', async () => {
    await page.goto('/insight/retention?measure=count');
    const table = chart(words.seeing.retention.table);
    const second = table.locator('button[data-x="1"]').first();
    await second.waitFor();
    const count = numberIn(await second.innerText());
    expect(count).toBeGreaterThan(0);
    await second.click();
    await expectPeople(count);
    // The address holds the cell: whoever gets the link sees the same people.
    await page.reload();
    await expectPeople(count);
    await page.keyboard.press('Escape');
    await table.getByText(words.seeing.retention.share, { exact: true }).click();
    await expect.poll(() => second.innerText()).toMatch(/%$/u);
  });

  it('[C214] the week shows when people order, by weekday and hour, and is walked by arrows', async () => {
    await page.goto('/insight/timing?span=m12');
    const table = chart(words.seeing.timing.table);
    await table.locator('button[data-x]').first().waitFor();
    expect(await table.getByRole('row').count()).toBe(8);
    expect(await table.getByRole('columnheader').count()).toBe(25);
    const { rows } = await client.call(getMetric, {
      params: { name: 'buying_time' },
      query: { by: 'weekday,hour', ...(await datesOn(page)) },
    });
    const busiest = rows.toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
    const cell = table.locator(
      `button[data-x="${busiest?.key.hour}"][data-y="${Number(busiest?.key.weekday ?? 1) - 1}"]`,
    );
    expect(await cell.innerText()).toBe(String(busiest?.value));
    await cell.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['x'])).not.toBe(
      busiest?.key.hour,
    );
    await cell.press('Enter');
    await page.locator('.panel .grid').waitFor();
    for (const title of [words.seeing.timing.channels, words.seeing.timing.shops]) {
      expect(await chart(title).locator('.bar-row').count()).toBeGreaterThan(1);
    }
  });

  it('[C210] sales, visitors and visits are watched by day, by hour and by source', async () => {
    await page.goto('/insight/traffic?span=d28');
    for (const title of [words.seeing.traffic.visits.day, words.seeing.traffic.hours]) {
      await chart(title).locator('rect.time-mark').first().waitFor();
    }
    await chart(words.seeing.traffic.sources).locator('.bar-row').first().waitFor();
    const hours = chart(words.seeing.traffic.hours);
    await hours.getByText(words.chart.asTable, { exact: true }).click();
    expect(await hours.getByRole('row').count()).toBe(25);
    expect(await page.locator('.metric-card').allInnerTexts()).toHaveLength(4);
  });

  it('[C208] the report of last week is made, opened with its four parts, and listed', async () => {
    await page.goto('/insight/reports');
    await page.getByRole('button', { name: words.seeing.reports.make }).click();
    await page.waitForURL(/\/insight\/reports\/[0-9a-f-]{36}$/u);
    for (const part of Object.values(words.seeing.reports.parts)) {
      await page.getByRole('heading', { name: part, exact: true }).waitFor();
    }
    const sales = page.getByRole('region', { name: words.seeing.reports.parts.sales, exact: true }).last();
    expect(await sales.locator('tbody tr').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: words.seeing.reports.back }).click();
    await page
      .getByRole('grid')
      .getByText(/^\d{4}-\d\d-\d\d – \d{4}-\d\d-\d\d$/u)
      .first()
      .waitFor();
  });

  it('[C217a] the rows of a chart are taken along as a file with the same rows, readable by Excel', async () => {
    await page.goto('/insight/sales?span=d28');
    const title = words.seeing.sales.shops;
    const shops = chart(title);
    await shops.getByText(words.chart.asTable, { exact: true }).click();
    const shown = await shops
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)));
    await shops.getByRole('button', { name: words.seeing.export.replace('{{title}}', title) }).click();
    await page.getByRole('menuitem', { name: words.common.fileFormats.csv }).click();
    await page.waitForURL(/\/settings\/exports$/u);
    const link = page.getByRole('link', { name: words.exports.download }).first();
    await link.waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const text = await readFile(await download.path(), 'utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    const lines = text.slice(1).trim().split(/\r?\n/u).slice(1);
    expect(lines.map((line) => line.split(',')[0])).toEqual(shown.map(([name]) => name));
    expect(lines.map((line) => Number(line.split(',')[1]))).toEqual(
      shown.map(([, amount]) => Number((amount ?? '').replaceAll(/[¥,]/gu, '').replace('−', '-'))),
    );
  });

  it('the flow between two dates reads as a table too, whose cells open their people', async () => {
    await page.goto('/insight/lifecycle?span=m12');
    const flow = chart(words.seeing.lifecycle.flow);
    await flow.locator('path.flow-band').first().waitFor();
    await flow.getByText(words.chart.asTable, { exact: true }).click();
    const cell = flow.getByRole('cell').getByRole('button').first();
    const count = numberIn(await cell.innerText());
    await cell.click();
    await expectPeople(count);
  });

  it('a square of the map lists its people and is kept as a segment', async () => {
    await page.goto('/insight/rfm');
    const square = page.locator('a.rfm-square').first();
    const count = numberIn(await square.locator('.rfm-figure').innerText());
    await square.click();
    await expectPeople(count);
    await page.getByRole('button', { name: words.seeing.saveSegment }).click();
    await page.getByLabel(words.seeing.segmentName).fill('地图上的一格');
    await page.getByRole('button', { name: words.seeing.save, exact: true }).click();
    await page.getByRole('link', { name: /地图上的一格/u }).click();
    await page.waitForURL(/\/segments\/[0-9a-f-]{36}/u);
  });

  it('[C213] customers, goods and purchases are seen by what they are made of, and each part opens its people', async () => {
    await page.goto('/insight/structures?span=m12');
    for (const title of [words.structures.customers, words.structures.products, words.structures.behaviour]) {
      const bar = chart(title).locator('button.bar-row').first();
      await bar.waitFor();
      await bar.click();
      const panel = page.locator('.panel');
      await panel
        .locator('.people-figure')
        .filter({ hasText: /[\d,]+ 人/u })
        .waitFor();
      expect(numberIn(await panel.locator('.people-figure').innerText())).toBeGreaterThan(0);
      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
    }
    const goods = chart(words.structures.products);
    await goods.getByRole('combobox').selectOption({ label: words.structures.views.products });
    await goods.locator('button.bar-row').nth(2).waitFor();
  });

  it('segments laid over each other open the people of each cell, who are kept as a segment', async () => {
    await page.goto('/segments/overlap');
    const circles = chart(words.understanding.circlesTitle);
    const cell = circles.locator('button.bar-row').last();
    await cell.waitFor();
    const count = numberIn(await cell.locator('.bar-text').innerText());
    expect(count).toBeGreaterThan(0);
    await cell.click();
    await expectPeople(count);
    // The address holds the cell: whoever gets the link sees the same people.
    await page.reload();
    await expectPeople(count);
    await page.getByRole('button', { name: words.seeing.saveSegment }).click();
    await page.getByLabel(words.seeing.segmentName).fill('重叠的一格');
    await page.getByRole('button', { name: words.seeing.save, exact: true }).click();
    await page.getByRole('link', { name: /重叠的一格/u }).click();
    await page.waitForURL(/\/segments\/[0-9a-f-]{36}/u);
    await page.locator('.segment-sentence').getByText('属于客群').waitFor();
  });

  it('who entered a segment since is a band of the flow, and opens its people', async () => {
    await page.goto('/segments/migration');
    const flow = page.locator('section.chart').first();
    await flow.locator('path.flow-band').first().waitFor();
    await flow.getByText(words.chart.asTable, { exact: true }).click();
    const cell = flow.getByRole('cell').getByRole('button').first();
    const count = numberIn(await cell.innerText());
    await cell.click();
    await expectPeople(count);
  });

  it('[C032] a strategy is written for a segment, which the list then no longer flags', async () => {
    await page.goto('/segments');
    const link = page.getByRole('link', { name: '年消费 2000 元以上', exact: true });
    const row = page.getByRole('row').filter({ has: link });
    await row.getByText(words.understanding.states.none).waitFor();
    await link.click();
    await page.getByRole('link', { name: words.segments.tabs.strategy, exact: true }).click();
    await page.getByRole('button', { name: words.understanding.write }).click();
    const form = page.locator('.strategy-form');
    await form.getByRole('button', { name: words.segments.save }).click();
    await form.getByText(words.understanding.needPlan).waitFor();
    await form.getByLabel(words.understanding.plans.service).fill('专属客服，生日问候');
    await form.getByLabel(words.understanding.answers).click();
    await page.locator('.ant-select-item-option').first().click();
    await form.getByRole('button', { name: words.segments.save }).click();
    await page.locator('.strategy-plans').getByText('专属客服，生日问候').waitFor();
    await page.goto('/segments');
    await row.getByText(words.understanding.states.running).waitFor();
  });

  it('[C044] what segments buy and what they miss stands in a field, whose cells open who looked and did not buy', async () => {
    await page.goto('/segments/gaps?days=365');
    const cell = page.locator('section.chart').first().locator('.heat-cell button').first();
    await cell.waitFor();
    expect(await cell.getAttribute('aria-label')).toMatch(/人买过.*人看过/u);
    await cell.click();
    const figure = page.locator('.panel .people-figure').filter({ hasText: /[\d,]+ 人/u });
    await figure.waitFor();
    expect(numberIn(await figure.innerText())).toBeGreaterThan(0);
  });

  it('[C041] what serving an order costs is typed in yuan, and taken off the profit in fen', async () => {
    await page.goto('/insight/scores?kind=profit');
    const field = page.getByRole('spinbutton', { name: '每单服务成本' });
    await field.fill('5.25');
    await field.press('Tab');
    const costOf = async (): Promise<number | undefined> => {
      const { settings } = await client.call(getScore, { params: { kind: 'profit' }, query: {} });
      return settings.find(({ key }) => key.endsWith('score_order_cost'))?.value;
    };
    await expect.poll(costOf, { timeout: 20_000 }).toBe(525);
    await expect.poll(() => field.inputValue(), { timeout: 20_000 }).toBe('5.25');
  });
});
