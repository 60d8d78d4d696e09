import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  DEFAULT_UNTIL,
  type Manifest,
  type Parameters,
  summaryOf,
  writeBrand,
} from '../server/src/9-simulator/index.ts';

const BLOCK_BYTES = 1 << 18;
const BAR_LINES_PER_SECOND = 100_000;

/**
 * `npm run bench -- simulate [--customers N] [--years Y] [--seed S] [--dir FOLDER]`: a simulated brand written as
 * files, against the bare sequential write of as many bytes into as many files on the same disk in the same run.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '100000' },
      years: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      dir: { type: 'string', default: os.tmpdir() },
    },
  });
  const parameters: Parameters = {
    customers: Number(values.customers),
    years: Number(values.years),
    seed: Number(values.seed),
    until: DEFAULT_UNTIL,
  };
  const dir = await mkdtemp(path.join(values.dir, 'zhike-bench-'));
  try {
    const startedMs = performance.now();
    const startedCpu = process.cpuUsage();
    const manifest = await writeBrand(parameters, { dir: path.join(dir, 'brand') });
    const seconds = (performance.now() - startedMs) / 1000;
    const cpu = process.cpuUsage(startedCpu);
    const peakMb = process.resourceUsage().maxRSS / 1024;
    const bareSeconds = await writeBare(path.join(dir, 'bare'), manifest);
    report({ manifest, seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, peakMb, bareSeconds });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** As many bytes into as many files, one after the other, in blocks of the size that the simulator writes. */
async function writeBare(dir: string, { files }: Manifest): Promise<number> {
  const block = Buffer.alloc(BLOCK_BYTES, '一行数据，');
  const startedMs = performance.now();
  for (const { name, bytes } of files) {
    const handle = await open(`${dir}-${name.replace('/', '-')}`, 'w');
    for (let left = bytes; left > 0; left -= BLOCK_BYTES) {
      await handle.writeFile(left < BLOCK_BYTES ? block.subarray(0, left) : block);
    }
    await handle.close();
  }
  return (performance.now() - startedMs) / 1000;
}

interface Figures {
  readonly manifest: Manifest;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
  readonly bareSeconds: number;
}

function report({ manifest, seconds, cpuSeconds, peakMb, bareSeconds }: Figures): void {
  const { orderLines, events, bytes } = summaryOf(manifest);
  const rows = manifest.files.reduce((sum, file) => sum + file.rows, 0);
  const speed = (took: number): Record<string, string | number> => ({
    seconds: took.toFixed(1),
    'rows/s': Math.round(rows / took),
    'MB/s': (bytes / 2 ** 20 / took).toFixed(1),
  });
  console.table([
    { what: 'simulated brand', ...speed(seconds) },
    { what: 'bare write of as many bytes', ...speed(bareSeconds) },
  ]);
  const linesPerSecond = Math.round(orderLines / seconds);
  console.log(
    `${manifest.parameters.customers.toLocaleString('en')} customers, ${orderLines.toLocaleString('en')} order lines, ${events.toLocaleString('en')} events, ${(bytes / 2 ** 20).toFixed(0)} MB in ${manifest.files.length} files`,
  );
  console.log(
    `${linesPerSecond.toLocaleString('en')} order lines/s (bar: ${BAR_LINES_PER_SECOND.toLocaleString('en')}), ${cpuSeconds.toFixed(1)} s of processor, peak memory ${peakMb.toFixed(0)} MB; ${(seconds / bareSeconds).toFixed(1)} times the bare write`,
  );
}
