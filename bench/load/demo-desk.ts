import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../e2e/browser.ts';
import { startPlatform, until } from '../../e2e/platform.ts';
import { openSession } from '../../e2e/shop-client.ts';
import { openDesk } from '../../e2e/visit.ts';
import { buildWebIfStale } from '../../server/src/0-kernel/boot/web-build.ts';
import { RUN_DIR } from '../../server/test/addresses.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEMO_MS = 15 * 60_000;

/** A running platform with the demo data in it, and a browser in front of it. */
export interface DemoDesk {
  readonly url: string;
  readonly browser: Browser;
  readonly browserName: string;
  readonly session: string;
  /** A page of somebody at a desk, signed in. */
  sit(width?: 1440 | 390): Promise<Page>;
}

/** Starts it, hands it over, and takes everything away afterwards. With `url` one that runs already is used. */
export async function withDemoDesk(
  options: { readonly customers: number; readonly url?: string | undefined },
  work: (desk: DemoDesk) => Promise<void>,
): Promise<void> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-desk-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  // Where an unpacked browser is put.
  process.env[RUN_DIR] = dir;
  const platform = options.url === undefined ? await startDemo(path.join(dir, 'data'), options.customers) : null;
  try {
    const found = await launchBrowser();
    if (found.browser === null) {
      throw new Error(`No browser starts here: ${found.why.join('; ')}`);
    }
    const { browser, name } = found;
    const url = platform?.url ?? options.url ?? '';
    const session = await openSession(url);
    try {
      const sit = (width: 1440 | 390 = 1440): Promise<Page> =>
        openDesk(browser, { url, language: 'zh-CN', width, session });
      await work({ url, browser, browserName: name, session, sit });
    } finally {
      await browser.close();
    }
  } finally {
    await platform?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function startDemo(dataDir: string, customers: number) {
  await buildWebIfStale(ROOT, { tell: console.log });
  const platform = await startPlatform({ dataDir, args: [`--demo=${customers}`] });
  try {
    const { told } = platform;
    await until(() => told().includes('the demo data are in'), { what: 'the demo to be loaded', ms: DEMO_MS });
  } catch (error) {
    await platform.stop();
    throw error;
  }
  return platform;
}
