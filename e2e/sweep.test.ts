import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCustomerList,
  createOrganisation,
  createPivot,
  createSegment,
  getMe,
  learnSuggestions,
  listAssociations,
  listCustomerOrders,
  listCustomers,
  listImportKinds,
  listOrders,
  listWebhookEventTypes,
  logOrganisationActivity,
  makePack,
  makeReport,
  startClustering,
} from '../server/src/contracts.ts';
import { makeTempDir } from '../server/test/temp-dir.ts';
import { shareBrowser } from './browser.ts';
import { declaredRoutes } from './declared-routes.ts';
import { type Places, type State, VIEWS, type View } from './pages.ts';
import { buildWebOnce, type PlatformProcess, SERVER_POLL_MS, startPlatform, until } from './platform.ts';
import { addStaff, importWith, keyClient, makeKey, openSession, sendOrders } from './shop-client.ts';
import { FAMILY, sendHousehold } from './shop-household.ts';
import { BAD_LINES, phoneOf, shopSheet } from './shop-orders.ts';
import { productWords, sendProducts } from './shop-products.ts';
import { sendTwins, TWINS } from './shop-twins.ts';
import { type Arrival, openDesk, type Setting, visit, WIDTHS } from './visit.ts';
import { type Data, LANGUAGES, readData } from './words.ts';

const PICTURES = path.join(import.meta.dirname, 'pictures');
/** Pages open at the same moment: enough to keep two cores busy. */
const AT_ONCE = 4;
const SWEEP_MS = 600_000;
/** Every view at all four desks, axe at each, and a picture of everything. */
const IS_WHOLE = process.env['ZHIKE_SWEEP'] === 'whole';
/** For people to look at; of what is at fault there is one anyway. */
const WITH_PICTURES = IS_WHOLE || process.env['ZHIKE_PICTURES'] === 'all';
const SHEET = shopSheet({ customers: 260, seed: 11 });
/** Telephone numbers of the sheet, which everybody sees masked. */
const MASKED = Array.from({ length: 260 }, (_, customer) => phoneOf(customer));
const SOURCE = 'tmall-flagship';
const HEADERS = SHEET.csv.slice(0, SHEET.csv.indexOf('\n')).split(',');
/** What the tests themselves have named. */
const [COMPANY, GOODS] = ['星河贸易有限公司', '男装、女装、围巾'];
/** As the places of the sheet are written in full. */
const PLACES = '北京市 上海市 广东省广州市 广东省深圳市 浙江省杭州市 四川省成都市 内蒙古自治区呼和浩特市';
const NAMES = `保健品 化妆品 日用品 ${TWINS.join(' ')} 管理员 同事 admin analyst agent ${SOURCE} nowhere orders.csv ${COMPANY} ${GOODS} ${FAMILY} V-2026 business-card 客服台 门店 ${PLACES} twin`;

