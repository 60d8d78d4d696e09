import { pipeline, Readable, Transform, type TransformCallback } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '#kernel/errors.ts';

export interface CsvOptions {
  readonly delimiter: string;
  readonly encoding: CsvEncoding;
}

export const CSV_ENCODINGS = ['utf-8', 'gb18030'] as const;
export type CsvEncoding = (typeof CSV_ENCODINGS)[number];

/** Rows that came together, with how much of the file (as it lies there, packed or not) had been read by then. */
export interface CsvBatch {
  readonly rows: readonly (readonly string[])[];
  readonly bytesRead: number;
}

const GZIP_MAGIC = [0x1f, 0x8b] as const;
/** A row longer than this is a quote that was never closed. */
const MAX_ROW_BYTES = 1024 * 1024;
const ROWS_AHEAD = 4096;

/** Whether the bytes begin like a gzip file. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === GZIP_MAGIC[0] && head[1] === GZIP_MAGIC[1];
}

/** UTF-8 when the bytes can be UTF-8 (a character cut at the end is forgiven), else GB 18030, which contains GBK. */
export function guessEncoding(head: Uint8Array): CsvEncoding {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

/** The first bytes of a file, unpacked when it is gzip. A gzip file that is cut off gives what can be read of it. */
export async function readHead(source: Readable, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of joined(await unpackingSteps(source, () => undefined))) {
      // Binary streams on both ways through.
      const bytes = chunk as Buffer;
      chunks.push(bytes);
      size += bytes.length;
      if (size >= maxBytes) {
        break;
      }
    }
  } finally {
    source.destroy();
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

/**
 * The rows of a CSV file as they are, the header being the first; in bounded memory, gzip unpacked. Rows keep
 * their own number of cells. Throws `file_unreadable` (422) naming the line for a quote that never closes and for
 * a truncated gzip file.
 */
export async function* csvRows(source: Readable, options: CsvOptions): AsyncGenerator<CsvBatch> {
  let bytesRead = 0;
  const parser = parse({
    delimiter: options.delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
  });
  try {
    const steps = await unpackingSteps(source, (bytes) => {
      bytesRead += bytes;
    });
    joined([...steps, ...(options.encoding === 'utf-8' ? [] : [decoder(options.encoding)]), parser]);
    while (!parser.readableEnded) {
      const rows = drain(parser);
      if (rows.length > 0) {
        yield { rows, bytesRead };
      } else {
        await nextTurn(parser);
      }
    }
  } catch (error) {
    throw unreadable(error, parser.info.lines);
  } finally {
    parser.destroy();
    source.destroy();
  }
}

/** Pipes the streams one into the next; an error of any ends the last one with it. */
function joined(steps: readonly Readable[]): Readable {
  const last = steps.at(-1) ?? Readable.from([]);
  if (steps.length > 1) {
    // The error arrives at whoever reads the last stream; all but the first are writable as well.
    pipeline(steps as unknown as NodeJS.ReadWriteStream[], () => undefined);
  }
  return last;
}

/** The bytes again, counted, with an unpacking step behind them when they begin like gzip. */
async function unpackingSteps(source: Readable, count: (bytes: number) => void): Promise<Readable[]> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const first = await chunks.next();
  const all = async function* (): AsyncGenerator<Buffer> {
    for (let next = first; next.done !== true; next = await chunks.next()) {
      count(next.value.length);
      yield next.value;
    }
  };
  const bytes = Readable.from(all(), { objectMode: false });
  return first.done !== true && isGzip(first.value) ? [bytes, createGunzip()] : [bytes];
}

function drain(parser: ReturnType<typeof parse>): string[][] {
  const rows: string[][] = [];
  while (rows.length < ROWS_AHEAD) {
    // csv-parse types rows as unknown; without `columns` and `cast` they are arrays of strings.
    const row = parser.read() as string[] | null;
    if (row === null) {
      break;
    }
    rows.push(row);
  }
  return rows;
}

function nextTurn(parser: ReturnType<typeof parse>): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => () => {
      parser.off('readable', onTurn);
      parser.off('end', onTurn);
      parser.off('error', onError);
      done();
    };
    const onTurn = settle(resolve);
    const onError = (error: Error): void => settle(() => reject(error))();
    parser.on('readable', onTurn);
    parser.on('end', onTurn);
    parser.on('error', onError);
    if (parser.errored !== null) {
      onError(parser.errored);
    }
  });
}

function decoder(encoding: CsvEncoding): Transform {
  const text = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      done(null, text.decode(chunk, { stream: true }));
    },
    flush(done: TransformCallback) {
      done(null, text.decode());
    },
  });
}

function unreadable(error: unknown, line: number): unknown {
  if (error instanceof AppError) {
    return error;
  }
  if (error instanceof CsvError) {
    return new AppError('file_unreadable', 422, {
      message: {
        'zh-CN': `第 ${line + 1} 行附近无法读取：引号没有闭合，或一行超过 1 MB`,
        en: `Cannot read on near line ${line + 1}: a quote is not closed, or one row is over 1 MB`,
      },
      cause: error,
    });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new AppError('file_unreadable', 422, {
      message: {
        'zh-CN': 'gzip 文件不完整或已损坏，请重新导出后再上传',
        en: 'The gzip file is cut off or damaged; export it again',
      },
      cause: error,
    });
  }
  return error;
}
