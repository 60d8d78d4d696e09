import { existsSync } from 'node:fs';
import path from 'node:path';
import { endAll } from '#kernel/boot/end-all.ts';
import { listenFault } from '#kernel/boot/listen-fault.ts';
import { openKernel } from '#kernel/boot/open-kernel.ts';
import { openStores } from '#kernel/boot/open-stores.ts';
import { buildWebIfStale } from '#kernel/boot/web-build.ts';
import { type Config, readConfig } from '#kernel/config/config.ts';
import { systemContext } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { createHttpServer } from '#kernel/http/server.ts';
import { createLogger, type Logger } from '#kernel/logging/logger.ts';
import { VERSION } from '#kernel/version.ts';
import { createPlatform, type Platform } from './wiring.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const WEB_DIST = path.join(ROOT, 'web', 'dist');

/** What people read on the terminal; the log goes to standard output as JSON, this to standard error. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

interface Starting {
  readonly config: Config;
  readonly log: Logger;
  /** What is to be ended, in the order in which it was started. */
  readonly endings: (() => Promise<unknown>)[];
  /** Somebody asked to stop: no further step is begun. */
  readonly signal: AbortSignal;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger({ level: config.logLevel });
  const endings: (() => Promise<unknown>)[] = [];
  const stopping = new AbortController();
  let started: Promise<void> = Promise.resolve();
  const stop = once(async () => {
    stopping.abort();
    // A step that has begun is waited for: what it starts would otherwise be left behind.
    await started.catch(() => undefined);
    await endAll(endings);
  });
  endOnSignals(stop, log);
  started = start({ config, log, endings, signal: stopping.signal });
  try {
    await started;
  } catch (error) {
    const wasAsked = stopping.signal.aborted;
    await stop().catch((err: unknown) => log.error({ err }, 'Could not stop cleanly'));
    if (!wasAsked) {
      throw error;
    }
  }
}

async function start({ config, log, endings, signal }: Starting): Promise<void> {
  const stores = await openStores(config, log);
  endings.push(stores.close);
  signal.throwIfAborted();
  // Only now: a second start on the folder is refused before it builds anything.
  const builds = config.roles.has('web') && config.webBuild === 'auto';
  const web = builds ? buildWebIfStale(ROOT, { tell, signal }) : Promise.resolve();
  web.catch(() => undefined);
  if (stores.analyticProblem !== null) {
    tell(stores.analyticProblem.say('zh-CN'));
    tell(stores.analyticProblem.say('en'));
  }
  const { kernel, close } = await openKernel({ config, stores, log });
  endings.push(close);
  signal.throwIfAborted();
  const platform = createPlatform(kernel);
  const admin = await platform.access.ensureFirstAdmin({
    email: config.adminEmail,
    password: config.adminPassword,
  });
  // At once: it is made only once, and what follows may fail.
  if (admin.created) {
    tell(`  首次登录 First sign-in: ${admin.email}${admin.password === null ? '' : `  ${admin.password}`}`);
  }
  kernel.jobs.register(platform.jobs);
  if (config.roles.has('worker')) {
    await startWorker(platform, endings);
  }
  await web;
  signal.throwIfAborted();
  if (config.roles.has('web')) {
    const address = await startWeb(platform, config, endings);
    tell(`\n  知客 Zhike ${VERSION}  ${address}`);
  }
  tell('  就绪 ready — Ctrl-C 停止 to stop\n');
}

/** Readers of the log, timers and jobs; any number of processes may run them. */
async function startWorker({ kernel, ...platform }: Platform, endings: Starting['endings']): Promise<void> {
  endings.push(
    () => platform.feed.stop(),
    () => Promise.all([kernel.jobs.stop(), kernel.timers.stop(), kernel.events.stop()]),
  );
  kernel.events.start(platform.readers);
  kernel.timers.start(platform.timers);
  await kernel.jobs.start(platform.jobs);
  platform.feed.start();
  await platform.intake.imports.recover(systemContext('start'));
}

async function startWeb(platform: Platform, config: Config, endings: Starting['endings']): Promise<string> {
  const app = await createHttpServer({
    kernel: platform.kernel,
    routes: platform.routes,
    authenticate: platform.access.authenticate,
    webDir: existsSync(WEB_DIST) ? WEB_DIST : null,
    version: VERSION,
  });
  endings.push(() => app.close());
  try {
    return await app.listen({ port: config.port, host: config.host });
  } catch (error) {
    throw listenFault(error, config);
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work();
    return result;
  };
}

/** The first signal ends cleanly, a second one at once. */
function endOnSignals(stop: () => Promise<unknown>, log: Logger): void {
  let asked = false;
  const end = (signal: NodeJS.Signals): void => {
    if (asked) {
      process.exit(1);
    }
    asked = true;
    stop().then(
      () => process.exit(signal === 'SIGINT' ? 130 : 143),
      (error: unknown) => {
        log.error({ err: error }, 'Could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

run().catch((error: unknown) => {
  if (error instanceof AppError) {
    tell(error.say('zh-CN'));
    tell(error.say('en'));
  } else {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  process.exit(1);
});
