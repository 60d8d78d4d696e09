import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { AppError } from '#kernel/errors.ts';
import { guessDelimiter } from './columns.ts';

const HEAD_BYTES = 64 * 1024;
const PIECE_BYTES = 256 * 1024;

/**
 * The rows of an analyst's CSV file, the header first, one at a time: any usual delimiter, with or without a mark of
 * UTF-8, also packed by gzip, whatever the file is called. Throws AppError `file_missing` and `file_unreadable`.
 */
export async function* readPlainTable(file: string): AsyncGenerator<readonly string[]> {
  const isGzip = await looksCompressed(file);
  const parser = parse({
    bom: true,
    delimiter: guessDelimiter(await firstLine(file, isGzip)),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const source = createReadStream(file);
  const failed = (isGzip ? pipeline(source, createGunzip(), parser) : pipeline(source, parser)).catch(
    (error: unknown) => error,
  );
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

/** Writes lines under another name first, so that a half-written result never looks like a whole one. */
export async function writePlainLines(file: string, lines: Iterable<string>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  await pipeline(Readable.from(inPieces(lines), { objectMode: false }), createWriteStream(partial));
  await rename(partial, file);
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

function unreadableFile(file: string, cause: unknown): AppError {
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

/** By its first two bytes, whatever it is called. */
async function looksCompressed(file: string): Promise<boolean> {
  await checkFile(file);
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function firstLine(file: string, isGzip: boolean): Promise<string> {
  const source = createReadStream(file);
  const bytes: Readable = isGzip ? source.pipe(createGunzip()) : source;
  // A broken source would otherwise leave the unpacking waiting.
  source.on('error', (error) => bytes.destroy(error));
  let head = '';
  try {
    for await (const chunk of bytes) {
      head += String(chunk);
      if (head.includes('\n') || head.length > HEAD_BYTES) {
        break;
      }
    }
  } catch (error) {
    throw unreadableFile(file, error);
  } finally {
    source.destroy();
  }
  return head.split(/\r?\n/, 1)[0] ?? '';
}
