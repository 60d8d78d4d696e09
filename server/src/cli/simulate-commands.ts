import type { Command } from 'commander';
import { invalidInput } from '#kernel/errors.ts';
import {
  createLoading,
  createShelf,
  DEFAULT_SEED,
  DEFAULT_UNTIL,
  DEFAULT_YEARS,
  type LoadSummary,
  MAX_CUSTOMERS,
  MAX_YEARS,
  type Manifest,
  type Parameters,
  parameterAtFault,
  summaryOf,
  writeBrand,
} from '#simulator';
import { createProgress } from './progress.ts';
import { print, withPlatform } from './with-platform.ts';

interface SimulateFlags {
  readonly customers: string;
  readonly years: string;
  readonly seed: string;
  readonly until: string;
  readonly out?: string;
  readonly load?: boolean;
  readonly json?: boolean;
}

/** `zhike simulate`: a made-up brand, as files or into the platform; the same numbers give the same brand. */
export function addSimulateCommands(program: Command): void {
  program
    .command('simulate')
    .description('生成模拟品牌的数据 make the data of a simulated brand: zhike simulate --customers 5000 --out brand')
    .option('--customers <n>', '客户数 how many people', '5000')
    .option('--years <n>', '几年的历史 years of history', String(DEFAULT_YEARS))
    .option('--seed <n>', '随机种子；相同则结果逐字节相同 the same seed gives the same bytes', String(DEFAULT_SEED))
    .option('--until <date>', '最后一天 last day, YYYY-MM-DD', DEFAULT_UNTIL)
    .option('--out <folder>', '写入文件夹 write files into a folder')
    .option('--load', '直接导入本平台 take it into this platform')
    .option('--json', 'JSON 结果 machine-readable result')
    .action(async (flags: SimulateFlags) => {
      const parameters = readParameters(flags);
      if ((flags.out === undefined) === (flags.load !== true)) {
        throw wrong('--out', 'argument_missing', {
          'zh-CN': '请用 --out 目录 或 --load，二者选一',
          en: 'name --out FOLDER or --load, one of them',
        });
      }
      await (flags.out === undefined
        ? loadBrand(parameters, flags)
        : writeFiles(parameters, { ...flags, out: flags.out }));
    });
}

function wrong(field: string, code: string, message: { readonly 'zh-CN': string; readonly en: string }): Error {
  return invalidInput([{ field, code, message }]);
}

const WANTED: Readonly<Record<keyof Parameters, { readonly 'zh-CN': string; readonly en: string }>> = {
  customers: {
    'zh-CN': `应为 1 至 ${MAX_CUSTOMERS} 的整数`,
    en: `should be a whole number from 1 to ${MAX_CUSTOMERS}`,
  },
  years: { 'zh-CN': `应为 0.5 至 ${MAX_YEARS}`, en: `should be from 0.5 to ${MAX_YEARS}` },
  seed: { 'zh-CN': '应为不小于 0 的整数', en: 'should be a whole number, 0 or more' },
  until: {
    'zh-CN': '应为 2020 至 2040 年间的日期，如 2026-06-30',
    en: 'should be a date from 2020 to 2040, like 2026-06-30',
  },
};

function readParameters({ customers, years, seed, until }: SimulateFlags): Parameters {
  const parameters = { customers: Number(customers), years: Number(years), seed: Number(seed), until };
  const fault = parameterAtFault(parameters);
  if (fault !== null) {
    throw wrong(`--${fault}`, 'value_invalid', WANTED[fault]);
  }
  return parameters;
}

/** Ctrl-C ends the work at the next block of people; a second one ends the process. */
async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>, stopped: string): Promise<T | null> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) {
      throw error;
    }
    process.stderr.write(`\n${stopped}\n`);
    process.exitCode = 130;
    return null;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function writeFiles(
  parameters: Parameters,
  { out, json }: SimulateFlags & { readonly out: string },
): Promise<void> {
  const progress = createProgress({ quiet: json === true });
  const manifest = await untilStopped(
    (signal) =>
      writeBrand(parameters, {
        dir: out,
        signal,
        onProgress: (share) => progress.update(share, `${Math.round(share * parameters.customers)} 人 people`),
      }),
    '已停下，目录里的文件不完整 stopped; the files in the folder are not whole',
  );
  progress.end();
  if (manifest !== null) {
    print(manifest, { json }, [...fileLines(manifest), totalLine(manifest)]);
  }
}

function fileLines({ files }: Manifest): string[] {
  return files.map(
    ({ name, rows, faulty, bytes }) =>
      `${name}  ${rows} 行 rows  ${megabytes(bytes)} MB${faulty === 0 ? '' : `  其中有意的错误行 faulty on purpose ${faulty}`}`,
  );
}

function totalLine(manifest: Manifest): string {
  const { orderLines, events, bytes } = summaryOf(manifest);
  return `订单明细 order lines ${orderLines}  行为 events ${events}  共 in all ${megabytes(bytes)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}

async function loadBrand(parameters: Parameters, { json }: SimulateFlags): Promise<void> {
  const progress = createProgress({ quiet: json === true });
  const summary = await untilStopped(
    (signal) =>
      withPlatform(({ kernel, intake, commerce }) =>
        createLoading(kernel, { intake, shelf: createShelf(kernel, commerce) }).load(parameters, {
          signal,
          onProgress: progress.update,
        }),
      ),
    '已停下；用同样的参数再次执行即可继续 stopped; the same command goes on where it was',
  );
  progress.end();
  if (summary !== null) {
    print(summary, { json }, loadLines(summary));
  }
}

function loadLines({ kinds }: LoadSummary): string[] {
  return kinds.map(({ kind, accepted, rejected }) => `${kind}  接受 accepted ${accepted}  拒绝 rejected ${rejected}`);
}
