import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { openOlap } from '../server/src/0-kernel/db/olap.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import { startAnalytic } from '../server/src/0-kernel/supervise/analytic-server.ts';
import type { Masks } from '../server/src/3-customers/matching/comparisons.ts';
import { columnsOf, readColumnMap } from '../server/src/3-customers/matching/file-mode/column-map.ts';
import { prepareFiles } from '../server/src/3-customers/matching/file-mode/service.ts';
import type { MatchResult } from '../server/src/3-customers/matching/result.ts';
import { matchRecords } from '../server/src/3-customers/matching/service.ts';
import { createRecords, loadRecords } from '../server/src/3-customers/matching/store.ts';

const MAP = {
  id: 'id',
  surname: 'surname',
  given: 'givenName',
  dob: 'birthDate',
  mobile: 'phone',
  email: 'email',
  city: 'city',
  addr: 'addressLine',
};
const ENGINE_BYTES = 1600 * 2 ** 20;
const SAMPLE_MS = 100;

/**
 * `npm run bench -- identity [--repeat N] [--data FOLDER]`: a million records to clusters. Normalising is timed apart;
 * the clock of the bar runs from the file of normalised records (loading included) to the clusters. With `--repeat`
 * the whole is done again and the results must be the same bytes.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { repeat: { type: 'string', default: '1' }, data: { type: 'string' } },
  });
  const root = process.env['ZHIKE_TEST_DATA'] ?? path.resolve(import.meta.dirname, '../../shared/data');
  const folder = values.data ?? path.join(root, 'cn_records_1m');
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  try {
    const normalised = await normalise(path.join(folder, 'records.csv.gz'), path.join(dir, 'normalised.csv'));
    const digests: string[] = [];
    for (let round = 1; round <= Number(values.repeat); round += 1) {
      const { result, digest } = await resolve(dir, normalised);
      digests.push(digest);
      if (round === 1) {
        await tellQuality(result, { ids: normalised.ids, truth: path.join(folder, 'truth.csv.gz') });
      }
      console.log(`run ${round}: digest of pairs and clusters ${digest}`);
    }
    if (new Set(digests).size > 1) {
      console.error('the runs differ');
      process.exitCode = 1;
    } else if (digests.length > 1) {
      console.log(`${digests.length} runs, the same bytes`);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

interface Normalised {
  readonly file: string;
  readonly ids: readonly string[];
  readonly columns: readonly string[];
  readonly filled: ReadonlySet<string>;
  readonly masks: Masks;
}

async function normalise(source: string, file: string): Promise<Normalised> {
  const startedMs = performance.now();
  const map = readColumnMap(JSON.stringify(MAP));
  const prepared = prepareFiles([source], map);
  await pipeline(Readable.from(prepared.lines, { objectMode: false }), createWriteStream(file));
  console.log(`${prepared.ids.length} records read and normalised in ${seconds(startedMs)} s`);
  const { ids, filled } = prepared;
  return { file, ids, columns: columnsOf(map), filled, masks: prepared.masks() };
}

async function resolve(
  dir: string,
  normalised: Normalised,
): Promise<{ readonly result: MatchResult; readonly digest: string }> {
  const dataDir = await mkdtemp(path.join(dir, 'engine-'));
  const log = createLogger({ level: 'warn', destination: process.stderr });
  const analytic = await startAnalytic({ dataDir, log, memoryBytes: ENGINE_BYTES });
  const olap = openOlap({ url: analytic.url, database: 'match', log });
  const memory = watchBoth(() => analytic.pid());
  try {
    await olap.createDatabase();
    const startedMs = performance.now();
    await createRecords(olap, normalised.columns);
    await loadRecords(olap, normalised.columns, createReadStream(normalised.file));
    const loading = seconds(startedMs);
    const result = await matchRecords(olap, {
      task: 'dedupe',
      columns: normalised.columns.filter((column) => normalised.filled.has(column)),
      masks: normalised.masks,
    });
    const total = seconds(startedMs);
    const stages = Object.entries(result.seconds).map(([stage, took]) => `${stage} ${took.toFixed(2)}`);
    console.log(`normalised records to clusters: ${total} s (loading ${loading}, ${stages.join(', ')})`);
    console.log(`peak memory: ${await memory.stop()} MB (resident, this process and the engine at one time)`);
    return { result, digest: digestOf(result) };
  } finally {
    await memory.stop();
    await olap.close();
    await analytic.stop();
  }
}

function seconds(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(2);
}

/** Resident memory of this process and the engine together, the most at one time. */
function watchBoth(pid: () => number | null): { stop(): Promise<number> } {
  let peak = 0;
  const sample = async (): Promise<void> => {
    const status = await readFile(`/proc/${pid() ?? 0}/status`, 'utf8').catch(() => '');
    const engine = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    peak = Math.max(peak, engine + process.memoryUsage().rss / 2 ** 20);
  };
  const timer = setInterval(() => {
    sample().catch(() => undefined);
  }, SAMPLE_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      return Math.round(peak);
    },
  };
}

function digestOf({ links, clusters }: MatchResult): string {
  const hash = createHash('sha256');
  for (const part of [links.a, links.b, links.odds, clusters]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}

async function tellQuality(
  result: MatchResult,
  { ids, truth }: { readonly ids: readonly string[]; readonly truth: string },
): Promise<void> {
  const entityOf = new Map<string, string>();
  const rows = createReadStream(truth)
    .pipe(createGunzip())
    .pipe(parse({ from_line: 2 }));
  for await (const [id = '', entity = ''] of rows as AsyncIterable<readonly string[]>) {
    entityOf.set(id, entity);
  }
  const entities = ids.map((id) => entityOf.get(id) ?? id);
  const truePairs = pairsIn(entities.map((entity) => [entity]));
  const { links, clusters, candidatePairs } = result;
  let right = 0;
  for (const [place, a] of links.a.entries()) {
    right += entities[a] === entities[links.b[place] ?? 0] ? 1 : 0;
  }
  console.log(`candidate pairs ${candidatePairs}; links begin at ${result.threshold.probability.toFixed(4)}`);
  for (const { rule, limit, pairs, leftOut, added } of result.rules) {
    console.log(`  ${rule}: ${pairs} pairs in blocks up to ${limit} (${leftOut} left out), ${added} new`);
  }
  console.log(`links: ${quality(right, { found: links.a.length, truePairs })}`);
  const found = pairsIn([...clusters].map((root) => [String(root)]));
  const both = pairsIn([...clusters].map((root, record) => [String(root), entities[record] ?? '']));
  console.log(`clusters: ${quality(both, { found, truePairs })}; chains cut: ${result.cutComponents}`);
}

/** Pairs of records with the same key. */
function pairsIn(keys: readonly (readonly string[])[]): number {
  const counts = new Map<string, number>();
  for (const parts of keys) {
    const key = parts.join('|');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts.values().reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

function quality(right: number, { found, truePairs }: { readonly found: number; readonly truePairs: number }): string {
  const precision = right / Math.max(1, found);
  const recall = right / Math.max(1, truePairs);
  const f1 = (2 * precision * recall) / (precision + recall);
  return `${found} pairs, precision ${precision.toFixed(4)}, recall ${recall.toFixed(4)}, F1 ${f1.toFixed(4)}`;
}
