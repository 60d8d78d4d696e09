import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Logger } from '#kernel/logging/logger.ts';
import type { DatabaseAccount } from '#kernel/supervise/postgres-account.ts';
import { serverEnvironment } from '#kernel/supervise/postgres-folder.ts';

export interface ServerProcess {
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** The last lines that the server said, for a message when it does not start. */
  lastLines(): readonly string[];
  /** Asks for a fast shutdown: open transactions are rolled back, a checkpoint is made. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly program: string;
  readonly dataDir: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly account: DatabaseAccount;
  readonly log: Logger;
}

const KEPT_LINES = 20;

/**
 * A shell stands between us and the server. Descriptor 3 is a pipe that only this process holds open: when it
 * closes, because stop() was called or because we were killed, the shell asks the server for a fast shutdown.
 */
const WATCHDOG = `"$0" "$@" 3<&- & server=$!
trap 'kill -INT $server' TERM INT HUP
{ read -r _; kill -INT $server; } <&3 >/dev/null 2>&1 & watch=$!
while kill -0 $server 2>/dev/null; do wait $server; done
kill $watch 2>/dev/null`;

/** Starts the server program; does not wait until it answers. */
export function spawnServer(options: ServerProcessOptions): ServerProcess {
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn('/bin/sh', ['-c', WATCHDOG, options.program, '-D', options.dataDir, ...settings], {
    ...options.account.ids,
    cwd: '/',
    env: serverEnvironment(),
    // Its own session: Ctrl-C on the terminal must reach us first, so that we close in order.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  followLog(child, lines, options.log);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      lines.push(error.message);
      resolve();
    });
  });
  // descriptor 3, a pipe as asked for in stdio
  const lifeline = child.stdio[3] as Writable;
  lifeline.on('error', (error) => options.log.debug({ err: error }, 'the lifeline of the database server closed'));
  void ended.then(() => lifeline.destroy());
  letProcessEnd(child);
  return {
    ended,
    lastLines: () => lines,
    stop: async () => {
      child.ref();
      lifeline.end();
      await ended;
    },
  };
}

function followLog(child: ChildProcess, lines: string[], log: Logger): void {
  if (child.stderr === null) {
    return;
  }
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    lines.splice(0, lines.length - KEPT_LINES);
    const level = /^(FATAL|PANIC|ERROR):/.test(line) ? 'warn' : 'debug';
    log[level]({ from: 'postgres' }, line);
  });
}

/** A process that has nothing else to do may end; the watchdog then stops the server. */
function letProcessEnd(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stderr, child.stdio[3]] as readonly (Readable | Writable | null)[]) {
    // Pipes of a child are sockets, whose unref the stream types do not show.
    (stream as unknown as { unref?: () => void } | null)?.unref?.();
  }
}
