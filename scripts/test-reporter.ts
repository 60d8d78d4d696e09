import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What a run came to; written as JSON to the file named by ZHIKE_TEST_COUNTS. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What skipped tests need, taken from "(needs …)" in their names, with how many each. */
  readonly missing: Readonly<Record<string, number>>;
  /** Files that took ten seconds or more, longest first. */
  readonly slow: readonly { readonly file: string; readonly seconds: number }[];
}

const SLOW_SECONDS = 10;

/** Counts tests one by one, and files and runs that failed outside any test. */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env['ZHIKE_TEST_COUNTS'];
    if (file !== undefined) {
      writeFileSync(file, JSON.stringify(countTests(modules, errors.length)));
    }
  }
}

function countTests(modules: readonly TestModule[], errors: number): Counts {
  const counts = { passed: 0, failed: errors, skipped: 0 };
  const missing: Record<string, number> = {};
  for (const module of modules) {
    counts.failed += module.errors().length;
    for (const suite of module.children.allSuites()) {
      counts.failed += suite.errors().length;
    }
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'failed') {
        counts[state] += 1;
        continue;
      }
      counts.skipped += 1;
      const need = /\(needs ([^()]+)\)/.exec(test.fullName)?.[1];
      if (need !== undefined) {
        missing[need] = (missing[need] ?? 0) + 1;
      }
    }
  }
  const slow = modules
    .map((module) => ({ file: module.relativeModuleId, seconds: Math.round(module.diagnostic().duration / 1000) }))
    .filter(({ seconds }) => seconds >= SLOW_SECONDS)
    .toSorted((a, b) => b.seconds - a.seconds);
  return { ...counts, missing, slow };
}
