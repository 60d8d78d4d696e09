import type { Belonging, FactOwner } from '#customers';
import { NBS_TABLE, type TierTable } from '#customers/pure';
import type { ExportKind } from '#intake';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { AnalyticPopulation, AnyCondition } from '#kernel/pure/rules/condition.ts';
import { createRuleEngine, type RuleEngine, type RuleParts } from '#kernel/rules/engine.ts';
import { createAskings } from './asking/service.ts';
import { inSegment } from './conditions/in-segment.ts';
import { lifecycleStage } from './conditions/lifecycle-stage.ts';
import { onList } from './conditions/on-list.ts';
import { rfmGroup } from './conditions/rfm-group.ts';
import { rfmScore } from './conditions/rfm-score.ts';
import { segmentRoutes } from './definitions/routes.ts';
import { createDefinitions, type Definitions, segmentCatalogue } from './definitions/service.ts';
import { derivedTagRoutes } from './derived-tags/routes.ts';
import { createDerivedTags } from './derived-tags/service.ts';
import { segmentsErasure } from './erasing/service.ts';
import { SEGMENT_EVENT_TYPES } from './event-types.ts';
import { memberExportKind } from './exporting/service.ts';
import { followingReader, type Owners } from './following/service.ts';
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
import { createMembership, type Membership } from './membership/service.ts';
import { previewRoutes } from './preview/routes.ts';
import { createPreview, type Preview } from './preview/service.ts';
import { refreshJobs } from './refreshing/jobs.ts';
import { createRefreshing, type Refreshing } from './refreshing/service.ts';
import { refreshTimers } from './refreshing/timers.ts';
import { runRoutes } from './runs/routes.ts';
import { createRuns } from './runs/service.ts';
import { lifecycleLimits, lifecycleLookup } from './scores/lifecycle/service.ts';
import { LIFECYCLE_SETTINGS } from './scores/lifecycle/settings.ts';
import type { LifecycleLimits } from './scores/lifecycle/stages.ts';
import { rfmRoutes } from './scores/rfm/routes.ts';
import { type CustomerName, createRfm, type Rfm, rfmLookup } from './scores/rfm/service.ts';
import { RFM_SETTINGS } from './scores/rfm/settings.ts';

export { SEGMENTS_BELONGINGS } from './lists/service.ts';
export { placingPart } from './membership/feed.ts';
export { SEGMENTS_PERMISSIONS } from './permissions.ts';
export { type FitClvFileOptions, fitClvFile } from './scores/clv/file-mode/service.ts';
export { type ClvFileSummary, clvText } from './scores/clv/file-mode/summary.ts';
export { MODEL_NAMES as CLV_MODELS, type ModelName as ClvModelName } from './scores/clv/model.ts';
export { LIFECYCLE_SETTINGS } from './scores/lifecycle/settings.ts';
export { type ScoreRfmFileOptions, scoreRfmFile } from './scores/rfm/file-mode/service.ts';
export { type RfmFileSummary, summaryText } from './scores/rfm/file-mode/summary.ts';
export type { CustomerName } from './scores/rfm/service.ts';
export { RFM_SETTINGS } from './scores/rfm/settings.ts';

/** What this module lets rules ask. */
export const SEGMENTS_RULES: readonly AnyCondition[] = [rfmScore, rfmGroup, lifecycleStage, inSegment, onList];

export interface SegmentsOptions {
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  /** Names of customers as lists show them. */
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** The value of a setting in force. */
  readonly setting: (key: string, reader?: Db | Tx) => Promise<unknown>;
  /** What other modules let rules ask, and whose the facts are that events speak of. Without it there are scores only. */
  readonly rules?: RuleGround;
}

export interface RuleGround {
  readonly parts: readonly RuleParts[];
  /** The analytic table with a row for every customer. */
  readonly population: AnalyticPopulation;
  readonly owners: Owners;
  readonly people: People;
  /** Which cities are of which tier. */
  readonly cityTable: (reader: Db | Tx) => Promise<TierTable>;
}

export interface Segments {
  readonly parts: ModuleParts;
  readonly rfm: Rfm;
  /** The days of the lifecycle in force. */
  readonly lifecycleLimits: (reader?: Db | Tx) => Promise<LifecycleLimits>;
  /** Everything that rules may ask about customers. */
  readonly rules: RuleEngine;
  readonly definitions: Definitions;
  readonly preview: Preview;
  readonly membership: Membership;
  /** Lists are attached to records and go with them. */
  readonly factOwners: readonly FactOwner[];
  /** What merging customers does to what is kept here. */
  readonly belongings: readonly Belonging[];
  readonly exportKinds: readonly ExportKind[];
  readonly refreshing: Refreshing;
}

const NOTHING: RuleGround = {
  parts: [],
  cityTable: () => Promise.resolve(NBS_TABLE),
  population: { table: '', customerColumn: '', hash: '' },
  owners: { ofOrders: () => Promise.resolve([]), ofEvents: () => Promise.resolve([]) },
  people: {
    existing: () => Promise.resolve([]),
    find: () => Promise.resolve(null),
    anchors: () => Promise.resolve([]),
  },
};

/** Scores and segments: what a customer is worth among all customers, and which rules hold for whom. */
export function createSegments(kernel: Kernel, options: SegmentsOptions): Segments {
  const { feed, setting, customerNames, rules: ground = NOTHING } = options;
  const { owners, people } = ground;
  const { existing } = people;
  const rfm = createRfm({ kernel, ...options });
  const own: RuleParts = {
    conditions: SEGMENTS_RULES,
    sources: [listsSource],
    lookups: [rfmLookup(setting), lifecycleLookup(setting)],
    catalogues: [segmentCatalogue, listCatalogue],
  };
  const engine = createRuleEngine([...ground.parts, own], ground.population);
  const askings = createAskings({ kernel, engine, setting });
  const membership = createMembership({ kernel, askings, customerNames });
  const { refreshSoon, empty } = membership;
  const definitions = createDefinitions({ kernel, engine, askings, refreshSoon, empty });
  const preview = createPreview({
    kernel,
    engine,
    askings,
    feed,
    customerNames,
    existing,
    cityTable: ground.cityTable,
  });
  const refreshing = createRefreshing({ kernel, engine, askings, feed, existing, measure: rfm.measure });
  return {
    parts: {
      name: 'segments',
      routes: [
        ...rfmRoutes(rfm),
        ...previewRoutes(preview),
        ...derivedTagRoutes(createDerivedTags({ kernel, engine, askings, existing })),
        ...segmentRoutes(definitions),
        ...membershipRoutes(membership),
        ...runRoutes(createRuns(kernel)),
        ...listRoutes(createLists({ kernel, people, customerNames })),
      ],
      settings: [...RFM_SETTINGS, ...LIFECYCLE_SETTINGS],
      jobs: refreshJobs(refreshing),
      timers: refreshTimers(kernel),
      readers: [followingReader({ kernel, engine, askings, owners, existing })],
      eventTypes: SEGMENT_EVENT_TYPES,
      erasure: segmentsErasure,
    },
    rfm,
    lifecycleLimits: (reader) => lifecycleLimits(setting, reader),
    rules: engine,
    definitions,
    preview,
    membership,
    factOwners: [listFacts(kernel)],
    belongings: SEGMENTS_BELONGINGS,
    exportKinds: [memberExportKind({ kernel, askings, customerNames })],
    refreshing,
  };
}
