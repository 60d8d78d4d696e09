import path from 'node:path';
import type { Command } from 'commander';
import { TRANSIENT_TABLES } from '#access';
import { readBackup } from '#kernel/backup/read-backup.ts';
import { writeBackup } from '#kernel/backup/write-backup.ts';
import { openStores } from '#kernel/boot/open-stores.ts';
import { readConfig } from '#kernel/config/config.ts';
import { openPostgres, requireServerVersion } from '#kernel/db/postgres.ts';
import { type Finding, runDoctor } from '#kernel/doctor/doctor.ts';
import { kernelChecks } from '#kernel/doctor/kernel-checks.ts';
import { AppError } from '#kernel/errors.ts';
import { createLogger } from '#kernel/logging/logger.ts';
import { VERSION } from '#kernel/version.ts';
import type { Platform } from '../wiring.ts';
import { print, withPlatform } from './with-platform.ts';

interface JsonFlag {
  readonly json?: boolean;
}

/** Commands of those who run the platform: backup, restore, doctor, the stores alone, the analytic rebuild. */
export function addOperationCommands(program: Command): void {
  addBackup(program);
  addRestore(program);
  addDoctor(program);
  addStores(program);
  program
    .command('rebuild-analytic')
    .description('从主库重建分析库 rebuild the analytic store from PostgreSQL')
    .action(() => withPlatform((platform) => platform.feed.rebuild()));
}

function addBackup(program: Command): void {
  program
    .command('backup')
    .description('备份数据库和文件，不用停机 back up database and files, while running')
    .argument('<file>', '.tar.gz, .tar or - for standard output')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((file: string, flags: JsonFlag) =>
      withPlatform(async ({ kernel }) => {
        const summary = await writeBackup(
          {
            postgres: kernel.postgres,
            filesDir: path.join(kernel.config.dataDir, 'files'),
            version: VERSION,
            clock: kernel.clock,
            log: kernel.log,
            transientTables: TRANSIENT_TABLES,
          },
          file,
        );
        if (summary.file !== null) {
          print(summary, flags, [
            `${summary.file}: ${summary.tables} 张表 tables, ${summary.rows} 行 rows, ${summary.files} 个文件 files, ${summary.bytes} 字节 bytes`,
          ]);
        }
      }),
    );
}

function addRestore(program: Command): void {
  program
    .command('restore')
    .description('把备份恢复到空的数据目录 restore a backup into an empty data folder')
    .argument('<file>', '.tar.gz, .tar or - for standard input')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (file: string, flags: JsonFlag) => {
      const config = readConfig(process.env);
      const log = createLogger({ level: 'warn', destination: process.stderr });
      // Under the lock, and before anything of ours writes to the database: it has to be empty.
      const stores = await openStores(config, log);
      const postgres = openPostgres(stores.databaseUrl, { onError: (error) => log.error({ err: error }) });
      try {
        await requireServerVersion(postgres);
        const summary = await readBackup({ postgres, filesDir: path.join(config.dataDir, 'files'), log }, file);
        print(summary, flags, [
          `${summary.createdAt.toISOString()}: ${summary.tables} 张表 tables, ${summary.rows} 行 rows, ${summary.files} 个文件 files`,
          '下次启动时重建分析库 the analytic store is rebuilt at the next start',
        ]);
      } finally {
        await postgres.close();
        await stores.close();
      }
    });
}

const MARKS = { ok: '✓', warn: '!', fail: '✗' } as const;

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('检查运行状况 look for what is wrong')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (flags: JsonFlag) => {
      const findings = await examine();
      print(
        findings,
        flags,
        findings.flatMap(({ check, status, message, remedy }) => [
          `${MARKS[status]} ${check}: ${message['zh-CN']} / ${message.en}`,
          ...(remedy === null ? [] : [`    → ${remedy['zh-CN']} / ${remedy.en}`]),
        ]),
      );
      if (findings.some((finding) => finding.status === 'fail')) {
        process.exitCode = 1;
      }
    });
}

const REFUSED_MIGRATIONS = new Set(['migration_edited', 'migration_failed', 'migrations_misnamed', 'database_newer']);

/** Migrations that are refused are a finding like any other: the stores are then looked at as they are. */
async function examine(): Promise<readonly Finding[]> {
  const look = ({ kernel, feed, readers, commerce, access }: Platform): Promise<readonly Finding[]> =>
    runDoctor([
      ...kernelChecks({ kernel, feed, readerNames: readers.map((reader) => reader.name) }),
      ...commerce.doctorChecks,
      ...access.doctorChecks,
    ]);
  try {
    return await withPlatform(look);
  } catch (error) {
    if (error instanceof AppError && REFUSED_MIGRATIONS.has(error.code)) {
      return withPlatform(look, { migrate: false });
    }
    throw error;
  }
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
