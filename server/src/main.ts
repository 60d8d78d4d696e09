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
import type { Text } from '#kernel/pure/text.ts';
import { VERSION } from '#kernel/version.ts';
import { createDemo, createLoading, createShelf, type DemoOutcome, readDemoSize } from '#simulator';
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
  /** How many people of a simulated brand an empty base is filled with; null for none. */
  readonly demoSize: number | null;
  /** Somebody asked to stop: no further step is begun. */
  readonly signal: AbortSignal;
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const demoSize = readDemoSize(process.argv.slice(2));
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
  started = start({ config, log, endings, demoSize, signal: stopping.signal });
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

async function start({ config, log, endings, demoSize, signal }: Starting): Promise<void> {
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
  if (demoSize !== null && config.roles.has('worker')) {
    startDemo(platform, demoSize, endings);
  }
}

const DEMO_ENDS: Readonly<Record<DemoOutcome['outcome'], Text>> = {
  loaded: { 'zh-CN': '演示数据已导入', en: 'the demo data are in' },
  there: { 'zh-CN': '演示数据已在库中', en: 'the demo data are there already' },
  not_empty: { 'zh-CN': '库中已有客户，没有导入演示数据', en: 'there are customers already; the demo was not loaded' },
};

/** In the background: whoever asked for it can sign in meanwhile. A failure is told and ends nothing else. */
function startDemo(
  { kernel, intake, customers, commerce, segments }: Platform,
  size: number,
  endings: Starting['endings'],
): void {
  const say = (text: Text): void => tell(`  ${text['zh-CN']} ${text.en}`);
  const stop = new AbortController();
  const demo = createDemo({
    kernel,
    loading: createLoading(kernel, { intake, shelf: createShelf(kernel, commerce) }),
    countCustomers: () => customers.search.count(systemContext('demo')),
    definitions: segments.definitions,
  });
  const running = demo.run({ customers: size, signal: stop.signal, tell: say }).then(
    ({ outcome }) => say(DEMO_ENDS[outcome]),
    (error: unknown) => {
      if (!stop.signal.aborted) {
        kernel.log.error({ err: error }, 'The demo could not be loaded');
        say({
          'zh-CN': '演示数据没有导入完，原因见日志；再次启动会继续',
          en: 'the demo was not loaded whole; the log says why, the next start goes on',
        });
      }
    },
  );
  endings.push(() => {
    stop.abort();
    return running;
  });
}

/** Readers of the log, timers and jobs; any number of processes may run them. */
async function startWorker({ kernel, ...platform }: Platform, endings: Starting['endings']): Promise<void> {
  endings.push(
    () => platform.feed.stop(),
    () => platform.outgoing.delivering.stop(),
    () => Promise.all([kernel.jobs.stop(), kernel.timers.stop(), kernel.events.stop()]),
  );
  kernel.events.start(platform.readers);
  kernel.timers.start(platform.timers);
  await kernel.jobs.start(platform.jobs);
  platform.feed.start();
  platform.outgoing.delivering.start();
  await platform.intake.imports.recover(systemContext('start'));
  await platform.customers.catchUp.recover(systemContext('start'));
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
