import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import { startPostgres } from '../server/src/0-kernel/supervise/postgres-server.ts';
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

/**
 * `npm run bench -- import [--lines N] [--customers N] [--seed S]`: an import of seeded order lines against COPY of the resulting
 * rows into bare tables plus building the same indexes, on the same server in the same run.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: 'string', default: '10000000' },
      customers: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const lines = Number(values.lines);
  const customers = values.customers === undefined ? {} : { customers: Number(values.customers) };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  await chmod(dir, 0o755);
  const log = createLogger({ level: 'warn', destination: process.stderr });
  const server = await startPostgres({ dataDir: path.join(dir, 'postgres'), log });
  try {
    const file = path.join(dir, 'orders.csv');
    console.log(`generating ${lines.toLocaleString('en')} order lines, seed ${values.seed} …`);
    await writeOrderLines(createWriteStream(file), { lines, ...customers, seed: Number(values.seed) });
    const config = readConfig({ ZHIKE_DATA: path.join(dir, 'data') });
    const { kernel, close } = await openKernel({
      config,
      stores: { databaseUrl: server.url, clickhouseUrl: null },
      log: createLogger({ level: 'silent' }),
    });
    try {
      const imported = await timeImport(kernel, file);
      const bare = await timeBare(kernel, { tables: TABLES, dir });
      await report({ file, lines, imported, bare });
    } finally {
      await close();
    }
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Imported {
  readonly seconds: number;
  readonly accepted: number;
  readonly memory: PeakMemory;
  /** Processor time of this process, which a busy machine does not stretch. */
  readonly nodeCpuSeconds: number;
}

async function timeImport(kernel: Kernel, file: string): Promise<Imported> {
  const platform = createPlatform(kernel);
  const context = systemContext('bench');
  await allowLargestFile(kernel);
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
  const row = await platform.intake.imports.get(context, id);
  if (row.status !== 'done') {
    throw new Error(`The import ended as ${row.status}: ${row.failure?.en ?? ''}`);
  }
  const nodeCpuSeconds = (cpu.user + cpu.system) / 1e6;
  return { seconds, accepted: row.accepted, nodeCpuSeconds, memory: await watch.stop() };
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
}

async function report({ file, lines, imported, bare }: Figures): Promise<void> {
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
}
