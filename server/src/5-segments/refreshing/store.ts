import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';

/** The column of the analytic row of a customer that names the segments the customer is in. */
export const SEGMENT_IDS = 'segment_ids';

export interface Asked {
  readonly segmentId: string;
  /** Its members stand in the analytic store: only differences are wanted. */
  readonly isKnown: boolean;
}

export interface FoundRow {
  readonly id: string;
  /** Places in the list of segments. */
  readonly enters: readonly number[];
  readonly leaves: readonly number[];
}

/**
 * Of every customer: the segments that hold for him, or of those whose members are known the ones to enter and to
 * leave. Customers of whom there is nothing to tell are left out. `compiled` has the rules in the order of the
 * segments, and SEGMENT_IDS beside them.
 */
export async function* findPlaces(
  olap: Olap,
  compiled: CompiledRules,
  asked: readonly Asked[],
): AsyncGenerator<readonly FoundRow[]> {
  const ids = Object.fromEntries(asked.map(({ segmentId }, index) => [`segment${index}`, segmentId]));
  const was = (index: number): string => `has(${SEGMENT_IDS}, {segment${index}:String})`;
  const places = (tests: readonly (readonly [test: string, index: number])[]): string =>
    tests.length === 0
      ? '[]'
      : `arrayFilter(i -> i >= 0, [${tests.map(([test, index]) => `if(${test}, ${index}, -1)`).join(', ')}])`;
  const answers = compiled.answers.map((answer, index) => ({ answer, index, isKnown: asked[index]?.isKnown === true }));
  const enters = places(
    answers.map(({ answer, index, isKnown }) => [isKnown ? `${answer} AND NOT ${was(index)}` : answer, index]),
  );
  const leaves = places(
    answers.filter(({ isKnown }) => isKnown).map(({ answer, index }) => [`NOT ${answer} AND ${was(index)}`, index]),
  );
  yield* olap.stream<FoundRow>({
    sql: `SELECT toString(id) AS id, ${enters} AS enters, ${leaves} AS leaves ${compiled.from}
      WHERE notEmpty(enters) OR notEmpty(leaves)`,
    params: { ...compiled.params, ...ids },
    maxSeconds: 300,
  });
}
