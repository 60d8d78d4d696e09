import { createRequire } from 'node:module';
import path from 'node:path';
import { AnalyticException, readException } from './exception.ts';

/** One request's surroundings; nothing of it is left for the next. */
export interface Surroundings {
  readonly database: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
  /** Marks the query in system.processes, so that it can be stopped. */
  readonly mark: string;
}

export interface EngineResult {
  readonly bytes: Uint8Array;
  readonly rowsRead: number;
  readonly bytesRead: number;
  /** Seconds. */
  readonly elapsed: number;
}

export interface Engine {
  /** Runs one statement off the event loop, in a connection of its own. Throws AnalyticException. */
  run(sql: string, surroundings: Surroundings, format?: string): Promise<EngineResult>;
  /** Stops the query with that mark; it then fails with code 394. */
  kill(mark: string): Promise<void>;
}

/** Why the engine could not be opened: `missing` (no binary for this machine) or `failed`. */
export class EngineOpenError extends Error {
  readonly kind: 'missing' | 'failed';
  constructor(kind: 'missing' | 'failed', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.kind = kind;
  }
}

type Connection = { readonly connection: unique symbol };

/**
 * The addon under `chdb`'s Session. Session itself closes a connection only after every query of the process has
 * ended, so under one long query they would pile up, 2 MB of the engine's memory budget each.
 */
interface Addon {
  CreateConnection(path: string, args?: readonly string[]): Connection;
  CloseConnection(connection: Connection): void;
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<EngineResult>;
}

const NAME = /^[A-Za-z_]\w*$/u;
/** Room for parameters, which arrive apart from the statement and so do not count to its size. */
const PARAMS_BYTES = 256 * 1024 * 1024;
const SERVER_QUERY_BYTES = 262_144;

/** Opens the store in `dir`. `memoryBytes` bounds all queries together; one engine per process. */
export async function openEngine(options: {
  readonly dir: string;
  readonly memoryBytes: number;
  readonly packageName: string;
}): Promise<Engine> {
  const addon = loadAddon(options.packageName);
  const args = [`--max_server_memory_usage=${options.memoryBytes}`, '--mark_cache_size=268435456'];
  const open = (extra?: readonly string[]): Connection => addon.CreateConnection(options.dir, extra);
  let anchor: Connection;
  try {
    // Kept open: with its last connection the engine would unload every table.
    anchor = open(args);
    await addon.QueryAsyncConnection(anchor, 'SELECT 1', 'Null');
  } catch (error) {
    throw new EngineOpenError('failed', error);
  }
  const run: Engine['run'] = async (sql, surroundings, format = 'Null') => {
    const connection = open();
    try {
      await addon.QueryAsyncConnection(connection, prologue(surroundings), 'Null');
      return await addon.QueryAsyncConnection(connection, sql, format);
    } catch (error) {
      throw readException(error);
    } finally {
      addon.CloseConnection(connection);
    }
  };
  const kill = async (mark: string): Promise<void> => {
    const connection = open();
    try {
      const sql = `KILL QUERY WHERE Settings['log_comment'] = ${literal(mark)} ASYNC`;
      await addon.QueryAsyncConnection(connection, sql, 'Null');
    } finally {
      addon.CloseConnection(connection);
    }
  };
  return { run, kill };
}

function loadAddon(packageName: string): Addon {
  try {
    const require = createRequire(import.meta.url);
    const root = path.dirname(require.resolve(`${packageName}/package.json`));
    // `as`: a native module has no types
    return (require(path.join(root, 'dist/loader.js')) as { loadNative(): Addon }).loadNative();
  } catch (error) {
    throw new EngineOpenError('missing', error);
  }
}

/** Settings, parameters and database of a fresh connection, as statements of ours. */
function prologue({ database, settings, params, mark }: Surroundings): string {
  const assignments = [...settings].map(([name, value]) => assignment(name, value, 'Unknown setting'));
  const bound = [...params].map(([name, value]) => `SET param_${assignment(name, value, 'Bad name of a parameter')}`);
  const all = [`max_query_size=${SERVER_QUERY_BYTES}`, `log_comment=${literal(mark)}`, ...assignments];
  return [`SET max_query_size=${PARAMS_BYTES}`, ...bound, `USE ${identifier(database)}`, `SET ${all.join(', ')}`].join(
    ';\n',
  );
}

function assignment(name: string, value: string, complaint: string): string {
  if (!NAME.test(name)) {
    throw new AnalyticException(115, 'UNKNOWN_SETTING', `${complaint}: ${name}`);
  }
  return `${name}=${literal(value)}`;
}

/** A string literal of the dialect: the backslash introduces, the quote ends; nothing else matters. */
function literal(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}
