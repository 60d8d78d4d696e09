import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import bundled from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { RUN_DIR, requireAddress } from '../server/test/addresses.ts';
import { withTurn } from './platform.ts';

/** Where systems put it. */
const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;
/** Meant for a serverless machine: one process for all, and no protection between origins. Neither fits a test. */
const UNWANTED_ARGS =
  /^--(single-process|disable-web-security|allow-running-insecure-content|headless|ignore-gpu-blocklist|use-gl|use-angle|enable-unsafe-swiftshader)/;
/** Pages are drawn by the processor: a graphics card imitated by it takes several times as long. */
const DRAWN_PLAINLY = ['--disable-gpu'];
const LAUNCH_MS = 60_000;

/** A launched browser, or why there is none here. */
export type FoundBrowser =
  | { readonly browser: Browser; readonly name: string }
  | { readonly browser: null; readonly why: readonly string[] };

let shared: Promise<FoundBrowser> | null = null;

/**
 * One browser for all test files of a worker, which has them one after the other; it ends with the worker. To close it
 * closes what a file has opened in it.
 */
export async function shareBrowser(): Promise<FoundBrowser> {
  const before = await shared;
  if (before !== null && before.browser?.isConnected() !== false) {
    return before;
  }
  shared = launchBrowser().then((found) =>
    found.browser === null ? found : { ...found, browser: keptOpen(found.browser) },
  );
  return shared;
}

function keptOpen(browser: Browser): Browser {
  return Object.assign(browser, {
    close: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
  });
}

/**
 * The system's Chromium, else the one of the npm package. `ZHIKE_TEST_BROWSER` (a path, or `bundled`) asks for one of
 * them alone. Reasons are told on the terminal where neither starts.
 */
export async function launchBrowser(): Promise<FoundBrowser> {
  const why: string[] = [];
  const wanted = process.env['ZHIKE_TEST_BROWSER'] ?? '';
  const system = wanted === '' ? SYSTEM_BROWSERS.filter((file) => existsSync(file)) : [wanted];
  for (const name of [...system.filter((file) => file !== 'bundled'), 'bundled']) {
    if (name === 'bundled' && wanted !== '' && wanted !== 'bundled') {
      continue;
    }
    try {
      return {
        name,
        browser: await (name === 'bundled'
          ? launchBundled()
          : chromium.launch({ executablePath: name, args: DRAWN_PLAINLY, timeout: LAUNCH_MS })),
      };
    } catch (error) {
      why.push(`${name}: ${error instanceof Error ? error.message.slice(0, 600) : String(error)}`);
    }
  }
  process.stderr.write(`No browser starts here, so the pages are not tested.\n${why.join('\n')}\n`);
  return { browser: null, why };
}

/** Unpacked once per run, into the run's own folder: the package would share one file under /tmp with everybody. */
async function launchBundled(): Promise<Browser> {
  const dir = path.join(requireAddress(RUN_DIR), 'browser');
  const executablePath = await withTurn('browser', async () => {
    await mkdir(dir, { recursive: true });
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = dir;
    try {
      return await bundled.executablePath();
    } finally {
      if (before === undefined) {
        delete process.env['TMPDIR'];
      } else {
        process.env['TMPDIR'] = before;
      }
    }
  });
  const args = bundled.args.filter((arg) => !UNWANTED_ARGS.test(arg));
  return chromium.launch({ executablePath, args: [...args, ...DRAWN_PLAINLY], timeout: LAUNCH_MS });
}
