import type { RelationFact } from '#customers/pure';

/** Somebody whom a customer knows, and the segments in which that one is. */
export interface RelativeFact extends Omit<RelationFact, 'otherId'> {
  readonly segmentIds: readonly string[];
}

export type RelativeFacts = readonly RelativeFact[];

/** The source of facts behind conditions about those whom somebody knows. */
export const RELATIVES_SOURCE = 'segments.relatives';

/** What measures call a column of the links → its array in the analytic row of a customer. */
export const RELATIVE_ARRAYS = {
  relation: 'relation_kinds',
  other: 'relation_ids',
  since: 'relation_since',
  until: 'relation_until',
} as const;
