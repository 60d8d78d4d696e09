import { openKernel } from '#kernel/boot/open-kernel.ts';
import { shareStores } from '#kernel/boot/open-stores.ts';
import { readConfig } from '#kernel/config/config.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { createPlatform, type Platform } from '../wiring.ts';

export interface WithPlatformOptions {
  /** false: the stores are taken as they are. */
  readonly migrate?: boolean;
}

/** Runs a command over the stores of the data folder, also beside a running server, and closes what it opened. */
export async function withPlatform<T>(
  work: (platform: Platform) => Promise<T>,
  options: WithPlatformOptions = {},
): Promise<T> {
  const config = readConfig(process.env);
  // Beside what a command says itself, people want to hear of trouble alone.
  const level = process.env['ZHIKE_LOG_LEVEL'] === undefined ? 'warn' : config.logLevel;
  const log = createLogger({ level, destination: process.stderr });
  const stores = await shareStores(config, log);
  try {
    const { kernel, close } = await openKernel({ config, stores, log, ...options });
    try {
      const platform = createPlatform(kernel);
      kernel.jobs.register(platform.jobs);
      return await work(platform);
    } finally {
      await close();
    }
  } finally {
    await stores.close();
  }
}

/** Prints a result: JSON for machines, lines for people. */
export function print(
  result: unknown,
  options: { readonly json?: boolean | undefined },
  lines: readonly string[],
): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join('\n')}\n`);
}
