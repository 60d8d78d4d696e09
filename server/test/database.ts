import { randomBytes } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { openPostgres, type Postgres } from '#kernel/db/postgres.ts';
import { databaseUrl, POSTGRES_URL, requireAddress, TEMPLATE } from './addresses.ts';

/** The database of one test file; usable inside tests and hooks, not while the file is read. */
export interface TestDatabase {
  readonly postgres: Postgres;
  readonly url: string;
  readonly name: string;
}

export interface UseDatabaseOptions {
  /** false starts from an empty database instead of the migrated one. */
  readonly migrated?: boolean;
}

const LEAK_DEADLINE_MS = 10_000;

/**
 * Gives the test file its own clone of the migrated database. It is dropped after the file, or kept when a test
 * failed; connections that the file leaves open fail it.
 */
export function useDatabase(options: UseDatabaseOptions = {}): TestDatabase {
  let current: TestDatabase | null = null;
  let failed = false;
  beforeAll(async () => {
    const serverUrl = requireAddress(POSTGRES_URL);
    const name = databaseName();
    await atServer(
      `create database ${name} template ${options.migrated === false ? 'template0' : TEMPLATE} strategy file_copy`,
    );
    const url = databaseUrl(serverUrl, name);
    current = {
      name,
      url,
      postgres: openPostgres(url, { applicationName: 'zhike-test', maxConnections: 20, onError: () => undefined }),
    };
  });
  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    const name = current?.name;
    await current?.postgres.close();
    current = null;
    if (name !== undefined) {
      await expectNoConnections(name);
      if (!failed) {
        await atServer(`drop database ${name} with (force)`);
      }
    }
  });
  return {
    get postgres() {
      return required(current).postgres;
    },
    get url() {
      return required(current).url;
    },
    get name() {
      return required(current).name;
    },
  };
}

function required(current: TestDatabase | null): TestDatabase {
  if (current === null) {
    throw new Error('The database of the file exists only while its tests and hooks run');
  }
  return current;
}

/** Names the file, so that a kept database is found again; at most 63 bytes. */
function databaseName(): string {
  const file = path.basename(expect.getState().testPath ?? 'file', '.test.ts');
  return `test_${file
    .replaceAll(/[^a-z0-9]/gi, '_')
    .toLowerCase()
    .slice(0, 40)}_${randomBytes(5).toString('hex')}`;
}

async function expectNoConnections(name: string): Promise<void> {
  const until = Date.now() + LEAK_DEADLINE_MS;
  let open: readonly { application_name: string; query: string }[] = [];
  do {
    open = await atServer('select application_name, query from pg_stat_activity where datname = $1', [name]);
  } while (open.length > 0 && Date.now() < until);
  if (open.length > 0) {
    await atServer(`drop database ${name} with (force)`);
    const list = open.map((connection) => `${connection.application_name}: ${connection.query}`).join('\n');
    throw new Error(`This test file left ${open.length} connections open:\n${list}`);
  }
}

/** One statement outside any test's database. */
async function atServer<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: requireAddress(POSTGRES_URL) });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
