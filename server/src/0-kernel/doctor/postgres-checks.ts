import { readLedger } from '#kernel/backup/store.ts';
import type { Clock } from '#kernel/clock.ts';
import { pendingMigrations, readMigrationFiles } from '#kernel/db/migrate.ts';
import { type Postgres, requireServerVersion } from '#kernel/db/postgres.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type DoctorCheck, type Finding, fail, ok, warn } from './doctor.ts';
import { listLongWriters, readServerSettings, readServerTime, type ServerSettings } from './store.ts';

export interface PostgresCheckOptions {
  readonly postgres: Postgres;
  readonly clock: Clock;
  /** Default `server/migrations/pg`. */
  readonly migrationsDir?: string;
}

/** One web and one worker process with their pools, LISTEN and liveness connections, and some for a person. */
const LEAST_CONNECTIONS = 40;
const SKEW_WARN_MS = 2_000;
const SKEW_FAIL_MS = 60_000;
const LONG_SECONDS = 60;
const TOO_LONG_SECONDS = 600;

/** Questions to the database server itself. */
export function postgresChecks(options: PostgresCheckOptions): readonly DoctorCheck[] {
  return [
    { name: 'postgres.version', run: () => checkVersion(options) },
    { name: 'postgres.migrations', run: () => checkMigrations(options) },
    {
      name: 'postgres.settings',
      run: async () => judgeSettings(await readServerSettings(options.postgres.db)),
    },
    { name: 'postgres.clock', run: () => checkClock(options) },
    { name: 'postgres.long_transactions', run: () => checkLongWriters(options) },
  ];
}

async function checkVersion({ postgres }: PostgresCheckOptions): Promise<Finding> {
  await requireServerVersion(postgres);
  return ok('postgres.version', { 'zh-CN': '数据库可用，版本合适', en: 'The database answers and is new enough' });
}

async function checkMigrations({ postgres, migrationsDir }: PostgresCheckOptions): Promise<Finding> {
  const name = 'postgres.migrations';
  const ledger = await readLedger(postgres.db);
  const files = await readMigrationFiles(migrationsDir);
  const pending = pendingMigrations(files, new Map(ledger.map((row) => [row.name, row.checksum])));
  return judgePending(name, { pending: pending.map((file) => file.name), applied: ledger.length });
}

/** What migrations that have not run mean; shared with the analytic store. */
export function judgePending(
  check: string,
  state: { readonly pending: readonly string[]; readonly applied: number },
): Finding {
  if (state.pending.length === 0) {
    return ok(check, { 'zh-CN': `${state.applied} 个迁移均已执行`, en: `All ${state.applied} migrations have run` });
  }
  const list = state.pending.join(', ');
  return fail(check, {
    message: { 'zh-CN': `尚未执行的迁移：${list}`, en: `Migrations that have not run: ${list}` },
    remedy: { 'zh-CN': '重新启动服务，启动时会自动执行', en: 'Start the server again; it runs them' },
  });
}

/** What the server's settings mean for the safety of the data. */
export function judgeSettings(settings: ServerSettings): Finding {
  const check = 'postgres.settings';
  const unsafe = (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter(
    (name) => settings[name] === 'off',
  );
  if (unsafe.length > 0) {
    return fail(check, {
      message: {
        'zh-CN': `${unsafe.join('、')} 已关闭：断电或崩溃会丢失数据`,
        en: `${unsafe.join(', ')} switched off: a power cut or crash loses data`,
      },
      remedy: { 'zh-CN': '在 PostgreSQL 中重新打开', en: 'Switch on again in PostgreSQL' },
    });
  }
  if (settings.server_encoding !== 'UTF8') {
    return fail(check, {
      message: {
        'zh-CN': `数据库编码是 ${settings.server_encoding}`,
        en: `The encoding is ${settings.server_encoding}`,
      },
      remedy: { 'zh-CN': '新建 UTF8 编码的数据库', en: 'Make a database with the encoding UTF8' },
    });
  }
  const connections: Text = {
    'zh-CN': `max_connections = ${settings.max_connections}`,
    en: `max_connections = ${settings.max_connections}`,
  };
  return Number(settings.max_connections) >= LEAST_CONNECTIONS
    ? ok(check, connections)
    : warn(check, {
        message: connections,
        remedy: { 'zh-CN': `提高到至少 ${LEAST_CONNECTIONS}`, en: `Raise it to ${LEAST_CONNECTIONS} or more` },
      });
}

async function checkClock({ postgres, clock }: PostgresCheckOptions): Promise<Finding> {
  // The first answer may wait for a connection, which would look like a difference.
  await readServerTime(postgres.db);
  const before = clock.now().getTime();
  const server = (await readServerTime(postgres.db)).getTime();
  const after = clock.now().getTime();
  const skewMs = Math.max(0, before - server, server - after);
  const seconds = (skewMs / 1000).toFixed(1);
  const message = {
    'zh-CN': `与数据库的时钟相差 ${seconds} 秒`,
    en: `Our clock and the database's differ by ${seconds} s`,
  };
  if (skewMs < SKEW_WARN_MS) {
    return ok('postgres.clock', message);
  }
  const remedy = { 'zh-CN': '在两台机器上启用时间同步（NTP）', en: 'Let both machines keep time by NTP' };
  return skewMs < SKEW_FAIL_MS
    ? warn('postgres.clock', { message, remedy })
    : fail('postgres.clock', { message, remedy });
}

async function checkLongWriters({ postgres }: PostgresCheckOptions): Promise<Finding> {
  const check = 'postgres.long_transactions';
  const writers = await listLongWriters(postgres.db, LONG_SECONDS);
  const longest = writers[0];
  if (longest === undefined) {
    return ok(check, { 'zh-CN': '没有长时间未提交的写事务', en: 'No writing transaction has been open for long' });
  }
  const list = writers.map(({ who, seconds }) => `${who} (${seconds} s)`).join(', ');
  const trouble = {
    message: {
      'zh-CN': `长时间未提交的写事务：${list}；事件读取在等待它们`,
      en: `Writing transactions open for long: ${list}; readers of the log wait for them`,
    },
    remedy: { 'zh-CN': '结束这些会话（pg_terminate_backend）', en: 'End these sessions (pg_terminate_backend)' },
  };
  return longest.seconds < TOO_LONG_SECONDS ? warn(check, trouble) : fail(check, trouble);
}
