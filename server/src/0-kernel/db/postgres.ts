import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { allowCopy } from '#kernel/db/copy-connection.ts';
import { AppError } from '#kernel/errors.ts';

/** No table is known here (`{}` in Kysely): each store names its own with `withTables` or writes `sql` templates. */
export type NoTables = {};
/** A pool: every statement is its own transaction. */
export type Db = Kysely<NoTables>;
/** A transaction; stores take it (or a Db, for reads) as their first argument. */
export type Tx = Transaction<NoTables>;

export interface Postgres {
  readonly db: Db;
  /** For statements of their own. */
  readonly pool: pg.Pool;
  /** How to reach the same server from elsewhere (the analytic child, LISTEN connections). */
  readonly url: string;
  close(): Promise<void>;
}

export interface PostgresOptions {
  readonly maxConnections?: number;
  readonly applicationName?: string;
  readonly onError: (error: Error) => void;
}

const INT8_OID = 20;
const NUMERIC_OID = 1700;
const DATE_OID = 1082;

/** A bigint within ±2^53 becomes a number; anything larger throws rather than losing digits. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`bigint ${text} does not fit a JavaScript number`);
  }
  return value;
}

/** numeric and date stay text: exact, and without a zone. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [INT8_OID, parseInt8],
  [NUMERIC_OID, (text) => text],
  [DATE_OID, (text) => text],
]);

/**
 * Opens two pools: one for transactions, one for statements of their own. What runs in a transaction may read beside
 * it; if both drew from one pool, as many transactions as it has connections would wait for each other for ever. Does
 * not connect yet; the first query does.
 */
export function openPostgres(url: string, options: PostgresOptions): Postgres {
  const half = Math.max(1, Math.ceil((options.maxConnections ?? 10) / 2));
  const pool = openPool(url, half, options);
  const transactions = openPool(url, half, options);
  const db: Db = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool }) });
  const writing: Db = new Kysely<NoTables>({ dialect: new PostgresDialect({ pool: transactions }) });
  db.transaction = () => writing.transaction();
  const close = async (): Promise<void> => {
    await Promise.all([db.destroy(), writing.destroy()]);
    // Kysely leaves a pool open that it never took a connection from.
    await Promise.all([pool, transactions].filter(({ ending }) => !ending).map((one) => one.end()));
  };
  return { db, pool, url, close };
}

function openPool(url: string, max: number, options: PostgresOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(url),
    max,
    application_name: options.applicationName ?? 'zhike',
    types: {
      // oxlint-disable-next-line typescript/no-explicit-any -- the signature of pg
      getTypeParser: (oid: number, format?: any) =>
        (format === 'binary' ? undefined : PARSERS.get(oid)) ?? pg.types.getTypeParser(oid, format),
    },
  });
  // Without a listener, a connection cut by the server would end the process: idle ones report to the pool, those
  // in use only to themselves.
  pool.on('error', options.onError);
  pool.on('connect', (client) => {
    client.on('error', ignoreHere);
    allowCopy(client);
  });
  return pool;
}

/** Whoever is using the connection gets the error from its next statement. */
function ignoreHere(): void {
  // Nothing to do: see above.
}

/**
 * A URL of ours or an outside one, for pg. A server on a Unix socket is `postgres://user@localhost/db?host=/folder`,
 * with `&port=` where it is not 5432.
 */
export function connectionConfig(url: string): pg.ClientConfig {
  return { connectionString: url };
}

/** The lowest server that has what we use: uuidv7(), the builtin locale, transaction_timeout. */
const LEAST_VERSION = 180_000;

/** Throws AppError `database_unreachable` when nothing answers, `database_too_old` below PostgreSQL 18. */
export async function requireServerVersion(postgres: Postgres): Promise<void> {
  const { version, number } = await askVersion(postgres);
  if (number < LEAST_VERSION) {
    throw new AppError('database_too_old', 500, {
      message: {
        'zh-CN': `数据库是 PostgreSQL ${version}，知客需要 18 或更高版本；请升级，或去掉 DATABASE_URL 以使用内置数据库`,
        en: `The database is PostgreSQL ${version}; Zhike needs 18 or newer. Upgrade it, or leave DATABASE_URL out to use the built-in one`,
      },
    });
  }
}

async function askVersion(postgres: Postgres): Promise<{ readonly version: string; readonly number: number }> {
  try {
    const { rows } = await postgres.pool.query<{ version: string; number: number }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
    );
    return rows[0] ?? { version: '?', number: 0 };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('database_unreachable', 503, {
      message: {
        'zh-CN': `无法连接数据库（${reason}）；请检查 DATABASE_URL 及其中的主机、端口、账号和密码`,
        en: `The database cannot be reached (${reason}); check DATABASE_URL: its host, port, user and password`,
      },
      cause: error,
    });
  }
}
