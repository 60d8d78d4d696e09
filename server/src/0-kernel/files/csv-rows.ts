import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { readingFault } from '#kernel/files/csv-faults.ts';
import { createCsvSplitter } from '#kernel/files/csv-splitter.ts';
import { type CsvEncoding, toUtf8 } from '#kernel/files/encoding.ts';
import { NO_CELL_FAULTS, type TableBatch } from '#kernel/files/table-batch.ts';
import { joinStreams, unpackingSteps } from '#kernel/files/unpack.ts';

export interface CsvOptions {
  readonly delimiter: string;
  readonly encoding: CsvEncoding;
  /** Ends after so many rows, the header being one; what follows is then not even looked at. */
  readonly maxRows?: number;
}

/** A row longer than this is a quote that was never closed. */
const MAX_ROW_BYTES = 1024 * 1024;
const ROWS_AHEAD = 4096;

type Parser = ReturnType<typeof parse>;

/**
 * The rows of a CSV file as they are, the header being the first; in bounded memory, gzip unpacked. An empty line is
 * a row of one empty cell, so that row numbers are those that a spreadsheet shows. Rows keep their own number of cells. Throws `file_unreadable` (422) naming the row for a quote that never
 * closes, and for a damaged gzip file. Destroys `source` in the end, however that comes.
 */
export async function* csvRows(source: Readable, options: CsvOptions): AsyncGenerator<TableBatch> {
  const { maxRows = Number.POSITIVE_INFINITY } = options;
  let bytesRead = 0;
  let damaged = false;
  let count = 0;
  try {
    const steps = await unpackingSteps(source, (bytes) => {
      bytesRead += bytes;
    });
    const text = joinStreams([
      ...steps,
      toUtf8(options.encoding, () => {
        damaged = true;
      }),
    ]);
    text.setEncoding('utf8');
    for await (const rows of rowsOf(text as AsyncIterable<string>, options)) {
      const left = rows.length > maxRows - count ? rows.slice(0, maxRows - count) : rows;
      if (left.length > 0) {
        yield { rows: left, firstNo: count + 1, bytesRead, damaged, faults: NO_CELL_FAULTS };
        count += left.length;
      }
      if (count >= maxRows) {
        return;
      }
    }
  } catch (error) {
    throw readingFault(error, count + 1);
  } finally {
    source.destroy();
  }
}

/** Rows as they come, cut by the splitter; from the first odd one on by the parser. */
async function* rowsOf(text: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<string[][]> {
  const splitter = createCsvSplitter(options.delimiter);
  const pieces = text[Symbol.asyncIterator]();
  let isFirst = true;
  let hasRows = false;
  for (;;) {
    const piece = await pieces.next();
    const { rows, odd } =
      piece.done === true ? splitter.end() : splitter.push(isFirst ? withoutMark(piece.value) : piece.value);
    isFirst = false;
    hasRows ||= rows.length > 0;
    yield rows;
    if (odd !== null) {
      const rest = { [Symbol.asyncIterator]: () => pieces };
      yield* parsedRows(piece.done === true ? [odd] : joined(odd, rest), {
        ...options,
        lineEnd: hasRows ? splitter.lineEnd() : null,
      });
      return;
    }
    if (piece.done === true) {
      return;
    }
  }
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function* joined(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function* parsedRows(
  text: Iterable<string> | AsyncIterable<string>,
  options: CsvOptions & { readonly lineEnd: string | null },
): AsyncGenerator<string[][]> {
  const parser = createParser(options);
  // Nothing is read ahead: the next piece is asked for when the parser has room.
  const source = Readable.from(text, { highWaterMark: 0 });
  joinStreams([source, parser]);
  try {
    while (!parser.readableEnded) {
      const rows = drain(parser);
      if (rows.length > 0) {
        yield rows;
      } else {
        await nextTurn(parser);
      }
    }
  } finally {
    parser.destroy();
    source.destroy();
  }
}

function createParser({ delimiter, lineEnd }: CsvOptions & { readonly lineEnd: string | null }): Parser {
  return parse({
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW_BYTES,
    ...(lineEnd === null ? {} : { record_delimiter: lineEnd }),
  });
}

function drain(parser: Parser): string[][] {
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

function nextTurn(parser: Parser): Promise<void> {
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
