import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateOlap, splitStatements } from '#kernel/db/migrate-olap.ts';
import { type Olap, openOlap } from '#kernel/db/olap.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { type SupervisedAnalytic, startAnalytic } from '#kernel/supervise/analytic-server.ts';

const log = createLogger({ level: 'silent' });

describe('splitting a migration into statements', () => {
  it('cuts at a semicolon that ends a line and leaves comments alone out', () => {
    const sql = `-- what for\nCREATE TABLE a (x String DEFAULT ';a');\n\nINSERT INTO a VALUES ('1;2') ; \n-- the end\n`;
    expect(splitStatements(sql)).toEqual([
      `-- what for\nCREATE TABLE a (x String DEFAULT ';a')`,
      `INSERT INTO a VALUES ('1;2')`,
    ]);
  });
});

describe('migrating the analytic store', () => {
  let dir: string;
  let migrations: string;
  let analytic: SupervisedAnalytic;
  let olap: Olap;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'zhike-migrate-olap-'));
    migrations = await mkdtemp(path.join(dir, 'ch-'));
    analytic = await startAnalytic({ dataDir: path.join(dir, 'analytic'), log });
    olap = openOlap({ url: analytic.url, database: 'migrated', log });
    await writeFile(
      path.join(migrations, '0001_kernel_add_visits.sql'),
      'CREATE TABLE visits (id UInt64) ENGINE = MergeTree ORDER BY id;\nINSERT INTO visits VALUES (1);\n',
    );
  });

  afterAll(async () => {
    await olap?.close();
    await analytic?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('makes the database, runs each file once and remembers it', async () => {
    expect(await migrateOlap(olap, { dir: migrations, log })).toEqual(['0001_kernel_add_visits.sql']);
    expect(await migrateOlap(olap, { dir: migrations, log })).toEqual([]);
    expect(await olap.rows({ sql: 'SELECT count() AS n FROM visits' })).toEqual([{ n: '1' }]);
  });

  it('names the file and the statement that failed, and does not count it as run', async () => {
    const file = path.join(migrations, '0002_kernel_fix_visits.sql');
    await writeFile(file, 'INSERT INTO visits VALUES (2);\nALTER TABLE nowhere ADD COLUMN x String;\n');
    await expect(migrateOlap(olap, { dir: migrations, log })).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(/Statement 2 .*0002_kernel_fix_visits\.sql/u),
    });
    await writeFile(file, 'ALTER TABLE visits ADD COLUMN IF NOT EXISTS x String;\n');
    expect(await migrateOlap(olap, { dir: migrations, log })).toEqual(['0002_kernel_fix_visits.sql']);
  });

  it('refuses an edited file and a store from a newer program by name', async () => {
    const file = path.join(migrations, '0002_kernel_fix_visits.sql');
    await writeFile(file, 'ALTER TABLE visits ADD COLUMN IF NOT EXISTS y String;\n');
    await expect(migrateOlap(olap, { dir: migrations, log })).rejects.toMatchObject({
      code: 'migration_edited',
      message: expect.stringContaining('0002_kernel_fix_visits.sql'),
    });
    await rm(file);
    await expect(migrateOlap(olap, { dir: migrations, log })).rejects.toMatchObject({ code: 'database_newer' });
  });

  it('starts again from nothing after the database was dropped', async () => {
    await olap.dropDatabase();
    expect(await migrateOlap(olap, { dir: migrations, log })).toEqual(['0001_kernel_add_visits.sql']);
  });
});
