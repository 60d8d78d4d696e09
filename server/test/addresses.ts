/** Environment variables through which the run's servers reach its workers. */
export const POSTGRES_URL = 'ZHIKE_TEST_POSTGRES';
export const ANALYTIC_URL = 'ZHIKE_TEST_ANALYTIC';
/** The run's own temp folder, which the database's account can enter; gone after the run. */
export const RUN_DIR = 'ZHIKE_TEST_RUN_DIR';

/** The migrated database that every test file clones. */
export const TEMPLATE = 'zhike_template';

/** The address of another database on the same server. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** A variable that the global set-up sets. Throws when the tests run without it. */
export function requireAddress(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: run the tests through vitest.config.ts in the project's root`);
  }
  return value;
}
