import type { Feed } from '#kernel/feed/feed.ts';
import type { Kernel, ModuleParts } from '#kernel/module.ts';
import type { AnyCondition } from '#kernel/pure/rules/condition.ts';
import { createRuleEngine, type RuleEngine, type RuleParts } from '#kernel/rules/engine.ts';
import { lifecycleStage } from './conditions/lifecycle-stage.ts';
import { rfmGroup } from './conditions/rfm-group.ts';
import { rfmScore } from './conditions/rfm-score.ts';
import { rfmRoutes } from './scores/rfm/routes.ts';
import { type CustomerName, createRfm, type Rfm, rfmLookup } from './scores/rfm/service.ts';
import { RFM_SETTINGS } from './scores/rfm/settings.ts';

export { SEGMENTS_PERMISSIONS } from './permissions.ts';
export { type ScoreRfmFileOptions, scoreRfmFile } from './scores/rfm/file-mode/service.ts';
export { type RfmFileSummary, summaryText } from './scores/rfm/file-mode/summary.ts';
export type { CustomerName } from './scores/rfm/service.ts';
export { RFM_SETTINGS } from './scores/rfm/settings.ts';

/** What this module lets rules ask. */
export const SEGMENTS_RULES: readonly AnyCondition[] = [rfmScore, rfmGroup, lifecycleStage];

export interface SegmentsOptions {
  readonly feed: Pick<Feed, 'freshness' | 'dataVersion'>;
  /** Names of customers as lists show them. */
  readonly customerNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, CustomerName>>;
  /** The value of a setting in force. */
  readonly setting: (key: string) => Promise<unknown>;
  /** What other modules let rules ask, and the facts with a row for every customer. */
  readonly rules?: { readonly parts: readonly RuleParts[]; readonly population: string };
}

export interface Segments {
  readonly parts: ModuleParts;
  readonly rfm: Rfm;
  /** Everything that rules may ask about customers. */
  readonly rules: RuleEngine;
}

/** Scores and, later, segments: what a customer is worth among all customers. */
export function createSegments(kernel: Kernel, options: SegmentsOptions): Segments {
  const rfm = createRfm({ kernel, ...options });
  const { parts, population } = options.rules ?? { parts: [], population: '' };
  const own: RuleParts = {
    conditions: SEGMENTS_RULES,
    sources: [],
    lookups: [rfmLookup(options.setting)],
  };
  const rules = createRuleEngine([...parts, own], population);
  return { parts: { name: 'segments', routes: rfmRoutes(rfm), settings: RFM_SETTINGS }, rfm, rules };
}
