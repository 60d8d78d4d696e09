import { existsSync } from 'node:fs';
import path from 'node:path';
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

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger({ level: config.logLevel });
  const endings: (() => Promise<unknown>)[] = [];
  const stop = once(async () => {
    for (const end of endings.toReversed()) {
      await end();
    }
  });
  endOnSignals(stop, log);
  try {
    const web = config.roles.has('web') ? buildWebIfStale(ROOT, { tell }) : Promise.resolve();
    web.catch(() => undefined);
    const stores = await openStores(config, log);
    endings.push(stores.close);
    if (stores.analyticProblem !== null) {
      tell(stores.analyticProblem.say('zh-CN'));
      tell(stores.analyticProblem.say('en'));
    }
    const { kernel, close } = await openKernel({ config, stores, log });
    endings.push(close);
    const platform = createPlatform(kernel);
    const admin = await platform.access.ensureFirstAdmin({
      email: config.adminEmail,
      password: config.adminPassword,
    });
    kernel.jobs.register(platform.jobs);
    if (config.roles.has('worker')) {
      endings.push(await startWorker(platform));
    }
    await web;
    if (config.roles.has('web')) {
      const address = await startWeb(platform, config, endings);
      tell(`\n  知客 Zhike ${VERSION}  ${address}`);
    }
    if (admin.created) {
      tell(`  首次登录 First sign-in: ${admin.email}${admin.password === null ? '' : `  ${admin.password}`}`);
    }
    tell('  就绪 ready — Ctrl-C 停止 to stop\n');
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Readers of the log, timers and jobs; any number of processes may run them. */
async function startWorker({ kernel, ...platform }: Platform): Promise<() => Promise<void>> {
  kernel.events.start(platform.readers);
  kernel.timers.start(platform.timers);
  await kernel.jobs.start(platform.jobs);
  platform.feed.start();
  await platform.intake.imports.recover(systemContext('start'));
  return async () => {
    await platform.feed.stop();
    await Promise.all([kernel.jobs.stop(), kernel.timers.stop(), kernel.events.stop()]);
  };
}

async function startWeb(platform: Platform, config: Config, endings: (() => Promise<unknown>)[]): Promise<string> {
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
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new AppError('port_in_use', 500, {
        message: {
          'zh-CN': `端口 ${config.port} 已被占用；请停止占用它的程序，或用 PORT 指定另一个端口，例如 PORT=8788 npm start`,
          en: `Port ${config.port} is in use; stop the program that has it, or choose another with PORT, such as PORT=8788 npm start`,
        },
        cause: error,
      });
    }
    throw error;
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

start().catch((error: unknown) => {
  if (error instanceof AppError) {
    tell(error.say('zh-CN'));
    tell(error.say('en'));
  } else {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  process.exit(1);
});
