import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { systemContext } from '../server/src/0-kernel/context.ts';
import { createHttpServer } from '../server/src/0-kernel/http/server.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import { startPostgres } from '../server/src/0-kernel/supervise/postgres-server.ts';
import { createPlatform, type Platform } from '../server/src/wiring.ts';
import { fillCustomers, phoneOf, romanOf, someName } from './generate/customers.ts';

const LOOKUP_LIMIT_MS = 100;
const SEARCH_LIMIT_MS = 200;
/** Whoever is on the phone is known within a second. */
const RECOGNITION_LIMIT_MS = 1000;
const DEEP_ROWS = 100_000;

/**
 * `npm run bench -- lookup [--customers N] [--rounds N]`: every kind of look-up and search and the list over a
 * generated base, through HTTP and through the service behind it, with the limit beside each.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { customers: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '200' } },
  });
  const size = { customers: Number(values.customers), rounds: Number(values.rounds) };
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  const server = await startPostgres({
    dataDir: path.join(dir, 'postgres'),
    log: createLogger({ level: 'warn', destination: process.stderr }),
  });
  try {
    const { kernel, close } = await openKernel({
      config: readConfig({ ZHIKE_DATA: path.join(dir, 'data') }),
      stores: { databaseUrl: server.url, clickhouseUrl: null },
      log: createLogger({ level: 'silent' }),
    });
    try {
      const seconds = await fillCustomers(kernel.postgres, size.customers);
      console.log(`${size.customers.toLocaleString('en')} customers in place after ${seconds.toFixed(0)} s`);
      await measure(kernel, size);
    } finally {
      await close();
    }
  } finally {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Size {
  readonly customers: number;
  readonly rounds: number;
}

interface Question {
  readonly name: string;
  readonly limitMs: number;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Of the n-th round. */
  body(n: number): object | null;
  query?(n: number): string;
}

/** Not only who it is: class, last order, what is open and what to mind, asked with the same number. */
function recognition(lookUp: Question): Question {
  return {
    ...lookUp,
    name: 'recognition by phone',
    limitMs: RECOGNITION_LIMIT_MS,
    path: '/api/v1/recognitions',
  };
}

function questions(size: Size, deepCursor: string): Question[] {
  const who = (n: number): number => (n * 7919 + 13) % size.customers;
  const lookup = (type: string, value: (n: number) => string): Question => ({
    name: `look-up by ${type}`,
    limitMs: LOOKUP_LIMIT_MS,
    method: 'POST',
    path: '/api/v1/customers/lookup',
    body: (n) => ({ type, value: value(who(n)), ...(type === 'account' ? { source: 'shop' } : {}) }),
  });
  const search = (name: string, text: (n: number) => string): Question => ({
    name: `search ${name}`,
    limitMs: SEARCH_LIMIT_MS,
    method: 'POST',
    path: '/api/v1/customers/search',
    body: (n) => ({ text: text(n), limit: 50 }),
  });
  const list = (name: string, query: string): Question => ({
    name: `list ${name}`,
    limitMs: SEARCH_LIMIT_MS,
    method: 'GET',
    path: '/api/v1/customers',
    body: () => null,
    query: () => `limit=50${query}`,
  });
  const filtered = (name: string, filter: object): Question => ({
    ...search(name, () => ''),
    name: `list ${name}`,
    body: () => ({ ...filter, limit: 50 }),
  });
  return [
    lookup('phone', phoneOf),
    lookup('email', (n) => `user${n - (n % 2)}@example.com`),
    lookup('memberCard', (n) => `VIP${String(n - (n % 3)).padStart(8, '0')}`),
    lookup('account', (n) => `u${n}`),
    lookup('wechatUnionId', (n) => `oUnion${String(n - (n % 2)).padStart(10, '0')}`),
    lookup('wechatOpenId', (n) => `wx0123456789abcdef:oOpen${String(n - (n % 2)).padStart(10, '0')}`),
    recognition(lookup('phone', phoneOf)),
    search('zs (initials)', () => 'zs'),
    search('initials, two or three letters', (n) => romanOf(someName(n)).initials),
    search('z (one letter)', () => 'z'),
    search('pinyin', (n) => romanOf(someName(n)).pinyin),
    search('beginning of pinyin', (n) => romanOf(someName(n)).pinyin.slice(0, 4)),
    search('name', (n) => someName(n)),
    search('surname', (n) => someName(n).slice(0, 1)),
    search('given name', (n) => someName(n).slice(1)),
    search('last four digits', (n) => phoneOf(who(n)).slice(-4)),
    search('phone', (n) => phoneOf(who(n))),
    search('account', (n) => `u${who(n)}`),
    search('nothing found', (n) => `qqqxyz${n}`),
    list('first page', ''),
    list(`page after ${DEEP_ROWS.toLocaleString('en')} rows`, `&cursor=${deepCursor}`),
    list('by name', '&sort=name'),
    list('by last order', '&sort=lastOrder'),
    filtered('of one source', { source: 'store' }),
    filtered('of a region', { region: '西藏' }),
    filtered('prospects', { status: 'prospect' }),
    filtered('hobby = 网球', { attributes: { hobbies: ['网球'] } }),
    filtered('with fields shown', { fields: ['hobbies', 'gender'] }),
  ];
}

