import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { readingFault } from '#kernel/files/csv-faults.ts';
import { type CsvEncoding, toUtf8 } from '#kernel/files/encoding.ts';
import { joinStreams, unpackingSteps } from '#kernel/files/unpack.ts';

export interface CsvOptions {
  readonly delimiter: string;
  readonly encoding: CsvEncoding;
  /** Ends after so many rows, the header being one; what follows is then not even looked at. */
  readonly maxRows?: number;
}

/** Rows that came together. */
export interface CsvBatch {
  readonly rows: readonly (readonly string[])[];
  /** How much of the file (as it lies there, packed or not) had been read by then. */
  readonly bytesRead: number;
  /** Bytes have come that are no text: from here on rows may hold U+FFFD or NUL. */
  readonly damaged: boolean;
}

/** A row longer than this is a quote that was never closed. */
const MAX_ROW_BYTES = 1024 * 1024;
const ROWS_AHEAD = 4096;

type Parser = ReturnType<typeof parse>;

/**
 * The rows of a CSV file as they are, the header being the first; in bounded memory, gzip unpacked, empty lines left
 * out. Rows keep their own number of cells. Throws `file_unreadable` (422) naming the row for a quote that never
 * closes, and for a damaged gzip file. Destroys `source` in the end, however that comes.
 */
export async function* csvRows(source: Readable, options: CsvOptions): AsyncGenerator<CsvBatch> {
  let bytesRead = 0;
  let damaged = false;
  const parser = createParser(options);
  try {
    const steps = await unpackingSteps(source, (bytes) => {
      bytesRead += bytes;
    });
    const text = toUtf8(options.encoding, () => {
      damaged = true;
    });
    joinStreams([...steps, text, parser]);
    while (!parser.readableEnded) {
      const rows = drain(parser);
      if (rows.length > 0) {
        yield { rows, bytesRead, damaged };
      } else {
        await nextTurn(parser);
      }
    }
  } catch (error) {
    throw readingFault(error, parser.info.records + parser.info.empty_lines + 1);
  } finally {
    parser.destroy();
    source.destroy();
  }
}

function createParser({ delimiter, maxRows }: CsvOptions): Parser {
  return parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    ...(maxRows === undefined ? {} : { to: maxRows }),
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
