import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import type { Postgres } from '#kernel/db/postgres.ts';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';

export interface MigrateOptions {
  /** The folder of numbered files; default `server/migrations/pg`. */
  readonly dir?: string;
  /** Runs no others than these: a restore stops at the level of its backup. */
  readonly only?: ReadonlySet<string>;
  readonly log: Logger;
}

/** One numbered file with the fingerprint that the ledger keeps. */
export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const DEFAULT_DIR = path.resolve(import.meta.dirname, '../../../migrations/pg');
/** Any fixed number will do; every process that migrates must use the same. */
const LOCK_KEY = 5_401_701;

/**
 * Brings the database up to the files of the folder, each in its own transaction together with its ledger row,
 * and returns the names of those that ran. Several processes may do so at once: each file runs once. Throws
 * AppError `migration_edited`, `database_newer`, `migration_failed`, `migrations_misnamed`.
 */
export async function migratePostgres(postgres: Postgres, options: MigrateOptions): Promise<readonly string[]> {
  const { only } = options;
  const all = await readMigrationFiles(options.dir);
  const files = all.filter((file) => only?.has(file.name) ?? true);
  const client = await postgres.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY]);
    const applied = await readLedger(client);
    const pending = pendingMigrations(files, applied);
    for (const file of pending) {
      await applyFile(client, file);
      options.log.info({ migration: file.name }, 'migration applied');
    }
    await client.query('select pg_advisory_unlock($1)', [LOCK_KEY]);
    return pending.map((file) => file.name);
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    // A connection that failed is closed, and its lock goes with it.
    client.release(broken);
  }
}

/**
 * The folder's files (by default those of PostgreSQL) in order. Shared with the analytic store's migrations. Throws AppError `migrations_misnamed`
 * for names that are not NNNN_module_verb_thing.sql and for numbers used twice.
 */
export async function readMigrationFiles(dir: string = DEFAULT_DIR): Promise<readonly MigrationFile[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).toSorted();
  const numbers = names.map((name) => /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
  const wrong = names.filter((_, index) => {
    const number = numbers[index];
    return number === undefined || numbers.indexOf(number) !== index;
  });
  if (wrong.length > 0) {
    throw new AppError('migrations_misnamed', 500, {
      message: {
        'zh-CN': `迁移文件名应为 NNNN_模块_动作_对象.sql 且编号不重复，请改名：${wrong.join('、')}`,
        en: `Migration files are named NNNN_module_verb_thing.sql, no number twice; rename: ${wrong.join(', ')}`,
      },
    });
  }
  return Promise.all(
    names.map(async (name) => {
      // Line ends differ between checkouts of one and the same file.
      const sql = (await readFile(path.join(dir, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * What of the files is still to run, given the ledger (name to checksum). Shared with the analytic store's
 * migrations. Throws AppError `database_newer` and `migration_edited`.
 */
export function pendingMigrations(
  files: readonly MigrationFile[],
  applied: ReadonlyMap<string, string>,
): readonly MigrationFile[] {
  const known = new Set(files.map((file) => file.name));
  const unknown = [...applied.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new AppError('database_newer', 500, {
      message: {
        'zh-CN': `数据库比本程序新：其中的迁移 ${unknown.join('、')} 本程序没有。请改用更新的知客版本`,
        en: `The database is newer than this program, which does not have its migrations ${unknown.join(', ')}. Use a newer Zhike`,
      },
    });
  }
  const edited = files.filter((file) => applied.has(file.name) && applied.get(file.name) !== file.checksum);
  if (edited.length > 0) {
    const names = edited.map((file) => file.name);
    throw new AppError('migration_edited', 500, {
      message: {
        'zh-CN': `已执行过的迁移文件被修改：${names.join('、')}。请恢复原文件，并把改动写成新的迁移`,
        en: `Migration files were edited after they ran: ${names.join(', ')}. Restore them and write the change as a new migration`,
      },
    });
  }
  return files.filter((file) => !applied.has(file.name));
}

async function readLedger(client: pg.PoolClient): Promise<ReadonlyMap<string, string>> {
  await client.query('create schema if not exists kernel');
  await client.query(
    `create table if not exists kernel.migrations (
       name text primary key,
       checksum text not null,
       applied_at timestamptz not null default now()
     )`,
  );
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from kernel.migrations',
  );
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function applyFile(client: pg.PoolClient, file: MigrationFile): Promise<void> {
  try {
    await client.query('begin');
    await client.query('insert into kernel.migrations (name, checksum) values ($1, $2)', [file.name, file.checksum]);
    await client.query(file.sql);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw failed(file, error);
  }
}

function failed(file: MigrationFile, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const position = cause instanceof Error && 'position' in cause ? Number(cause.position) : Number.NaN;
  const line = Number.isNaN(position) ? '' : `:${file.sql.slice(0, position).split('\n').length}`;
  return new AppError('migration_failed', 500, {
    message: {
      'zh-CN': `迁移 ${file.name}${line} 执行失败，未留下任何改动：${reason}`,
      en: `Migration ${file.name}${line} failed and left nothing behind: ${reason}`,
    },
    cause,
  });
}
