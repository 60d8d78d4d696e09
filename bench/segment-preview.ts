import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../server/src/0-kernel/boot/open-stores.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { systemContext } from '../server/src/0-kernel/context.ts';
import type { Olap } from '../server/src/0-kernel/db/olap.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import type { RuleNode } from '../server/src/0-kernel/pure/rules/tree.ts';
import { countRules } from '../server/src/0-kernel/rules/engine.ts';
import { createPlatform, type Platform } from '../server/src/wiring.ts';

const AS_OF = '2026-03-01';
const CHUNK = 1_000_000;
const ESTIMATE_LIMIT_MS = 300;
const EXACT_LIMIT_MS = 1000;
const TOGETHER = 40;

interface Size {
  readonly customers: number;
  readonly orders: number;
  readonly events: number;
  readonly rounds: number;
}

/**
 * `npm run bench -- segment-preview [--customers N] [--orders N] [--events N] [--rounds N]`: twenty rules of one to
 * eight conditions over generated analytic tables: the estimate and the exact count, and forty rules counted together.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '1000000' },
      orders: { type: 'string', default: '10000000' },
      events: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const size: Size = {
    customers: Number(values.customers),
    orders: Number(values.orders),
    events: Number(values.events),
    rounds: Number(values.rounds),
  };
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
      await generate(kernel.olap, size);
      await measure(kernel, createPlatform(kernel), size);
    } finally {
      await close();
    }
  } finally {
    await stores.close();
    await rm(dir, { recursive: true, force: true });
  }
}

const CUSTOMER = `toUUID(concat('00000000-0000-7000-9000-', right(leftPad(hex(customer), 12, '0'), 12)))`;

/** People of every age and place, orders of three years with up to four goods each, events of one year. */
async function generate(olap: Olap, { customers, orders, events }: Size): Promise<void> {
  const startedMs = performance.now();
  await inChunks(customers, (first, count) =>
    olap.run({
      sql: `INSERT INTO customers_profiles
        WITH number AS customer, cityHash64(number) AS chance
        SELECT ${CUSTOMER}, ['上海市', '广东省 深圳市', '浙江省 杭州市', '四川省 成都市', '湖北省 宜昌市', '江苏省 苏州市', ''][1 + chance % 7],
          toString(toDate32('1950-01-01') + toIntervalDay(chance % 22000)),
          map('gender', [['female', 'male'][1 + chance % 2]], 'heightCm', [toString(150 + chance % 40)]),
          ['name', 'phone'], if(chance % 5 = 0, ['vip'], []), [['taobao', 'jd', 'store'][1 + chance % 3]], [], 1, 0
        FROM numbers({first:UInt64}, {count:UInt64})`,
      params: { first, count },
      maxSeconds: 600,
    }),
  );
  await inChunks(orders, (first, count) =>
    olap.run({
      sql: `INSERT INTO commerce_orders
        WITH cityHash64(number) AS chance, toUInt64(floor({customers:UInt64} * pow(chance / 18446744073709551616., 3))) AS customer,
          toDateTime64('2023-03-02 00:00:00', 3, 'UTC') + toIntervalSecond(intDiv(number * 94694400, {orders:UInt64})) AS placed,
          toInt64(100 * (10 + cityHash64(number, 2) % 500)) AS fen, cityHash64(number, 3) % 20 = 0 AS refunded
        SELECT toUUID(concat('00000000-0000-7000-8000-', right(leftPad(hex(number), 12, '0'), 12))), ${CUSTOMER}, placed,
          toDate32(placed + toIntervalHour(8)), if(refunded, 'refund', 'sale'),
          if(cityHash64(number, 4) % 50 = 0, 'cancelled', 'completed'), 'CNY', ['taobao', 'jd', 'store'][1 + chance % 3],
          if(refunded, -fen, fen), if(refunded, 0, fen), if(refunded, 0, 1 + number % 4), if(number % 30 = 0, 500, 0),
          number % 40 = 0, arrayMap(i -> concat('sku-', toString(cityHash64(number, i) % 1500)), range(1 + number % 4)), 1, 0
        FROM numbers({first:UInt64}, {count:UInt64})`,
      params: { first, count, customers, orders },
      maxSeconds: 600,
    }),
  );
  await inChunks(events, (first, count) =>
    olap.run({
      sql: `INSERT INTO behaviour_events (event_id, customer_id, at, kind, source, version, is_deleted)
        WITH cityHash64(number, 7) AS chance, chance % {customers:UInt64} AS customer
        SELECT toUUID(concat('00000000-0000-7000-a000-', right(leftPad(hex(number), 12, '0'), 12))), ${CUSTOMER},
          toDateTime64('2025-03-02 00:00:00', 3, 'UTC') + toIntervalSecond(intDiv(number * 31536000, {events:UInt64})),
          ['visit', 'product_view', 'search', 'cart_add'][1 + number % 4], 'site', 1, 0
        FROM numbers({first:UInt64}, {count:UInt64})`,
      params: { first, count, customers, events },
      maxSeconds: 600,
    }),
  );
  for (const table of ['customers_profiles', 'commerce_orders', 'behaviour_events']) {
    await olap.run({ sql: `OPTIMIZE TABLE ${table} FINAL`, maxSeconds: 3600 });
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(`${customers} customers, ${orders} orders, ${events} events in place after ${seconds} s`);
}

async function inChunks(total: number, work: (first: number, count: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < total; first += CHUNK) {
    await work(first, Math.min(CHUNK, total - first));
  }
}

/** What rules are made of here, from the cheapest to ask to the dearest. */
const CONDITIONS: readonly RuleNode[] = [
  { is: 'profile.field', field: 'gender', anyOf: ['female'] },
  { is: 'profile.age', years: { min: 18, max: 35 } },
  { is: 'profile.city_tier', tiers: ['second'] },
  { is: 'orders.count', count: { min: 2 } },
  { is: 'orders.returned_share', percent: { min: 0, max: 0 } },
  { is: 'orders.days_since', days: { min: 60 } },
  { is: 'orders.sum', amount: { min: 100_000 }, window: { lastDays: 365 } },
  { is: 'behaviour.count', kinds: ['product_view'], count: { min: 1 }, window: { lastDays: 90 } },
];

/** Rules of one to eight conditions: the first so many, the last so many, and some in between. */
function twentyRules(): readonly RuleNode[] {
  const rules = CONDITIONS.flatMap((_, index): RuleNode[] => [
    { all: CONDITIONS.slice(0, index + 1) },
    { all: CONDITIONS.slice(CONDITIONS.length - 1 - index) },
  ]);
  const mixed: readonly RuleNode[] = [
    { any: CONDITIONS.slice(1, 4) },
    { all: [{ any: CONDITIONS.slice(0, 2) }, { none: CONDITIONS.slice(5, 7) }] },
    { all: [{ is: 'lifecycle.stage', stages: ['active', 'returned'] }] },
    {
      all: [
        { is: 'profile.source', sources: ['jd'] },
        { is: 'orders.first', window: { lastDays: 365 } },
      ],
    },
  ];
  return [...rules, ...mixed].slice(0, 20);
}

async function measure(kernel: Kernel, { segments }: Platform, { rounds }: Size): Promise<void> {
  const context = systemContext('bench');
  const rules = twentyRules();
  const times: Record<'estimate' | 'exact', number[]> = { estimate: [], exact: [] };
  for (const rule of rules) {
    for (let round = 0; round < rounds; round += 1) {
      const said = { rule: { v: 1, ...rule }, asOf: AS_OF };
      for (const estimate of [true, false]) {
        const startedMs = performance.now();
        await segments.preview.preview(context, { ...said, estimate });
        times[estimate ? 'estimate' : 'exact'].push(performance.now() - startedMs);
      }
    }
  }
  console.log(`${rules.length} rules of one to eight conditions, ${rounds} times each`);
  printRow('estimate', times.estimate, ESTIMATE_LIMIT_MS);
  printRow('exact', times.exact, EXACT_LIMIT_MS);
  const many = Array.from({ length: TOGETHER }, (_, index) => rules[index % rules.length] ?? { all: [] });
  const asking = await segments.rules.prepare(kernel.postgres.db, many, {
    date: AS_OF,
    zone: kernel.config.timeZone,
    currency: 'CNY',
  });
  const compiled = segments.rules.compile(many, { asking });
  const startedMs = performance.now();
  await countRules(kernel.olap, compiled);
  const ms = Math.round(performance.now() - startedMs);
  console.log(`${TOGETHER} rules counted together in ${ms} ms, reading ${compiled.scans} tables`);
}

function printRow(name: string, times: readonly number[], limitMs: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  const verdict = at(0.95) <= limitMs ? 'held' : 'missed';
  console.log(`${name.padEnd(10)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  (bar: p95 ${limitMs} ms, ${verdict})`);
}
