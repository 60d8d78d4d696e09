import type { Staff } from '#access';
import type { Belonging, FactOwner } from '#customers';
import { NBS_TABLE, type TierTable } from '#customers/pure';
import type { ExportKind } from '#intake';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { GuardedFetch } from '#kernel/http/guarded-fetch.ts';
import type { Route } from '#kernel/http/route.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { AnalyticPopulation, AnyCondition } from '#kernel/pure/rules/condition.ts';
import { createRuleEngine, type RuleEngine, type RuleParts } from '#kernel/rules/engine.ts';
import { createDimensions, type SegmentDimensions } from './as-dimensions/service.ts';
import { createAskings } from './asking/service.ts';
import { classStrategyRoutes } from './class-strategies/routes.ts';
import { type ClassStrategyParts, createClassStrategies } from './class-strategies/service.ts';
import { clusterJobs } from './clusters/jobs.ts';
import { clusterRoutes } from './clusters/routes.ts';
import { type ClusterParts, clusterCatalogue, clusteringsLookup, createClusterings } from './clusters/service.ts';
import { inCluster } from './conditions/cluster.ts';
import { enteredSegment } from './conditions/entered.ts';
import { inSegment } from './conditions/in-segment.ts';
import { leftSegment } from './conditions/left.ts';
import { lifecycleStage } from './conditions/lifecycle-stage.ts';
import { onList } from './conditions/on-list.ts';
import { relatedToSegment } from './conditions/related.ts';
import { rfmGroup } from './conditions/rfm-group.ts';
import { rfmScore } from './conditions/rfm-score.ts';
import { scoreBand } from './conditions/score-band.ts';
import { scoreChange } from './conditions/score-change.ts';
import { scoreValue } from './conditions/score-value.ts';
import { segmentRoutes } from './definitions/routes.ts';
import { createDefinitions, type Definitions, segmentCatalogue } from './definitions/service.ts';
import { derivedTagRoutes } from './derived-tags/routes.ts';
import { createDerivedTags } from './derived-tags/service.ts';
import { draftRoutes } from './drafting/routes.ts';
import { createDrafting } from './drafting/service.ts';
import { DRAFT_SETTINGS } from './drafting/settings.ts';
import { segmentsErasure } from './erasing/service.ts';
import { SEGMENT_EVENT_TYPES } from './event-types.ts';
import { memberExportKind } from './exporting/service.ts';
import { followingReader, type Owners } from './following/service.ts';
import { gapRoutes } from './gaps/routes.ts';
import { createGaps, type Gaps } from './gaps/service.ts';
import { listRoutes } from './lists/routes.ts';
import {
  createLists,
  listCatalogue,
  listFacts,
  listsSource,
  type People,
  SEGMENTS_BELONGINGS,
} from './lists/service.ts';
import { membershipRoutes } from './membership/routes.ts';
import {
  createMembership,
  type Membership,
  movesSource,
  type RelationsOf,
  relativesSource,
} from './membership/service.ts';
import { migrationRoutes } from './migration/routes.ts';
import { createMigration, type Migration, type MigrationParts } from './migration/service.ts';
import { overlapRoutes } from './overlap/routes.ts';
import { createOverlap, type Overlap } from './overlap/service.ts';
import { previewRoutes } from './preview/routes.ts';
import { createPreview, type Preview } from './preview/service.ts';
import { profileRoutes } from './profile/routes.ts';
import { createProfiling, type ProfileParts, type Profiling } from './profile/service.ts';
import { refreshJobs } from './refreshing/jobs.ts';
import { createRefreshing, type Refreshing } from './refreshing/service.ts';
import { refreshTimers } from './refreshing/timers.ts';
import { runRoutes } from './runs/routes.ts';
import { createRuns } from './runs/service.ts';
import { scoreJobs } from './scores/computing/jobs.ts';
import { type Computing, createComputing } from './scores/computing/service.ts';
import { scoreTimers } from './scores/computing/timers.ts';
import { scoreCatalogues, scoreRunsLookup, scoresSource } from './scores/in-rules/service.ts';
import type { UnitPrice } from './scores/kind.ts';
import { SCORE_SETTINGS } from './scores/kinds.ts';
import { createStages, lifecycleLimits, lifecycleLookup, type Stages } from './scores/lifecycle/service.ts';
import { LIFECYCLE_SETTINGS } from './scores/lifecycle/settings.ts';
import type { LifecycleLimits } from './scores/lifecycle/stages.ts';
import { scoreLogRoutes } from './scores/log/routes.ts';
import { createScoreLog } from './scores/log/service.ts';
import { rfmRoutes } from './scores/rfm/routes.ts';
import { type CustomerName, createRfm, type Rfm, rfmLookup } from './scores/rfm/service.ts';
import { RFM_SETTINGS } from './scores/rfm/settings.ts';
import { scoreRoutes } from './scores/values/routes.ts';
import { createScores, type ReasonSource, type Scores } from './scores/values/service.ts';
import { strategyRoutes } from './strategies/routes.ts';
import { createStrategies, type Strategies } from './strategies/service.ts';

