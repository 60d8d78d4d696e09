import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openKernel } from '../../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../../server/src/0-kernel/boot/open-stores.ts';
import type { Clock } from '../../server/src/0-kernel/clock.ts';
import { readConfig } from '../../server/src/0-kernel/config/config.ts';
import { createLogger } from '../../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../../server/src/0-kernel/module.ts';
import { createPlatform, type Platform } from '../../server/src/wiring.ts';
import { BASE_UNTIL, type BaseSize, fillBase } from './segment-base.ts';
import type { Chosen } from './segment-rules.ts';

export interface Base {
  readonly kernel: Kernel;
  readonly platform: Platform;
  readonly size: BaseSize;
}

/** Goes on from noon of the day up to which the base has facts. */
function baseClock(): Clock {
  const start = new Date(`${BASE_UNTIL}T04:00:00Z`).getTime() - Date.now();
  return { now: () => new Date(Date.now() + start) };
}

/** Everything that readers of the log and the analytic store do not know yet. */
export async function catchUp({ kernel, platform }: Pick<Base, 'kernel' | 'platform'>): Promise<void> {
  for (const reader of platform.readers) {
    while ((await kernel.events.pump(reader)) > 0) {
      // until nothing is left
    }
  }
}

/** Ten orders and ten events for each customer. */
export function sizeOf(customers: number): BaseSize {
  return { customers, orders: customers * 10, events: customers * 10 };
}

/**
 * Opens the base of that size in the folder, making it first when it is not there; without a folder one that is gone
 * afterwards. The analytic store is filled by the product's own feed, and the counts of both stores are compared.
 */
export async function withBase(
  given: { readonly size: BaseSize; readonly data: string | undefined },
  work: (base: Base) => Promise<void>,
): Promise<void> {
  const dir =
    given.data === undefined ? await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-')) : path.resolve(given.data);
  await mkdir(dir, { recursive: true });
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  const dataDir = path.join(dir, 'data');
  await mkdir(dataDir, { recursive: true });
  const config = readConfig({ ZHIKE_DATA: dataDir });
  const stores = await openStores(config, createLogger({ level: 'warn', destination: process.stderr }));
  try {
    const { kernel, close } = await openKernel({
      config,
      stores,
      log: createLogger({ level: 'silent' }),
      clock: baseClock(),
    });
    try {
      const { size } = given;
      await fillOnce(kernel, { dir, size });
      const platform = createPlatform(kernel);
      await fillAnalytic(kernel, platform);
      await work({ kernel, platform, size });
    } finally {
      await close();
    }
  } finally {
    await stores.close();
    if (given.data === undefined) {
      await rm(dir, { recursive: true, force: true });
    }
  }
}

async function fillOnce(
  kernel: Kernel,
  { dir, size }: { readonly dir: string; readonly size: BaseSize },
): Promise<void> {
  const mark = path.join(dir, 'base.json');
  const there = await readFile(mark, 'utf8').catch(() => null);
  if (there !== null) {
    if (there !== JSON.stringify(size)) {
      throw new Error(`${dir} holds a base of another size: ${there}`);
    }
    return;
  }
  const startedMs = performance.now();
  await fillBase(kernel.postgres, size, (text) => {
    console.log(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(5)} s  ${text}`);
  });
  await writeFile(mark, JSON.stringify(size));
}

const COPIES = [
  ['customers_profiles', 'customers.customers'],
  ['commerce_orders', 'commerce.orders'],
  ['behaviour_events', 'behaviour.events'],
] as const;

async function fillAnalytic(kernel: Kernel, platform: Platform): Promise<void> {
  const { postgres, olap } = kernel;
  const startedMs = performance.now();
  await platform.feed.ensure();
  // A run before this one may have been ended in the middle of something.
  await catchUp({ kernel, platform });
  console.log(`analytic store ensured by the feed in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  for (const [table, source] of COPIES) {
    const [copied] = await olap.rows<{ n: string }>({ sql: `SELECT count() AS n FROM ${table} FINAL` });
    const { rows } = await postgres.pool.query<{ n: string }>(`select count(*) as n from ${source}`);
    if (Number(copied?.n) !== Number(rows[0]?.n)) {
      throw new Error(`${table} has ${copied?.n} rows, ${source} ${rows[0]?.n}`);
    }
    // Leaves alone what is one part already.
    await olap.run({
      sql: `OPTIMIZE TABLE ${table} FINAL SETTINGS optimize_skip_merged_partitions = 1`,
      maxSeconds: 3600,
    });
  }
}

/** Something of everything that rules choose by id. */
export async function chosenIn({ postgres }: Kernel): Promise<Chosen> {
  const { rows } = await postgres.pool.query<Chosen>(
    `select (select id::text from commerce.brands where name = '品牌 1') as brand,
       (select id::text from commerce.shops where name = '京东自营店') as shop,
       (select id::text from customers.tags where name = 'VIP') as tag`,
  );
  const [chosen] = rows;
  if (chosen === undefined) {
    throw new Error('The base has no catalogue');
  }
  return chosen;
}
