import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '#kernel/errors.ts';
import { gzipUnreadable } from '../csv-faults.ts';
import { guessEncoding, toUtf8 } from '../encoding.ts';
import { readHead } from '../read-head.ts';
import { unpackingSteps } from '../unpack.ts';
import { guessDelimiter } from './columns.ts';

const HEAD_BYTES = 64 * 1024;
const PIECE_BYTES = 256 * 1024;
/** A row longer than this is a quote that was never closed. */
const MOST_ROW_BYTES = 1024 * 1024;

/**
 * The rows of an analyst's CSV file, the header first, one at a time: any usual delimiter, UTF-8 with or without its
 * mark, UTF-16 or GBK, also packed by gzip, whatever the file is called. Throws AppError `file_missing` and
 * `file_unreadable`.
 */
export async function* readPlainTable(file: string): AsyncGenerator<readonly string[]> {
  await checkFile(file);
  const head = await readHead(createReadStream(file), { maxBytes: HEAD_BYTES, rest: 'close' });
  const encoding = guessEncoding(head.bytes);
  const [firstLine = ''] = new TextDecoder(encoding).decode(head.bytes).split(/\r\n?|\n/u, 1);
  const parser = parse({
    bom: true,
    delimiter: guessDelimiter(firstLine),
    max_record_size: MOST_ROW_BYTES,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const steps = await unpackingSteps(createReadStream(file), () => undefined);
  const failed = pipeline([...steps, toUtf8(encoding, () => undefined), parser]).catch((error: unknown) => error);
  try {
    // `as`: what csv-parse gives without the option `columns`
    yield* parser as AsyncIterable<readonly string[]>;
  } catch (cause) {
    throw unreadableFile(file, cause);
  }
  const error = await failed;
  if (error instanceof Error) {
    throw unreadableFile(file, error);
  }
}

/** The whole of a small text file. Throws AppError `file_missing`. */
export async function readPlainText(file: string): Promise<string> {
  await checkFile(file);
  return readFile(file, 'utf8');
}

/**
 * Writes lines under another name first, so that a half-written result never looks like a whole one. Throws AppError
 * `file_unwritable` where nothing can be written.
 */
export async function writePlainLines(file: string, lines: Iterable<string>): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await pipeline(Readable.from(inPieces(lines), { objectMode: false }), createWriteStream(partial));
    await rename(partial, file);
  } catch (cause) {
    throw isSystemError(cause) ? unwritable(file, cause) : cause;
  }
}

function* inPieces(lines: Iterable<string>): Generator<string> {
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length >= PIECE_BYTES) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function unwritable(file: string, cause: NodeJS.ErrnoException): AppError {
  const why = cause.code ?? cause.message;
  return new AppError('file_unwritable', 400, {
    message: {
      'zh-CN': `无法写入 ${file}（${why}）：请换一个可写的目录`,
      en: `Cannot write ${file} (${why}): name a folder that can be written to`,
    },
    cause,
  });
}

function unreadableFile(file: string, cause: unknown): AppError {
  const told = gzipUnreadable(cause) ?? cause;
  if (told instanceof AppError) {
    return told;
  }
  if (cause instanceof CsvError) {
    const line = cause['lines'];
    return new AppError('file_unreadable', 400, {
      message: {
        'zh-CN': `无法读取 ${file}，约在第 ${String(line)} 行：有引号没有闭合，或一行超过 1 MB`,
        en: `Cannot read ${file}, about line ${String(line)}: a quote is not closed, or the row is over 1 MB`,
      },
      cause,
    });
  }
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError('file_unreadable', 400, {
    message: { 'zh-CN': `无法读取 ${file}：${why}`, en: `Cannot read ${file}: ${why}` },
    cause,
  });
}

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile()) {
    throw new AppError('file_missing', 400, {
      message: { 'zh-CN': `没有文件 ${file}`, en: `There is no file ${file}` },
    });
  }
}
