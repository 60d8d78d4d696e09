import { createReadStream, createWriteStream } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { z } from 'zod';
import { canUndo, presentFault, presentImport, progressOf } from '#intake';
import { type Context, systemContext } from '#kernel/context.ts';
import { AppError, invalidInput } from '#kernel/errors.ts';
import { faultsOf } from '#kernel/http/zod-faults.ts';
import type { Text } from '#kernel/pure/text.ts';
import { createImport } from '../contracts.ts';
import type { Platform } from '../wiring.ts';
import { createProgress } from './progress.ts';
import { print, withPlatform } from './with-platform.ts';

interface ImportFlags {
  readonly source?: string;
  readonly currency?: string;
  readonly map: readonly string[];
  readonly mapping?: string;
  readonly key?: string;
  readonly sheet?: string;
  readonly headerRow?: string;
  readonly dryRun?: boolean;
  readonly lang: string;
  readonly errors?: string;
  readonly duplicates?: string;
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
    .argument('[kind]', '数据种类 what the file holds: customers, products, orders, events')
    .argument('[file]', 'CSV, XLSX, JSON lines; UTF-8, UTF-16 or GBK, also .gz')
    .option('--source <name>', '来源 the shop or system it comes from')
    .option('--currency <code>', '币种 ISO 4217, where the file names none')
    .option('--map <field=column>', '列对应 which column is which field; repeatable', collect, [])
    .option('--mapping <file>', '列对应文件 a JSON file of field → column')
    .option('--key <field>', '按哪个字段更新 the field by which rows find what is there')
    .option('--sheet <name>', '工作表 sheet of a workbook')
    .option('--header-row <number>', '表头行号，0 为没有 row that names the columns, 0 for none')
    .option('--dry-run', '试运行，只统计不写入 count what would happen, keep nothing')
    .option('--lang <language>', '问题的语言 language of faults: zh, en, both', 'both')
    .option('--errors <file>', '把被拒绝的行写到文件 write the rejected rows to a file')
    .option('--duplicates <file>', '把重复的行写到文件 write the repeated rows to a file')
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
  requireLanguage(flags.lang);
  const mapping = await mappingOf(flags);
  const request = readRequest({
    kind,
    source: flags.source,
    fileName: path.basename(file),
    currency: flags.currency?.toUpperCase(),
    mapping,
    key: flags.key,
    sheet: flags.sheet,
    headerRow: flags.headerRow,
  });
  const { sheet, headerRow, dryRun: _, ...order } = request;
  await access(file).catch(throwMissing(file));
  const { id } = await platform.intake.imports.create(
    context,
    {
      ...order,
      choice: { sheet, headerRow },
      dryRun: flags.dryRun === true,
      enqueue: false,
      announcedBytes: (await stat(file)).size,
    },
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

/** From a file, then by hand: what is said by hand counts. */
async function mappingOf({ map, mapping }: ImportFlags): Promise<string | undefined> {
  const fromFile = mapping === undefined ? '{}' : await readFile(mapping, 'utf8').catch(throwMissing(mapping));
  if (map.length === 0) {
    return mapping === undefined ? undefined : fromFile;
  }
  return JSON.stringify({ ...parseMapping(fromFile), ...readMapping(map) });
}

function parseMapping(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...(JSON.parse(text) as Readonly<Record<string, unknown>>) };
  } catch (cause) {
    throw invalidInput(
      [
        {
          field: '--mapping',
          code: 'mapping_invalid',
          message: {
            'zh-CN': '文件应为 JSON，例如 {"number":"订单号"}',
            en: 'should be JSON such as {"number":"Order No"}',
          },
        },
      ],
      cause,
    );
  }
}

function throwMissing(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new AppError('file_missing', 404, {
      message: { 'zh-CN': `没有文件 ${file}`, en: `There is no file ${file}` },
      cause,
    });
  };
}

function requireLanguage(language: string): void {
  if (!['zh', 'en', 'both'].includes(language)) {
    throw invalidInput([
      { field: '--lang', code: 'language_unknown', message: { 'zh-CN': '应为 zh、en 或 both', en: 'zh, en or both' } },
    ]);
  }
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
  await writeFiles(platform, id, flags);
  // Machines get the texts in both languages.
  const shown = faults.items.map((fault) => ({
    ...presentFault(fault, { context, mapping: row.mapping }),
    reason: fault.reason,
  }));
  const say = (text: Text): string =>
    flags.lang === 'zh' ? text['zh-CN'] : flags.lang === 'en' ? text.en : `${text['zh-CN']} / ${text.en}`;
  print({ ...presentImport(row, context), failure: row.failure, faults: shown }, flags, [
    `${row.id} ${row.dryRun ? '试运行 dry run ' : ''}${row.status}${row.failure === null ? '' : `: ${say(row.failure)}`}`,
    `行 rows ${row.rowsDone}  接受 accepted ${row.accepted}  拒绝 rejected ${row.rejected}`,
    `新增 added ${row.added}  修改 changed ${row.changed}  相同 same ${row.same}  重复 repeated ${row.repeated}`,
    ...faults.items.map((fault) => {
      const { column, value } = presentFault(fault, { context, mapping: row.mapping });
      return `  第 ${fault.rowNo} 行 row ${fault.rowNo}${column === null ? '' : ` ${column}`}: ${say(fault.reason)}${value === null ? '' : ` [${value}]`}`;
    }),
    ...(faults.nextCursor === null ? [] : ['  …']),
    ...(row.dryRun && row.status === 'done'
      ? ['什么都没有写入，去掉 --dry-run 即正式导入 nothing was kept; import without --dry-run']
      : []),
    ...(canUndo(row) ? [`撤销 undo: zhike import --undo ${row.id}`] : []),
  ]);
}

/** The rows that were rejected or repeated, where somebody wants them in a file. */
async function writeFiles(platform: Platform, id: string, flags: ImportFlags): Promise<void> {
  const { imports } = platform.intake;
  const reader: Context = { ...context, locale: flags.lang === 'en' ? 'en' : 'zh-CN' };
  if (flags.errors !== undefined) {
    await pipeline(await imports.errorsCsv(reader, id), createWriteStream(flags.errors));
  }
  if (flags.duplicates !== undefined) {
    await pipeline(await imports.duplicatesCsv(reader, id), createWriteStream(flags.duplicates));
  }
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
