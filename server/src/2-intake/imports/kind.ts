import type { Context } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import type { AppError } from '#kernel/errors.ts';
import type { Text } from '#kernel/pure/text.ts';

/** What the values of a field look like. */
export type FieldContent = 'code' | 'phone' | 'email' | 'date' | 'amount' | 'number' | 'text';

/** A field that a file can bring. */
export interface ImportField {
  readonly name: string;
  readonly label: Text;
  readonly required: boolean;
  /** What a right value looks like. */
  readonly example: string;
  /** Header names that mean this field, in any case, with or without blanks and punctuation. */
  readonly synonyms: readonly string[];
  /** What its values look like; told from the name when absent. Columns without a known header are found by it. */
  readonly content?: FieldContent;
  /** How a value is shown in a list of faults; null shows it as it is. */
  readonly mask: ((value: string) => string) | null;
}

/** Why a row cannot be taken in. */
export interface RowFault {
  /** The field at fault, or null for the row as a whole. */
  readonly field: string | null;
  readonly code: string;
  readonly reason: Text;
  readonly value: string | null;
}

export type RowResult<Row> =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly fault: RowFault };

/** What stays the same for all rows of one import. */
export interface ImportSetup {
  readonly importId: string;
  readonly source: string;
  /** Field → index of its cell in a row. */
  readonly columns: ReadonlyMap<string, number>;
  readonly scopeId: string | null;
  /** One of the kind's `keyFields` by which rows find what is there already; null leaves it to the kind. */
  readonly keyField: string | null;
  /** ISO 4217; for amounts in files that do not say. */
  readonly currency: string;
  /** IANA zone of dates without one. */
  readonly timeZone: string;
  readonly now: Date;
}

/** How rows changed what was there. `trace` finds the chunk's work again when it is undone. */
export interface ChunkResult {
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly trace: Readonly<Record<string, unknown>>;
}

export interface ImportRun<Row, Prepared = unknown> {
  /** Cells of one line → a row, or what is wrong with it. Hot: called once per line of the file. */
  read(cells: readonly string[], rowNo: number): RowResult<Row>;
  /** Rows with equal keys, one after the other, are kept in one chunk. */
  groupKey(row: Row): string;
  /**
   * What one row of a file says once: a second row with the same key is listed for the user as a repetition (and taken
   * in all the same). Null, or leaving it out: rows may repeat.
   */
  rowKey?(row: Row): string | null;
  /** Told of rows that an earlier attempt took in already. */
  skip(rows: readonly Row[]): void;
  /** Told that a chunk committed. */
  committed(rows: readonly Row[]): void;
  /**
   * Work on the rows of a chunk that needs no database: it is done while PostgreSQL takes in the chunk before, so it
   * gives way to that now and then (`setImmediate`). `apply` is handed what it returns, also when that is repeated.
   */
  prepare?(rows: readonly Row[]): Promise<Prepared>;
  /** Takes rows in, within the transaction that also moves the checkpoint. Safe to repeat after a rollback. */
  apply(tx: Tx, context: Context, rows: readonly Row[], prepared: Prepared): Promise<ChunkResult>;
  /** The last transaction of the import. */
  finish(tx: Tx, context: Context): Promise<void>;
}

/** One kind of data that can be imported; declared by the module that owns the facts, registered in `wiring.ts`. */
export interface ImportKind<Row = unknown, Prepared = unknown> {
  readonly name: string;
  readonly label: Text;
  /** The fields there are at this moment: one that somebody has just defined is among them. */
  fields(): Promise<readonly ImportField[]>;
  /** Names of fields that an import may choose as its key (`ImportSetup.keyField`); the first is the usual one. */
  readonly keyFields?: readonly string[];
  /** Fields missing from a mapping, beyond the required ones (one of several will do, for instance). */
  missing(mapped: ReadonlySet<string>): readonly string[];
  begin(setup: ImportSetup): Promise<ImportRun<Row, Prepared>>;
  /** Why this import cannot be undone now, or null. */
  undoObstacle(tx: Tx, importId: string): Promise<AppError | null>;
  /** Takes one chunk back; safe to repeat. */
  undoChunk(tx: Tx, context: Context, importId: string, trace: Readonly<Record<string, unknown>>): Promise<void>;
  /** After all chunks; false while there is more to do. */
  undoRest(tx: Tx, context: Context, importId: string): Promise<boolean>;
}
