import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { EngineOpenError, openEngine } from './engine.ts';
import { createFront, type Front } from './front.ts';
import type { ChildConfig, FromChild, ToChild } from './messages.ts';

const RSS_CHECK_MS = 2_000;
const STOP_GRACE_MS = 3_000;
const STOP_POLL_MS = 20;

/** SIGKILL is the only end that returns while a query runs; acknowledged inserts survive it. */
function end(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

/**
 * Where the kernel shares processors among sessions first (sched_autogroup), a priority counts within one session only:
 * the session's own is set too. Elsewhere there is no such file, and the priority alone decides.
 */
function lowerGroup(nice: number): void {
  try {
    // Field 6 of proc(5) stat, after the name in brackets, which may hold anything.
    const session = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ')[3];
    if (Number(session) === process.pid) {
      writeFileSync('/proc/self/autogroup', String(nice));
    }
  } catch {
    // Not Linux, or not allowed: no harm done.
  }
}

function tell(message: FromChild, then: () => void = () => undefined): void {
  process.send?.(message, then);
}

// Ctrl-C reaches the whole process group; the parent decides when this process goes.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
// The channel closes when the parent ends, however it ends.
process.on('disconnect', end);

// An ordinary end would wait for the queries that run.
process.on('uncaughtException', (error) => fail('other', error));

let front: Front | null = null;

process.on('message', (message: ToChild) => {
  if (message.kind === 'stop') {
    void stop();
    return;
  }
  start(message).catch((error: unknown) => fail('other', error));
});

function fail(reason: Extract<FromChild, { kind: 'failed' }>['reason'], error: unknown): void {
  tell({ kind: 'failed', reason, detail: error instanceof Error ? error.message : String(error) }, end);
}

async function start(config: ChildConfig): Promise<void> {
  // On Linux a priority belongs to a thread and is inherited: set before the engine starts any.
  os.setPriority(config.nice);
  lowerGroup(config.nice);
  try {
    const engine = await openEngine({
      dir: config.storeDir,
      memoryBytes: config.memoryBytes,
      packageName: config.enginePackage,
    });
    // Only after the engine holds the lock of the store: the spool may belong to a living process before.
    await rm(config.spoolDir, { recursive: true, force: true });
    await mkdir(config.spoolDir, { recursive: true, mode: 0o700 });
    front = createFront({ ...config, engine });
  } catch (error) {
    const missing = error instanceof EngineOpenError && error.kind === 'missing';
    fail(missing ? 'missing' : (await isLocked(config.storeDir)) ? 'locked' : 'other', error);
    return;
  }
  const { server } = front;
  server.on('error', (error) => fail('port', error));
  server.listen(config.port, '127.0.0.1', () => {
    const address = server.address();
    tell({ kind: 'ready', port: typeof address === 'object' && address !== null ? address.port : 0 });
  });
  watchMemory(front, config);
}

/** Whether the process named in the store's lock file lives. */
async function isLocked(storeDir: string): Promise<boolean> {
  try {
    const pid = Number(/PID: (\d+)/u.exec(await readFile(path.join(storeDir, 'status'), 'utf8'))?.[1] ?? 0);
    return pid > 0 && pid !== process.pid && process.kill(pid, 0);
  } catch {
    // No lock file, or nobody of that number: not locked.
    return false;
  }
}

/** The engine does not give memory back; a fresh process does. Only while nothing runs. */
function watchMemory(watched: Front, config: ChildConfig): void {
  setInterval(() => {
    const rssBytes = process.memoryUsage.rss();
    const idleMs = watched.busy() > 0 ? 0 : performance.now() - watched.lastBusyAt();
    if (rssBytes > config.recycleRssBytes && idleMs > config.recycleIdleMs) {
      watched.server.close();
      tell({ kind: 'recycle', rssBytes }, end);
    }
  }, RSS_CHECK_MS).unref();
}

async function stop(): Promise<void> {
  const deadline = performance.now() + STOP_GRACE_MS;
  front?.server.close();
  front?.server.closeIdleConnections();
  while (front !== null && front.busy() > 0 && performance.now() < deadline) {
    await new Promise((resolve) => {
      setTimeout(resolve, STOP_POLL_MS);
    });
  }
  end();
}
