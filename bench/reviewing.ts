import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { until } from '../e2e/platform.ts';
import { keyClient, makeKey } from '../e2e/shop-client.ts';
import { type Client, getReviewSummary, listMatchRuns, startMatchRun } from '../server/src/contracts.ts';
import { withDemoDesk } from './load/demo-desk.ts';
import { at } from './measure/percentile.ts';

const LIMIT_MS = 200;
const PATIENCE_MS = 15_000;

/**
 * `npm run bench -- reviewing [--pairs N] [--customers N] [--read MS] [--url URL]`: the review queue of the demo brand,
 * filled by the matching of all customers and worked by keyboard alone in a browser: a is yes, r is no, now and then one
 * is skipped or taken back. What is measured is the software: from the key to the next pair, complete and painted.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pairs: { type: 'string', default: '200' },
      customers: { type: 'string', default: '5000' },
      /** How long somebody looks at a pair before the key. */
      read: { type: 'string', default: '0' },
      url: { type: 'string' },
    },
  });
  await withDemoDesk({ customers: Number(values.customers), url: values.url }, async (desk) => {
    const client = keyClient(desk.url, await makeKey(desk.url));
    await fillQueue(client);
    const before = await client.call(getReviewSummary);
    const page = await desk.sit();
    await page.goto('/reviews');
    await page.locator('section.review-pair[data-ready=true]').waitFor();
    const startedMs = performance.now();
    const taken = await work(page, { pairs: Number(values.pairs), readMs: Number(values.read) });
    const minutes = (performance.now() - startedMs) / 60_000;
    const sent = taken.filter(({ key }) => key !== 's').length - taken.filter(({ isAgain }) => isAgain).length;
    await until(async () => (await client.call(getReviewSummary)).decidedToday >= before.decidedToday + sent, {
      what: 'decisions to arrive',
      ms: 60_000,
    });
    const after = await client.call(getReviewSummary);
    report({ taken, minutes, decided: after.decidedToday - before.decidedToday, faults: await faultsOn(page) });
  });
}

async function fillQueue(client: Client): Promise<void> {
  await client.call(startMatchRun, { body: {} });
  await until(
    async () => {
      const [latest] = (await client.call(listMatchRuns)).items;
      return latest !== undefined && latest.finishedAt !== null;
    },
    { what: 'the matching to end', ms: 300_000 },
  );
  const [done] = (await client.call(listMatchRuns)).items;
  console.log(`matched: ${JSON.stringify(done)}; ${(await client.call(getReviewSummary)).open} pairs wait`);
}

interface Taken {
  readonly key: string;
  readonly ms: number;
  /** After it was taken back. */
  readonly isAgain?: boolean;
}

async function work(
  page: Page,
  { pairs, readMs }: { readonly pairs: number; readonly readMs: number },
): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (let decided = 0; decided < pairs; ) {
    await page.locator('section.review-pair[data-ready=true]').waitFor();
    const seen = await readPair(page);
    if (seen === null) {
      console.log('the queue is empty');
      return taken;
    }
    await page.waitForTimeout(readMs);
    const key = decided % 40 === 39 && taken.at(-1)?.key !== 's' ? 's' : seen.isAlike ? 'a' : 'r';
    const ms = await press(page, key, seen.id);
    taken.push({ key, ms });
    decided += key === 's' ? 0 : 1;
    if (decided % 50 === 25 && key !== 's') {
      await page.keyboard.press('u');
      await page.locator(`section.review-pair[data-pair="${seen.id}"][data-ready=true]`).waitFor();
      taken.push({ key, ms: await press(page, key, seen.id), isAgain: true });
    }
  }
  return taken;
}

/** What somebody reads off the page: who it is, and whether the values speak for one person. */
function readPair(page: Page): Promise<{ readonly id: string; readonly isAlike: boolean } | null> {
  return page.evaluate(() => {
    const pair = document.querySelector<HTMLElement>('section.review-pair');
    const id = pair?.dataset['pair'];
    if (pair === null || id === undefined) {
      return null;
    }
    const sum = pair.querySelector('.waterfall-row.is-sum .waterfall-text')?.textContent ?? '';
    return { id, isAlike: Number.parseFloat(sum.split('·').at(-1) ?? '0') >= 80 };
  });
}

/** From the key to the next pair, all of it on the screen. The page looks by itself, before the key goes down. */
async function press(page: Page, key: string, before: string): Promise<number> {
  const watch = await page.evaluateHandle((previous) => {
    const isThere = (): boolean => {
      const pair = document.querySelector<HTMLElement>('section.review-pair');
      return pair === null || (pair.dataset['pair'] !== previous && pair.dataset['ready'] === 'true');
    };
    const painted = new Promise<number>((resolve) => {
      const look = (pressedAt: number): void => {
        requestAnimationFrame(() => {
          if (isThere()) {
            // One more frame: by then this one is painted.
            requestAnimationFrame((now) => resolve(now - pressedAt));
          } else {
            look(pressedAt);
          }
        });
      };
      addEventListener('keydown', ({ timeStamp }) => look(timeStamp), { once: true, capture: true });
    });
    return { painted };
  }, before);
  await page.keyboard.press(key);
  const painted = watch.evaluate(({ painted: found }) => found);
  return within(painted, { ms: PATIENCE_MS, what: () => page.locator('main').innerText() });
}

/** Fails with what the page says rather than waiting for ever. */
async function within<T>(
  work: Promise<T>,
  { ms, what }: { readonly ms: number; readonly what: () => Promise<string> },
): Promise<T> {
  const late = Symbol('late');
  const first = await Promise.race([work, setTimeout(ms, late)]);
  if (first === late) {
    throw new Error(`No other pair came within ${ms} ms: ${(await what()).slice(0, 500)}`);
  }
  // `as`: it is not the mark of being late.
  return first as T;
}

function faultsOn(page: Page): Promise<number> {
  return page.locator('main [role=alert]').count();
}

interface Worked {
  readonly taken: readonly Taken[];
  readonly minutes: number;
  readonly decided: number;
  readonly faults: number;
}

function report({ taken, minutes, decided, faults }: Worked): void {
  const times = taken.map(({ ms }) => ms);
  const keys = Object.entries(Object.groupBy(taken, ({ key }) => key)).map(
    ([key, all]) => `${key} ${all?.length ?? 0}`,
  );
  console.log(`${taken.length} keys (${keys.join(', ')}), ${decided} decisions kept, ${faults} faults on the page`);
  console.log(
    `key to next pair painted: p50 ${at(times, 0.5).toFixed(0)} ms, p95 ${at(times, 0.95).toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms`,
  );
  console.log(`${(taken.length / minutes).toFixed(0)} pairs a minute by a hand that does not stop to read`);
  for (const seconds of [2, 3, 5]) {
    const each = seconds + at(times, 0.5) / 1000;
    console.log(`  with ${seconds} s of reading: ${(60 / each).toFixed(1)} pairs a minute`);
  }
  process.exitCode = at(times, 0.95) <= LIMIT_MS && faults === 0 ? 0 : 1;
}