const found = await shareBrowser();

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
  const sessions = new Map<string, string>();
  let places: Places = {
    segmentId: '',
    customerId: '',
    organisationId: '',
    householdId: '',
    orderId: '',
    importId: '',
    productId: '',
    reportId: '',
    packId: '',
  };
  /** What is data on pages; with the headers of the file where files are imported. */
  let data: Data | null = null;
  let dataWithHeaders: Data | null = null;
  const dataOf = (view: View): Data => {
    const known = view.route.startsWith('/imports') ? dataWithHeaders : data;
    if (known === null) {
      throw new Error('Nothing is known yet of what is data');
    }
    return known;
  };

  beforeAll(async () => {
    dir = await makeTempDir('sweep');
    await rm(PICTURES, { recursive: true, force: true });
    await mkdir(PICTURES, { recursive: true });
    await buildWebOnce();
    platform = await startPlatform({ dataDir: path.join(dir, 'data'), isPrepared: true });
    const client = keyClient(platform.url, await makeKey(platform.url));
    const admin = await client.call(getMe);
    const { items: kinds } = await client.call(listImportKinds);
    const { items: eventTypes } = await client.call(listWebhookEventTypes);
    const text = [SHEET.csv.slice(SHEET.csv.indexOf('\n')), BAD_LINES, NAMES, await productWords(client)].join('\n');
    // Permission names and examples of values, which are the same in every language.
    const codes = [
      ...admin.permissions,
      ...eventTypes.map(({ type }) => type),
      ...kinds.flatMap((kind) => kind.fields.flatMap((field) => [field.name, field.example])),
    ];
    data = readData({ text, wholes: codes });
    dataWithHeaders = readData({ text, wholes: [...codes, ...HEADERS] });
    for (const language of LANGUAGES) {
      for (const role of ['admin', 'analyst', 'agent'] as const) {
        const person = await addStaff(client, role, {
          email: `${role}-${language.toLowerCase()}@zhike.test`,
          locale: language,
        });
        sessions.set(`${role} ${language}`, await openSession(platform.url, person));
      }
    }
  }, 180_000);

  afterAll(async () => {
    await found.browser?.close();
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /**
   * Half of the four desks for each view, crosswise, so that each language and each width comes; one of that half while
   * waiting, the other when failing. `ZHIKE_SWEEP=whole` leaves none out.
   */
  const desksFor = (view: View, state: State) => {
    const settings = settingsOf(view);
    if (IS_WHOLE) {
      return settings;
    }
    const crossed = settings.filter((setting) => isCrossDesk(view, setting));
    const half = (VIEWS.indexOf(view) >> 1) + (state === 'error' ? 1 : 0);
    return isCutOff(state) ? crossed.filter((_, place) => place === half % 2) : crossed;
  };
  const settingsOf = (view: View): readonly (Setting & { readonly name: string })[] =>
    LANGUAGES.flatMap((language) =>
      WIDTHS.map((width) => {
        const session = view.who === 'nobody' ? null : (sessions.get(`${view.who ?? 'admin'} ${language}`) ?? null);
        return { name: `${view.who ?? 'admin'} ${language} ${width}`, url: platform.url, language, width, session };
      }),
    );
  const sweep = async (state: State): Promise<readonly string[]> => {
    const views = VIEWS.filter((view) => view.states.includes(state));
    const tasks = views.flatMap((view) => desksFor(view, state).map((setting) => ({ view, setting })));
    const desks = [...Map.groupBy(tasks, ({ setting }) => setting.name).values()];
    const faults: string[] = [];
    const workAtDesk = async (desk: typeof tasks): Promise<void> => {
      const [first] = desk;
      if (first === undefined || found.browser === null) {
        return;
      }
      const page = await openDesk(found.browser, first.setting);
      let previous: View | null = null;
      for (const { view, setting } of inTurn(desk)) {
        const arrival = arrivalAt(view, { setting, previous, state });
        const how = {
          view,
          arrival,
          state,
          places,
          data: dataOf(view),
          pictures: PICTURES,
          masked: MASKED,
          withBarriers: IS_WHOLE || isCutOff(state) || isBarrierDesk(view, setting),
          withPicture: WITH_PICTURES,
        };
        faults.push(...(await visit(page, setting, how)));
        previous = view;
      }
      await page.context().close();
    };
    const next = async (): Promise<void> => {
      for (let desk = desks.shift(); desk !== undefined; desk = desks.shift()) {
        await workAtDesk(desk);
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
      const organisation = await client.call(createOrganisation, {
        body: { name: COMPANY, website: 'https://example.com', mainProducts: GOODS },
      });
      await client.call(logOrganisationActivity, {
        params: { id: organisation.id },
        body: { kind: 'meeting', content: GOODS },
      });
      const sales = await client.call(listOrders, { query: { status: 'completed', limit: 20 } });
      // One of somebody with a household, so that its lines can be for others.
      const own = await client.call(listCustomerOrders, { params: { id: longest?.id ?? '' }, query: {} });
      const sale = [...own.items, ...sales.items].find(({ kind, status }) => kind === 'sale' && status === 'completed');
      const productId = await sendProducts(client);
      const report = await client.call(makeReport, { body: { week: '2026-10-14' } });
      const pack = await client.call(makePack, { body: { month: '2026-10-01' } });
      const segment = await client.call(createSegment, {
        body: { name: COMPANY, rule: { all: [{ is: 'orders.count', count: { min: 1 } }] } },
      });
      // Another one, to be laid over it.
      await client.call(createSegment, {
        body: { name: GOODS, rule: { all: [{ is: 'orders.count', count: { min: 2 } }] } },
      });
      await client.call(createCustomerList, { body: { name: COMPANY } });
      await client.call(startClustering, { body: { name: COMPANY } });
      await client.call(createPivot, {
        body: { name: GOODS, question: { rows: ['province'], columns: ['city_tier'], measures: ['revenue'] } },
      });
      await client.call(learnSuggestions);
      const isLearned = async (): Promise<boolean> => (await client.call(listAssociations)).learning !== null;
      await until(isLearned, { what: 'associations to be learned', ms: 60_000, pollMs: SERVER_POLL_MS });
      await sendTwins(client);
      const householdId = await sendHousehold(client, longest?.id ?? '');
      places = {
        segmentId: segment.id,
        productId,
        reportId: report.id,
        packId: pack.id,
        importId,
        orderId: sale?.id ?? '',
        customerId: longest?.id ?? '',
        organisationId: organisation.id,
        householdId,
      };
    }, 120_000);

    it('is in order when everything is there', async () => {
      expect(await sweep('full')).toEqual([]);
    });

    it('would find a telephone number that a page shows', async () => {
      const view = VIEWS.find(({ name }) => name === 'customers');
      const [setting] = view === undefined ? [] : settingsOf(view);
      if (view === undefined || setting === undefined || found.browser === null) {
        throw new Error('There is no list of customers');
      }
      const page = await openDesk(found.browser, setting);
      await page.route(/\/api\/v1\/customers\b/u, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replaceAll(/1\d\d\*{4}\d{4}/gu, phoneOf(3));
        await route.fulfill({ response, body });
      });
      const how = { view, arrival: 'address', state: 'full', places, data: dataOf(view), pictures: PICTURES } as const;
      const faults = await visit(page, setting, { ...how, masked: MASKED, withBarriers: false, withPicture: false });
      await page.context().close();
      expect(faults.filter((fault) => fault.includes('in plain'))).toHaveLength(1);
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

/** Two desks of the four, each language and each width once; the other two for every other view. */
function isCrossDesk(view: View, { language, width }: Pick<Setting, 'language' | 'width'>): boolean {
  return (language === 'en' ? 1 : 0) === ((width === 390 ? 1 : 0) + VIEWS.indexOf(view)) % 2;
}

/** One of the two: what readers meet is the same in both languages; wide and narrow take turns from view to view. */
function isBarrierDesk(view: View, { width }: Pick<Setting, 'width'>): boolean {
  return (VIEWS.indexOf(view) >> 1) % 2 === WIDTHS.indexOf(width);
}

/** Waiting or failing: nothing that a page learnt before may be in it then. */
function isCutOff(state: State): boolean {
  return state === 'loading' || state === 'error';
}

/**
 * First the views as they open, then those where something is done: one of each page in turn, so that few follow on
 * one of their own page.
 */
function inTurn<T extends { readonly view: View }>(tasks: readonly T[]): readonly T[] {
  const acting = tasks.filter(({ view }) => view.act !== undefined);
  const rounds = [...Map.groupBy(acting, ({ view }) => view.route).values()].flatMap((views) => [...views.entries()]);
  return [
    ...tasks.filter(({ view }) => view.act === undefined),
    ...rounds.toSorted(([one], [other]) => one - other).map(([, task]) => task),
  ];
}

/** By address at one desk for each route, and where something may still be open; else by a link. */
function arrivalAt(
  view: View,
  { setting, previous, state }: { readonly setting: Setting; readonly previous: View | null; readonly state: State },
): Arrival {
  const isTurn = opensRoute(view, state) && !isBarrierDesk(view, setting);
  // A dialog stays with its page, and what belongs to the frame of all pages stays with every one.
  // One that leaves an import it has begun takes it back, which may come too late to be of use.
  const staysOpen =
    previous?.opensFrame === true ||
    (previous?.act !== undefined && [view.route, '/', '/imports/new'].includes(previous.route));
  // Another view of the same page would stand there with what the one before it has loaded.
  const isSame = isCutOff(state) && previous?.route === view.route;
  return previous === null || isTurn || staysOpen || isSame ? 'address' : 'link';
}

/** The first view of its route, where it shows most. */
function opensRoute(view: View, state: State): boolean {
  const shown = view.states.includes('full') ? 'full' : view.states[0];
  return state === shown && VIEWS.find(({ route }) => route === view.route) === view;
}
