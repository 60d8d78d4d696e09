import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../server/src/0-kernel/boot/open-stores.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import { createPlatform } from '../server/src/wiring.ts';
import { writeOrderLines } from './generate/order-lines.ts';
import { type Bare, timeBare } from './measure/bare-copy.ts';
import { type PeakMemory, watchMemory } from './measure/peak-memory.ts';

/** What an import fills; the same tables are loaded bare afterwards. */
const TABLES = [
  'customers.customers',
  'customers.records',
  'customers.identifiers',
  'customers.record_identifiers',
  'commerce.orders',
  'commerce.order_lines',
] as const;

/** What is copied to the analytic store while the import runs: nothing, orders only, or the rows of customers too. */
const FEEDS = ['none', 'orders', 'all'] as const;
type FeedChoice = (typeof FEEDS)[number];
const FED_BY: Readonly<Record<FeedChoice, readonly string[]>> = {
  none: [],
  orders: ['feed.commerce_orders'],
  all: ['feed.commerce_orders', 'feed.customers_profiles'],
};

/**
 * `npm run bench -- import [--lines N] [--customers N] [--seed S] [--feed none|orders|all]`: an import of seeded order
 * lines against COPY of the resulting rows into bare tables plus building the same indexes, on the same server in the
 * same run; with what is copied to the analytic store meanwhile, and how long that takes afterwards.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: 'string', default: '10000000' },
      customers: { type: 'string' },
      seed: { type: 'string', default: '1' },
      feed: { type: 'string', default: 'none' },
    },
  });
  const lines = Number(values.lines);
  const feed = FEEDS.find((choice) => choice === values.feed);
  if (feed === undefined) {
    throw new Error(`--feed is one of ${FEEDS.join(', ')}`);
  }
  const customers = values.customers === undefined ? {} : { customers: Number(values.customers) };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  await chmod(dir, 0o755);
  const log = createLogger({ level: 'warn', destination: process.stderr });
  const dataDir = path.join(dir, 'data');
  await mkdir(dataDir);
  const config = readConfig({ ZHIKE_DATA: dataDir });
  const stores = await openStores(config, log);
  try {
    const file = path.join(dir, 'orders.csv');
    console.log(`generating ${lines.toLocaleString('en')} order lines, seed ${values.seed} …`);
    await writeOrderLines(createWriteStream(file), { lines, ...customers, seed: Number(values.seed) });
    const { kernel, close } = await openKernel({ config, stores, log: createLogger({ level: 'silent' }) });
    try {
      const imported = await timeImport(kernel, { file, feed });
      const bare = await timeBare(kernel, { tables: TABLES, dir });
      await report({ file, lines, imported, bare, feed });
    } finally {
      await close();
    }
  } finally {
    await stores.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Imported {
  readonly seconds: number;
  readonly accepted: number;
  readonly memory: PeakMemory;
  /** Processor time of this process, which a busy machine does not stretch. */
  readonly nodeCpuSeconds: number;
  /** Until the analytic store knew what it was to know, after the import had ended. */
  readonly feedSeconds: number;
}

async function timeImport(
  kernel: Kernel,
  { file, feed }: { readonly file: string; readonly feed: FeedChoice },
): Promise<Imported> {
  const platform = createPlatform(kernel);
  const readers = platform.readers.filter(({ name }) => FED_BY[feed].includes(name));
  const context = systemContext('bench');
  await allowLargestFile(kernel);
  await platform.feed.ensure();
  kernel.events.start(readers);
  const watch = watchMemory();
  const startedMs = performance.now();
  const startedCpu = process.cpuUsage();
  const { id } = await platform.intake.imports.create(
    context,
    { kind: 'orders', source: 'bench', enqueue: false, fileName: 'orders.csv' },
    createReadStream(file),
  );
  await platform.intake.running.run(context, id);
  const seconds = (performance.now() - startedMs) / 1000;
  const cpu = process.cpuUsage(startedCpu);
  await kernel.events.stop();
  for (const reader of readers) {
    while ((await kernel.events.pump(reader)) > 0) {
      // until nothing is left
    }
  }
  const feedSeconds = (performance.now() - startedMs) / 1000 - seconds;
  const row = await platform.intake.imports.get(context, id);
  if (row.status !== 'done') {
    throw new Error(`The import ended as ${row.status}: ${row.failure?.en ?? ''}`);
  }
  const nodeCpuSeconds = (cpu.user + cpu.system) / 1e6;
  return { seconds, accepted: row.accepted, nodeCpuSeconds, feedSeconds, memory: await watch.stop() };
}

/** As an administrator would in the settings. */
async function allowLargestFile(kernel: Kernel): Promise<void> {
  await kernel.postgres.pool.query(
    `insert into access.settings (key, value, updated_at) values ('intake.max_file_megabytes', '4096', now())`,
  );
}

interface Figures {
  readonly file: string;
  readonly lines: number;
  readonly imported: Imported;
  readonly bare: Bare;
  readonly feed: FeedChoice;
}

async function report({ file, lines, imported, bare, feed }: Figures): Promise<void> {
  const bareSeconds = bare.copySeconds + bare.indexSeconds;
  const megabytes = (await stat(file)).size / 2 ** 20;
  console.table([
    {
      what: 'import (file to done)',
      seconds: imported.seconds.toFixed(1),
      'lines/s': Math.round(lines / imported.seconds),
      'MB/s': (megabytes / imported.seconds).toFixed(1),
    },
    {
      what: 'bare COPY of the same rows',
      seconds: bare.copySeconds.toFixed(1),
      'lines/s': Math.round(lines / bare.copySeconds),
    },
    { what: 'building the same indexes', seconds: bare.indexSeconds.toFixed(1) },
    { what: 'COPY + indexes', seconds: bareSeconds.toFixed(1), 'lines/s': Math.round(lines / bareSeconds) },
  ]);
  console.log(
    `speed of the import: ${((bareSeconds / imported.seconds) * 100).toFixed(0)} % of bare COPY plus index build (bar: 50 %)`,
  );
  console.log(
    `accepted ${imported.accepted.toLocaleString('en')} lines, ${bare.rows.toLocaleString('en')} rows in ${TABLES.length} tables; node used ${imported.nodeCpuSeconds.toFixed(1)} s of processor; peak memory: node ${imported.memory.nodeMb.toFixed(0)} MB, database backends ${imported.memory.databaseMb.toFixed(0)} MB beside shared buffers`,
  );
  if (feed !== 'none') {
    const what = feed === 'all' ? 'orders and the rows of customers' : 'orders only';
    console.log(
      `beside it the feed of the analytic store (${what}), which was done ${imported.feedSeconds.toFixed(1)} s later`,
    );
  }
}
