import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel } from '#kernel/module.ts';
import { decodeCursor, encodeCursor } from '#kernel/pure/cursor.ts';
import type { Text } from '#kernel/pure/text.ts';
import { bandKey } from '../../class-strategies/band-rule.ts';
import type { ClassStrategies } from '../../class-strategies/service.ts';
import { MINOR } from '../figures.ts';
import type { ScoreKind } from '../kind.ts';
import { findKind, SCORE_KINDS } from '../kinds.ts';
import { authoriseScores, type CustomerName } from '../rfm/service.ts';
import * as store from './store.ts';

export const COMPUTE_JOB = 'segments.compute_score';
/** One computation at a time, over all processes: each may take much of the engine's memory. */
export const COMPUTE_QUEUE = 'segments.scores';

/** What other modules know that makes a score of somebody plainer; it is said with the reasons and counts for nothing. */
export interface ReasonSource {
  readonly kind: string;
  of(customerId: string): Promise<
    readonly {
      readonly key: string;
      readonly label: Text;
      readonly unit: ScoreKind['unit'];
      readonly value: number | null;
      readonly effect: null;
    }[]
  >;
}

export interface ScoresOptions {
  readonly reasonSources?: readonly ReasonSource[];
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'jobs' | 'transaction'>;
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  readonly setting: (key: string) => Promise<unknown>;
  readonly feed: Pick<Feed, 'dataVersion'>;
  /** What is done for the classes. */
  readonly strategies: Pick<ClassStrategies, 'running'>;
}

export type Scores = ReturnType<typeof createScores>;

const NOUN = { 'zh-CN': '评分', en: 'score' } as const;
/** What scores are crossed with unless another one is asked for. */
const USUAL_OTHER = 'lifecycle';
const SECOND_OTHER = 'abc-profit';

/** The scores of customers as people see them; computing them is work for the worker. */
export function createScores(options: ScoresOptions) {
  const { kernel } = options;
  return {
    list: async (context: Context) => {
      authoriseScores(context);
      const runs = await newestRuns(options);
      await askForMissing(options, context, runs);
      return { items: SCORE_KINDS.map((kind) => presentKind(kind, runs)) };
    },
    get: (context: Context, name: string, against?: string) => getScore(options, context, { name, against }),
    customers: (context: Context, name: string, question: ListQuestion) =>
      listCustomers(options, context, { name, ...question }),
    ofCustomer: (context: Context, customerId: string) => ofCustomer(options, context, customerId),
    /** The newest computation of a score, for modules that count over it; null before the first one. */
    newest: async (name: string): Promise<store.ScoreRun | null> => newestOf(options, name),
    /** What a score says of one customer now, for modules that act on it: whoever calls it says who may know. */
    bandOf: async (name: string, customerId: string): Promise<string | null> => {
      const run = await newestOf(options, name);
      const found = run === null ? [] : await store.findValues(kernel.olap, [run.id], [customerId]);
      return found[0]?.band ?? null;
    },
    requestCompute: async (tx: Tx, context: Context, name: string) => {
      requirePermission(context, 'segments.write');
      authoriseScores(context);
      const kind = requireKind(name);
      await askFor(kernel, tx, context, kind.name);
      return { queued: true };
    },
  };
}

/** Puts a score on the list of what the worker computes; once however often it is asked for. */
export async function askFor({ jobs }: Pick<Kernel, 'jobs'>, tx: Tx, context: Context, kind: string): Promise<void> {
  await jobs.add(tx, context, COMPUTE_JOB, { kind }, { key: `${COMPUTE_JOB}:${kind}`, queue: COMPUTE_QUEUE });
}

function requireKind(name: string): ScoreKind {
  const kind = findKind(name);
  if (kind === undefined) {
    throw notFound(NOUN, name);
  }
  return kind;
}

/** The newest run of one score. */
async function newestOf(options: ScoresOptions, name: string): Promise<store.ScoreRun | null> {
  return (await newestRuns(options, [name, 'lifecycle'])).get(name)?.run ?? null;
}

/** The newest run of each score and the one before, of an earlier day. */
type Runs = ReadonlyMap<string, { readonly run: store.ScoreRun; readonly before: store.ScoreRun | null }>;

