import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logging/logger.ts';
import { availableMemory } from '#kernel/supervise/available-memory.ts';
import type { ChildConfig, FromChild } from './analytic-child/messages.ts';

export interface SupervisedAnalytic {
  /** `http://user:token@127.0.0.1:port`; stays the same when the child is replaced. A secret. */
  readonly url: string;
  /** The process that answers now; null while it is being replaced. */
  pid(): number | null;
  /** Lets running requests end for up to three seconds, then kills the child. */
  stop(): Promise<void>;
}

export interface AnalyticOptions {
  /** `<ZHIKE_DATA>/analytic`; made when missing. */
  readonly dataDir: string;
  readonly log: Logger;
  /** Bytes all queries together may take; default half of what this process may count on. */
  readonly memoryBytes?: number;
  /** Bytes one query may take where it does not say; default 4 GiB, at most `memoryBytes`. */
  readonly queryMemoryBytes?: number;
  /** The idle child is replaced when it holds more than this; default 3 GiB. */
  readonly recycleRssBytes?: number;
  /** Milliseconds without a request that count as idle; default 30,000. */
  readonly recycleIdleMs?: number;
  /** Statements that read or write tables at once; the others wait in line; default 4. */
  readonly concurrency?: number;
  /** How long another process may hold the store before the start fails, in milliseconds; default 15,000. */
  readonly lockWaitMs?: number;
  /** How far it stands back for all else that wants the processors, 0 to 19; default 10. */
  readonly nice?: number;
  /** The engine's npm package. */
  readonly enginePackage?: string;
}

const GIB = 1024 ** 3;
const ENTRY = fileURLToPath(new URL('analytic-child/main.ts', import.meta.url));
const USER = 'zhike';
/** The orphan of a killed parent is gone long before. */
const LOCK_WAIT_MS = 15_000;
const LOCK_RETRY_MS = 100;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5_000;
const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 10_000;
/** A child that lived this long died of something new. */
const STABLE_MS = 60_000;
const STDERR_TAIL = 2_000;
/** Each statement holds a thread of the pool, and files need some too. */
const THREAD_POOL = '24';
/** The engine expands these in the names of files it is told to read. */
const GLOB = /[*?{}[\]'\\]/u;

type Failure = Extract<FromChild, { kind: 'failed' }>;
type Started = { readonly child: ChildProcess; readonly port: number };

/**
 * Starts the built-in analytic store: chDB in a child process behind ClickHouse's HTTP protocol. The child is
 * replaced when it dies and ends with this process, even one killed with -9. Throws AppError
 * `analytic_engine_missing`, `analytic_store_locked` or `analytic_store_failed`.
 */
export async function startAnalytic(options: AnalyticOptions): Promise<SupervisedAnalytic> {
  const config = childConfig(options);
  await mkdir(config.storeDir, { recursive: true, mode: 0o700 });
  const first = await startPatiently(config, options);
  const keeper = keepRunning(first, { ...config, port: first.port }, options);
  return {
    url: `http://${USER}:${config.token}@127.0.0.1:${first.port}`,
    pid: keeper.pid,
    stop: keeper.stop,
  };
}

/** Starts another child whenever the present one ends, later each time it dies young. */
function keepRunning(
  first: Started,
  config: ChildConfig,
  options: AnalyticOptions,
): Pick<SupervisedAnalytic, 'pid' | 'stop'> {
  const { log } = options;
  let current: ChildProcess | null = null;
  let starting: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = FIRST_DELAY_MS;
  let stopping = false;

  const restart = async (): Promise<void> => {
    try {
      adopt(await startPatiently(config, options));
    } catch (error) {
      log.error({ err: error }, 'analytic store: could not be started again');
      delayMs = Math.min(delayMs * 2, LAST_DELAY_MS);
      restartAfter(delayMs);
    }
  };
  const restartAfter = (waitMs: number): void => {
    if (!stopping) {
      timer = setTimeout(() => {
        starting = restart();
      }, waitMs);
    }
  };
  const adopt = ({ child }: Started): void => {
    current = child;
    onEnd(child, log, (end) => {
      current = null;
      if (end.planned) {
        restartAfter(0);
        return;
      }
      delayMs = end.livedMs > STABLE_MS ? FIRST_DELAY_MS : Math.min(delayMs * 2, LAST_DELAY_MS);
      if (!stopping) {
        log.error({ ended: end.how }, 'analytic store: the child ended, starting another');
      }
      restartAfter(delayMs);
    });
  };
  adopt(first);
  return {
    pid: () => current?.pid ?? null,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await starting;
      if (current !== null) {
        await endChild(current);
      }
      await rm(config.spoolDir, { recursive: true, force: true });
    },
  };
}

interface ChildEnd {
  /** It went to give memory back. */
  readonly planned: boolean;
  readonly livedMs: number;
  readonly how: string;
}

/** Tells once that the child is gone, also when it already is. */
function onEnd(child: ChildProcess, log: Logger, tell: (end: ChildEnd) => void): void {
  const bornAt = performance.now();
  let planned = false;
  child.on('message', (message: FromChild) => {
    if (message.kind === 'recycle') {
      planned = true;
      log.info({ rssBytes: message.rssBytes }, 'analytic store: replaced to give memory back');
    } else if (message.kind === 'failed') {
      log.error({ reason: message.detail }, 'analytic store: the child broke');
    }
  });
  const gone = (): void => {
    const how = String(child.signalCode ?? child.exitCode);
    tell({ planned, livedMs: performance.now() - bornAt, how });
  };
  if (hasEnded(child)) {
    gone();
    return;
  }
  child.once('exit', gone);
}

