/** What the file itself says against a cell, or against a row (`column` null). */
export interface CellFault {
  readonly column: number | null;
  readonly code: 'cell_error' | 'digits_lost' | 'json_invalid';
  readonly value: string;
}

/** Rows that came together: none is left out, a blank one is a row without content. */
export interface TableBatch {
  readonly rows: readonly (readonly string[])[];
  /** Number of the first row as people see it in the file; the others follow one by one. */
  readonly firstNo: number;
  /** How much of the file (as it lies there, packed or not) had been read by then. */
  readonly bytesRead: number;
  /** Bytes have come that are no text: from here on rows may hold U+FFFD or NUL. */
  readonly damaged: boolean;
  /** By row number. */
  readonly faults: ReadonlyMap<number, readonly CellFault[]>;
}

export const NO_CELL_FAULTS: ReadonlyMap<number, readonly CellFault[]> = new Map();
