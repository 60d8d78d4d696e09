import { createReadStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { z } from 'zod';
import { presentFault, presentImport, progressOf } from '#intake';
import { systemContext } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import { createImport } from '../contracts.ts';
import type { Platform } from '../wiring.ts';
import { createProgress } from './progress.ts';
import { print, withPlatform } from './with-platform.ts';

interface ImportFlags {
  readonly source?: string;
  readonly currency?: string;
  readonly map: readonly string[];
  readonly resume?: string;
  readonly undo?: string;
  readonly json?: boolean;
}

const context = systemContext('cli');

/** `zhike import`: a file in, with progress; stopped with Ctrl-C it resumes later; undone as a whole. */
export function addImportCommands(program: Command): void {
  program
    .command('import')
    .description('导入文件 import a file: zhike import orders orders.csv --source shop')
    .argument('[kind]', '数据种类 what the file holds (orders)')
    .argument('[file]', 'CSV, UTF-8 or GBK, also .gz')
    .option('--source <name>', '来源 the shop or system it comes from')
    .option('--currency <code>', '币种 ISO 4217, where the file names none')
    .option('--map <field=column>', '列对应 which column is which field; repeatable', collect, [])
    .option('--resume <id>', '继续中断的导入 go on with an import that stopped')
    .option('--undo <id>', '撤销一次导入 undo an import as a whole')
    .option('--json', 'JSON 结果 machine-readable result')
    .action((kind: string | undefined, file: string | undefined, flags: ImportFlags) =>
      withPlatform((platform) => {
        if (flags.undo !== undefined) {
          return undoImport(platform, flags.undo, flags);
        }
        if (flags.resume !== undefined) {
          return resumeImport(platform, flags.resume, flags);
        }
        return newImport(platform, { kind, file, flags });
      }),
    );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

interface NewImport {
  readonly kind: string | undefined;
  readonly file: string | undefined;
  readonly flags: ImportFlags;
}

async function newImport(platform: Platform, { kind, file, flags }: NewImport): Promise<void> {
  if (kind === undefined || file === undefined || flags.source === undefined) {
    throw invalidInput([
      {
        field: 'import',
        code: 'argument_missing',
        message: {
          'zh-CN': '用法：zhike import orders 文件.csv --source 来源',
          en: 'usage: zhike import orders file.csv --source name',
        },
      },
    ]);
  }
  const mapping = flags.map.length === 0 ? undefined : JSON.stringify(readMapping(flags.map));
  const request = readRequest({
    kind,
    source: flags.source,
    fileName: path.basename(file),
    currency: flags.currency?.toUpperCase(),
    mapping,
  });
  await access(file).catch((cause: unknown) => {
    throw new AppError('file_missing', 404, {
      message: { 'zh-CN': `没有文件 ${file}`, en: `There is no file ${file}` },
      cause,
    });
  });
  const { id } = await platform.intake.imports.create(
    context,
    { ...request, enqueue: false, announcedBytes: (await stat(file)).size },
    createReadStream(file),
  );
  await runToEnd(platform, id, flags);
}

/** The same rules as for the request over HTTP. */
function readRequest(input: Record<string, string | undefined>): z.output<typeof createImport.query> {
  const parsed = createImport.query.safeParse(input, { reportInput: true });
  if (!parsed.success) {
    throw invalidInput(faultsOf(parsed.error.issues, 'import'), parsed.error);
  }
  return parsed.data;
}

function readMapping(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0) {
        throw invalidInput([
          {
            field: '--map',
            code: 'mapping_invalid',
            message: { 'zh-CN': '应如 --map number=订单号', en: 'should be like --map number="Order No"' },
          },
        ]);
      }
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

async function resumeImport(platform: Platform, id: string, flags: ImportFlags): Promise<void> {
  await platform.kernel.transaction(context, (tx) =>
    platform.intake.imports.resume(tx, context, id, { enqueue: false }),
  );
  await runToEnd(platform, id, flags);
}

async function runToEnd(platform: Platform, id: string, flags: ImportFlags): Promise<void> {
  const { running } = platform.intake;
  const progress = createProgress({ quiet: flags.json === true });
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  // Once: a second Ctrl-C ends the process at once, and the checkpoint is where it was.
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const outcome = await running.run(context, id, {
      signal: stop.signal,
      onProgress: (row) => {
        const rate = row.activeMs > 0 ? Math.round((row.rowsDone * 1000) / row.activeMs) : 0;
        progress.update(progressOf(row), `${row.rowsDone} 行 rows, ${rate}/s, 拒绝 rejected ${row.rejected}`);
      },
    });
    if (outcome === 'busy') {
      process.stderr.write('另一个进程正在执行这次导入 another process is at this import\n');
    }
  } catch (error) {
    if (!stop.signal.aborted) {
      await running.giveUp(context, id, error);
      throw error;
    }
    await running.stop(context, id);
    process.stderr.write(`\n已停下，继续用 stopped; go on with: zhike import --resume ${id}\n`);
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    progress.end();
  }
  await report(platform, id, flags);
}

async function report(platform: Platform, id: string, flags: ImportFlags): Promise<void> {
  const row = await platform.intake.imports.get(context, id);
  const faults = await platform.intake.imports.faults(context, id, { limit: 20 });
  if (row.status === 'failed') {
    process.exitCode ??= 1;
  }
  // Machines get the texts in both languages.
  const shown = faults.items.map((fault) => ({
    ...presentFault(fault, { context, mapping: row.mapping }),
    reason: fault.reason,
  }));
  print({ ...presentImport(row, context), failure: row.failure, faults: shown }, flags, [
    `${row.id} ${row.status}${row.failure === null ? '' : `: ${row.failure['zh-CN']} / ${row.failure.en}`}`,
    `行 rows ${row.rowsDone}  接受 accepted ${row.accepted}  拒绝 rejected ${row.rejected}`,
    `新增 added ${row.added}  修改 changed ${row.changed}  相同 same ${row.same}`,
    ...faults.items.map(
      (fault) =>
        `  ${fault.rowNo} ${fault.columnName ?? ''}: ${fault.reason['zh-CN']} / ${fault.reason.en}${fault.value === null ? '' : ` [${fault.value}]`}`,
    ),
    ...(faults.nextCursor === null ? [] : ['  …']),
    ...(row.accepted > 0 && row.status !== 'undone' ? [`撤销 undo: zhike import --undo ${row.id}`] : []),
  ]);
}

async function undoImport(platform: Platform, id: string, flags: ImportFlags): Promise<void> {
  await platform.kernel.transaction(context, (tx) => platform.intake.imports.undo(tx, context, id, { enqueue: false }));
  try {
    await platform.intake.undoing.run(context, id);
  } catch (error) {
    await platform.intake.undoing.giveUp(context, id, error);
    throw error;
  }
  await report(platform, id, flags);
}
