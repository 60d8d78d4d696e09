import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { WORDS } from '../e2e/words.ts';
import { type DemoDesk, withDemoDesk } from './load/demo-desk.ts';
import { type Interaction, interactionsOf, percentile, watchInteractions } from './load/interactions.ts';
import { loadWords } from './load/measure.ts';

const words = WORDS['zh-CN'];
const BAR_MS = 200;
/** Between two keys or presses, as a quick hand has it. */
const PACE_MS = 120;

interface Scene {
  readonly name: string;
  readonly address: string;
  /** Real keys and presses; what is there after them is waited for, so that nothing is cut off. */
  readonly act: (page: Page) => Promise<void>;
}

const type = (page: Page, text: string): Promise<void> => page.keyboard.type(text, { delay: PACE_MS });

async function keys(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await page.keyboard.press(name);
    await page.waitForTimeout(PACE_MS);
  }
}

const repeat = (name: string, times: number): readonly string[] => Array.from({ length: times }, () => name);
const firstRow = (page: Page) => page.locator('[role=grid] [role=row][data-row]').first();

const SCENES: readonly Scene[] = [
  {
    name: 'home',
    address: '/',
    act: async (page) => {
      for (const option of await page.locator('main .ant-segmented-item').all()) {
        await option.click();
        await page.waitForTimeout(PACE_MS);
      }
    },
  },
  {
    name: 'customers: rows by keys, peek',
    address: '/customers',
    act: async (page) => {
      await firstRow(page).waitFor();
      await page.locator('[role=grid]').focus();
      await keys(page, [...repeat('j', 8), ' ', ...repeat('j', 4), ...repeat('k', 4), 'Escape', 'x', 'j', 'x']);
    },
  },
  {
    name: 'customers: search, sort',
    address: '/customers',
    act: async (page) => {
      await firstRow(page).waitFor();
      await page.getByRole('textbox', { name: words.customers.search }).click();
      await type(page, 'wang');
      await keys(page, repeat('Backspace', 4));
      await page.getByRole('combobox', { name: words.people.sort }).click();
      await keys(page, ['ArrowDown', 'ArrowDown', 'Enter']);
    },
  },
  {
    name: 'customer',
    address: '/customers',
    act: async (page) => {
      await firstRow(page).waitFor();
      await page.locator('[role=grid]').focus();
      await keys(page, ['j', 'j', 'Enter']);
      await page.waitForURL(/customers\/[0-9a-f-]{36}/);
      await page.waitForTimeout(1_000);
      await keys(page, ['n']);
      await type(page, '喜欢墨绿色，周末来电 hello');
      await page.locator('main .ant-segmented-item').nth(1).click();
      await page.waitForTimeout(500);
      await page.mouse.click(700, 500);
      await keys(page, ['Escape', 'Escape']);
    },
  },
  {
    name: 'new customer (form)',
    address: '/customers',
    act: async (page) => {
      await page.getByRole('button', { name: words.customerForm.new }).first().click();
      await page.getByRole('button', { name: words.customerForm.create, exact: true }).waitFor();
      await type(page, '欧阳小华');
      await keys(page, ['Tab']);
      await type(page, '13800004321');
      await keys(page, repeat('Tab', 5));
      await keys(page, ['Escape']);
    },
  },
  {
    name: 'command bar',
    address: '/customers',
    act: async (page) => {
      await firstRow(page).waitFor();
      for (const text of ['li', 'sjly', '4321', 'dark']) {
        await keys(page, ['Control+k']);
        await page.getByRole('combobox', { name: words.command.label }).waitFor();
        await type(page, text);
        await keys(page, ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Escape']);
      }
    },
  },
  {
    name: 'RFM map',
    address: '/insight/rfm',
    act: async (page) => {
      const field = page.locator('main [role=grid], main [role=application], main .rfm-field').first();
      await field.waitFor();
      const box = await field.boundingBox();
      if (box !== null) {
        for (const share of [0.3, 0.5, 0.7, 0.9]) {
          await page.mouse.click(box.x + box.width * share, box.y + box.height * 0.3);
          await page.waitForTimeout(PACE_MS);
        }
      }
      for (const option of (await page.locator('main .ant-segmented-item').all()).slice(0, 2)) {
        await option.click();
        await page.waitForTimeout(PACE_MS);
      }
    },
  },
  {
    name: 'orders',
    address: '/orders',
    act: async (page) => {
      await firstRow(page).waitFor();
      await page.locator('[role=grid]').focus();
      await keys(page, [...repeat('j', 6), 'PageDown', 'PageDown']);
      await page.locator('#order-number').click();
      await type(page, '2026');
    },
  },
  {
    name: 'products: tree, search',
    address: '/products',
    act: async (page) => {
      await page.getByRole('treeitem').first().click();
      await page.waitForTimeout(PACE_MS);
      await keys(page, ['ArrowRight', 'ArrowDown', 'ArrowDown', 'Enter']);
      await page.keyboard.press('/');
      await type(page, 'xie');
    },
  },
  {
    name: 'rooms by g and a letter',
    address: '/customers',
    act: async (page) => {
      for (const letter of ['h', 'o', 'p', 'i', 'm', ',', 'c']) {
        await keys(page, ['g', letter]);
        await page.waitForTimeout(700);
      }
    },
  },
];

/**
 * `npm run bench -- interaction [--customers N] [--url http://…] [--rounds R]`: real presses and keys over the main pages
 * on demo data, with the time from each to the next paint by the browser's own Event Timing (durations from 16 ms, in
 * steps of 8). A browser without a graphics card paints by software: a bad case on purpose.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '5000' },
      rounds: { type: 'string', default: '3' },
      url: { type: 'string' },
    },
  });
  await withDemoDesk({ customers: Number(values.customers), url: values.url }, async (desk) => {
    const lines: object[] = [];
    const all: Interaction[] = [];
    for (const scene of SCENES) {
      const found = await play(desk, scene, Number(values.rounds));
      all.push(...found);
      lines.push(lineOf(scene.name, found));
    }
    console.table([...lines, lineOf('all', all)]);
    const p95 = percentile(all, 0.95);
    console.log(
      `p95 ${p95} ms over ${all.length} interactions (bar ${BAR_MS} ms: ${p95 <= BAR_MS ? 'met' : 'MISSED'}); ${desk.browserName}, 1440 px, software rendering; ${loadWords()}`,
    );
  });
}

async function play(desk: DemoDesk, scene: Scene, rounds: number): Promise<readonly Interaction[]> {
  const found: Interaction[] = [];
  const page = await desk.sit();
  await watchInteractions(page);
  for (let round = 0; round < rounds; round += 1) {
    await page.goto(scene.address);
    await page.locator('main').waitFor();
    await page.waitForTimeout(1_500);
    await scene.act(page);
    await page.waitForTimeout(600);
    found.push(...(await interactionsOf(page)));
  }
  await page.context().close();
  return found;
}

function lineOf(page: string, found: readonly Interaction[]): object {
  const worst = found.toSorted((a, b) => b.ms - a.ms)[0];
  return {
    page,
    interactions: found.length,
    'p50 ms': percentile(found, 0.5),
    'p95 ms': percentile(found, 0.95),
    'max ms': worst?.ms ?? 0,
    'worst by': worst === undefined ? '' : `${worst.type} on ${worst.target}`,
  };
}
