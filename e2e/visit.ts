import path from 'node:path';
import type { Browser, BrowserContext, ConsoleMessage, Page, Request, Response } from 'playwright-core';
import { SESSION_COOKIE } from '../server/src/contracts.ts';
import { findBarriers, findOverflow, findPlainNumbers, readTexts } from './inspect-page.ts';
import type { Places, State, View } from './pages.ts';
import { until, within } from './platform.ts';
import { type Data, findForeignTexts, type Language } from './words.ts';

export const WIDTHS = [1440, 390] as const;
export type Width = (typeof WIDTHS)[number];

const HEIGHTS: Readonly<Record<Width, number>> = { 1440: 900, 390: 844 };
const READY_MS = 20_000;
const ACTION_MS = 15_000;
/** No request on its way for so long counts as loaded. */
const QUIET_MS = 120;
/** How often is looked whether requests are on their way. */
const LOOK_MS = 20;
/** How long the skeleton waits before it shows, and a little more. */
const SKELETON_MS = 250;
const PROBLEM = {
  type: 'urn:zhike:problem:internal_error',
  status: 500,
  code: 'internal_error',
  requestId: '01a20458-0000-7000-8000-000000000000',
} as const;
const PROBLEM_WORDS = {
  'zh-CN': { title: '系统内部错误', detail: '系统出错了，已记录' },
  en: { title: 'Internal error', detail: 'Something went wrong; it has been recorded' },
} as const;

export interface Setting {
  readonly url: string;
  readonly language: Language;
  readonly width: Width;
  /** The value of the session's cookie; null for nobody. */
  readonly session: string | null;
}

