import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../server/src/0-kernel/boot/open-stores.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import {
  createLoading,
  createShelf,
  DEFAULT_UNTIL,
  type LoadSummary,
  type Parameters,
} from '../server/src/9-simulator/index.ts';
import { createPlatform } from '../server/src/wiring.ts';
import { type Bare, timeBare } from './measure/bare-copy.ts';
import { type PeakMemory, watchMemory } from './measure/peak-memory.ts';

/** What a load fills; the same tables are loaded bare afterwards. */
const TABLES = [
  'customers.customers',
  'customers.records',
  'customers.identifiers',
  'customers.record_identifiers',
  'commerce.orders',
  'commerce.order_lines',
  'behaviour.events',
] as const;
const SAY_EVERY_MS = 10_000;

/**
 * `npm run bench -- large-base [--customers N] [--years Y] [--seed S] [--data FOLDER] [--bare]`: a simulated brand made
 * and taken in by the ways of intake, with load time and the peak memory of each process. `--data` keeps the base there
 * (`ZHIKE_DATA=FOLDER npm start` opens it); `--bare` compares with bare COPY plus index build of the same rows.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      years: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      data: { type: 'string' },
      bare: { type: 'boolean', default: false },
    },
  });
  const { customers, years, seed } = values;
  const parameters: Parameters = {
    customers: Number(customers),
    years: Number(years),
    seed: Number(seed),
    until: DEFAULT_UNTIL,
  };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  const dataDir = values.data === undefined ? path.join(dir, 'data') : path.resolve(values.data);
  await mkdir(dataDir, { recursive: true });
  const config = readConfig({ ZHIKE_DATA: dataDir });
  const stores = await openStores(config, createLogger({ level: 'warn', destination: process.stderr }));
  try {
    const { kernel, close } = await openKernel({ config, stores, log: createLogger({ level: 'silent' }) });
    try {
      const loaded = await timeLoad(kernel, parameters);
      const bare = values.bare ? await timeBare(kernel, { tables: TABLES, dir }) : null;
      report(loaded, bare);
    } finally {
      await close();
    }
  } finally {
    await stores.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Loaded {
  readonly summary: LoadSummary;
  readonly loadSeconds: number;
  /** Filling the analytic store with all that came in. */
  readonly analyticSeconds: number;
  readonly memory: PeakMemory;
}

async function timeLoad(kernel: Kernel, parameters: Parameters): Promise<Loaded> {
  const platform = createPlatform(kernel);
  const loading = createLoading(kernel, {
    intake: platform.intake,
    shelf: createShelf(kernel, platform.commerce),
  });
  const watch = watchMemory();
  const startedMs = performance.now();
  let saidMs = startedMs;
  const summary = await loading.load(parameters, {
    onProgress: (share, text) => {
      const now = performance.now();
      if (now - saidMs > SAY_EVERY_MS) {
        saidMs = now;
        console.log(`${((now - startedMs) / 1000).toFixed(0)} s  ${(share * 100).toFixed(1)} %  ${text}`);
      }
    },
  });
  const loadedMs = performance.now();
  await platform.feed.rebuild();
  const endedMs = performance.now();
  return {
    summary,
    loadSeconds: (loadedMs - startedMs) / 1000,
    analyticSeconds: (endedMs - loadedMs) / 1000,
    memory: await watch.stop(),
  };
}

function report({ summary, loadSeconds, analyticSeconds, memory }: Loaded, bare: Bare | null): void {
  const rows = summary.kinds.reduce((sum, { accepted }) => sum + accepted, 0);
  console.table(summary.kinds.map(({ kind, accepted, rejected }) => ({ kind, accepted, rejected })));
  console.log(
    `${summary.parameters.customers.toLocaleString('en')} customers made and loaded in ${loadSeconds.toFixed(1)} s: ${Math.round(rows / loadSeconds).toLocaleString('en')} rows/s; analytic store filled in ${analyticSeconds.toFixed(1)} s`,
  );
  console.log(
    `peak memory: node ${memory.nodeMb.toFixed(0)} MB, database backends ${memory.databaseMb.toFixed(0)} MB beside shared buffers, analytic engine ${memory.analyticMb.toFixed(0)} MB`,
  );
  if (bare !== null) {
    const bareSeconds = bare.copySeconds + bare.indexSeconds;
    console.log(
      `bare COPY of the same ${bare.rows.toLocaleString('en')} rows ${bare.copySeconds.toFixed(1)} s, their indexes ${bare.indexSeconds.toFixed(1)} s: the load runs at ${((bareSeconds / loadSeconds) * 100).toFixed(0)} % of that`,
    );
  }
}
