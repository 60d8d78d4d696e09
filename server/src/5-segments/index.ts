import type { Context } from '#kernel/context.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { AnyCondition } from '#kernel/pure/rules/condition.ts';
import { createRuleEngine, type RuleEngine, type RuleParts } from '#kernel/rules/engine.ts';
import { createAskings } from './asking/service.ts';
import { inSegment } from './conditions/in-segment.ts';
import { lifecycleStage } from './conditions/lifecycle-stage.ts';
import { rfmGroup } from './conditions/rfm-group.ts';
import { rfmScore } from './conditions/rfm-score.ts';
import { segmentRoutes } from './definitions/routes.ts';
import { createDefinitions, type Definitions, segmentCatalogue } from './definitions/service.ts';
import { SEGMENT_EVENT_TYPES } from './event-types.ts';
import { followingReader, type Owners } from './following/service.ts';
import { membershipRoutes } from './membership/routes.ts';
import { createMembership, type Membership } from './membership/service.ts';
import { previewRoutes } from './preview/routes.ts';
import { createPreview, type Preview } from './preview/service.ts';
import { refreshJobs } from './refreshing/jobs.ts';
import { createRefreshing, type Refreshing } from './refreshing/service.ts';
import { refreshTimers } from './refreshing/timers.ts';
import { rfmRoutes } from './scores/rfm/routes.ts';
import { type CustomerName, createRfm, type Rfm, rfmLookup } from './scores/rfm/service.ts';
import { RFM_SETTINGS } from './scores/rfm/settings.ts';

export { SEGMENTS_PERMISSIONS } from './permissions.ts';
export { type ScoreRfmFileOptions, scoreRfmFile } from './scores/rfm/file-mode/service.ts';
export { type RfmFileSummary, summaryText } from './scores/rfm/file-mode/summary.ts';
export type { CustomerName } from './scores/rfm/service.ts';
export { RFM_SETTINGS } from './scores/rfm/settings.ts';

/** What this module lets rules ask. */
export const SEGMENTS_RULES: readonly AnyCondition[] = [rfmScore, rfmGroup, lifecycleStage, inSegment];

export interface SegmentsOptions {
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  /** Names of customers as lists show them. */
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** The value of a setting in force. */
  readonly setting: (key: string) => Promise<unknown>;
  /** What other modules let rules ask, and whose the facts are that events speak of. Without it there are scores only. */
  readonly rules?: RuleGround;
}

export interface RuleGround {
  readonly parts: readonly RuleParts[];
  /** The facts with a row for every customer. */
  readonly population: string;
  readonly owners: Owners;
  /** Those of the customers that there are. */
  readonly existing: (context: Context, ids: readonly string[]) => Promise<readonly string[]>;
}

export interface Segments {
  readonly parts: ModuleParts;
  readonly rfm: Rfm;
  /** Everything that rules may ask about customers. */
  readonly rules: RuleEngine;
  readonly definitions: Definitions;
  readonly preview: Preview;
  readonly membership: Membership;
  readonly refreshing: Refreshing;
}

const NOTHING: RuleGround = {
  parts: [],
  population: '',
  owners: { ofOrders: () => Promise.resolve([]), ofEvents: () => Promise.resolve([]) },
  existing: () => Promise.resolve([]),
};

/** Scores and segments: what a customer is worth among all customers, and which rules hold for whom. */
export function createSegments(kernel: Kernel, options: SegmentsOptions): Segments {
  const { feed, setting, customerNames, rules: ground = NOTHING } = options;
  const { existing, owners } = ground;
  const rfm = createRfm({ kernel, ...options });
  const own: RuleParts = {
    conditions: SEGMENTS_RULES,
    sources: [],
    lookups: [rfmLookup(setting)],
    catalogues: [segmentCatalogue],
  };
  const engine = createRuleEngine([...ground.parts, own], ground.population);
  const askings = createAskings({ kernel, engine, setting });
  const membership = createMembership({ kernel, askings, customerNames });
  const { refreshSoon, empty } = membership;
  const definitions = createDefinitions({ kernel, engine, askings, refreshSoon, empty });
  const preview = createPreview({ kernel, engine, askings, feed, customerNames, existing });
  const refreshing = createRefreshing({ kernel, engine, askings, feed, existing, measure: rfm.measure });
  return {
    parts: {
      name: 'segments',
      routes: [
        ...rfmRoutes(rfm),
        ...previewRoutes(preview),
        ...segmentRoutes(definitions),
        ...membershipRoutes(membership),
      ],
      settings: RFM_SETTINGS,
      jobs: refreshJobs(refreshing),
      timers: refreshTimers(kernel),
      readers: [followingReader({ kernel, engine, askings, owners, existing })],
      eventTypes: SEGMENT_EVENT_TYPES,
    },
    rfm,
    rules: engine,
    definitions,
    preview,
    membership,
    refreshing,
  };
}
