/** What spoke for or against it that two are one, in bits; null where it was not measured. */
export interface FieldWeight {
  /** The field that was compared. */
  readonly field: string;
  /** How alike: `exact`, `close`, `different`, `missing` … */
  readonly level: string;
  readonly weight: number | null;
}

export const REVIEW_ORIGINS = ['contradiction', 'same_details', 'matching'] as const;
export type ReviewOrigin = (typeof REVIEW_ORIGINS)[number];

/** Two customers who may be one, in any order. */
export interface ProposedPair {
  readonly left: string;
  readonly right: string;
  readonly origin: ReviewOrigin;
  /** How likely they are one person; null where that was not worked out. */
  readonly score: number | null;
  readonly weights: readonly FieldWeight[];
  /** How many pairs it stands for, where only some of many are shown (default 1). */
  readonly standsFor?: number;
}
