import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type PlatformProcess, startPlatform, until } from '../e2e/platform.ts';
import { keyClient, makeKey } from '../e2e/shop-client.ts';
import { buildWebIfStale } from '../server/src/0-kernel/boot/web-build.ts';
import { chooseDatabaseAccount, openTempDir } from '../server/src/0-kernel/supervise/postgres-account.ts';
import { changeSetting } from '../server/src/1-access/settings/schema.ts';
import { type Client, getImport } from '../server/src/contracts.ts';
import { workbookBomb } from './generate/workbook-bomb.ts';

const MB = 1024 ** 2;
const SAMPLE_MS = 50;
const IMPORT_MS = 15 * 60_000;
const LINES_PER_BLOCK = 1000;
/** Wide, as reports of marketplaces are: most columns feed nothing. */
const IDLE_COLUMNS = 250;
const IDLE = `,${'备注'.repeat(2)}`.repeat(IDLE_COLUMNS);

interface Bench {
  readonly platform: PlatformProcess;
  readonly client: Client;
  readonly key: string;
  /** Where files lie that were taken in. */
  readonly filesDir: string;
}

interface Outcome {
  readonly what: string;
  readonly sentMb: number;
  readonly seconds: number;
  readonly peakMb: number;
  readonly outcome: string;
}

/**
 * `npm run bench -- large-file [--mb N]`: a CSV of that size is sent to a running server piece by piece, once within
 * the bound and once over it, then two workbooks of few bytes that unpack to twice as much, one of which says that it
 * does not. Told: seconds, the peak of the server's resident memory, and what came of it.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { mb: { type: 'string', default: '200' } } });
  const mb = Number(values.mb);
  await buildWebIfStale(path.resolve(import.meta.dirname, '..'), { tell: console.log });
  const dir = await mkdtemp(path.join(await openTempDir(await chooseDatabaseAccount('')), 'zhike-large-file-'));
  await chmod(dir, 0o711);
  const dataDir = path.join(dir, 'data');
  const platform = await startPlatform({ dataDir });
  try {
    const key = await makeKey(platform.url);
    const bench = { platform, key, client: keyClient(platform.url, key), filesDir: path.join(dataDir, 'files') };
    const idleMb = await residentMb(platform.pid);
    console.log(`The server holds ${idleMb.toFixed(0)} MB before the first file.`);
    report(await measureAll(bench, mb));
  } finally {
    await platform.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measureAll(bench: Bench, mb: number): Promise<readonly Outcome[]> {
  const bomb = await workbookBomb({ bytes: mb * 2 * MB });
  const lyingBomb = await workbookBomb({ bytes: mb * 2 * MB, said: MB });
  const outcomes = [
    await measure(bench, `workbook of ${mb * 2} MB, packed`, [bomb]),
    await measure(bench, 'the same, which says 1 MB', [lyingBomb]),
    await measure(bench, 'CSV within the bound', csv(mb * MB)),
  ];
  const limit = Math.max(1, Math.floor(mb / 2));
  await bench.client.call(changeSetting, { params: { key: 'intake.max_file_megabytes' }, body: { value: limit } });
  return [...outcomes, await measure(bench, `CSV over a bound of ${limit} MB`, csv(mb * MB))];
}

/** Lines of orders up to so many bytes, made while they are sent. */
function* csv(bytes: number): Generator<Buffer> {
  const idle = Array.from({ length: IDLE_COLUMNS }, (_, index) => `,备用${index}`).join('');
  let block = `订单号,下单时间,商品编码,数量,单价,客户账号,手机${idle}\n`;
  let sent = 0;
  for (let line = 0; sent < bytes; ) {
    for (const end = line + LINES_PER_BLOCK; line < end; line += 1) {
      const customer = line % 20_000;
      block += `L${line},2026-01-${String((line % 28) + 1).padStart(2, '0')} 10:00,S${line % 500},1,149.00,u${customer},${13_800_000_000 + customer}${IDLE}\n`;
    }
    const piece = Buffer.from(block);
    block = '';
    sent += piece.length;
    yield piece;
  }
}

async function measure(bench: Bench, what: string, pieces: Iterable<Buffer>): Promise<Outcome> {
  const { platform, client, key, filesDir } = bench;
  const filesBefore = await countFiles(filesDir);
  const watch = watchResident(platform.pid);
  let sent = 0;
  const counted = function* (): Generator<Buffer> {
    for (const piece of pieces) {
      sent += piece.length;
      yield piece;
    }
  };
  const startedMs = performance.now();
  const request = {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'accept-language': 'en', 'content-type': 'application/octet-stream' },
    body: Readable.from(counted()),
    duplex: 'half',
  };
  const reply = await fetch(
    `${platform.url}/api/v1/imports?kind=orders&source=large&fileName=large`,
    // Node's fetch sends any stream; the types know those of browsers only.
    request as unknown as Parameters<typeof fetch>[1],
  );
  const said = (await reply.json()) as { readonly id?: string; readonly detail?: string };
  const outcome =
    said.id === undefined
      ? `${reply.status} ${said.detail ?? ''}; ${(await countFiles(filesDir)) - filesBefore} files left`
      : await endOf(client, said.id);
  return {
    what,
    sentMb: sent / MB,
    seconds: (performance.now() - startedMs) / 1000,
    peakMb: await watch.stop(),
    outcome,
  };
}

async function endOf(client: Client, id: string): Promise<string> {
  const run = await until(
    async () => {
      const seen = await client.call(getImport, { params: { id } });
      return seen.status === 'done' || seen.status === 'failed' ? seen : null;
    },
    { what: 'the import to end', ms: IMPORT_MS, pollMs: 250 },
  );
  return `${run.status}, ${run.accepted} rows accepted, ${run.rejected} rejected${run.failure === null ? '' : `: ${run.failure}`}`;
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
}

/** The most that the process held; 0 elsewhere than on Linux. */
function watchResident(pid: number): { stop(): Promise<number> } {
  let peak = 0;
  const sample = async (): Promise<void> => {
    peak = Math.max(peak, await residentMb(pid));
  };
  const timer = setInterval(() => {
    sample().catch(() => undefined);
  }, SAMPLE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await sample();
      return peak;
    },
  };
}

async function countFiles(dir: string): Promise<number> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).length;
}

function report(outcomes: readonly Outcome[]): void {
  const width = Math.max(...outcomes.map(({ what }) => what.length));
  console.log(`${'file'.padEnd(width)}  sent MB  seconds  peak RSS MB  outcome`);
  for (const { what, sentMb, seconds, peakMb, outcome } of outcomes) {
    const figures = [sentMb.toFixed(1).padStart(7), seconds.toFixed(1).padStart(7), peakMb.toFixed(0).padStart(11)];
    console.log(`${what.padEnd(width)}  ${figures.join('  ')}  ${outcome}`);
  }
}
