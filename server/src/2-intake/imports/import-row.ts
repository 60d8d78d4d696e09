import type { Text } from '#kernel/pure/text.ts';
import type { ImportStatus, Mapping } from './schema.ts';

/** What the reader and the kind need to read the same file the same way again. */
export interface ImportOptions {
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'gb18030';
  /** ISO 4217; of amounts in rows that name none. */
  readonly currency: string;
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
  readonly status: ImportStatus;
  readonly rowsDone: number;
  readonly chunksDone: number;
  readonly bytesDone: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
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
  /** 1 is the first row after the header. */
  readonly rowNo: number;
  /** The field at fault, or null for the row as a whole. */
  readonly columnName: string | null;
  readonly code: string;
  readonly reason: Text;
  readonly value: string | null;
}
