import { Readable } from 'node:stream';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { csvRows } from '#kernel/files/csv-rows.ts';
import { type CsvEncoding, guessEncoding } from '#kernel/files/encoding.ts';
import { type FileHead, readHead } from '#kernel/files/read-head.ts';
import type { Kernel } from '#kernel/module.ts';
import { checkRow } from '../imports/check-row.ts';
import { findKind, missingFields } from '../imports/find-kind.ts';
import type { FaultRow } from '../imports/import-row.ts';
import type { ImportKind } from '../imports/kind.ts';
import { maskFault } from '../imports/mask-fault.ts';
import type { Mapping } from '../imports/schema.ts';
import { type ColumnGuess, guessColumns, guessDelimiter } from './guess.ts';
import { requireMapping } from './mapping-faults.ts';

const HEAD_BYTES = 256 * 1024;
const PREVIEW_ROWS = 20;
const MAX_COLUMNS = 1000;

/** How a file is cut into cells. */
export interface Layout {
  readonly delimiter: string;
  readonly encoding: CsvEncoding;
}

/** What the beginning of a file seems to be. */
export interface Preview extends Layout {
  readonly columns: readonly ColumnGuess[];
  /** At most 20, each as long as the header. */
  readonly rows: string[][];
  readonly faults: readonly FaultRow[];
  /** Fields that no column was found for. */
  readonly missing: string[];
  readonly mapping: Mapping;
}

/** How files are laid out. */
export interface Layouts {
  /** Reads the beginning of a file and says what its columns seem to be; reads the rest away. */
  guess(context: Context, kindName: string, file: Readable): Promise<Preview>;
  /**
   * Layout and mapping of a stored file, guessed where none is given. Throws 422: `file_empty`, `file_unreadable`,
   * or `mapping_incomplete` naming every missing or unknown column.
   */
  read(kind: ImportKind, file: { readonly id: string; readonly mapping: Mapping | null }): Promise<LaidOut>;
}

/** A layout with its mapping, which fits the file. */
export interface LaidOut extends Layout {
  readonly mapping: Mapping;
}

/** What a file is, told from its beginning. */
export function createLayouts(kernel: Kernel, kinds: ReadonlyMap<string, ImportKind>): Layouts {
  return {
    guess: async (context, kindName, file) => {
      requirePermission(context, 'imports.write');
      const kind = findKind(kinds, kindName);
      return preview(kernel, kind, await readHead(file, { maxBytes: HEAD_BYTES, rest: 'discard' }));
    },
    read: async (kind, { id, mapping: given }) => {
      const head = await readHead(await kernel.files.open(id), { maxBytes: HEAD_BYTES, rest: 'close' });
      const layout = layoutOf(head);
      const [headers] = await headRows(head, layout);
      const mapping = given ?? mappingOf(guessColumns(requireHeaders(headers), kind.fields));
      requireMapping(kind, mapping, requireHeaders(headers));
      return { ...layout, mapping };
    },
  };
}

function layoutOf({ bytes }: FileHead): Layout {
  const encoding = guessEncoding(bytes);
  return { encoding, delimiter: guessDelimiter(new TextDecoder(encoding).decode(bytes)) };
}

/** Header and first rows. Where the head ends within a quoted cell, fewer rows are asked for, so that its end is not met. */
async function headRows(head: FileHead, layout: Layout): Promise<string[][]> {
  for (const maxRows of [PREVIEW_ROWS + 1, 4, 1]) {
    try {
      const rows: string[][] = [];
      for await (const batch of csvRows(Readable.from([Buffer.from(head.bytes)]), { ...layout, maxRows })) {
        rows.push(...batch.rows.map((row) => [...row]));
      }
      // The last one may be cut off.
      return head.whole || rows.length === maxRows ? rows : rows.slice(0, -1);
    } catch (error) {
      if (head.whole || maxRows === 1) {
        throw error;
      }
    }
  }
  return [];
}

function requireHeaders(headers: readonly string[] | undefined): readonly string[] {
  if (headers === undefined) {
    throw new AppError('file_empty', 422, { message: { 'zh-CN': '文件是空的', en: 'The file is empty' } });
  }
  if (headers.length > MAX_COLUMNS) {
    throw new AppError('file_unreadable', 422, {
      message: {
        'zh-CN': `第一行有 ${headers.length} 列，最多 ${MAX_COLUMNS} 列；这不像是带表头的 CSV 文件`,
        en: `The first row has ${headers.length} columns, at most ${MAX_COLUMNS} can be; this does not look like a CSV file with a header`,
      },
    });
  }
  return headers;
}

function mappingOf(columns: readonly ColumnGuess[]): Mapping {
  return Object.fromEntries(
    columns.flatMap(({ header, field }) => (field === null ? [] : [[field, header.trim()] as const])),
  );
}

async function preview(kernel: Kernel, kind: ImportKind, head: FileHead): Promise<Preview> {
  const layout = layoutOf(head);
  const [first, ...rows] = await headRows(head, layout);
  const headers = requireHeaders(first);
  const columns = guessColumns(headers, kind.fields);
  const places = new Map(columns.flatMap(({ field }, index) => (field === null ? [] : [[field, index] as const])));
  const missing = missingFields(kind, new Set(places.keys()));
  const width = headers.length;
  return {
    ...layout,
    columns,
    rows: rows.map((cells) => Array.from({ length: width }, (_, index) => cells[index] ?? '')),
    faults: missing.length > 0 ? [] : await faultsOf(kernel, kind, { places, rows, width }),
    missing,
    mapping: mappingOf(columns),
  };
}

interface PreviewRows {
  readonly places: ReadonlyMap<string, number>;
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
}

/** What an import would say of these rows. */
async function faultsOf(kernel: Kernel, kind: ImportKind, { places, rows, width }: PreviewRows): Promise<FaultRow[]> {
  const run = await kind.begin({
    importId: newId(),
    source: 'preview',
    columns: places,
    scopeId: null,
    currency: 'CNY',
    timeZone: kernel.config.timeZone,
    now: kernel.clock.now(),
  });
  return rows.flatMap((cells, index) => {
    const rowNo = index + 1;
    const fault = checkRow(cells, { width, columns: places, damaged: true });
    const result = fault === null ? run.read(cells, rowNo) : ({ ok: false, fault } as const);
    return result.ok ? [] : [maskFault(kind, result.fault, rowNo)];
  });
}
