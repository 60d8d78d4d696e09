import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, listCustomers, listProducts } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { TEN_ROW_FILES, type TenRowFile } from '../server/test/ten-rows.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { addStaff, keyClient, makeKey, openSession, signInClient } from './shop-client.ts';
import { openDesk } from './visit.ts';
import { type Language, WORDS } from './words.ts';

const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;
const RESULT = { 'zh-CN': '导入了 8 行，2 行需要看一看', en: '8 rows imported, 2 need a look' } as const;

describeWithBrowser('[C008] ten rows with two faults, through the page (needs a browser)', () => {
  let dir: string;
  let platform: PlatformProcess;
  let client: Client;
  const desks = new Map<Language, Page>();

  beforeAll(async () => {
    dir = await makeTempDir('import-formats');
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    client = keyClient(platform.url, await makeKey(platform.url));
    const admin = await signInClient(platform.url);
    for (const language of ['zh-CN', 'en'] as const) {
      if (found.browser !== null) {
        // The language of the account counts for what the server says.
        const person = await addStaff(admin, 'manager', { email: `${language}@zhike.test`, locale: language });
        const session = await openSession(platform.url, person);
        desks.set(language, await openDesk(found.browser, { url: platform.url, language, width: 1440, session }));
      }
    }
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const cases = TEN_ROW_FILES.flatMap((format) => (['zh-CN', 'en'] as const).map((language) => ({ format, language })));

  it.each(cases)(
    'saves eight of $format.name, lists two with what would be right, and is undone: $language',
    { timeout: 90_000 },
    async ({ format, language }) => {
      const page = desks.get(language);
      if (page === undefined) {
        return;
      }
      await importFile(page, language, format);
      expect(await readFaults(page, language)).toEqual(
        format.faults.map(({ row, column, value, right }) => [
          String(row),
          column,
          value === '' ? WORDS[language].common.none : value,
          expect.stringContaining(right),
        ]),
      );
      const reasons = (await readFaults(page, language)).map((cells) => cells[3] ?? '');
      expect(reasons.every((reason) => /\p{Script=Han}/u.test(reason) === (language === 'zh-CN'))).toBe(true);
      expect(await downloadErrors(page, language)).toEqual(
        format.faults.map(({ row, column }, index) => [String(row), column, reasons[index]]),
      );
      await undo(page, language);
      const left = [
        await client.call(listCustomers, { query: { limit: 1 } }),
        await client.call(listProducts, { query: { limit: 1 } }),
      ];
      expect(left.map(({ total }) => total)).toEqual([0, 0]);
    },
  );
});

/** The kind is not chosen by hand: the columns say it. */
async function importFile(page: Page, language: Language, { fileName, kindLabel, file }: TenRowFile): Promise<void> {
  const words = WORDS[language].imports;
  await page.goto('/imports/new');
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: fileName, mimeType: 'application/octet-stream', buffer: file() });
  await page
    .locator('#import-kind-note')
    .getByText(language === 'en' ? 'Looks like' : '看起来是')
    .waitFor();
  await page.locator('.choose').getByTitle(kindLabel[language], { exact: true }).first().waitFor();
  await page.getByRole('button', { name: words.next, exact: true }).press('Enter');
  await page.getByText(words.requiredAll).waitFor();
  await page.getByText(words.forecastDone).waitFor();
  expect(await page.locator('.forecast-counts .is-warning dd').innerText()).toBe('2');
  await page.getByRole('button', { name: words.start, exact: true }).press('Enter');
  await page.getByRole('heading', { name: RESULT[language] }).waitFor({ timeout: 60_000 });
}

async function readFaults(page: Page, language: Language): Promise<string[][]> {
  const grid = page.getByRole('grid', { name: WORDS[language].imports.faultsGrid });
  await grid.getByRole('row').nth(2).waitFor();
  const rows = await grid.getByRole('row').all();
  // Long texts are shown shortened, with the whole as their title.
  return Promise.all(
    rows
      .slice(1)
      .map(async (row) =>
        Promise.all(
          (await row.getByRole('gridcell').all()).map((cell) =>
            cell.evaluate((node) => node.querySelector('[title]')?.getAttribute('title') ?? node.textContent ?? ''),
          ),
        ),
      ),
  );
}

/** Row, column and reason of each line of the downloaded file. */
async function downloadErrors(page: Page, language: Language): Promise<string[][]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: WORDS[language].imports.download }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  const [, ...rows] = text.trim().split(/\r?\n/);
  return rows.map((row) => (row.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).slice(0, 3).map(unquoted));
}

function unquoted(cell: string): string {
  const plain = cell.replace(/,$/, '');
  return plain.startsWith('"') ? plain.slice(1, -1).replaceAll('""', '"') : plain;
}

async function undo(page: Page, language: Language): Promise<void> {
  const words = WORDS[language].imports;
  await page.getByRole('button', { name: words.undo, exact: true }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('8').waitFor();
  await dialog.getByRole('button', { name: words.undoConfirm, exact: true }).press('Enter');
  await page.getByRole('heading', { name: words.undoneTitle }).waitFor({ timeout: 60_000 });
}
