import { z } from 'zod';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { notFound } from '#kernel/errors.ts';
import type { EventReader, StoredEvent } from '#kernel/events/log.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { FILL_JOB } from '../catch-up/service.ts';
import { startFill } from '../catch-up/store.ts';
import { PROFILES_CHANGED } from '../condition-facts/changed.ts';
import { BASIC_FIELDS, isBasicKey } from '../fields/basic.ts';
import type { Fields } from '../fields/service.ts';
import type { Profiles } from '../profile/service.ts';
import type { SourceNames } from '../values/service.ts';
import { FAULT_INFO, QUALITY_FAULTS } from './faults.ts';
import { monthsBefore } from './months.ts';
import type { CustomerQuality, QualityOverview } from './schema.ts';
import { fingerprintOf, type QualityFormula, type ReadSetting, readFormula } from './settings.ts';
import * as store from './store.ts';

export const QUALITY_JOB = 'customers.work_out_quality';
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Customers in one transaction. */
const PART = 5000;
const STALE_MONTHS = [6, 12, 24, 36] as const;
const BANDS = 10;
/** Larger bases are counted once a minute. */
const COUNTED_EACH_TIME = 10_000;
const KEPT_MS = 60_000;

export interface Quality {
  overview(context: Context): Promise<QualityOverview>;
  of(context: Context, customerId: string): Promise<CustomerQuality>;
  /** Everybody anew, in the worker. */
  recompute(tx: Tx, context: Context): Promise<void>;
  /** Name keys and places of everybody, then the scores. */
  normalise(tx: Tx, context: Context): Promise<void>;
  /** These customers at once, in the caller's transaction. */
  refresh(tx: Tx, customerIds: readonly string[]): Promise<void>;
  /** The job: goes on where a changed formula is being applied, then whose freshness falls. */
  work(context: Context, options?: { readonly signal?: AbortSignal }): Promise<void>;
  readonly reader: EventReader;
}

export interface QualityNeeds {
  readonly kernel: Kernel;
  readonly setting: ReadSetting<Db | Tx>;
  readonly fields: Pick<Fields, 'list'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
  readonly sourceNames: SourceNames;
}

const MANAGE = 'quality.manage';

/** How good the data about customers is: a row beside each, kept by the events of profiles and by a walk over all. */
export function createQuality(needs: QualityNeeds): Quality {
  const { kernel, setting } = needs;
  const computing = async (tx: Tx): Promise<store.Computing> => ({
    formula: await readFormula(setting, tx),
    now: kernel.clock.now(),
  });
  return {
    overview: createOverview(needs),
    of: (context, customerId) => ofCustomer(needs, context, customerId),
    recompute: async (tx, context) => {
      requirePermission(context, MANAGE);
      await restart(needs, tx);
      await kernel.jobs.add(tx, context, QUALITY_JOB, {}, { key: QUALITY_JOB });
    },
    normalise: async (tx, context) => {
      requirePermission(context, MANAGE);
      await startFill(tx);
      await kernel.jobs.add(tx, context, FILL_JOB, {}, { key: FILL_JOB });
    },
    refresh: async (tx, customerIds) => store.computeFor(tx, customerIds, await computing(tx)),
    work: async (context, { signal } = {}) => {
      const { db } = kernel.postgres;
      const formula = fingerprintOf(await readFormula(setting, db));
      const run = await store.findRun(db);
      if (run?.formula !== formula) {
        await kernel.transaction(context, (tx) => restart(needs, tx));
      }
      while (await kernel.transaction(context, async (tx) => walk(tx, await computing(tx)))) {
        signal?.throwIfAborted();
      }
      while (await kernel.transaction(context, async (tx) => fall(tx, await computing(tx)))) {
        signal?.throwIfAborted();
      }
    },
    reader: {
      name: 'customers.quality',
      types: [PROFILES_CHANGED, 'customers.customers_merged', 'customers.customers_parted'],
      batchSize: 50,
      timeoutSeconds: 300,
      handle: async (events, tx) => {
        const { ids, ranges } = concerned(events);
        const by = await computing(tx);
        await store.computeFor(tx, ids, by);
        for (const range of ranges) {
          await store.computeBetween(tx, range, by);
        }
      },
    },
  };
}

async function restart({ kernel, setting }: QualityNeeds, tx: Tx): Promise<void> {
  await store.lockRun(tx);
  const formula = fingerprintOf(await readFormula(setting, tx));
  await store.saveRun(tx, { formula, afterId: NOBODY }, kernel.clock.now());
}

/** One part of the walk over everybody; false when it is over. */
async function walk(tx: Tx, computing: store.Computing): Promise<boolean> {
  const run = await store.lockRun(tx);
  if (run === null || run.afterId === null) {
    return false;
  }
  const lastId = await store.endOfPart(tx, run.afterId, PART);
  if (lastId !== null) {
    await store.computeBetween(tx, { firstId: run.afterId, lastId }, computing);
  }
  await store.saveRun(tx, { ...run, afterId: lastId }, computing.now);
  return lastId !== null;
}

/** Those whose last word has become too old, part by part. */
async function fall(tx: Tx, computing: store.Computing): Promise<boolean> {
  const ids = await store.dueCustomers(tx, computing.now, PART);
  await store.computeFor(tx, ids, computing);
  return ids.length === PART;
}

const range = z.object({ firstId: z.uuid(), lastId: z.uuid() });
const list = z.object({ customerIds: z.array(z.uuid()) });
const merge = z.object({ from: z.uuid(), to: z.uuid() });
const parted = z.object({ from: z.uuid(), customerIds: z.array(z.uuid()) });

