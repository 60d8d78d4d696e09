import type { Asking } from '#kernel/pure/rules/condition.ts';
import type { Text } from '#kernel/pure/text.ts';

/** What was computed for a customer, by the run. */
export type ScoreFacts = ReadonlyMap<string, { readonly value: number; readonly band: string }>;

/** The source of facts behind conditions about scores. */
export const SCORES_SOURCE = 'segments.scores';
/** The lookup that answers with the runs of the score that is its key, of days up to the one asked about. */
export const SCORE_RUNS = 'segments.score_runs';
export const SCORES_GROUP: Text = { 'zh-CN': '评分', en: 'Scores' };

export interface KnownRun {
  readonly id: string;
  readonly asOf: string;
}

/** The runs of a score, the newest first; empty while it has not been computed. */
export function runsIn({ found }: Pick<Asking, 'found'>, kind: string): readonly KnownRun[] {
  // As the lookup of this module answers.
  return (found(SCORE_RUNS, kind) as readonly KnownRun[] | undefined) ?? [];
}

/** Those in a run of whom this holds, as an expression over the row of a customer. */
export function inRunSql(run: string, where: string): string {
  return `customer_id IN (SELECT customer_id FROM segments_score_values WHERE run_id = ${run} AND ${where})`;
}
