import { newId } from '#kernel/clock.ts';
import { type Actor, SYSTEM_ACTOR } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays } from '#kernel/pure/dates.ts';
import type { ComputedByModel, LearnedScoring, ScoreAsking, ScoreKind, UnitPrice } from '../kind.ts';
import { findKind, SCORE_KINDS } from '../kinds.ts';
import { resultOf } from '../log/result.ts';
import * as log from '../log/store.ts';
import { keptRuns } from '../values/kept.ts';
import type { ScoreQuality } from '../values/schema.ts';
import * as store from '../values/store.ts';

export interface ComputingOptions {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'config' | 'metrics'>;
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  readonly setting: (key: string) => Promise<unknown>;
  /** What every SKU costs and is listed at, at an instant. */
  readonly prices: (at: Date) => Promise<readonly UnitPrice[]>;
  /** The business date that people mean when they name none. */
  readonly usualDate: () => Promise<string>;
}

type By = Pick<Actor, 'kind' | 'id'>;
/** A run, and from how many customers it learned; null where nothing is learned. */
type Computed = store.ScoreRun & { readonly sampled: number | null };

export type Computing = ReturnType<typeof createComputing>;

/** Days held back: what a score said before them is held against what came. */
const HELD_DAYS = 90;
/** A model learns from so many customers at most unless it asks for more: they would hardly move its parameters. */
const SAMPLE = 5000;
/** How each computation went is kept for a year. */
const LOG_KEPT_MS = 365 * 86_400_000;
const SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120];

/** Computes scores over everybody, one run each; safe to be repeated, at any point. */
export function createComputing(options: ComputingOptions) {
  const { kernel, feed } = options;
  const { postgres, olap } = kernel;

  /** Computes one score for a day, unless that has been done with the same facts and figures. */
  const compute = async (name: string, asOf?: string, by: By = SYSTEM_ACTOR): Promise<store.ScoreRun> => {
    const kind = findKind(name);
    if (kind === undefined) {
      throw notFound({ 'zh-CN': '评分', en: 'score' }, name);
    }
    // In this order: a run may know more than its data version says, never less.
    const dataVersion = await feed.dataVersion();
    const { upTo } = await feed.freshness();
    const asking = await askingFor(options, kind, asOf ?? (await options.usualDate()));
    const known = (await store.listRuns(postgres.db, { kinds: [name] })).find((run) =>
      isSame(run, kind, { asking, dataVersion }),
    );
    if (known !== undefined && (await store.countValues(olap, known.id)) === known.customers) {
      return known;
    }
    const run = await logged(options, kind, { by, asking }, () =>
      computeRun(options, kind, { asking, dataVersion, upTo }),
    );
    await forget(options, name);
    return run;
  };
  return {
    compute,
    /** All of them, one after the other. */
    computeAll: async (asOf?: string): Promise<void> => {
      for (const { name } of SCORE_KINDS) {
        await compute(name, asOf);
      }
    },
  };
}

async function askingFor(
  { kernel, setting, prices }: ComputingOptions,
  kind: ScoreKind,
  asOf: string,
): Promise<ScoreAsking> {
  const settings: Record<string, number> = {};
  for (const definition of kind.settings) {
    settings[definition.key] = Number(definition.schema.parse(await setting(definition.key)));
  }
  return {
    asOf,
    zone: kernel.config.timeZone,
    currency: (await store.mainCurrency(kernel.olap, asOf)) ?? 'CNY',
    settings,
    prices: await prices(kernel.clock.now()),
  };
}

function isSame(
  run: store.ScoreRun,
  kind: ScoreKind,
  { asking, dataVersion }: { readonly asking: ScoreAsking; readonly dataVersion: string },
): boolean {
  return (
    run.version === kind.version &&
    run.asOf === asking.asOf &&
    run.currency === asking.currency &&
    run.dataVersion === dataVersion &&
    kind.settings.every(({ key }) => run.settings[key] === asking.settings[key])
  );
}

/** Writes down how a computation ended, also when it failed. */
async function logged(
  { kernel }: ComputingOptions,
  kind: ScoreKind,
  { by, asking }: { readonly by: By; readonly asking: ScoreAsking },
  work: () => Promise<Computed>,
): Promise<store.ScoreRun> {
  const { clock, postgres } = kernel;
  const startedAt = clock.now();
  const keep = (ended: Pick<log.LogRow, 'outcome' | 'sampled' | 'customers' | 'result' | 'error'>): Promise<void> =>
    log.insertLog(postgres.db, {
      ...ended,
      id: newId(),
      kind: kind.name,
      version: kind.version,
      asOf: asking.asOf,
      startedAt,
      finishedAt: clock.now(),
      actorKind: by.kind,
      actorId: by.id,
      settings: asking.settings,
    });
  await log.dropOldLog(postgres.db, new Date(startedAt.getTime() - LOG_KEPT_MS));
  try {
    const { sampled, ...run } = await work();
    const { customers, quality } = run;
    await keep({ outcome: 'done', sampled, customers, result: resultOf(quality), error: null });
    return run;
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'internal_error';
    await keep({ outcome: 'failed', sampled: null, customers: 0, result: null, error: code });
    throw error;
  }
}

