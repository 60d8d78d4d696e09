import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/test-order.ts';

export default defineConfig({
  test: {
    include: ['{server,scripts,bench,e2e}/**/*.test.ts', 'web/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**', 'data/**'],
    globalSetup: ['server/test/global-setup.ts'],
    setupFiles: ['server/test/compile-once.ts'],
    pool: 'forks',
    // Two cores are what the tests are measured on; modules are shared by the files of one worker.
    maxWorkers: 2,
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Signals of a real run must not reach a test by accident.
    env: { DATABASE_URL: '', CLICKHOUSE_URL: '', ZHIKE_DATA: '', TZ: 'UTC' },
  },
});
