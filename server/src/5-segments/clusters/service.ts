import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission, systemContext } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { RULE_VERSION, type Rule } from '#kernel/pure/rules/tree.ts';
import type { CatalogueSource } from '#kernel/rules/catalogues.ts';
import { CLOSED } from '#kernel/rules/catalogues.ts';
import { countRules, type LookupSource, type RuleEngine } from '#kernel/rules/engine.ts';
import { type Askings, requireAllScopes } from '../asking/service.ts';
import type { Profiling } from '../profile/service.ts';
import { type Chosen, chooseClusters, RESTARTS, SEED } from './choose.ts';
import { CLUSTERINGS, clusterKey } from './condition-facts.ts';
import { FEATURES, type Feature, type Raw } from './features.ts';
import { pointOf, scaleOf } from './scale.ts';
import type { Cluster, Clustering } from './schema.ts';
import * as store from './store.ts';
import { nameOf } from './words.ts';

export const CLUSTER_JOB = 'segments.cluster';
const NOUN = { 'zh-CN': '聚类', en: 'clustering' } as const;
/** More would hardly move the centres. */
const SAMPLE = 5000;
/** Fewer buyers are looked at one by one rather than grouped. */
const FEWEST_BUYERS = 20;
/** What sets a cluster apart beside how its people buy: nothing that one is the more in the more one buys. */
const TRAITS = ['gender', 'age', 'cityTier', 'region', 'source'] as const;
const DIFFERENCES = 5;
const BUYERS: Rule = { v: RULE_VERSION, all: [{ is: 'orders.count', count: { min: 1 } }] };

export interface ClusterParts {
  readonly kernel: Pick<Kernel, 'postgres' | 'olap' | 'clock' | 'jobs'>;
  readonly engine: RuleEngine;
  readonly askings: Askings;
  readonly profiling: Profiling;
}

export interface NewClustering {
  readonly name: string;
  readonly asOf?: string | undefined;
  readonly minClusters: number;
  readonly maxClusters: number;
}

export type Clusterings = ReturnType<typeof createClusterings>;

/** Groups of customers who buy alike, found by the data (聚类). */
export function createClusterings(parts: ClusterParts) {
  const { kernel, askings } = parts;
  const { db } = kernel.postgres;
  return {
    list: async (context: Context) => {
      authorise(context, 'segments.read');
      return { items: (await store.listClusterings(db)).map(present) };
    },
    get: async (context: Context, id: string) => {
      authorise(context, 'segments.read');
      return present(await requireRow(db, id));
    },
    start: async (tx: Tx, context: Context, given: NewClustering): Promise<Clustering> => {
      authorise(context, 'segments.write');
      const { date, currency } = await askings.asOf(tx, given.asOf);
      const { actor } = context;
      const row: store.ClusteringRow = {
        id: newId(),
        name: given.name,
        state: 'queued',
        asOf: date,
        currency,
        parameters: {
          features: [...FEATURES],
          minClusters: given.minClusters,
          maxClusters: given.maxClusters,
          seed: SEED,
          restarts: RESTARTS,
          sample: SAMPLE,
        },
        result: null,
        error: null,
        actorKind: actor.kind,
        actorId: actor.id,
        actorName: actor.name,
        createdAt: kernel.clock.now(),
        finishedAt: null,
        tookMs: null,
      };
      await store.insertClustering(tx, row);
      await kernel.jobs.add(tx, context, CLUSTER_JOB, { id: row.id });
      return present(row);
    },
    run: (_: Context, id: string) => run(parts, id),
  };
}

function authorise(context: Context, permission: string): void {
  requirePermission(context, permission);
  requireAllScopes(context);
}

async function requireRow(reader: Db | Tx, id: string): Promise<store.ClusteringRow> {
  const row = await store.selectClustering(reader, id);
  if (row === null) {
    throw notFound(NOUN, id);
  }
  return row;
}

/** Works a clustering out and writes down how it ended. Throws what nobody foresaw, after writing that down too. */
async function run(parts: ClusterParts, id: string): Promise<void> {
  const { postgres, clock } = parts.kernel;
  const row = await requireRow(postgres.db, id);
  if (row.state === 'done' || row.state === 'failed') {
    return;
  }
  const startedMs = performance.now();
  const end = (state: 'done' | 'failed', result: store.StoredResult | null, error: string | null): Promise<void> =>
    store.updateClustering(postgres.db, id, {
      state,
      result,
      error,
      finishedAt: clock.now(),
      tookMs: Math.round(performance.now() - startedMs),
    });
  try {
    const found = await learn(parts, row);
    if (found === null) {
      await end('failed', null, 'too_few_buyers');
      return;
    }
    // Rules that name its clusters are asked while they are described.
    const unfinished = { state: 'running', result: found, error: null, finishedAt: null, tookMs: null } as const;
    await store.updateClustering(postgres.db, id, unfinished);
    await end('done', { ...found, clusters: await describe(parts, row, found.clusters) }, null);
  } catch (error) {
    await end('failed', null, error instanceof AppError ? error.code : 'internal_error');
    throw error;
  }
}

