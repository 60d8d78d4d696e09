import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';

export interface WeighedScript {
  readonly name: string;
  /** After gzip at its best. */
  readonly gzipBytes: number;
  /** As it came over the wire. */
  readonly sentBytes: number;
}

/** Opens a page and weighs every script that it asks for until what is waited for is there. */
export async function weighScripts(
  page: Page,
  address: string,
  waitFor: (page: Page) => Promise<unknown>,
): Promise<readonly WeighedScript[]> {
  const seen: Promise<WeighedScript>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') {
      const weigh = async (): Promise<WeighedScript> => ({
        name: new URL(response.url()).pathname.replace('/assets/', ''),
        gzipBytes: gzipSync(await response.body(), { level: 9 }).length,
        sentBytes: (await response.request().sizes()).responseBodySize,
      });
      seen.push(weigh());
    }
  });
  await page.goto(address);
  await waitFor(page);
  const scripts = await Promise.all(seen);
  return scripts.toSorted((a, b) => b.gzipBytes - a.gzipBytes);
}

/** The budget of the first load: all script before the first chart, after gzip. */
export const SCRIPT_BUDGET_BYTES = 350_000;
