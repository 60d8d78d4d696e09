import type { Command } from 'commander';
import { openStores } from '#kernel/boot/open-stores.ts';
import { readConfig } from '#kernel/config/config.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { withPlatform } from './with-platform.ts';

/** Commands of those who run the platform: stores, analytic rebuild, backup, restore, doctor. */
export function addOperationCommands(program: Command): void {
  addStores(program);
  program
    .command('rebuild-analytic')
    .description('从主库重建分析库 rebuild the analytic store from PostgreSQL')
    .action(() => withPlatform((platform) => platform.feed.rebuild()));
}

/** The two stores alone, for several web and worker processes on one machine. */
function addStores(program: Command): void {
  program
    .command('stores')
    .description('只启动两个数据库并打印地址，供多个进程共用 start the two stores alone and print their addresses')
    .action(async () => {
      const config = readConfig(process.env);
      const log = createLogger({ level: config.logLevel, destination: process.stderr });
      const stores = await openStores(config, log);
      process.stdout.write(`DATABASE_URL=${stores.databaseUrl}\nCLICKHOUSE_URL=${stores.clickhouseUrl ?? ''}\n`);
      await new Promise<void>((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
        // Nothing else keeps the process alive: the servers are children that may be left without a listener.
        setInterval(() => undefined, 2 ** 30);
      });
      await stores.close();
      process.exit(0);
    });
}