function concerned(events: readonly StoredEvent[]): {
  readonly ids: readonly string[];
  readonly ranges: readonly z.output<typeof range>[];
} {
  const ids = new Set<string>();
  const ranges: z.output<typeof range>[] = [];
  for (const { data } of events) {
    const told = z.union([range, parted, list, merge]).parse(data);
    if ('firstId' in told) {
      ranges.push(told);
    } else if ('to' in told) {
      ids.add(told.from).add(told.to);
    } else {
      told.customerIds.forEach((id) => ids.add(id));
      if ('from' in told) {
        ids.add(told.from);
      }
    }
  }
  return { ids: [...ids], ranges };
}

type LabelOf = (key: string) => Text;

async function labels({ kernel, fields }: QualityNeeds): Promise<LabelOf> {
  const known = new Map((await fields.list(kernel.postgres.db)).map(({ key, label }) => [key, label]));
  return (key) => (isBasicKey(key) ? BASIC_FIELDS[key].label : known.get(key)) ?? { 'zh-CN': key, en: key };
}

function presentFormula({ weights, parts, freshMonths }: QualityFormula, labelOf: LabelOf): QualityOverview['formula'] {
  return {
    weights: Object.entries(weights)
      .map(([key, weight]) => ({ key, label: labelOf(key), weight }))
      .toSorted((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1)),
    parts,
    freshMonths,
  };
}

async function ofCustomer(needs: QualityNeeds, context: Context, customerId: string): Promise<CustomerQuality> {
  const { kernel, setting, profiles } = needs;
  const { db } = kernel.postgres;
  requirePermission(context, 'customers.read');
  await profiles.requireVisible(context, customerId);
  // Somebody who has just been created is worked out at once, so that the page never waits for the worker.
  const row =
    (await store.findQuality(db, customerId)) ??
    (await kernel.transaction(context, async (tx) => {
      await store.computeFor(tx, [customerId], { formula: await readFormula(setting, tx), now: kernel.clock.now() });
      return store.findQuality(tx, customerId);
    }));
  if (row === undefined) {
    throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
  }
  const formula = presentFormula(await readFormula(setting), await labels(needs));
  const weighted = formula.weights.filter(({ weight }) => weight > 0);
  const lacking = new Set(
    await store.lackingFields(
      db,
      customerId,
      weighted.map(({ key }) => key),
    ),
  );
  const { faults, heardAt, computedAt, ...scores } = row;
  return {
    ...scores,
    heardAt: heardAt.toISOString(),
    computedAt: computedAt.toISOString(),
    faults: faults.map((fault) => ({ fault, ...FAULT_INFO[fault] })),
    missing: weighted.filter(({ key }) => lacking.has(key)),
    formula,
  };
}

/** The overview, of large bases at most a minute old. */
function createOverview(needs: QualityNeeds): Quality['overview'] {
  const kept = new Map<string, { readonly overview: QualityOverview; readonly at: number }>();
  return async (context) => {
    requirePermission(context, 'customers.read');
    const can = { manage: may(context.actor, MANAGE) };
    const key = JSON.stringify(context.actor.scopeIds);
    const now = needs.kernel.clock.now().getTime();
    const known = kept.get(key);
    if (known !== undefined && now - known.at < KEPT_MS && now >= known.at) {
      return { ...known.overview, can };
    }
    const overview = await makeOverview(needs, context);
    kept.clear();
    if (overview.customers > COUNTED_EACH_TIME) {
      kept.set(key, { overview, at: now });
    }
    return { ...overview, can };
  };
}

async function makeOverview(needs: QualityNeeds, context: Context): Promise<QualityOverview> {
  const { kernel, setting, sourceNames } = needs;
  const { db } = kernel.postgres;
  const { scopeIds } = context.actor;
  const now = kernel.clock.now();
  const formula = await readFormula(setting);
  const instants = STALE_MONTHS.map((months) => monthsBefore(now, months));
  const [spread, run] = await Promise.all([store.spreadOf(db, scopeIds, instants), store.findRun(db)]);
  const names = await sourceNames(
    db,
    spread.sources.map(({ source }) => source),
  );
  const inBand = new Map(spread.bands.map(({ band, customers }) => [band, customers]));
  const ofFault = new Map(spread.faults.map(({ fault, customers }) => [fault, customers]));
  return {
    customers: spread.customers,
    average: spread.average,
    bands: Array.from({ length: BANDS }, (_, band) => ({
      min: band * BANDS,
      max: band === BANDS - 1 ? 100 : band * BANDS + BANDS - 1,
      customers: inBand.get(band) ?? 0,
    })),
    faults: QUALITY_FAULTS.map((fault) => ({ fault, ...FAULT_INFO[fault], customers: ofFault.get(fault) ?? 0 })),
    sources: spread.sources.map(({ source, ...rest }) => ({
      source,
      label: names.get(source)?.label ?? { 'zh-CN': source, en: source },
      ...rest,
    })),
    stale: STALE_MONTHS.map((months, at) => ({
      months,
      before: (instants[at] ?? now).toISOString(),
      customers: spread.stale[at] ?? 0,
    })),
    formula: presentFormula(formula, await labels(needs)),
    applying: run === null || run.afterId === null || scopeIds !== null ? null : await store.countUpTo(db, run.afterId),
    asOf: now.toISOString(),
    can: { manage: false },
  };
}
