import path from 'node:path';
import { pendingMigrations, readMigrationFiles } from '#kernel/db/migrate.ts';
import type { Olap } from '#kernel/db/olap.ts';
import type { Feed } from '#kernel/feed/feed.ts';
import { type DoctorCheck, type Finding, fail, ok, warn } from './doctor.ts';
import { judgePending } from './postgres-checks.ts';

export interface AnalyticCheckOptions {
  readonly olap: Olap;
  /** null leaves freshness out. */
  readonly feed: Pick<Feed, 'freshness'> | null;
}

const MIGRATIONS_DIR = path.resolve(import.meta.dirname, '../../../migrations/ch');

/** Questions to the analytic store. */
export function analyticChecks({ olap, feed }: AnalyticCheckOptions): readonly DoctorCheck[] {
  return [
    { name: 'analytic.store', run: () => checkReachable(olap) },
    { name: 'analytic.migrations', run: () => checkMigrations(olap) },
    ...(feed === null ? [] : [{ name: 'analytic.freshness', run: () => checkFreshness(feed) }]),
  ];
}

async function checkReachable(olap: Olap): Promise<Finding> {
  if (await olap.ping()) {
    return ok('analytic.store', { 'zh-CN': '分析库可用', en: 'The analytic store answers' });
  }
  return fail('analytic.store', {
    message: {
      'zh-CN': '分析库没有应答：录入与客户资料不受影响，客群与评分会显示过期',
      en: 'The analytic store does not answer: intake and profiles go on, segments and scores grow stale',
    },
    remedy: {
      'zh-CN': '查看日志；使用外部 ClickHouse 时检查 CLICKHOUSE_URL',
      en: 'Look at the log; with an outside ClickHouse check CLICKHOUSE_URL',
    },
  });
}

async function checkMigrations(olap: Olap): Promise<Finding> {
  const files = await readMigrationFiles(MIGRATIONS_DIR);
  const [table] = await olap.rows<{ found: string }>({
    sql: `SELECT count() AS found FROM system.tables WHERE database = {database:String} AND name = 'migrations'`,
    params: { database: olap.database },
  });
  const ledger =
    Number(table?.found ?? 0) === 0
      ? []
      : await olap.rows<{ name: string; checksum: string }>({ sql: 'SELECT name, checksum FROM migrations' });
  const pending = pendingMigrations(files, new Map(ledger.map((row) => [row.name, row.checksum])));
  return judgePending('analytic.migrations', { pending: pending.map((file) => file.name), applied: ledger.length });
}

async function checkFreshness(feed: Pick<Feed, 'freshness'>): Promise<Finding> {
  const check = 'analytic.freshness';
  const { secondsBehind, stale } = await feed.freshness();
  const seconds = secondsBehind === null ? null : Math.round(secondsBehind);
  if (!stale) {
    return ok(check, { 'zh-CN': `分析数据落后 ${seconds ?? 0} 秒`, en: `Analytic data is ${seconds ?? 0} s behind` });
  }
  return warn(check, {
    message:
      seconds === null
        ? { 'zh-CN': '分析数据正在重建', en: 'Analytic data is being built anew' }
        : { 'zh-CN': `分析数据已过期，落后 ${seconds} 秒`, en: `Analytic data is stale, ${seconds} s behind` },
    remedy: {
      'zh-CN': '确认 worker 进程在运行；重建完成后会自动恢复',
      en: 'See that a worker process runs; it mends itself when the rebuild is done',
    },
  });
}
