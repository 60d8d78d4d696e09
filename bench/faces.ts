import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { openKernel } from '../server/src/0-kernel/boot/open-kernel.ts';
import { openStores } from '../server/src/0-kernel/boot/open-stores.ts';
import { readConfig } from '../server/src/0-kernel/config/config.ts';
import { createLogger } from '../server/src/0-kernel/logging/logger.ts';
import type { Kernel } from '../server/src/0-kernel/module.ts';
import { RULE_VERSION, type Rule } from '../server/src/0-kernel/pure/rules/tree.ts';
import { expandRule } from '../server/src/5-segments/definitions/expand.ts';
import { createPlatform } from '../server/src/wiring.ts';
import { compareFaces, type Disagreement } from '../server/test/compare-faces.ts';
import { allCustomers, createChance, fillHistories, fillScores } from '../server/test/face-histories.ts';
import { ruleArbitrary } from '../server/test/random-rules.ts';

const ZONES = ['Asia/Shanghai', 'America/New_York'] as const;
const DAYS = ['2024-02-29', '2025-02-28', '2025-03-09', '2025-11-02', '2025-12-31', '2026-03-01'] as const;
const RULES_AT_ONCE = 20;

interface Size {
  readonly cases: number;
  readonly customers: number;
  readonly seed: number;
}

interface Outcome {
  readonly cases: number;
  readonly yes: number;
  readonly differences: readonly Disagreement[];
}

/**
 * `npm run bench -- faces [--cases N] [--customers N] [--seed S]`: random rules over random histories, asked of the
 * analytic store and of PostgreSQL; a case is one rule about one customer. Ends with 1 when any two answers differ.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      cases: { type: 'string', default: '100000' },
      customers: { type: 'string', default: '250' },
      seed: { type: 'string', default: '1' },
    },
  });
  const size = { cases: Number(values.cases), customers: Number(values.customers), seed: Number(values.seed) };
  const startedMs = performance.now();
  const outcomes: Outcome[] = [];
  for (const timeZone of ZONES) {
    const share = { ...size, cases: Math.ceil(size.cases / ZONES.length) };
    const outcome = await inZone(timeZone, (kernel) => askAll(kernel, share));
    outcomes.push(outcome);
    console.log(`${timeZone}: ${outcome.cases} cases, ${outcome.yes} yes, ${outcome.differences.length} differences`);
    for (const difference of outcome.differences.slice(0, 5)) {
      console.log(JSON.stringify(difference));
    }
  }
  const total = outcomes.reduce((sum, { cases }) => sum + cases, 0);
  const wrong = outcomes.reduce((sum, { differences }) => sum + differences.length, 0);
  console.log(`${total} cases, ${wrong} differences, ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

/** A fresh installation of its own for each zone, gone afterwards. */
async function inZone<T>(timeZone: string, work: (kernel: Kernel) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-bench-'));
  // The database's account must be able to enter it when this is run by root.
  await chmod(dir, 0o755);
  const dataDir = path.join(dir, 'data');
  await mkdir(dataDir);
  const config = readConfig({ ZHIKE_DATA: dataDir, ZHIKE_TIME_ZONE: timeZone });
  const stores = await openStores(config, createLogger({ level: 'warn', destination: process.stderr }));
  try {
    const { kernel, close } = await openKernel({ config, stores, log: createLogger({ level: 'silent' }) });
    try {
      return await work(kernel);
    } finally {
      await close();
    }
  } finally {
    await stores.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function askAll(kernel: Kernel, { cases, customers, seed }: Size): Promise<Outcome> {
  const platform = createPlatform(kernel);
  const pools = await fillHistories({ kernel, platform, chance: createChance(seed) }, customers);
  const customerIds = await allCustomers({ kernel });
  await fillScores(platform, DAYS);
  const engine = platform.segments.rules;
  const differences: Disagreement[] = [];
  let asked = 0;
  let yes = 0;
  for (let round = 0; asked < cases; round += 1) {
    const sampled = fc.sample(ruleArbitrary(engine.conditions, pools), { numRuns: RULES_AT_ONCE, seed: seed + round });
    const rules = sampled.map((rule): Rule => ({ v: RULE_VERSION, all: [expandRule(rule, new Map())] }));
    const date = DAYS[round % DAYS.length] ?? DAYS[0];
    const outcome = await compareFaces({ kernel, engine, customerIds }, rules, { date });
    asked += outcome.cases;
    yes += outcome.yes;
    differences.push(...outcome.differences);
  }
  return { cases: asked, yes, differences };
}