/** A page in a browser of its own, as one person at one desk has it; used for one view after the other. */
export async function openDesk(browser: Browser, { url, language, width, session }: Setting): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: HEIGHTS[width] },
    locale: language,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    hasTouch: width === 390,
    // The pages as the server has them; what is kept for times without a connection is a test of its own.
    serviceWorkers: 'block',
  });
  if (session !== null) {
    await context.addCookies([{ name: SESSION_COOKIE, value: session, url }]);
  }
  await context.addInitScript((chosen) => {
    localStorage.setItem('zhike.locale', chosen);
    const breaks: string[] = [];
    Object.assign(globalThis, { policyBreaks: breaks });
    document.addEventListener('securitypolicyviolation', (event) => {
      breaks.push(`breaks the security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  }, language);
  await fetchNothingAhead(context);
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_MS);
  return page;
}

/**
 * As with somebody who saves data: the pieces of all pages, for each desk anew, take longer than what the tests look
 * at.
 */
export async function fetchNothingAhead(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
  });
}

/** By its address, as from a bookmark, or from the page that is open, as by a link on it. */
export type Arrival = 'address' | 'link';

/** What stands where something has not come yet. */
const WAITING = '.skeleton, .cell-pending';

export interface Visit {
  readonly view: View;
  readonly arrival: Arrival;
  readonly state: State;
  readonly places: Places;
  readonly data: Data;
  readonly pictures: string;
  /** What no page may show unless somebody asked for it. */
  readonly masked: readonly string[];
  /** Whether axe looks at it too, which takes longest. */
  readonly withBarriers: boolean;
  /** Of what is at fault there is always one. */
  readonly withPicture: boolean;
}

/** Opens one view in one state and tells everything that is wrong with it, one line each. */
export async function visit(
  page: Page,
  setting: Setting,
  { view, arrival, state, places, data, pictures, masked, withBarriers, withPicture }: Visit,
): Promise<readonly string[]> {
  const faults: string[] = [];
  const shoot = (): Promise<unknown> =>
    page.screenshot({
      path: path.join(pictures, state, `${view.name}-${setting.language}-${setting.width}.jpg`),
      type: 'jpeg',
      quality: 80,
    });
  const traffic = watchTraffic(page, [...(view.meets ?? []), ...(state === 'error' ? [500] : [])], faults);
  try {
    await prepare(page, state, setting.language);
    await (arrival === 'link'
      ? followLink(page, view.address(places), { isForgetful: state === 'loading' || state === 'error' })
      : page.goto(view.address(places)));
    await page.locator('main').first().waitFor({ timeout: READY_MS });
    if (state === 'loading') {
      await page.waitForTimeout(SKELETON_MS);
    } else {
      await settled(page, traffic.pending);
    }
    if (view.act !== undefined) {
      await view.act(page, setting.language, setting.width === 390);
      await settled(page, traffic.pending);
    }
    if (withPicture) {
      await shoot();
    }
    faults.push(
      ...(await checkState(page, state)),
      ...(await findOverflow(page)),
      ...(await findPlainNumbers(page, view.showsPlain === true ? [] : masked)),
      ...findForeignTexts(await readTexts(page), setting.language, data),
      ...(withBarriers ? await findBarriers(page) : []),
      ...(await page.evaluate(() => (globalThis as unknown as { policyBreaks: string[] }).policyBreaks.splice(0))),
    );
  } catch (error) {
    faults.push(
      `could not be looked at: ${error instanceof Error ? error.message.split('\n').slice(0, 4).join(' ') : String(error)}`,
    );
  } finally {
    traffic.stop();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
  if (faults.length > 0 && !withPicture) {
    // A page that cannot be looked at cannot be taken either; the fault tells.
    await shoot().catch(() => undefined);
  }
  const where = `${state} ${view.name} ${setting.language} ${setting.width} by ${arrival}`;
  return [...new Set(faults)].map((fault) => `${where}: ${fault}`);
}

/**
 * Goes on within the page, and comes back once the router says that the new one is drawn. A forgetful reader has first
 * lost everything that other pages have loaded, but for who is signed in.
 */
function followLink(page: Page, address: string, { isForgetful }: { readonly isForgetful: boolean }): Promise<void> {
  const drawn = page.evaluate(
    async ({ to, forgets }) => {
      const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__: RouterOfPage };
      if (forgets) {
        const { queryClient } = router.options.context;
        const me = queryClient.getQueryData(['access', 'me']);
        queryClient.clear();
        queryClient.setQueryData(['access', 'me'], me);
      }
      await new Promise<void>((resolve) => {
        const unsubscribe = router.subscribe('onResolved', () => {
          unsubscribe();
          resolve();
        });
        router.history.push(to);
      });
    },
    { to: address, forgets: isForgetful },
  );
  return within(drawn, { what: `${address} to be drawn`, ms: READY_MS });
}

/** What the page's router offers here. */
interface RouterOfPage {
  subscribe(type: string, hear: () => void): () => void;
  readonly history: { push(to: string): void };
  readonly options: {
    readonly context: {
      readonly queryClient: {
        clear(): void;
        getQueryData(key: readonly string[]): unknown;
        setQueryData(key: readonly string[], data: unknown): void;
      };
    };
  };
}

/** Answers held back, or errors, for everything but the question who is there. */
async function prepare(page: Page, state: State, language: Language): Promise<void> {
  if (state !== 'loading' && state !== 'error') {
    return;
  }
  await page.route(/\/api\/v1\/(?!me$)/, async (route) => {
    if (state === 'error') {
      const body = JSON.stringify({ ...PROBLEM, ...PROBLEM_WORDS[language] });
      await route.fulfill({ status: 500, contentType: 'application/problem+json; charset=utf-8', body });
    }
  });
}

/** The state is really shown: a wait that shows nothing and an error without a word are faults too. */
async function checkState(page: Page, state: State): Promise<readonly string[]> {
  const count = (selector: string): Promise<number> => page.locator(selector).count();
  if (state === 'loading') {
    return (await count('.skeleton-piece, form')) > 0 ? [] : ['shows nothing while it loads'];
  }
  if (state === 'error') {
    return (await count('[role=alert], .ant-alert')) > 0 ? [] : ['does not say that it failed'];
  }
  const spinning = await count(WAITING);
  return spinning > 0 ? ['is still loading'] : [];
}

async function settled(page: Page, pending: () => number): Promise<void> {
  let quietSince = Date.now();
  const isQuiet = (): boolean => {
    quietSince = pending() > 0 ? Date.now() : quietSince;
    return Date.now() - quietSince >= QUIET_MS;
  };
  await until(
    async () => {
      // The page is asked only when nothing is on its way: each question takes some of its time.
      if (isQuiet() && (await page.locator(WAITING).count()) > 0) {
        quietSince = Date.now();
      }
      return isQuiet();
    },
    { what: 'the page to be loaded', ms: READY_MS, pollMs: LOOK_MS },
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Notes what the console says and which requests fail, apart from the statuses that were planned. */
function watchTraffic(page: Page, planned: readonly number[], faults: string[]): { pending(): number; stop(): void } {
  const open = new Set<Request>();
  const onFailed = (request: Request): void => {
    open.delete(request);
    const why = request.failure()?.errorText ?? '';
    // A page that is left, or that has a newer question, takes its old one back.
    if (why !== 'net::ERR_ABORTED') {
      faults.push(`request failed: ${request.method()} ${new URL(request.url()).pathname} ${why}`);
    }
  };
  const onResponse = (response: Response): void => {
    if (response.status() >= 400 && !planned.includes(response.status())) {
      faults.push(`answered ${response.status()}: ${response.request().method()} ${new URL(response.url()).pathname}`);
    }
  };
  const onConsole = (message: ConsoleMessage): void => {
    const isLoud = message.type() === 'error' || message.type() === 'warning';
    // The browser's own line about a response; responses are looked at above.
    const isAboutResponse = message.text().startsWith('Failed to load resource: the server responded');
    const isAboutWorker = message.text().includes('Service Worker registration blocked');
    if (isLoud && !isAboutResponse && !isAboutWorker) {
      faults.push(`console ${message.type()}: ${message.text().slice(0, 300)}`);
    }
  };
  const onError = (error: Error): void => {
    faults.push(`script error: ${error.message}`);
  };
  const onRequest = (request: Request): void => {
    open.add(request);
  };
  const onFinished = (request: Request): void => {
    open.delete(request);
  };
  page.on('request', onRequest).on('requestfinished', onFinished).on('requestfailed', onFailed);
  page.on('response', onResponse).on('console', onConsole).on('pageerror', onError);
  return {
    pending: () => open.size,
    stop: () => {
      page.off('request', onRequest).off('requestfinished', onFinished).off('requestfailed', onFailed);
      page.off('response', onResponse).off('console', onConsole).off('pageerror', onError);
    },
  };
}
