import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../server/src/0-kernel/boot/open-stores.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import { retryOnConflict } from '../server/src/0-kernel/retry-on-conflict.ts';
import { NO_IDENTIFIERS, normalizeIdentifier, type Statement } from '../server/src/3-customers/pure.ts';
import { createPlatform, type Platform } from '../server/src/wiring.ts';
import { watchMemory } from './measure/peak-memory.ts';
import { at } from './measure/percentile.ts';

const LIMIT_MS = 50;
const SOURCE = 'crm';
const context = systemContext('bench');

interface Row {
  readonly id: string;
  readonly name: string;
  readonly birthday: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
}

/** What a base is made of, and who comes afterwards. */
interface Bench {
  readonly kernel: Kernel;
  readonly platform: Platform;
  /** Rows that were kept back; their cluster tells whether somebody of the base is meant. */
  readonly late: readonly Row[];
  readonly clusterOf: ReadonlyMap<string, string>;
}

/**
 * `npm run bench -- resolve [--records N] [--rounds N] [--records-from FOLDER]`: N records of `cn_records_1m` imported
 * as customers, all matched (seconds by stage, peak memory, precision and recall of what is proposed), then one new
 * record after the other: taken in, and where no identifier says who it is compared by the stored model.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      records: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '500' },
      'records-from': { type: 'string' },
    },
  });
  const root = process.env['ZHIKE_TEST_DATA'] ?? path.resolve(import.meta.dirname, '../../shared/data');
  const folder = values['records-from'] ?? path.join(root, 'cn_records_1m');
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  const dataDir = path.join(dir, 'data');
  await mkdir(dataDir);
  const config = readConfig({ ZHIKE_DATA: dataDir });
  const stores = await openStores(config, createLogger({ level: 'warn', destination: process.stderr }));
  try {
    const { kernel, close } = await openKernel({ config, stores, log: createLogger({ level: 'silent' }) });
    try {
      const platform = createPlatform(kernel);
      const clusterOf = await readClusters(path.join(folder, 'truth.csv.gz'));
      const size = { records: Number(values.records), rounds: Number(values.rounds) };
      const late = await fillBase(platform, path.join(folder, 'records.csv.gz'), size);
      await matchAll({ kernel, platform, late, clusterOf });
      await resolveEach({ kernel, platform, late, clusterOf });
    } finally {
      await close();
    }
  } finally {
    await stores.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function* rowsOf(file: string): AsyncGenerator<Readonly<Record<string, string>>> {
  yield* createReadStream(file)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
}

async function readClusters(file: string): Promise<ReadonlyMap<string, string>> {
  const clusters = new Map<string, string>();
  for await (const { id = '', cluster = '' } of rowsOf(file)) {
    clusters.set(id, cluster);
  }
  return clusters;
}

/** Imports the first records by the product's own way in; every so many-th is kept back for later. */
async function fillBase(
  platform: Platform,
  file: string,
  { records, rounds }: { readonly records: number; readonly rounds: number },
): Promise<Row[]> {
  const late: Row[] = [];
  const every = Math.max(2, Math.floor(records / rounds));
  async function* lines(): AsyncGenerator<string> {
    yield 'account,name,phone,email,birthday,address\n';
    let [piece, count] = ['', 0];
    for await (const { id = '', surname = '', given = '', dob = '', mobile = '', email = '', addr = '' } of rowsOf(
      file,
    )) {
      count += 1;
      if (count % every === 0 && late.length < rounds) {
        late.push({ id, name: surname + given, birthday: dob, phone: mobile, email, address: addr });
      } else {
        piece += `${id},${surname}${given},${mobile},${email},${dob},${addr}\n`;
      }
      if (piece.length > 200_000) {
        yield piece;
        piece = '';
      }
      if (count >= records) {
        break;
      }
    }
    yield piece;
  }
  const startedMs = performance.now();
  const { imports, running } = platform.intake;
  const names = ['account', 'name', 'phone', 'email', 'birthday', 'address'];
  const mapping = JSON.stringify(Object.fromEntries(names.map((name) => [name, name])));
  const asked = { kind: 'customers', source: SOURCE, enqueue: false, mapping };
  const { id } = await imports.create(context, asked, Readable.from(lines(), { objectMode: false }));
  await running.run(context, id);
  const done = await imports.get(context, id);
  console.log(`${done.accepted} records imported in ${since(startedMs)} s`);
  return late;
}

