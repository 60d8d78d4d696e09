import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { systemContext } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import { type Export, newExportSchema } from '../contracts.ts';
import type { Platform } from '../wiring.ts';
import { print, withPlatform } from './with-platform.ts';

interface ExportFlags {
  readonly out?: string;
  readonly format: string;
  readonly columns?: string;
  readonly filter?: string;
  readonly unmasked?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

const context = systemContext('cli');

/** `zhike export`: what the platform holds as a file. */
export function addExportCommands(program: Command): void {
  program
    .command('export')
    .description('导出为文件 export to a file: zhike export customers --out customers.csv')
    .argument('<kind>', '数据种类 what to export: customers, orders, products')
    .option('--out <file>', '文件 where to write it (default: standard output)')
    .option('--format <format>', '格式 csv, xlsx or jsonl', 'csv')
    .option('--columns <keys>', '列 keys of columns, separated by commas')
    .option('--filter <json>', '条件 a JSON object, such as {"source":"tmall"}')
    .option('--unmasked', '不脱敏 personal values as they are; needs --reason')
    .option('--reason <text>', '原因 why, for the audit trail')
    .option('--json', 'JSON 结果 machine-readable result (with --out)')
    .action((kind: string, flags: ExportFlags) => withPlatform((platform) => exportTo(platform, kind, flags)));
}

async function exportTo(platform: Platform, kind: string, flags: ExportFlags): Promise<void> {
  const { kernel, outgoing } = platform;
  const ask = newExportSchema.safeParse({
    kind,
    format: flags.format,
    filter: readFilter(flags.filter),
    unmasked: flags.unmasked === true,
    ...(flags.columns === undefined ? {} : { columns: flags.columns.split(',').map((key) => key.trim()) }),
    ...(flags.reason === undefined ? {} : { reason: flags.reason }),
  });
  if (!ask.success) {
    throw invalidInput(faultsOf(ask.error.issues, 'export'));
  }
  const { id } = await kernel.transaction(context, (tx) => outgoing.exports.create(tx, context, ask.data));
  // Here and now; the job that a worker may find afterwards has nothing left to do.
  await outgoing.exporting.run(context, id);
  const done = await finished(platform, id);
  const { stream } = await outgoing.exports.download(context, id);
  if (flags.out === undefined) {
    await pipeline(stream, process.stdout, { end: false });
    return;
  }
  await pipeline(stream, createWriteStream(flags.out, { mode: 0o600 }));
  print({ ...done, file: flags.out }, flags, [`${done.rows} 行 rows → ${flags.out}`]);
}

/** A worker beside the command may have taken the job first. */
async function finished(platform: Platform, id: string): Promise<Export> {
  for (;;) {
    const run = await platform.outgoing.exports.get(context, id);
    if (run.status === 'done') {
      return run;
    }
    if (run.status === 'failed') {
      throw new AppError('export_failed', 500, {
        message: { 'zh-CN': run.failure ?? '导出失败', en: run.failure ?? 'The export failed' },
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function readFilter(text: string | undefined): unknown {
  if (text === undefined) {
    return {};
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidInput(
      [
        {
          field: 'filter',
          code: 'json_malformed',
          message: {
            'zh-CN': '应为 JSON 对象，如 {"source":"tmall"}',
            en: 'should be JSON such as {"source":"tmall"}',
          },
        },
      ],
      error,
    );
  }
}
