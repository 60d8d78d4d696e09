import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { takeRecords } from '../server/src/2-intake/records/schema.ts';
import { createOrganisation, SESSION_COOKIE } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { buildWebOnce, type PlatformProcess, startPlatform, until } from './platform.ts';
import { addStaff, keyClient, makeKey, openSession, signInClient } from './shop-client.ts';
import { fetchNothingAhead } from './visit.ts';
import { SCRIPT_BUDGET_BYTES, weighScripts } from './weigh-scripts.ts';
import { WORDS } from './words.ts';

const zh = WORDS['zh-CN'];
const { en } = WORDS;
const found = await shareBrowser();
const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('the face of the pages (needs a browser)', { timeout: 60_000 }, () => {
  let dir: string;
  let platform: PlatformProcess;
  let session: string;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    dir = await makeTempDir('face');
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    session = await openSession(platform.url);
    const client = keyClient(platform.url, await makeKey(platform.url));
    const customer = { identifiers: [{ type: 'phone', value: '13800004321' }], attributes: { name: '欧阳小华' } };
    await client.call(takeRecords, {
      body: { records: [{ source: 'shop', key: 'a-1', type: 'customer', customer }] },
    });
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** A desk of somebody who has never been here: nothing chosen on the device yet. */
  const sit = async (
    options: {
      readonly session?: string | null;
      readonly colorScheme?: 'light' | 'dark';
      /** The pages stay in the browser for times without a connection: all of them are fetched for that. */
      readonly isKept?: boolean;
    } = {},
  ) => {
    const next = await found.browser?.newContext({
      baseURL: platform.url,
      viewport: { width: 1440, height: 900 },
      locale: 'zh-CN',
      reducedMotion: 'reduce',
      colorScheme: options.colorScheme ?? 'light',
      serviceWorkers: options.isKept === true ? 'allow' : 'block',
    });
    if (next === undefined) {
      throw new Error('No browser');
    }
    await fetchNothingAhead(next);
    const value = options.session === undefined ? session : options.session;
    if (value !== null) {
      await next.addCookies([{ name: SESSION_COOKIE, value, url: platform.url }]);
    }
    return next;
  };

  const sitDown = async (options: Parameters<typeof sit>[0] = {}): Promise<void> => {
    context = await sit(options);
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
  };
  const sitWhereItIsKept = async (): Promise<void> => {
    await context.close();
    await sitDown({ isKept: true });
  };

  beforeEach(() => sitDown());

  afterEach(async () => {
    await context.close();
  });

  const heading = (name: string, on = page) => on.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  const openBar = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: zh.command.label }).waitFor();
  };
  const shownMode = (on = page): Promise<string | undefined> =>
    on.evaluate(() => document.documentElement.dataset['mode']);

  it('[C246] every word changes with the language at once, and the next visit speaks it too', async () => {
    await page.goto('/customers');
    await heading(zh.customers.title);
    await page.getByRole('button', { name: 'English' }).click();
    await heading(en.customers.title);
    await page.getByRole('link', { name: en.nav.settings, exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await page.reload();
    await heading(en.customers.title);
    await page.getByRole('button', { name: '中文' }).click();
    await heading(zh.customers.title);
  });

  it('[C246] each person gets their own language at a shared desk', async () => {
    const client = await signInClient(platform.url);
    const mary = await addStaff(client, 'admin', { email: 'mary@zhike.test', locale: 'en' });
    const li = await addStaff(client, 'admin', { email: 'li@zhike.test', locale: 'zh-CN' });
    await context.clearCookies();
    const signIn = async ({ email, password }: { readonly email: string; readonly password: string }) => {
      await page.goto('/sign-in');
      await page.locator('#email').fill(email);
      await page.locator('#password').fill(password);
      await page.keyboard.press('Enter');
      await page.getByRole('navigation').first().waitFor();
    };
    await signIn(mary);
    await page.getByRole('link', { name: en.nav.customers, exact: true }).waitFor();
    await context.clearCookies();
    await signIn(li);
    await page.getByRole('link', { name: zh.nav.customers, exact: true }).waitFor();
  });

  it('a page of a list that fails to come says so once, waits for somebody, and comes when they ask', async () => {
    const client = keyClient(platform.url, await makeKey(platform.url));
    for (const number of Array.from({ length: 61 }).keys()) {
      await client.call(createOrganisation, { body: { name: `第 ${String(number)} 号商行` } });
    }
    let [asked, isDown] = [0, true];
    await page.route(/\/organisations\?.*cursor=/, async (route) => {
      asked += 1;
      await (isDown ? route.fulfill({ status: 400, json: {} }) : route.continue());
    });
    await page.goto('/organisations');
    const grid = page.getByRole('grid', { name: zh.people.orgGrid });
    await grid.focus();
    await page.keyboard.press('End');
    const again = page.getByRole('button', { name: zh.common.retry });
    await again.waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
    await again.waitFor();
    expect(asked).toBe(1);
    isDown = false;
    await again.click();
    await again.waitFor({ state: 'detached' });
    await grid.focus();
    await page.keyboard.press('End');
    await grid.locator('[aria-rowindex="62"]').waitFor();
  });

  it('[C246] a form says beside the field what is wrong with it, keeps what was typed and puts the cursor there', async () => {
    await page.goto('/settings/fields');
    await page.getByRole('button', { name: zh.fields.new }).click();
    await page.getByLabel(zh.fields.purpose).fill('推荐护肤品');
    await page.getByRole('button', { name: zh.fields.create, exact: true }).click();
    const invalid = page.locator('form [aria-invalid=true]');
    await invalid.first().waitFor();
    expect(await invalid.first().evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await page.locator('form .field-fault').first().textContent()).not.toBe('');
    expect(await page.getByLabel(zh.fields.purpose).inputValue()).toBe('推荐护肤品');
  });

  it('[C246] the command bar finds a person, a page and an action, all by the keyboard', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('/');
    await page.getByRole('navigation').first().waitFor();

    await openBar();
    await page.keyboard.type('欧阳');
    await page.getByRole('option', { name: /欧阳小华/ }).waitFor();
    await page.getByRole('status').getByText(zh.command.results_other.replace('{{count}}', '2')).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/customers\/[0-9a-f-]{36}$/);
    await heading('欧阳小华');
    // Who was looked for is personal: it stands in no address.
    expect(asked.filter((url) => url.includes(encodeURIComponent('欧阳')))).toEqual([]);

    await openBar();
    await page.keyboard.type('4321');
    await page.getByRole('option', { name: /欧阳小华/ }).waitFor();
    await page.keyboard.press('Escape');

    await openBar();
    await page.keyboard.type('sjly');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/settings\/sources$/);

    await openBar();
    await page.keyboard.type('new customer');
    await page.getByRole('option', { name: '新建客户', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: zh.customerForm.create, exact: true }).waitFor();
    await page.waitForURL(/\/customers$/);
  });

  it('[C246] `?` shows the keys that work here, `g` and a letter go to a room, and no key fires while typing', async () => {
    await page.goto('/customers');
    await heading(zh.customers.title);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: zh.keys.title });
    await help.getByText(zh.keys.peek, { exact: true }).waitFor();
    await help.getByText(zh.keys.goTo.replace('{{room}}', zh.nav.settings), { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });

    await page.keyboard.press('/');
    await page.keyboard.type('g,?');
    expect(await page.getByLabel(zh.customers.search).inputValue()).toBe('g,?');
    expect(page.url()).toContain('/customers');

    await page.getByLabel(zh.customers.search).fill('');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press(',');
    await page.waitForURL(/\/settings\//);
  });

  it('[C246] what was done is taken back with Ctrl+Z, also from another page', async () => {
    await page.goto('/customers');
    await page.getByRole('grid').getByText('欧阳小华').click();
    await page.keyboard.press('Enter');
    await page.getByRole('tabpanel').or(page.locator('.composer')).first().waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('喜欢墨绿色');
    await page.keyboard.press('Control+Enter');
    const note = page.locator('.time-entry.is-notes', { hasText: '喜欢墨绿色' }).first();
    await note.getByRole('button').first().click();
    await note.getByRole('button', { name: zh.people.removeNote, exact: true }).click();
    const place = page.getByRole('status', { name: zh.frame.notifications });
    await place.getByRole('button', { name: zh.frame.undo }).waitFor();
    await page.getByRole('link', { name: zh.nav.home, exact: true }).click();
    await page.waitForURL(`${platform.url}/`);
    await page.keyboard.press('Control+z');
    await place.getByRole('button', { name: zh.frame.undo }).waitFor({ state: 'detached' });
    await page.goBack();
    await note.waitFor();
  });

  it('[C246] light or dark is remembered, and the page is never painted in the other one first', async () => {
    await page.goto('/customers');
    await heading(zh.customers.title);
    expect(await shownMode()).toBe('light');
    await openBar();
    await page.keyboard.type('深色');
    await page.keyboard.press('Enter');
    await until(async () => (await shownMode()) === 'dark', { what: 'the dark palette', ms: 5_000 });
    // Scripts of the app held back: what is painted before them.
    await page.route('**/assets/*.js', () => undefined);
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(
      () => document.body !== null && getComputedStyle(document.body).backgroundColor !== 'rgba(0, 0, 0, 0)',
    );
    const painted = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(painted).toBe('rgb(22, 21, 19)');
  });

  it('[C246] the first page asks for no more script than the budget allows', async () => {
    const scripts = await weighScripts(page, '/', (home) => home.locator('main h1').first().waitFor());
    const bytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
    const heaviest = scripts.slice(0, 8).map(({ name, gzipBytes }) => `${name} ${gzipBytes}`);
    expect(bytes, heaviest.join(', ')).toBeLessThanOrEqual(SCRIPT_BUDGET_BYTES);
    // It comes over the wire compressed, not as it lies on the disk.
    expect(scripts.reduce((sum, { sentBytes }) => sum + sentBytes, 0)).toBeLessThanOrEqual(bytes);
  });

  it('[C246] a newer version announces itself and waits, and nobody is reloaded while typing', {
    timeout: 180_000,
  }, async () => {
    const server = await serveNewer(platform.url);
    try {
      await sitWhereItIsKept();
      await context.addCookies([{ name: SESSION_COOKIE, value: session, url: server.url }]);
      await page.goto(`${server.url}/customers`);
      await heading(zh.customers.title);
      const isKept = (): Promise<boolean> => page.evaluate(() => navigator.serviceWorker.controller !== null);
      await until(isKept, { what: 'the page to be kept', ms: 60_000 });
      const told = page.getByRole('status').filter({ hasText: zh.frame.update });
      expect(await told.count()).toBe(0);
      server.publish();
      await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
      // Every file of the shell is fetched anew first.
      await told.waitFor({ timeout: 60_000 });
      // Nobody is reloaded while typing: what is written stays, and the way to the newer version waits beside it.
      await page.getByLabel(zh.customers.search).fill('欧阳');
      await told.getByRole('button', { name: zh.frame.reload }).waitFor();
      expect(await page.getByLabel(zh.customers.search).inputValue()).toBe('欧阳');
    } finally {
      await server.close();
    }
  });

  it('[C246] a browser finds it installable, and without a connection the shell stands and says so', {
    timeout: 120_000,
  }, async () => {
    await sitWhereItIsKept();
    await page.goto('/customers');
    await heading(zh.customers.title);
    const devtools = await context.newCDPSession(page);
    const manifest = await devtools.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    expect(JSON.parse(manifest.data ?? '')).toMatchObject({ display: 'standalone', start_url: '/' });
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // A private window is never offered to install.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);

    await until(() => page.evaluate(() => navigator.serviceWorker.controller !== null), {
      what: 'the page to be kept',
      ms: 10_000,
    });
    await context.setOffline(true);
    await page.getByText(zh.errors.offlineBanner).waitFor();
    await page.reload();
    await page.getByText(zh.errors.offline).first().waitFor();
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return requests.flat().map(({ url }) => new URL(url).pathname);
    });
    expect(kept).toContain('/');
    expect(kept.filter((file) => file.startsWith('/api/') || file.includes('customers/'))).toEqual([]);
  });
});

/** The platform behind another address, whose service worker becomes a newer one when that is published. */
async function serveNewer(url: string) {
  let isNewer = false;
  const server = createServer(({ url: path = '/', headers, method }, reply) => {
    const { cookie, accept } = headers;
    const sent = { ...(cookie === undefined ? {} : { cookie }), ...(accept === undefined ? {} : { accept }) };
    void fetch(`${url}${path}`, { method: method ?? 'GET', headers: sent }).then(async (answer) => {
      const type = answer.headers.get('content-type') ?? 'text/plain';
      const body = Buffer.from(await answer.arrayBuffer());
      reply.writeHead(answer.status, { 'content-type': type });
      reply.end(isNewer && path === '/sw.js' ? `${body.toString()}\n// newer` : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('The server has no port');
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    publish: () => {
      isNewer = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
