import type { TableFormat } from '#kernel/files/table.ts';
import type { DateOrder } from '#kernel/pure/dates.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { ImportStatus, Mapping } from './schema.ts';

/** How the file of an import is read. */
export interface FileLayout {
  readonly table: TableFormat;
  /** Number of the row that names the columns; null when there is none. */
  readonly headerRow: number | null;
  /** The names of the columns, each once. */
  readonly headers: readonly string[];
  /** Whether cells left blank say what the row above says, while the first field stays the same. */
  readonly carries?: boolean;
  /** Field → order of day and month in its dates, where the file shows one. */
  readonly dateOrders?: Readonly<Record<string, DateOrder>>;
}

/** What the reader and the kind need to read the same file the same way again. */
export interface ImportOptions {
  /** Headers are absent in imports of earlier versions: they are the row itself. */
  readonly layout: Omit<FileLayout, 'headers'> & { readonly headers?: readonly string[] };
  /** ISO 4217; of amounts in rows that name none. */
  readonly currency: string;
  /** The field by which rows find what is there; null leaves it to the kind. */
  readonly keyField: string | null;
}

/** One import with its checkpoint: everything up to `rowsDone` is in, nothing after it is. */
export interface ImportRow {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly fileName: string;
  readonly fileId: string;
  readonly bytes: number;
  readonly mapping: Mapping;
  readonly options: ImportOptions;
  readonly scopeId: string | null;
  /** The user or key that sent the file; null for the command line. */
  readonly createdBy: string | null;
  /** Goes over the file and keeps nothing. */
  readonly dryRun: boolean;
  /** The import that a dry run was started as. */
  readonly startedAs: string | null;
  readonly status: ImportStatus;
  readonly rowsDone: number;
  readonly chunksDone: number;
  readonly bytesDone: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  /** Accepted rows that repeat the key of an earlier row. */
  readonly repeated: number;
  readonly chunksUndone: number;
  readonly failure: Text | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly activeMs: number;
  readonly finishedAt: Date | null;
  readonly undoneAt: Date | null;
}

/** A rejected row: where it is and why; personal values are masked. */
export interface FaultRow {
  /** As people see it in the file: the header is row 1 where nothing stands above it. */
  readonly rowNo: number;
  /** The field at fault, or null for the row as a whole. */
  readonly columnName: string | null;
  readonly code: string;
  readonly reason: Text;
  readonly value: string | null;
}

/** A row whose key an earlier row of the file has. */
export interface RepeatRow {
  readonly rowNo: number;
  readonly firstRowNo: number;
}
