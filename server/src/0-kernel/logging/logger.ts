import { type DestinationStream, type LoggerOptions, pino } from 'pino';

/** One JSON object per line. `child({ requestId })` adds what every line of a piece of work has in common. */
export type Logger = import('pino').Logger;

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'key',
  'apiKey',
  'secret',
] as const;
/** Secrets are hidden this many objects deep; nothing of ours logs deeper ones. */
const SECRET_DEPTH = 3;

function secretPaths(): string[] {
  return SECRET_NAMES.flatMap((name) =>
    Array.from({ length: SECRET_DEPTH + 1 }, (_, depth) => `${'*.'.repeat(depth)}`.replace(/\.$/u, '') + `["${name}"]`),
  );
}

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: unknown;
  readonly status?: unknown;
  readonly table?: unknown;
  readonly constraint?: unknown;
  readonly stack?: string;
  readonly cause?: LoggedError | string;
}

/**
 * Errors by a list of fields that are safe: PostgreSQL puts the offending values into `detail` and `where`, and
 * faults of an import quote what people wrote.
 */
function describeError(error: unknown, depth = 0): LoggedError | string {
  if (!(error instanceof Error)) {
    return typeof error;
  }
  const { code, status, table, constraint } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(table === undefined ? {} : { table }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= SECRET_DEPTH ? {} : { cause: describeError(error.cause, depth + 1) }),
  };
}

/**
 * Logs to standard output unless told otherwise. Fields named like secrets are replaced by `[hidden]`; give errors
 * as `err`. Never log personal values: ids and counts only.
 */
export function createLogger(options: {
  readonly level: string;
  readonly destination?: NodeJS.WritableStream;
}): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths(), censor: '[hidden]' },
    serializers: { err: (error: unknown) => describeError(error), error: (error: unknown) => describeError(error) },
  };
  if (options.destination === undefined) {
    return pino(settings);
  }
  // pino only calls write(line), which every writable stream has.
  return pino(settings, options.destination as DestinationStream);
}