const since = (startedMs: number): string => ((performance.now() - startedMs) / 1000).toFixed(1);

async function matchAll({ kernel, platform, clusterOf }: Bench): Promise<void> {
  const watch = watchMemory();
  const startedMs = performance.now();
  const stages: string[] = [];
  let [stage, stageMs] = ['', startedMs];
  const done = await platform.customers.matching.runs.run(context, {
    onProgress: (_, next) => {
      if (next !== stage) {
        stages.push(...(stage === '' ? [] : [`${stage} ${since(stageMs)}`]));
        [stage, stageMs] = [next, performance.now()];
      }
    },
  });
  stages.push(`${stage} ${since(stageMs)}`);
  const memory = await watch.stop();
  console.log(`all matched in ${since(startedMs)} s (${stages.join(', ')}): ${done.proposed} pairs for review`);
  console.log(
    `peak memory: node ${memory.nodeMb.toFixed(0)} MB, database backends ${memory.databaseMb.toFixed(0)} MB, analytic engine ${memory.analyticMb.toFixed(0)} MB`,
  );
  const { rows } = await kernel.postgres.pool.query<{ a: string; b: string; score: number }>(
    `select l.account as a, r.account as b, p.score from customers.review_pairs p
     join customers.records l on l.id = p.left_record_id join customers.records r on r.id = p.right_record_id
     where p.state = 'open'`,
  );
  for (const least of [0.2, 0.9, 0.99]) {
    const above = rows.filter(({ score }) => score >= least);
    const right = above.filter(({ a, b }) => clusterOf.get(a) === clusterOf.get(b)).length;
    console.log(
      `  from ${least}: ${above.length} pairs, ${((right / Math.max(1, above.length)) * 100).toFixed(2)} % right`,
    );
  }
}

async function resolveEach({ kernel, platform, late }: Bench): Promise<void> {
  const [taking, resolving, together]: [number[], number[], number[]] = [[], [], []];
  const totals = { joined: 0, compared: 0, proposed: 0 };
  for (const row of late) {
    const startedMs = performance.now();
    const [taken] = await retryOnConflict(() =>
      kernel.transaction(context, (tx) =>
        platform.customers.identity.takeIn(tx, context, [statementOf(row)], {
          source: 'till',
          importId: null,
          scopeId: null,
        }),
      ),
    );
    const takenMs = performance.now();
    const done = await platform.customers.matching.newRecords.resolve(context, [taken?.customerId ?? '']);
    const endedMs = performance.now();
    taking.push(takenMs - startedMs);
    resolving.push(endedMs - takenMs);
    together.push(endedMs - startedMs);
    totals.joined += Number(taken?.recordId !== taken?.customerId);
    totals.compared += done.compared;
    totals.proposed += done.proposed;
  }
  console.log(
    `${late.length} new records: ${totals.joined} joined by an identifier, ${(totals.compared / Math.max(1, late.length)).toFixed(1)} compared each, ${totals.proposed} pairs put before staff`,
  );
  for (const [name, times] of Object.entries({ 'taken in': taking, resolved: resolving, together })) {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => at(times, share).toFixed(1));
    console.log(`${name.padEnd(10)} p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`);
  }
  const isWithin = at(together, 0.95) <= LIMIT_MS;
  console.log(`${isWithin ? 'within' : 'ABOVE'} the limit of ${LIMIT_MS} ms at p95`);
  process.exitCode = isWithin ? 0 : 1;
}

function statementOf({ id, name, birthday, phone, email, address }: Row): Statement {
  const or = (text: string): string | null => (text === '' ? null : text);
  return {
    account: id,
    name: or(name),
    phone: normalizeIdentifier('phone', phone),
    email: normalizeIdentifier('email', email),
    address: or(address),
    region: null,
    statedAt: new Date(),
    identifiers: NO_IDENTIFIERS,
    attributes: birthday === '' ? {} : { birthday },
  };
}
