import type { ErasureParticipant, TouchedRows } from '#kernel/erasure/participant.ts';

/** A line of the receipt: what became of how many rows of which table, or of how many files. */
export interface ReceiptLine {
  /** `schema.table`, or `files:<what>`. */
  readonly what: string;
  readonly did: 'deleted' | 'emptied';
  readonly rows: number;
}

export interface ReceiptParts {
  readonly lines: readonly ReceiptLine[];
  /** Tables whose rows about the person stay, because they have ids, figures and times only. */
  readonly kept: readonly string[];
}

/** Adds rows of a module's tables to those that were touched before; files are files whoever kept them. */
export function addTouched(before: TouchedRows, module: string, touched: TouchedRows): TouchedRows {
  const sums: Record<string, number> = { ...before };
  for (const [name, rows] of Object.entries(touched)) {
    const what = name.startsWith('files:') ? name : `${module}.${name}`;
    sums[what] = (sums[what] ?? 0) + rows;
  }
  return sums;
}

/** What was touched, as the receipt tells it, without what had no row. */
export function receiptOf(touched: TouchedRows, participants: readonly ErasureParticipant[]): ReceiptParts {
  const care = new Map(
    participants.flatMap(({ name, tables }) =>
      Object.entries(tables).map(([table, does]) => [`${name}.${table}`, does]),
    ),
  );
  return {
    lines: Object.entries(touched)
      .filter(([, rows]) => rows > 0)
      .map(([what, rows]) => ({
        what,
        did: care.get(what) === 'empties' ? ('emptied' as const) : ('deleted' as const),
        rows,
      }))
      .toSorted((a, b) => (a.what < b.what ? -1 : 1)),
    kept: [...care].flatMap(([what, does]) => (does === 'keeps' ? [what] : [])).toSorted(),
  };
}