export { DRAFT_SETTINGS } from './drafting/settings.ts';
export { SEGMENTS_BELONGINGS } from './lists/service.ts';
export { placingPart } from './membership/feed.ts';
export { SEGMENTS_PERMISSIONS } from './permissions.ts';
export { type FitClvFileOptions, fitClvFile } from './scores/clv/file-mode/service.ts';
export { type ClvFileSummary, clvText } from './scores/clv/file-mode/summary.ts';
export { MODEL_NAMES as CLV_MODELS, type ModelName as ClvModelName } from './scores/clv/model.ts';
export { SCORE_SETTINGS } from './scores/kinds.ts';
export type { StageRun, Stages } from './scores/lifecycle/service.ts';
export { LIFECYCLE_SETTINGS } from './scores/lifecycle/settings.ts';
export type { Standing } from './scores/lifecycle/standing.ts';
export type { StagePerson } from './scores/lifecycle/store.ts';
export { type ScoreRfmFileOptions, scoreRfmFile } from './scores/rfm/file-mode/service.ts';
export { type RfmFileSummary, summaryText } from './scores/rfm/file-mode/summary.ts';
export type { CustomerName } from './scores/rfm/service.ts';
export { RFM_SETTINGS } from './scores/rfm/settings.ts';
export type { ReasonSource } from './scores/values/service.ts';

/** What this module lets rules ask. */
export const SEGMENTS_RULES: readonly AnyCondition[] = [
  rfmScore,
  rfmGroup,
  scoreBand,
  scoreValue,
  scoreChange,
  lifecycleStage,
  inSegment,
  enteredSegment,
  leftSegment,
  relatedToSegment,
  onList,
  inCluster,
];

export type { SegmentDimensions } from './as-dimensions/service.ts';

export interface SegmentsOptions {
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  /** What every SKU is listed at and costs at an instant. */
  readonly prices?: (at: Date) => Promise<readonly UnitPrice[]>;
  /** Names of customers as lists show them. */
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** The way to language models outside. Without it there are none. */
  readonly fetch?: GuardedFetch;
  /** The value of a setting in force. */
  readonly setting: (key: string, reader?: Db | Tx) => Promise<unknown>;
  /** Who may answer for what is done for a segment. Without it nobody can. */
  readonly staff?: Pick<Staff, 'find'>;
  /** What other modules let rules ask, and whose the facts are that events speak of. Without it there are scores only. */
  readonly rules?: RuleGround;
}

export interface RuleGround {
  readonly parts: readonly RuleParts[];
  /** The analytic table with a row for every customer. */
  readonly population: AnalyticPopulation;
  readonly owners: Owners;
  readonly relations: RelationsOf;
  readonly people: People;
  /** Which cities are of which tier. */
  readonly cityTable: (reader: Db | Tx) => Promise<TierTable>;
  /** What sales channels and goods are called. */
  readonly naming: ProfileParts['naming'];
}