async function newestRuns(
  { kernel, feed }: ScoresOptions,
  kinds: readonly string[] = SCORE_KINDS.map(({ name }) => name),
): Promise<Runs> {
  const all = await store.listRuns(kernel.postgres.db, { kinds });
  const everybody = all.find(({ kind }) => kind === 'lifecycle');
  const dataVersion = await feed.dataVersion();
  const known = all.filter((run) => !isFromEmpty(run, { everybody, dataVersion }));
  return new Map(
    [...Map.groupBy(known, ({ kind }) => kind)].flatMap(([kind, [run, ...older]]) =>
      run === undefined ? [] : [[kind, { run, before: older.find(({ asOf }) => asOf < run.asOf) ?? null }] as const],
    ),
  );
}

/** It found nobody, and there are people by now: what was computed for a shop without data is no score. */
function isFromEmpty(
  { customers, computedAt, dataVersion: own }: store.ScoreRun,
  { everybody, dataVersion }: { readonly everybody: store.ScoreRun | undefined; readonly dataVersion: string },
): boolean {
  if (customers > 0 || everybody === undefined) {
    return false;
  }
  if (everybody.customers === 0) {
    return everybody.dataVersion !== dataVersion;
  }
  // With the same facts before it, it would find nobody again.
  return computedAt < everybody.computedAt && own !== everybody.dataVersion;
}

/** Scores that nobody has ever computed are asked for by who first looks at them. */
async function askForMissing({ kernel }: ScoresOptions, context: Context, runs: Runs): Promise<void> {
  const missing = SCORE_KINDS.filter(({ name }) => !runs.has(name));
  if (missing.length > 0) {
    await kernel.transaction(context, async (tx) => {
      for (const { name } of missing) {
        await askFor(kernel, tx, context, name);
      }
    });
  }
}

/** In the order of the kind. */
function inOrder(kind: ScoreKind, bands: store.BandFigures): store.BandFigures {
  return kind.bands.map(({ key }) => bands.find(({ band }) => band === key) ?? { band: key, customers: 0, value: 0 });
}

function presentKind(kind: ScoreKind, runs: Runs) {
  const found = runs.get(kind.name);
  return {
    kind: kind.name,
    version: kind.version,
    label: kind.label,
    note: kind.note,
    unit: kind.unit,
    bands: kind.bands.map(({ key, label, note }) => ({ key, label, note })),
    inputs: kind.inputs.map(({ key, label, unit }) => ({ key, label, unit })),
    run: found === undefined ? null : presentRun(kind, found.run),
    before:
      found === undefined || found.before === null
        ? null
        : { asOf: found.before.asOf, bands: inOrder(kind, found.before.bands) },
  };
}

function presentRun(kind: ScoreKind, run: store.ScoreRun) {
  const { id, version, asOf, currency, customers, deciles, tookMs } = run;
  return {
    id,
    version,
    asOf,
    currency,
    customers,
    bands: inOrder(kind, run.bands),
    deciles: [...deciles],
    tookMs,
    computedAt: run.computedAt.toISOString(),
    upTo: run.upTo?.toISOString() ?? null,
  };
}

/** The score that another one is crossed with. Throws 400 for one that there is not, and for itself. */
function otherOf(name: string, against?: string): string {
  const other = against ?? (name === USUAL_OTHER ? SECOND_OTHER : USUAL_OTHER);
  if (other === name || findKind(other) === undefined) {
    throw invalidInput([
      {
        field: 'against',
        code: 'score_unknown',
        message: { 'zh-CN': '应为另一种评分', en: 'is the name of another score' },
      },
    ]);
  }
  return other;
}

interface ScoreQuestion {
  readonly name: string;
  readonly against?: string | undefined;
}

async function getScore(options: ScoresOptions, context: Context, { name, against }: ScoreQuestion) {
  authoriseScores(context);
  const kind = requireKind(name);
  const other = otherOf(name, against);
  const runs = await newestRuns(options);
  await askForMissing(options, context, runs);
  const [run, others] = [runs.get(name)?.run, runs.get(other)?.run];
  const cells =
    run === undefined || others === undefined ? [] : await store.crossRuns(options.kernel.olap, run.id, others.id);
  const settings = await Promise.all(
    kind.settings.map(async ({ key, label, unit, note, schema }) => ({
      key,
      label,
      unit,
      note,
      value: Number(schema.parse(await options.setting(key))),
      isMoney: unit === MINOR,
    })),
  );
  return { ...presentKind(kind, runs), quality: run?.quality ?? null, settings, crossed: { against: other, cells } };
}

