import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migratePostgres, readMigrationFiles } from '#kernel/db/migrate.ts';
import { openPostgres } from '#kernel/db/postgres.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { makeTempDir, useDatabase } from '#test/harness.ts';

const log = createLogger({ level: 'silent' });

describe('migrations of PostgreSQL', () => {
  const database = useDatabase({ migrated: false });
  let dir: string;

  beforeEach(async () => {
    dir = await makeTempDir('migrations');
    await sql`drop schema if exists kernel cascade`.execute(database.postgres.db);
    await sql`drop schema public cascade`.execute(database.postgres.db);
    await sql`create schema public`.execute(database.postgres.db);
  });

  afterEach(() => rm(dir, { recursive: true }));

  const write = (name: string, text: string): Promise<void> => writeFile(path.join(dir, name), text);
  const migrate = (): Promise<readonly string[]> => migratePostgres(database.postgres, { dir, log });
  const tables = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ tablename: string }>`
      select tablename from pg_tables where schemaname = 'public' order by 1`.execute(database.postgres.db);
    return rows.map((row) => row.tablename);
  };

  it('run in the order of their numbers, once, whatever order the modules have', async () => {
    await write('0002_b_fill_t.sql', 'insert into t values (1);');
    await write('0001_a_create_t.sql', 'create table t (n int);');
    expect(await migrate()).toEqual(['0001_a_create_t.sql', '0002_b_fill_t.sql']);
    expect(await migrate()).toEqual([]);
    await write('0003_a_fill_t.sql', 'insert into t values (2);');
    expect(await migrate()).toEqual(['0003_a_fill_t.sql']);
    const { rows } = await sql`select n from t order by n`.execute(database.postgres.db);
    expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('are refused by name when a file was edited after it ran', async () => {
    await write('0001_a_create_t.sql', 'create table t (n int);');
    await migrate();
    await write('0001_a_create_t.sql', 'create table t (n bigint);');
    await write('0002_a_create_u.sql', 'create table u (n int);');
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration_edited',
      message: expect.stringContaining('0001_a_create_t.sql'),
    });
    expect(await tables()).toEqual(['t']);
  });

  it('do not take other line ends for an edit', async () => {
    await write('0001_a_create_t.sql', 'create table t (n int);\n-- end\n');
    await migrate();
    await write('0001_a_create_t.sql', 'create table t (n int);\r\n-- end\r\n');
    expect(await migrate()).toEqual([]);
  });

  it('are refused by name when the database is newer than the program', async () => {
    await write('0001_a_create_t.sql', 'create table t (n int);');
    await write('0002_a_create_u.sql', 'create table u (n int);');
    await migrate();
    await rm(path.join(dir, '0002_a_create_u.sql'));
    await expect(migrate()).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('0002_a_create_u.sql'),
    });
  });

  it('leave nothing of a file that fails, name it with its line, and go on from there once mended', async () => {
    await write('0001_a_create_t.sql', 'create table t (n int);');
    await write(
      '0002_a_create_u.sql',
      'create table u (n int);\ninsert into t values (1);\nselect no_such_column from t;\n',
    );
    await expect(migrate()).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('0002_a_create_u.sql:3'),
    });
    expect(await tables()).toEqual(['t']);
    const { rows } = await sql`select * from t`.execute(database.postgres.db);
    expect(rows).toEqual([]);
    await write('0002_a_create_u.sql', 'create table u (n int);');
    expect(await migrate()).toEqual(['0002_a_create_u.sql']);
  });

  it('run each file once when several processes start together', async () => {
    await write('0001_a_create_t.sql', 'create table t (n int);');
    await write('0002_a_fill_t.sql', 'select pg_sleep(0.1); insert into t values (1);');
    const others = [1, 2, 3].map(() => openPostgres(database.url, { onError: () => undefined }));
    const runs = await Promise.all(others.map((postgres) => migratePostgres(postgres, { dir, log })));
    await Promise.all(others.map((postgres) => postgres.close()));
    expect(runs.flat().toSorted()).toEqual(['0001_a_create_t.sql', '0002_a_fill_t.sql']);
    const { rows } = await sql`select n from t`.execute(database.postgres.db);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('are refused when a name or number is wrong', async () => {
    await write('0001_a_create_t.sql', '');
    await write('0001_b_create_u.sql', '');
    await write('2_create.sql', '');
    await expect(readMigrationFiles(dir)).rejects.toMatchObject({
      code: 'migrations_misnamed',
      message: expect.stringContaining('0001_b_create_u.sql, 2_create.sql'),
    });
  });
});
