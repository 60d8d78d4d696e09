import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first; a file that comes to take more than ten seconds is named here. */
export const LONGEST: readonly string[] = [
  'e2e/sweep.test.ts',
  'e2e/benchmarks.test.ts',
  'server/src/metrics.test.ts',
  'e2e/demo.test.ts',
  'server/src/main.test.ts',
  'e2e/processes.test.ts',
  'server/src/rule-faces.test.ts',
  'e2e/seeing.test.ts',
  'server/src/3-customers/match-runs/match-runs.test.ts',
  'e2e/desk.test.ts',
  'server/src/3-customers/matching/file-mode/match-files.test.ts',
  'server/src/estimates.test.ts',
  'server/src/segment-crash.test.ts',
  'e2e/backup.test.ts',
  'e2e/entry.test.ts',
  'e2e/import-formats.test.ts',
  'e2e/crash.test.ts',
  'e2e/face.test.ts',
  'e2e/segment-journey.test.ts',
  'server/src/4-commerce/importing/online-retail.test.ts',
  'e2e/segment-editing.test.ts',
  'server/src/3-customers/merging/model.test.ts',
  'server/src/segment-command.test.ts',
  'e2e/contact-desk.test.ts',
  'server/src/7-marketing/recommendations/recommend.test.ts',
  'server/src/3-customers/undo/undo.test.ts',
  'server/src/erasure.test.ts',
  'e2e/portrait.test.ts',
  'e2e/staff.test.ts',
  'e2e/segment-sentence.test.ts',
  'server/src/import-command.test.ts',
  'server/src/worth.test.ts',
  'e2e/custom-field.test.ts',
  'e2e/journey.test.ts',
  'server/src/insight-ahead.test.ts',
  'server/src/3-customers/undo/statements-undo.test.ts',
  'server/src/5-segments/scores/scores.test.ts',
  'e2e/reviews.test.ts',
  'server/src/metrics-data-set.test.ts',
  'server/src/simulated-brand.test.ts',
  'server/src/0-kernel/backup/backup.test.ts',
  'server/src/3-customers/identity/collisions.test.ts',
  'server/src/4-commerce/importing/importing.test.ts',
  'server/src/pivots.test.ts',
  'server/src/wiring.test.ts',
  'server/src/0-kernel/supervise/postgres-server.test.ts',
  'server/test/import-crash.test.ts',
  'server/src/0-kernel/db/olap.test.ts',
  'server/src/0-kernel/supervise/analytic-server.test.ts',
  'server/src/decision-support.test.ts',
  'server/src/care.test.ts',
  'server/src/0-kernel/events/log.test.ts',
  'server/src/7-marketing/baskets/baskets.test.ts',
  'server/src/audit-command.test.ts',
  'server/src/0-kernel/db/copy.test.ts',
  'server/src/segment-facts.test.ts',
  'e2e/tracker.test.ts',
];

/** Starts the longest files first, so that no worker is left with one of them when the others are done. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return longestFirst(await super.sort(files), this.ctx.config.root);
  }
}

/** The files that are named, in their order, then the others in the order they had. */
export function longestFirst<T extends { readonly moduleId: string }>(files: readonly T[], root: string): T[] {
  const rankOf = ({ moduleId }: T): number => {
    const rank = LONGEST.indexOf(path.relative(root, moduleId).replaceAll(path.sep, '/'));
    return rank < 0 ? LONGEST.length : rank;
  };
  return files.toSorted((one, other) => rankOf(one) - rankOf(other));
}