export interface ListQuestion {
  readonly band?: string | undefined;
  readonly other?: string | undefined;
  readonly against?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

async function listCustomers(
  options: ScoresOptions,
  context: Context,
  { name, band, other, against, cursor, limit }: ListQuestion & { readonly name: string },
) {
  authoriseScores(context);
  requireKind(name);
  const runs = await newestRuns(options);
  const found = runs.get(name);
  const others = runs.get(otherOf(name, against))?.run;
  if (found === undefined || (other !== undefined && others === undefined)) {
    return { items: [], nextCursor: null, total: 0 };
  }
  const { olap } = options.kernel;
  const { items, total } = await store.listValues(olap, {
    run: found.run.id,
    band: band ?? null,
    other: other === undefined || others === undefined ? null : { run: others.id, band: other },
    after: cursor === undefined ? null : placeIn(cursor, found.run.id),
    limit: limit + 1,
  });
  const shown = items.slice(0, limit);
  const ids = shown.map(({ customerId }) => customerId);
  const names = await options.customerNames(ids);
  const before = await previousOf(options, found.before, ids);
  const last = items.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((one) => ({
      customerId: one.customerId,
      name: names.get(one.customerId)?.name ?? null,
      account: names.get(one.customerId)?.account ?? null,
      value: one.value,
      band: one.band,
      previous: before.get(one.customerId)?.value ?? null,
    })),
    nextCursor: last === undefined ? null : encodeCursor([found.run.id, last.value, last.customerId]),
    total,
  };
}

async function previousOf(
  { kernel }: ScoresOptions,
  run: store.ScoreRun | null,
  ids: readonly string[],
): Promise<ReadonlyMap<string, store.StoredValue>> {
  const found = run === null ? [] : await store.findValues(kernel.olap, [run.id], ids);
  return new Map(found.map((one) => [one.customerId, one]));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

function placeIn(cursor: string, run: string): readonly [number, string] {
  const [of, value, customerId] = decodeCursor(cursor) ?? [];
  if (typeof of !== 'string' || typeof value !== 'number' || typeof customerId !== 'string' || !UUID.test(customerId)) {
    throw new AppError('cursor_malformed', 400, {
      message: { 'zh-CN': '游标无效', en: 'The cursor is not one of ours' },
    });
  }
  if (of !== run) {
    throw new AppError('cursor_expired', 410, {
      message: {
        'zh-CN': '评分已重新计算，请从头查看',
        en: 'The score has been computed anew. Start again from its beginning',
      },
    });
  }
  return [value, customerId];
}

async function ofCustomer(options: ScoresOptions, context: Context, customerId: string) {
  authoriseScores(context);
  const runs = await newestRuns(options);
  const wanted = [...runs.values()].flatMap(({ run, before }) => (before === null ? [run.id] : [run.id, before.id]));
  const values = await store.findValues(options.kernel.olap, wanted, [customerId]);
  const byRun = new Map(values.map((one) => [one.runId, one]));
  const strategies = await options.strategies.running(context);
  const more = await moreReasons(options, customerId);
  const items = SCORE_KINDS.flatMap((kind) => {
    const found = runs.get(kind.name);
    const own = found === undefined ? undefined : byRun.get(found.run.id);
    const band = kind.bands.find(({ key }) => key === own?.band);
    if (found === undefined || own === undefined || band === undefined) {
      return [];
    }
    const previous = found.before === null ? undefined : byRun.get(found.before.id);
    return [
      {
        kind: kind.name,
        version: found.run.version,
        label: kind.label,
        unit: kind.unit,
        asOf: found.run.asOf,
        currency: found.run.currency,
        value: own.value,
        band,
        previous:
          found.before === null || previous === undefined
            ? null
            : { asOf: found.before.asOf, value: previous.value, band: previous.band },
        strategy: strategies.get(bandKey({ kind: kind.name, band: band.key })) ?? null,
        reasons: [...reasonsOf(kind, own.inputs), ...(more.get(kind.name) ?? [])],
      },
    ];
  });
  return { items };
}

async function moreReasons({ reasonSources = [] }: ScoresOptions, customerId: string) {
  const found = await Promise.all(reasonSources.map(async ({ kind, of }) => ({ kind, reasons: await of(customerId) })));
  return new Map(
    [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, all]) => [kind, all.flatMap(({ reasons }) => reasons)]),
  );
}

/** What a value was made of: all inputs, or those that the score names as its reasons. */
function reasonsOf(kind: ScoreKind, held: readonly (number | null)[]) {
  const named =
    kind.reasonsIn?.(held) ?? kind.inputs.map((_, place) => ({ place, value: held[place] ?? null, effect: null }));
  return named.flatMap(({ place, value, effect }) => {
    const input = kind.inputs[place];
    return input === undefined ? [] : [{ key: input.key, label: input.label, unit: input.unit, value, effect }];
  });
}
