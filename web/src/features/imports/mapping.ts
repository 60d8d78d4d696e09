import type { Mapping } from '@zhike/server/contracts';
import type { Guess, ImportFault, ImportKind } from './api.ts';

/** What one column of the file feeds; null is left out. */
export interface ColumnChoice {
  readonly header: string;
  readonly field: string | null;
  /** 0 to 1 while it is a guess; null once a person chose. */
  readonly confidence: number | null;
}

export interface MappingState {
  readonly columns: readonly ColumnChoice[];
  /** Whether a person changed anything: the guess then no longer says which rows have faults. */
  readonly isTouched: boolean;
}

export type MappingAction =
  | { readonly type: 'guessed'; readonly guess: Pick<Guess, 'columns'> }
  | { readonly type: 'chosen'; readonly column: number; readonly field: string | null };

export const EMPTY_MAPPING: MappingState = { columns: [], isTouched: false };

/** The columns of the wizard's second step. A field has one column: choosing it again takes it from the other. */
export function mappingReducer(state: MappingState, action: MappingAction): MappingState {
  switch (action.type) {
    case 'guessed':
      return { columns: bestGuesses(action.guess.columns), isTouched: false };
    case 'chosen':
      return { columns: choose(state.columns, action), isTouched: true };
  }
}

/** Where two columns were guessed to be the same field, the surer one keeps it. */
function bestGuesses(columns: Guess['columns']): readonly ColumnChoice[] {
  const owners = new Map<string, number>();
  for (const [index, column] of columns.entries()) {
    const owner = column.field === null ? undefined : owners.get(column.field);
    const isSurer = owner === undefined || column.confidence > (columns[owner]?.confidence ?? 0);
    if (column.field !== null && isSurer) {
      owners.set(column.field, index);
    }
  }
  return columns.map(({ header, field, confidence }, index) =>
    field !== null && owners.get(field) === index
      ? { header, field, confidence }
      : { header, field: null, confidence: null },
  );
}

function choose(
  columns: readonly ColumnChoice[],
  action: { readonly column: number; readonly field: string | null },
): readonly ColumnChoice[] {
  return columns.map((column, index) => {
    if (index === action.column) {
      return { ...column, field: action.field, confidence: null };
    }
    return action.field !== null && column.field === action.field
      ? { ...column, field: null, confidence: null }
      : column;
  });
}

/** A file with no more columns than that shows all of them. */
const FEW_COLUMNS = 24;
/** So many that feed nothing are shown all the same, from the left: they tell which row one is looking at. */
const ALWAYS_SHOWN = 6;
const MAX_FOUND = 20;

export interface ShownColumns {
  /** Indices of the columns to show, in the order of the file. */
  readonly shown: readonly number[];
  /** How many there are beside these. */
  readonly hidden: number;
  /** Whether the search found any; true while nothing is searched. */
  readonly isFound: boolean;
}

/**
 * Which columns of a wide file are shown: those that feed a field or were chosen by hand, the first few, those that the
 * search finds, and as many of the rest as were asked for.
 */
export function shownColumns(
  columns: readonly ColumnChoice[],
  { search, more, touched }: { readonly search: string; readonly more: number; readonly touched: ReadonlySet<number> },
): ShownColumns {
  const all = columns.map((_, index) => index);
  if (columns.length <= FEW_COLUMNS) {
    return { shown: all, hidden: 0, isFound: true };
  }
  const used = new Set(all.filter((index) => columns[index]?.field !== null || touched.has(index)));
  const unused = all.filter((index) => !used.has(index));
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? [] : all.filter((index) => columns[index]?.header.toLowerCase().includes(wanted));
  const shown = new Set(wanted === '' ? [...used, ...unused.slice(0, ALWAYS_SHOWN + more)] : found.slice(0, MAX_FOUND));
  return {
    shown: all.filter((index) => shown.has(index)),
    hidden: columns.length - shown.size,
    isFound: wanted === '' || found.length > 0,
  };
}

/** What the server wants: field → header. */
export function mappingOf(columns: readonly ColumnChoice[]): Mapping {
  return Object.fromEntries(
    columns.flatMap((column) => (column.field === null ? [] : [[column.field, column.header] as const])),
  );
}

/** Fields that still need a column: the required ones, and what the server found missing for the same mapping. */
export function missingFields(
  kind: ImportKind,
  columns: readonly ColumnChoice[],
  alsoMissing: readonly string[] = [],
): ImportKind['fields'] {
  const mapped = new Set(columns.map((column) => column.field));
  const also = new Set(alsoMissing);
  return kind.fields.filter((field) => (field.required || also.has(field.name)) && !mapped.has(field.name));
}

/** Where the faults of the preview stand: in a cell (`row:column`, both from 0), or on a row as a whole. */
export interface FaultPlaces {
  readonly cells: ReadonlyMap<string, ImportFault>;
  readonly rows: ReadonlyMap<number, ImportFault>;
}

/** Finds the places of faults, which are told by the row numbers and headers of the file. */
export function placeFaults(
  faults: readonly ImportFault[],
  columns: readonly ColumnChoice[],
  rowNumbers: readonly number[],
): FaultPlaces {
  const cells = new Map<string, ImportFault>();
  const rows = new Map<number, ImportFault>();
  for (const fault of faults) {
    const row = rowNumbers.indexOf(fault.row);
    const column =
      fault.column === null
        ? -1
        : columns.findIndex((choice) => choice.header === fault.column || choice.field === fault.column);
    if (row >= 0 && column >= 0) {
      cells.set(`${row}:${column}`, fault);
    } else if (row >= 0) {
      rows.set(row, fault);
    }
  }
  return { cells, rows };
}

/** The name a source gets from its file until somebody names it: letters, digits, dots and dashes. */
export function suggestSource(fileName: string): string {
  return fileName
    .replace(/(\.(csv|tsv|txt|xlsx|xls|jsonl|ndjson|json|gz))+$/iu, '')
    .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 100);
}

export const SOURCE_PATTERN = /^[\p{L}\p{N}_.-]{1,100}$/u;

/** Seconds left at the speed so far; null while nothing can be said. */
export function secondsLeft(run: {
  readonly progress: number;
  readonly rows: number;
  readonly rowsPerSecond: number | null;
}): number | null {
  if (run.rowsPerSecond === null || run.rowsPerSecond <= 0 || run.progress <= 0 || run.rows === 0) {
    return null;
  }
  const total = run.rows / run.progress;
  return Math.max(0, Math.ceil((total - run.rows) / run.rowsPerSecond));
}

/** Seconds as the largest unit that fits, for "about 3 minutes". */
export function roundDuration(seconds: number): {
  readonly unit: 'seconds' | 'minutes' | 'hours';
  readonly count: number;
} {
  if (seconds < 60) {
    return { unit: 'seconds', count: Math.max(1, Math.round(seconds)) };
  }
  return seconds < 3600
    ? { unit: 'minutes', count: Math.round(seconds / 60) }
    : { unit: 'hours', count: Math.round(seconds / 3600) };
}