async function measure(kernel: Kernel, size: Size): Promise<void> {
  const platform = createPlatform(kernel);
  const { key } = await platform.access.createApiKey(systemContext('bench'), { name: 'bench', role: 'manager' });
  const app = await createHttpServer({
    kernel,
    routes: platform.routes,
    authenticate: platform.access.authenticate,
    rateLimits: false,
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    const deepCursor = await cursorAfter(platform, Math.min(DEEP_ROWS, Math.floor(size.customers / 2)));
    console.log(`\n${'ms'.padEnd(38)}    p50    p95    p99  within p95 ≤`);
    for (const question of questions(size, deepCursor)) {
      const ask = (n: number) => askHttp(address, key, { question, n });
      await ask(size.rounds);
      report(question.name, question.limitMs, await times(size.rounds, ask));
    }
    await measureProfiles(size, (question, n) => askHttp(address, key, { question, n }));
    await measureService(platform, size);
  } finally {
    await app.close();
  }
}

/** Ways in which the same customer is known: all of them in every sixth of the base. */
const WAYS: readonly { readonly type: string; readonly value: (n: number) => string }[] = [
  { type: 'phone', value: phoneOf },
  { type: 'wechatUnionId', value: (n) => `oUnion${String(n).padStart(10, '0')}` },
  { type: 'memberCard', value: (n) => `VIP${String(n).padStart(8, '0')}` },
  { type: 'account', value: (n) => `u${n}` },
];

/** A caller's number, a WeChat id, a card, a shop account: each opens the same profile, look-up and profile together. */
async function measureProfiles(size: Size, ask: (question: Question, n: number) => Promise<string>): Promise<void> {
  console.log('\nlook-up and profile together, the same person each way');
  const found = new Map<number, Set<string>>();
  for (const { type, value } of WAYS) {
    const open = async (round: number): Promise<void> => {
      const n = ((round * 7919 + 13) % Math.floor(size.customers / 6)) * 6;
      const body = { type, value: value(n), ...(type === 'account' ? { source: 'shop' } : {}) };
      const lookUp = {
        name: type,
        limitMs: 0,
        method: 'POST',
        path: '/api/v1/customers/lookup',
        body: () => body,
      } as const;
      // `as`: what the contract of the look-up promises.
      const { customer } = JSON.parse(await ask(lookUp, n)) as { readonly customer: { readonly id: string } | null };
      const id = customer?.id ?? 'nobody';
      await ask({ ...lookUp, method: 'GET', path: `/api/v1/customers/${id}`, body: () => null }, n);
      found.set(n, (found.get(n) ?? new Set()).add(id));
    };
    await open(size.rounds);
    report(type, LOOKUP_LIMIT_MS, await times(size.rounds, open));
  }
  const apart = [...found.values()].filter((ids) => ids.size !== 1).length;
  console.log(apart === 0 ? 'all four open the same profile' : `NOT the same profile for ${apart} customers`);
  process.exitCode = apart === 0 ? process.exitCode : 1;
}

/** The same without HTTP, authentication and JSON: what the database and the service take. */
async function measureService(platform: Platform, size: Size): Promise<void> {
  const context = systemContext('bench');
  const { search } = platform.customers;
  console.log('\nwithout HTTP');
  const lookUp = (n: number) =>
    search.lookup(context, { type: 'phone', value: phoneOf((n * 7919 + 13) % size.customers) });
  report('look-up by phone', LOOKUP_LIMIT_MS, await times(size.rounds, lookUp));
  const zs = () => search.search(context, 'zs', { limit: 50, sort: 'newest' });
  report('search zs (initials)', SEARCH_LIMIT_MS, await times(size.rounds, zs));
  const first = () => search.list(context, { limit: 50, sort: 'newest' }, { inAddress: true });
  report('list first page', SEARCH_LIMIT_MS, await times(size.rounds, first));
}

async function cursorAfter(platform: Platform, rows: number): Promise<string> {
  const context = systemContext('bench');
  let cursor: string | undefined;
  for (let seen = 0; seen < rows; seen += 200) {
    const page = await platform.customers.search.list(
      context,
      { limit: 200, sort: 'newest', cursor },
      { inAddress: true },
    );
    cursor = page.nextCursor ?? undefined;
  }
  return cursor ?? '';
}

async function askHttp(
  address: string,
  key: string,
  { question, n }: { readonly question: Question; readonly n: number },
): Promise<string> {
  const body = question.body(n);
  const reply = await fetch(
    `${address}${question.path}${question.query === undefined ? '' : `?${question.query(n)}`}`,
    {
      method: question.method,
      headers: { authorization: `Bearer ${key}`, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    },
  );
  const text = await reply.text();
  if (!reply.ok) {
    throw new Error(`${question.name}: ${reply.status} ${text}`);
  }
  return text;
}

async function times(rounds: number, ask: (n: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const startedMs = performance.now();
    await ask(n);
    taken.push(performance.now() - startedMs);
  }
  return taken.toSorted((a, b) => a - b);
}

function report(name: string, limitMs: number, sorted: readonly number[]): void {
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const shown = [0.5, 0.95, 0.99].map((share) => at(share).toFixed(1).padStart(7)).join('');
  console.log(`${name.padEnd(38)}${shown}  ${at(0.95) <= limitMs ? 'yes' : 'NO '}    ${limitMs}`);
}