/** What the child is told at its start: folders, address and token, and how much memory it may take. */
export function childConfig(options: AnalyticOptions): ChildConfig {
  const dataDir = path.resolve(options.dataDir);
  const memoryBytes = options.memoryBytes ?? Math.max(GIB, Math.floor(availableMemory() / 2));
  const token = randomBytes(24).toString('hex');
  const spoolDir = path.join(dataDir, 'spool');
  return {
    kind: 'start',
    storeDir: path.join(dataDir, 'store'),
    spoolDir: GLOB.test(spoolDir) ? path.join(os.tmpdir(), `zhike-spool-${token.slice(0, 12)}`) : spoolDir,
    port: 0,
    user: USER,
    token,
    memoryBytes,
    queryMemoryBytes: Math.min(options.queryMemoryBytes ?? 4 * GIB, memoryBytes),
    recycleRssBytes: options.recycleRssBytes ?? 3 * GIB,
    recycleIdleMs: options.recycleIdleMs ?? 30_000,
    concurrency: options.concurrency ?? 4,
    nice: options.nice ?? 10,
    enginePackage: options.enginePackage ?? 'chdb',
  };
}

/** Tries again while another process still holds the store: the orphan of a killed parent goes within moments. */
async function startPatiently(config: ChildConfig, options: AnalyticOptions): Promise<Started> {
  const deadline = performance.now() + (options.lockWaitMs ?? LOCK_WAIT_MS);
  for (;;) {
    const outcome = await startOnce(config);
    if ('child' in outcome) {
      return outcome;
    }
    const passing = outcome.reason === 'locked' || outcome.reason === 'port';
    if (!passing || performance.now() > deadline) {
      throw startError(outcome, config);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, LOCK_RETRY_MS);
    });
  }
}

function startOnce(config: ChildConfig): Promise<Started | Failure> {
  const child = fork(ENTRY, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Flags of the parent (test runners, inspectors) are not meant for the child.
    execArgv: [],
    env: childEnvironment(),
    // A session of its own, whose share of the processors can be set apart from ours.
    detached: true,
  });
  let tail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL);
  });
  child.stdout?.resume();
  return new Promise((resolve) => {
    const settle = (outcome: Started | Failure): void => {
      clearTimeout(limit);
      child.off('exit', onExit);
      child.off('message', onMessage);
      if (!('child' in outcome)) {
        child.kill('SIGKILL');
      }
      resolve(outcome);
    };
    const failed = (detail: string): void =>
      settle({ kind: 'failed', reason: 'other', detail: `${detail}\n${tail}`.trim() });
    const onExit = (code: number | null, signal: string | null): void => failed(`ended with ${signal ?? code}`);
    const onMessage = (message: FromChild): void => {
      if (message.kind === 'ready') {
        settle({ child, port: message.port });
      } else if (message.kind === 'failed') {
        settle({ ...message, detail: `${message.detail}\n${tail}`.trim() });
      }
    };
    const limit = setTimeout(() => failed(`not ready after ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    child.once('exit', onExit);
    child.on('message', onMessage);
    child.once('error', (error) => failed(error.message));
    child.send(config);
  });
}

/** Only what a process needs: no secret of the parent gets into the child. */
function childEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LD_LIBRARY_PATH'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), TZ: 'UTC', UV_THREADPOOL_SIZE: THREAD_POOL };
}

function startError(failure: Failure, config: ChildConfig): AppError {
  const cause = new Error(failure.detail);
  if (failure.reason === 'missing') {
    const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`;
    const name = `@chdb/lib-${platform}`;
    return new AppError('analytic_engine_missing', 503, {
      message: {
        'zh-CN': `本机没有内置分析引擎（需要 npm 包 ${config.enginePackage} 和 ${name}）。请重新运行 npm ci，或用 CLICKHOUSE_URL 指定一个 ClickHouse 服务器`,
        en: `The built-in analytic engine is not available here (it needs the npm packages ${config.enginePackage} and ${name}). Run npm ci again, or name a ClickHouse server in CLICKHOUSE_URL`,
      },
      cause,
    });
  }
  if (failure.reason === 'locked') {
    return new AppError('analytic_store_locked', 503, {
      message: {
        'zh-CN': `分析库 ${config.storeDir} 正被另一个进程使用。请先停止它，或换一个 ZHIKE_DATA`,
        en: `Another process uses the analytic store ${config.storeDir}. Stop it first, or choose another ZHIKE_DATA`,
      },
      cause,
    });
  }
  return new AppError('analytic_store_failed', 503, {
    message: {
      'zh-CN': `分析库 ${config.storeDir} 无法启动：${failure.detail}`,
      en: `The analytic store ${config.storeDir} did not start: ${failure.detail}`,
    },
    cause,
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function endChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) {
    return;
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  if (child.connected) {
    child.send({ kind: 'stop' }, () => undefined);
  } else {
    child.kill('SIGKILL');
  }
  await ended;
  clearTimeout(limit);
}