export interface Understanding {
  readonly overlap: Overlap;
  readonly migration: Migration;
  readonly profiling: Profiling;
  readonly gaps: Gaps;
}

export interface Segments {
  readonly parts: ModuleParts;
  readonly rfm: Rfm;
  /** The other scores, over everybody. */
  readonly scoring: Computing;
  /** What they say of customers. */
  readonly scores: Pick<Scores, 'list' | 'ofCustomer' | 'newest' | 'bandOf'>;
  /** Where everybody stands, for those who act on it. */
  readonly stages: Stages;
  /** The limits of the lifecycle in force. */
  readonly lifecycleLimits: (reader?: Db | Tx) => Promise<LifecycleLimits>;
  /** What is done for segments. */
  readonly strategies: Pick<Strategies, 'of' | 'ownedBy'>;
  /** Everything that rules may ask about customers. */
  readonly rules: RuleEngine;
  readonly definitions: Definitions;
  readonly preview: Preview;
  readonly membership: Membership;
  /** Segments beside each other and over time, and who they are against others. */
  readonly understanding: Understanding;
  /** What other modules split their figures by. */
  readonly dimensions: SegmentDimensions;
  /** Lists are attached to records and go with them. */
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
  readonly exportKinds: readonly ExportKind[];
  readonly refreshing: Refreshing;
  /** Called by `wiring.ts` for what other modules know that makes a score of somebody plainer. */
  registerReasons(source: ReasonSource): void;
}

const NOTHING: RuleGround = {
  parts: [],
  relations: () => Promise.resolve(new Map()),
  cityTable: () => Promise.resolve(NBS_TABLE),
  naming: {
    places: () => Promise.resolve({ sources: [], shops: new Map(), channels: new Map() }),
    goods: () => Promise.resolve({ skus: [], products: new Map(), categories: new Map() }),
  },
  population: { table: '', customerColumn: '', hash: '' },
  owners: {
    ofOrders: () => Promise.resolve([]),
    ofEvents: () => Promise.resolve([]),
    ofCases: () => Promise.resolve([]),
  },
  people: {
    existing: () => Promise.resolve([]),
    find: () => Promise.resolve(null),
    anchors: () => Promise.resolve([]),
  },
};

const NO_PRICES = (): Promise<readonly UnitPrice[]> => Promise.resolve([]);
const NO_STAFF: Pick<Staff, 'find'> = { find: () => Promise.resolve(new Map()) };

function understandingOf(seeing: MigrationParts, { cityTable, naming }: RuleGround): Understanding {
  return {
    overlap: createOverlap(seeing),
    migration: createMigration(seeing),
    profiling: createProfiling({ ...seeing, cityTable, naming }),
    gaps: createGaps({ ...seeing, naming }),
  };
}

function understandingRoutes({ overlap, migration, profiling, gaps }: Understanding): readonly Route[] {
  return [...profileRoutes(profiling), ...overlapRoutes(overlap), ...migrationRoutes(migration), ...gapRoutes(gaps)];
}

/** Groups that the data fall into, and rules from sentences. */
function findingOf(
  { setting, fetch = null }: Omit<SegmentsOptions, 'fetch'> & { readonly fetch?: GuardedFetch | null },
  seeing: Omit<ClusterParts, 'kernel'> & { readonly kernel: Kernel } & Pick<Definitions, 'readText'>,
): { readonly routes: readonly Route[]; readonly jobs: ReturnType<typeof clusterJobs> } {
  const clusterings = createClusterings(seeing);
  const drafting = createDrafting({ ...seeing, setting, fetch });
  return { routes: [...clusterRoutes(clusterings), ...draftRoutes(drafting)], jobs: clusterJobs(clusterings) };
}

/** What this module itself brings to the rules. */
function ownRules({ olap }: Kernel, { setting, rules: ground = NOTHING }: SegmentsOptions): RuleParts {
  return {
    conditions: SEGMENTS_RULES,
    sources: [listsSource, movesSource, relativesSource(ground.relations), scoresSource(olap)],
    lookups: [rfmLookup(setting), lifecycleLookup(setting), scoreRunsLookup, clusteringsLookup],
    catalogues: [segmentCatalogue, listCatalogue, clusterCatalogue, ...scoreCatalogues],
  };
}

