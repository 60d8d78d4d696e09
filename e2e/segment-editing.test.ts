import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import {
  changeCustomerList,
  createCustomerList,
  createSegment,
  listCustomerLists,
  listCustomers,
  updateSegment,
} from '../server/src/contracts.ts';
import { shareBrowser } from './browser.ts';
import { until } from './platform.ts';
import { useSegmentDesk } from './segment-hands.ts';
import { WORDS } from './words.ts';

const words = WORDS['zh-CN'].segments;
const PEOPLE = 130;
const phoneOf = (n: number): string => `1381111${String(n).padStart(4, '0')}`;
const women = { is: 'profile.field', field: 'gender', anyOf: ['female'] } as const;
const men = { is: 'profile.field', field: 'gender', anyOf: ['male'] } as const;
const buyers = { is: 'orders.count', count: { min: 2 } } as const;
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('segments and lists under the hand (needs a browser)', { timeout: 60_000 }, () => {
  const desk = useSegmentDesk(found.browser, 'segment-editing', async (client) => {
    const records = Array.from({ length: PEOPLE }, (_, n) => ({
      source: 'shop',
      key: `p-${n}`,
      type: 'customer' as const,
      customer: { identifiers: [{ type: 'phone' as const, value: phoneOf(n) }], attributes: { name: `客人${n}` } },
    }));
    await client.call(takeRecords, { body: { records } });
  });
  const make = (name: string, rule: Readonly<Record<string, unknown>>): Promise<{ readonly id: string }> =>
    desk.client.call(createSegment, { body: { name, rule } });

  it('[C031] a condition is dragged with the mouse into a group, also into one that is still empty, and back', () =>
    desk.atDesk('drag', async (page) => {
      const { id } = await make('拖动', { all: [women, buyers, { any: [men] }] });
      await page.goto(`/segments/${id}/edit`);
      const lines = page.locator('[role=tree] > [data-line]');
      const nested = page.locator('.rule-nest [data-line]');
      await expectLines(lines, 3);
      await handleOf(lines.nth(1)).dragTo(nested.first(), { targetPosition: { x: 60, y: 4 } });
      await expectLines(lines, 2);
      await expectLines(nested, 2);
      expect(await nested.first().innerText()).toContain('购买');
      // Out of it again, to the very top.
      await handleOf(nested.first()).dragTo(lines.first(), { targetPosition: { x: 60, y: 4 } });
      await expectLines(lines, 3);
      expect(await lines.first().innerText()).toContain('购买');

      await page.locator('.rule-add.is-root').getByRole('button', { name: words.addGroup }).click();
      await page.keyboard.press('Escape');
      const empty = page.locator('.rule-nest', { hasNot: page.locator('[data-line]') }).locator('.rule-add');
      await handleOf(lines.first()).dragTo(empty);
      await until(async () => (await nested.count()) === 2, { what: 'the condition to be in the new group' });
      await page.getByRole('button', { name: /^保\s*存$/ }).click();
      await page.waitForURL(new RegExp(`/segments/${id}$`));
      await page
        .getByText('全部满足（资料“性别”为“女”；满足任一（资料“性别”为“男”）；满足任一（购买至少2次））')
        .first()
        .waitFor();
    }));

  it('[C031] of two people who change a segment at once the second is told, sees what the other wrote and chooses', () =>
    desk.atDesk('two-people', async (page) => {
      const { id } = await make('两人同改', { all: [women] });
      const theirs = (rule: Readonly<Record<string, unknown>>) =>
        desk.client.call(updateSegment, { params: { id }, body: { name: '两人同改', rule } });
      const save = page.getByRole('button', { name: /^保\s*存$/ });
      const name = page.getByLabel(words.name, { exact: true });
      const dialog = page.getByRole('dialog', { name: words.conflictTitle });

      await page.goto(`/segments/${id}/edit`);
      await name.fill('我的名字');
      await theirs({ all: [women, buyers] });
      await save.click();
      await dialog.getByText('购买至少2次').waitFor();
      await dialog.getByRole('button', { name: words.conflictTheirs }).click();
      await page.waitForURL(new RegExp(`/segments/${id}$`));
      await page.getByRole('heading', { level: 1, name: '两人同改' }).waitFor();

      await page.goto(`/segments/${id}/edit`);
      await name.fill('我的名字');
      await theirs({ all: [men] });
      await save.click();
      await dialog.getByText('“男”').waitFor();
      await dialog.getByRole('button', { name: words.conflictMine }).click();
      await page.waitForURL(new RegExp(`/segments/${id}$`));
      await page.getByRole('heading', { level: 1, name: '我的名字' }).waitFor();
      await page.getByText('购买至少2次').first().waitFor();
    }));

  it('[C031] what was written and not saved is there again after the page is lost, until it is thrown away', () =>
    desk.atDesk('draft', async (page) => {
      await page.goto('/segments/new');
      await page.getByLabel(words.name, { exact: true }).fill('写到一半');
      await page.locator('.starters button, .starter').first().click();
      const kept = (): Promise<boolean> =>
        page.evaluate(() =>
          Object.entries(localStorage).some(([key, text]) => key.includes('segment-draft') && text.includes('orders.')),
        );
      await until(kept, { what: 'the draft to be kept' });
      const sentence = await page.locator('[role=tree]').innerText();
      await page.reload();
      const told = page.getByRole('status').filter({ hasText: '还没有保存' });
      await told.waitFor();
      expect(await page.getByLabel(words.name, { exact: true }).inputValue()).toBe('写到一半');
      expect(await page.locator('[role=tree]').innerText()).toBe(sentence);
      await told.getByRole('button', { name: words.draftDiscard }).click();
      await told.waitFor({ state: 'detached' });
      expect(await page.getByLabel(words.name, { exact: true }).inputValue()).toBe('');
      await page.reload();
      await page.getByLabel(words.name, { exact: true }).waitFor();
      expect(await told.count()).toBe(0);
    }));

  it('[C031] a file of people goes onto a list, told row by row, and they stand there', () =>
    desk.atDesk('upload', async (page) => {
      const { id } = await desk.client.call(createCustomerList, { body: { name: '展会名单' } });
      await page.goto(`/segments?show=lists&peek=${id}`);
      const buffer = Buffer.from(`姓名,手机号\n甲,${phoneOf(1)}\n乙,${phoneOf(2)}\n丙,13900000000\n`);
      await page
        .getByLabel(words.uploadFile, { exact: true })
        .setInputFiles({ name: '展会.csv', mimeType: 'text/csv', buffer });
      const panel = page.getByRole('complementary', { name: '展会名单' }).or(page.locator('.panel'));
      await panel.getByText(words.uploadRow.replace('{{row}}', '4')).first().waitFor();
      const people = page.getByRole('grid', { name: words.listPeople });
      await people.getByText('客人1', { exact: true }).waitFor();
      await people.getByText('客人2', { exact: true }).waitFor();
      expect(await people.getAttribute('aria-rowcount')).toBe('3');
    }));

  it('[C031] people who are selected in the list of customers go onto a new list together, and off it again by undo', () =>
    desk.atDesk('put-on', async (page) => {
      const listed = async (): Promise<number | null> => {
        const { items } = await desk.client.call(listCustomerLists, {});
        return items.find(({ name }) => name === '挑出来的')?.customers ?? null;
      };
      await page.goto('/customers');
      const grid = page.getByRole('grid').first();
      await grid.getByRole('row').nth(2).waitFor();
      await grid.focus();
      for (const key of ['j', 'x', 'j', 'x']) {
        await page.keyboard.press(key);
      }
      await page.getByRole('toolbar').getByRole('button', { name: words.putOn }).click();
      await page.getByLabel(words.putOnListName, { exact: true }).fill('挑出来的');
      await page.keyboard.press('Enter');
      const done = page.getByText(words.putOnListDone_other.replace('{{count}}', '2').replace('{{name}}', '挑出来的'));
      await done.waitFor();
      expect(await listed()).toBe(2);
      await page.keyboard.press('Control+z');
      await until(async () => (await listed()) === 0, { what: 'both to be off the list again' });
    }));

  it('[C031] everybody on a long list is found by going on through it', () =>
    desk.atDesk('long-list', async (page) => {
      const { id } = await desk.client.call(createCustomerList, { body: { name: '长名单' } });
      const everybody = await desk.client.call(listCustomers, { query: { limit: 200 } });
      const items = everybody.items.map((customer) => ({ customerId: customer.id }));
      await desk.client.call(changeCustomerList, { params: { id }, body: { action: 'add', items } });
      await page.goto(`/segments?show=lists&peek=${id}`);
      const people = page.getByRole('grid', { name: words.listPeople });
      await people.getByRole('row').nth(1).waitFor();
      expect(await people.getAttribute('aria-rowcount')).toBe(String(PEOPLE + 1));
      const seen = new Set<string>();
      await people.focus();
      await until(
        async () => {
          for (const text of await people.locator('[data-row]').allInnerTexts()) {
            seen.add(/客人\d+/.exec(text)?.[0] ?? '');
          }
          await page.keyboard.press('PageDown');
          return seen.size >= PEOPLE;
        },
        { what: 'everybody to be seen' },
      );
      expect(seen.size).toBe(PEOPLE);
    }));
});

const handleOf = (line: Locator): Locator => line.locator('.rule-handle').first();

async function expectLines(lines: Locator, count: number): Promise<void> {
  await until(async () => (await lines.count()) === count, { what: `${count} lines`, ms: 10_000 });
}