/** The clusters of a sample; null where too few bought, or all alike. */
async function learn(
  { kernel, engine, askings }: ClusterParts,
  row: store.ClusteringRow,
): Promise<store.StoredResult | null> {
  const { db } = kernel.postgres;
  const asking = await engine.prepare(db, [], await askings.asOf(db, row.asOf));
  const compiled = engine.compile([], { asking, extra: store.FEATURE_COLUMNS });
  const { sample: most, minClusters, maxClusters } = row.parameters;
  const sample = await store.sampleBuyers(kernel.olap, compiled, { date: row.asOf, currency: row.currency, most });
  const scale = scaleOf(sample);
  const points = sample.map((raw) => pointOf(raw, scale));
  const enough = sample.length >= FEWEST_BUYERS;
  const chosen = enough ? chooseClusters(points, { min: minClusters, max: maxClusters }) : null;
  if (chosen === null) {
    return null;
  }
  const groups = groupsOf(sample, chosen);
  return {
    sampled: sample.length,
    k: chosen.k,
    silhouette: chosen.silhouette,
    inertia: chosen.inertia,
    tried: [...chosen.tried],
    scale,
    centres: groups.map(({ centre }) => centre),
    clusters: groups.map(({ centre, medians }, place) => ({
      number: place + 1,
      name: nameOf(centre),
      customers: 0,
      medians,
      differences: [],
      rule: ruleOf(row.id, place + 1),
    })),
  };
}

/** Who spends most comes first, so that numbers mean something. */
function groupsOf(sample: readonly Raw[], { centres, labels }: Chosen) {
  return centres
    .map((centre, label) => {
      const own = sample.filter((_, at) => labels[at] === label);
      return { centre, medians: mediansOf(own) };
    })
    .toSorted((a, b) => b.medians.net - a.medians.net || a.medians.recency - b.medians.recency);
}

function mediansOf(rows: readonly Raw[]): Readonly<Record<Feature, number>> & Cluster['medians'] {
  const median = (feature: Feature): number =>
    rows.map((row) => row[feature]).toSorted((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0;
  return { recency: median('recency'), purchases: median('purchases'), net: median('net'), breadth: median('breadth') };
}

function ruleOf(id: string, number: number): Rule {
  return { v: RULE_VERSION, all: [{ is: 'segment.cluster', clusters: [clusterKey.write(id, number)] }] };
}

/** How many are in each, and what sets them apart from all buyers beside how they buy. */
async function describe(
  { kernel, engine, askings, profiling }: ClusterParts,
  { id, asOf: date }: store.ClusteringRow,
  clusters: readonly Cluster[],
): Promise<Cluster[]> {
  const { db } = kernel.postgres;
  const rules = clusters.map(({ number }) => ruleOf(id, number));
  const asking = await engine.prepare(db, rules, await askings.asOf(db, date));
  const { counts } = await countRules(kernel.olap, engine.compile(rules, { asking }));
  const described: Cluster[] = [];
  for (const [place, cluster] of clusters.entries()) {
    const question = { rule: rules[place], against: BUYERS, asOf: date, traits: TRAITS };
    const { differences = [], traits } = await profiling.describe(systemContext(CLUSTER_JOB), question);
    described.push({
      ...cluster,
      customers: counts[place] ?? 0,
      differences: differences.slice(0, DIFFERENCES).flatMap(({ trait, value }) => {
        const of = traits.find(({ name }) => name === trait);
        const part = of?.parts.find((one) => one.value === value);
        return of === undefined || part === undefined
          ? []
          : [{ trait, label: of.label, value: part.label, lift: part.base?.lift ?? null }];
      }),
    });
  }
  return described;
}

function present({ result, actorName, createdAt, finishedAt, ...row }: store.ClusteringRow): Clustering {
  const { id, name, state, asOf, currency, parameters, error, tookMs } = row;
  const shown = state === 'done' ? result : null;
  return {
    id,
    name,
    state,
    asOf,
    currency,
    parameters,
    result:
      shown === null
        ? null
        : {
            sampled: shown.sampled,
            k: shown.k,
            silhouette: shown.silhouette,
            tried: shown.tried,
            clusters: shown.clusters,
          },
    error,
    by: actorName,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    tookMs,
  };
}

/** By what the condition places customers. */
export const clusteringsLookup: LookupSource = { name: CLUSTERINGS, find: (db, keys) => store.placingsOf(db, keys) };

/** Every cluster of every clustering that is done. */
export const clusterCatalogue: CatalogueSource = {
  name: 'segments.clusters',
  closed: CLOSED,
  entries: async (db, { values, names, text, limit }) => {
    const rows = await store.listClusterings(db);
    const part = text?.toLowerCase();
    return rows
      .flatMap(({ id, name, state, result }) =>
        (result?.clusters ?? [])
          // Its own description asks for it while it is still running.
          .filter(() => state === 'done' || values !== undefined)
          .map((cluster) => ({
            value: clusterKey.write(id, cluster.number),
            label: {
              'zh-CN': `${name} ${cluster.number}：${cluster.name['zh-CN']}`,
              en: `${name} ${cluster.number}: ${cluster.name.en}`,
            },
          })),
      )
      .filter(({ value, label }) => {
        const said = Object.values(label);
        return (
          (values === undefined || values.includes(value)) &&
          (names === undefined || said.some((each) => names.includes(each))) &&
          (part === undefined || said.some((each) => each.toLowerCase().includes(part)))
        );
      })
      .slice(0, limit);
  },
};
