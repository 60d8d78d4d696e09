import type { Readable } from 'node:stream';
import { gzipUnreadable } from '#kernel/files/csv-faults.ts';
import { type CsvEncoding, toUtf8 } from '#kernel/files/encoding.ts';
import { flattenJson } from '#kernel/files/flatten-json.ts';
import { type JsonPiece, jsonPieces } from '#kernel/files/json-pieces.ts';
import type { CellFault, TableBatch } from '#kernel/files/table-batch.ts';
import { joinStreams, unpackingSteps } from '#kernel/files/unpack.ts';

const ROWS_AHEAD = 1000;

export interface JsonOptions {
  readonly encoding: CsvEncoding;
  readonly columns: readonly string[];
  readonly maxRows?: number;
}

/**
 * The objects of a JSON file as rows of the given columns: one object per line, or an array of them, or objects one
 * after the other. A piece that is no object is a row with a fault. Destroys `source` in the end.
 */
export async function* jsonRows(source: Readable, options: JsonOptions): AsyncGenerator<TableBatch> {
  const { columns, maxRows = Number.POSITIVE_INFINITY } = options;
  let rows: string[][] = [];
  let faults = new Map<number, readonly CellFault[]>();
  let firstNo = 1;
  let bytesRead = 0;
  const state = { damaged: false };
  const take = (): TableBatch => {
    const batch = { rows, firstNo, bytesRead, damaged: state.damaged, faults };
    firstNo += rows.length;
    [rows, faults] = [[], new Map()];
    return batch;
  };
  for await (const piece of piecesOf(source, options.encoding, {
    onBytes: (bytes) => {
      bytesRead += bytes;
    },
    onDamage: () => {
      state.damaged = true;
    },
  })) {
    // Lines without content are rows too: numbers are those of the lines.
    while (firstNo + rows.length < piece.no && firstNo + rows.length <= maxRows) {
      rows.push([]);
    }
    if (piece.no > maxRows) {
      break;
    }
    const flat = readPiece(piece);
    if (flat === null) {
      faults.set(piece.no, [{ column: null, code: 'json_invalid', value: piece.text.slice(0, 200) }]);
    }
    rows.push(flat === null ? [piece.text.trim()] : columns.map((column) => flat.get(column) ?? ''));
    if (rows.length >= ROWS_AHEAD) {
      yield take();
    }
  }
  if (rows.length > 0) {
    yield take();
  }
}

/** The keys of the first objects, in the order in which they come up. */
export async function jsonColumns(
  source: Readable,
  options: { readonly encoding: CsvEncoding; readonly objects: number; readonly maxColumns: number },
): Promise<string[]> {
  const columns = new Set<string>();
  let left = options.objects;
  const ignore = (): void => undefined;
  for await (const piece of piecesOf(source, options.encoding, { onBytes: ignore, onDamage: ignore })) {
    for (const key of readPiece(piece)?.keys() ?? []) {
      if (columns.size < options.maxColumns) {
        columns.add(key);
      }
    }
    left -= 1;
    if (left <= 0) {
      break;
    }
  }
  return [...columns];
}

function readPiece({ text }: JsonPiece): ReadonlyMap<string, string> | null {
  try {
    return flattenJson(text);
  } catch {
    return null;
  }
}

interface Listening {
  readonly onBytes: (bytes: number) => void;
  readonly onDamage: () => void;
}

async function* piecesOf(
  source: Readable,
  encoding: CsvEncoding,
  { onBytes, onDamage }: Listening,
): AsyncGenerator<JsonPiece> {
  try {
    const steps = await unpackingSteps(source, onBytes);
    const text = joinStreams([...steps, toUtf8(encoding, onDamage)]);
    text.setEncoding('utf8');
    yield* jsonPieces(text);
  } catch (error) {
    throw gzipUnreadable(error) ?? error;
  } finally {
    source.destroy();
  }
}