interface RunRequest {
  readonly asking: ScoreAsking;
  readonly dataVersion: string;
  readonly upTo: Date | null;
}

async function computeRun(
  options: ComputingOptions,
  kind: ScoreKind,
  { asking, dataVersion, upTo }: RunRequest,
): Promise<Computed> {
  const { postgres, olap, clock, metrics } = options.kernel;
  const startedMs = performance.now();
  const id = newId();
  const learned = await fill(options, kind, { run: id, asking });
  const model = learned?.report ?? null;
  const chance = learned?.chance ?? null;
  const { bands, deciles } = await store.measureValues(olap, id);
  // A model of chances has held itself against the time after it already, over more than these days.
  const held = chance === null ? await holdBack(options, kind, asking) : null;
  const tookMs = Math.round(performance.now() - startedMs);
  metrics
    .histogram('zhike_score_run_seconds', 'Time of computing one score for everybody', ['kind'], SECONDS)
    .observe({ kind: kind.name }, tookMs / 1000);
  const run: store.ScoreRun = {
    id,
    kind: kind.name,
    version: kind.version,
    asOf: asking.asOf,
    currency: asking.currency,
    settings: asking.settings,
    dataVersion,
    upTo,
    customers: bands.reduce((sum, { customers }) => sum + customers, 0),
    bands,
    deciles,
    quality: [held, model, chance].every((part) => part === null) ? null : { held, model, chance },
    tookMs,
    computedAt: clock.now(),
  };
  await store.insertRun(postgres.db, run);
  return { ...run, sampled: learned?.sampled ?? null };
}

interface Place {
  readonly run: string;
  readonly asking: ScoreAsking;
}

type Learned = Omit<LearnedScoring, 'score'> & { readonly sampled: number };

/** Writes the values of a run; says what a model learned and from how many, where one did. */
async function fill({ kernel }: ComputingOptions, kind: ScoreKind, { run, asking }: Place): Promise<Learned | null> {
  const { computing } = kind;
  if (computing.by === 'sql') {
    await store.computeValues(kernel.olap, run, computing.sql(asking));
    return null;
  }
  return fillByModel(kernel, computing, { run, asking });
}

async function fillByModel(
  { olap }: ComputingOptions['kernel'],
  computing: ComputedByModel,
  { run, asking }: Place,
): Promise<Learned> {
  const asked = computing.sql(asking);
  const sample = await store.sampleRows(olap, asked, computing.sample ?? SAMPLE);
  const learned = computing.learn(sample, asking);
  async function* values(): AsyncGenerator<store.NewValue> {
    for await (const rows of store.streamRows(olap, asked)) {
      for (const row of rows) {
        const value = learned.score(row);
        if (value !== null) {
          yield { customer_id: String(row['customer_id']), ...value };
        }
      }
    }
  }
  await store.insertValues(olap, run, values());
  return { ...learned, sampled: sample.length };
}

/** The score as it was some weeks ago, and what those did since; null where nobody was there yet. */
async function holdBack(
  options: ComputingOptions,
  kind: ScoreKind,
  asking: ScoreAsking,
): Promise<ScoreQuality['held']> {
  const { olap } = options.kernel;
  const asOf = addDays(asking.asOf, -HELD_DAYS);
  const run = newId();
  await fill(options, kind, { run, asking: { ...asking, asOf } });
  const { bands, auc } = await store.followUp(olap, { run, from: asOf, to: asking.asOf, currency: asking.currency });
  if (bands.length === 0) {
    return null;
  }
  await store.dropValues(olap, run);
  return { asOf, days: HELD_DAYS, bands, auc };
}

/** Old runs go, and what computations that broke off left behind. */
async function forget({ kernel }: ComputingOptions, name: string): Promise<void> {
  const { postgres, olap } = kernel;
  const runs = await store.listRuns(postgres.db, { kinds: [name] });
  const kept = keptRuns(runs);
  const old = runs.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  await store.deleteRuns(postgres.db, old);
  const all = await store.listRuns(postgres.db, { kinds: SCORE_KINDS.map((kind) => kind.name) });
  for (const id of [
    ...old,
    ...(await store.findStrays(
      olap,
      all.map((run) => run.id),
    )),
  ]) {
    await store.dropValues(olap, id);
  }
}
