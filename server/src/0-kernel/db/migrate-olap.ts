import path from 'node:path';
import { type MigrationFile, pendingMigrations, readMigrationFiles } from '#kernel/db/migrate.ts';
import type { Olap } from '#kernel/db/olap.ts';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';

export interface MigrateOlapOptions {
  /** The folder of numbered files; default `server/migrations/ch`. */
  readonly dir?: string;
  readonly log: Logger;
}

const DEFAULT_DIR = path.resolve(import.meta.dirname, '../../../migrations/ch');

/**
 * Makes the analytic database and brings it up to the files of the folder; returns the names of those that ran.
 * ClickHouse has no transactions and no locks: a file that broke off runs again from its start, so its statements
 * say IF NOT EXISTS, and the caller lets one process migrate at a time. A cluster will need ON CLUSTER in the files
 * and a replicated ledger. Throws AppError `migration_edited`, `database_newer`, `migration_failed`,
 * `migrations_misnamed`.
 */
export async function migrateOlap(olap: Olap, options: MigrateOlapOptions): Promise<readonly string[]> {
  const files = await readMigrationFiles(options.dir ?? DEFAULT_DIR);
  await olap.createDatabase();
  await olap.run({
    sql: `CREATE TABLE IF NOT EXISTS migrations (
      name String,
      checksum String,
      applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
    ) ENGINE = MergeTree ORDER BY name`,
  });
  const ledger = await olap.rows<{ name: string; checksum: string }>({ sql: 'SELECT name, checksum FROM migrations' });
  const pending = pendingMigrations(files, new Map(ledger.map((row) => [row.name, row.checksum])));
  for (const file of pending) {
    await applyFile(olap, file);
    options.log.info({ migration: file.name }, 'analytic migration applied');
  }
  return pending.map((file) => file.name);
}

/** The statements of a file: each ends with a semicolon at the end of its line. Pieces of nothing but comments are left out. */
export function splitStatements(sql: string): readonly string[] {
  return sql
    .split(/;[ \t]*(?:\n|$)/u)
    .map((piece) => piece.trim())
    .filter((piece) => piece.replace(/^\s*--.*$/gmu, '').trim() !== '');
}

async function applyFile(olap: Olap, file: MigrationFile): Promise<void> {
  for (const [index, statement] of splitStatements(file.sql).entries()) {
    try {
      await olap.run({ sql: statement, maxSeconds: 3600 });
    } catch (error) {
      throw failed(file, index + 1, error);
    }
  }
  await olap.insert('migrations', [{ name: file.name, checksum: file.checksum }]);
}

function failed(file: MigrationFile, statement: number, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('migration_failed', 500, {
    message: {
      'zh-CN': `分析库迁移 ${file.name} 的第 ${statement} 条语句执行失败：${reason}`,
      en: `Statement ${statement} of the analytic migration ${file.name} failed: ${reason}`,
    },
    cause,
  });
}