/** What the scores say of customers, and what is done for their classes. */
function scoresOf(
  kernel: Kernel,
  { feed, setting, customerNames, staff = NO_STAFF }: SegmentsOptions,
  parts: Omit<ClassStrategyParts, 'kernel'>,
): Pick<Segments, 'registerReasons'> & { readonly scores: Scores; readonly routes: readonly Route[] } {
  const strategies = createClassStrategies({ kernel, ...parts });
  const reasonSources: ReasonSource[] = [];
  const scores = createScores({ kernel, feed, customerNames, setting, strategies, reasonSources });
  return {
    scores,
    routes: [
      ...scoreRoutes(scores),
      ...scoreLogRoutes(createScoreLog({ kernel, staff })),
      ...classStrategyRoutes(strategies),
    ],
    registerReasons: (source) => {
      reasonSources.push(source);
    },
  };
}

/** Scores and segments: what a customer is worth among all customers, and which rules hold for whom. */
export function createSegments(kernel: Kernel, options: SegmentsOptions): Segments {
  const { feed, setting, customerNames, rules: ground = NOTHING } = options;
  const { owners, people } = ground;
  const { existing } = people;
  const { prices = NO_PRICES, staff = NO_STAFF } = options;
  const rfm = createRfm({ kernel, ...options });
  const scoring = createComputing({ kernel, feed, setting, prices, usualDate: rfm.usualDate });
  const engine = createRuleEngine([...ground.parts, ownRules(kernel, options)], ground.population);
  const askings = createAskings({ kernel, engine, setting });
  const strategies = createStrategies({ kernel, staff });
  const membership = createMembership({ kernel, askings, customerNames, strategies });
  const definitions = createDefinitions({ kernel, engine, askings, strategies, setting, ...membership });
  const { scores, registerReasons, routes: scoresRoutes } = scoresOf(kernel, options, { strategies, definitions });
  const seeing = { kernel, engine, askings, feed, customerNames };
  const preview = createPreview({ ...seeing, existing });
  const understanding = understandingOf(seeing, ground);
  const found = findingOf(options, { ...seeing, ...understanding, ...definitions });
  const refreshing = createRefreshing({ kernel, engine, askings, feed, existing, measure: rfm.measure });
  return {
    parts: {
      name: 'segments',
      routes: [
        ...rfmRoutes(rfm),
        ...scoresRoutes,
        ...previewRoutes(preview),
        ...derivedTagRoutes(createDerivedTags({ kernel, engine, askings, existing })),
        ...segmentRoutes(definitions),
        ...understandingRoutes(understanding),
        ...found.routes,
        ...strategyRoutes(strategies),
        ...membershipRoutes(membership),
        ...runRoutes(createRuns(kernel)),
        ...listRoutes(createLists({ kernel, people, customerNames })),
      ],
      settings: [...RFM_SETTINGS, ...LIFECYCLE_SETTINGS, ...SCORE_SETTINGS, ...DRAFT_SETTINGS],
      jobs: [...refreshJobs(refreshing), ...found.jobs, ...scoreJobs(scoring)],
      timers: [...refreshTimers(kernel), ...scoreTimers(kernel)],
      readers: [followingReader({ kernel, engine, askings, owners, existing })],
      eventTypes: SEGMENT_EVENT_TYPES,
      erasure: segmentsErasure,
    },
    rfm,
    scoring,
    scores,
    stages: createStages({ kernel, scoring, engine, askings }),
    strategies,
    lifecycleLimits: (reader) => lifecycleLimits(setting, reader),
    rules: engine,
    definitions,
    preview,
    membership,
    understanding,
    dimensions: createDimensions({ kernel, askings, rfm }),
    factOwners: [listFacts(kernel)],
    belongings: SEGMENTS_BELONGINGS,
    exportKinds: [memberExportKind({ kernel, askings, customerNames })],
    refreshing,
    registerReasons,
  };
}
