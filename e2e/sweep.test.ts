import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCustomers } from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { launchBrowser } from './browser.ts';
import { declaredRoutes, type Places, type State, type View, VIEWS } from './pages.ts';
import { ADMIN, buildWebOnce, type PlatformProcess, startPlatform } from './platform.ts';
import { addStaff, importWith, keyClient, makeKey, openSession, sendOrders } from './shop-client.ts';
import { BAD_LINES, shopSheet } from './shop-orders.ts';
import { openDesk, visit, WIDTHS, type Width } from './visit.ts';
import { LANGUAGES, type Language } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures');
/** Pages open at the same moment: enough to keep two cores busy. */
const AT_ONCE = 4;
const SWEEP_MS = 240_000;
const SHEET = shopSheet({ customers: 260, seed: 11 });
const SOURCE = 'tmall-flagship';

const found = await launchBrowser();

describe('the list of the sweep', () => {
  it('names every route of the web, and no other', () => {
    const routes = declaredRoutes(path.resolve(import.meta.dirname, '../web/src/app'));
    expect(routes.length).toBeGreaterThan(5);
    expect([...new Set(VIEWS.map((view) => view.route))].sort()).toEqual(routes.toSorted());
  });

  it('gives each view its own name', () => {
    const names = VIEWS.map((view) => view.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

const describeWithBrowser = found.browser === null ? describe.skip : describe;

describeWithBrowser('every page, in both languages, wide and narrow (needs a browser)', { timeout: SWEEP_MS }, () => {
  let platform: PlatformProcess;
  let dir: string;
  const desks = new Map<string, Promise<BrowserContext>>();
  const sessions = new Map<string, string>();
  let places: Places = { customerId: '', importId: '' };
  const data = { text: `${SHEET.csv}\n${BAD_LINES}\n管理员\n同事 analyst agent\n${SOURCE}\norders.csv`, wholes: new Set(SHEET.csv.split('\n')[0]?.split(',')) };

  beforeAll(async () => {
    dir = await makeTempDir('sweep');
    await rm(PICTURES, { recursive: true, force: true });
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data') });
    const client = keyClient(platform.url, await makeKey(platform.url));
    sessions.set('admin', await openSession(platform.url, ADMIN));
    for (const role of ['analyst', 'agent'] as const) {
      const person = await addStaff(client, role, `${role}@zhike.test`);
      sessions.set(role, await openSession(platform.url, person));
    }
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const deskOf = (view: View, language: Language, width: Width): Promise<BrowserContext> => {
    const who = view.who ?? 'admin';
    const name = `${who} ${language} ${width}`;
    const setting = settingOf(view, language, width);
    const desk = desks.get(name) ?? (found.browser === null ? null : openDesk(found.browser, setting));
    if (desk === null) {
      throw new Error('There is no browser');
    }
    desks.set(name, desk);
    return desk;
  };
  const settingOf = (view: View, language: Language, width: Width) => ({
    url: platform.url,
    language,
    width,
    session: view.who === 'nobody' ? null : (sessions.get(view.who ?? 'admin') ?? null),
  });
  const sweep = async (state: State): Promise<readonly string[]> => {
    const visits = VIEWS.filter((view) => view.states.includes(state)).flatMap((view) =>
      LANGUAGES.flatMap((language) => WIDTHS.map((width) => ({ view, language, width }))),
    );
    const faults: string[] = [];
    const next = async (): Promise<void> => {
      for (let task = visits.shift(); task !== undefined; task = visits.shift()) {
        const { view, language, width } = task;
        const desk = await deskOf(view, language, width);
        faults.push(...(await visit(desk, settingOf(view, language, width), { view, state, places, data, pictures: PICTURES })));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return faults.sort();
  };

  it('is in order on the first day, before there is any data', async () => {
    expect(await sweep('empty')).toEqual([]);
  });

  describe('with the data of a shop', () => {
    beforeAll(async () => {
      const client = keyClient(platform.url, await makeKey(platform.url));
      const importId = await sendOrders(client, SHEET.csv + BAD_LINES, { source: SOURCE, currency: 'CNY' });
      await importWith(client, importId, 'done');
      const { items } = await client.call(listCustomers, { query: { limit: 100 } });
      const longest = items.toSorted((a, b) => (b.name?.length ?? 0) - (a.name?.length ?? 0))[0];
      places = { importId, customerId: longest?.id ?? '' };
    }, 120_000);

    it('is in order when everything is there', async () => {
      expect(await sweep('full')).toEqual([]);
    });

    it('shows shapes while answers are awaited', async () => {
      expect(await sweep('loading')).toEqual([]);
    });

    it('says what failed when the server answers with errors', async () => {
      expect(await sweep('error')).toEqual([]);
    });

    it('stays in order for those who may not see all of it', async () => {
      expect(await sweep('denied')).toEqual([]);
    });
  });
});
