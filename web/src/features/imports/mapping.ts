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
  readonly rows: readonly (readonly string[])[];
  readonly faults: readonly ImportFault[];
}

export type MappingAction =
  | { readonly type: 'guessed'; readonly guess: Guess }
  | { readonly type: 'chosen'; readonly column: number; readonly field: string | null };

export const EMPTY_MAPPING: MappingState = { columns: [], rows: [], faults: [] };

/** The columns of the wizard's second step. A field has one column: choosing it again takes it from the other. */
export function mappingReducer(state: MappingState, action: MappingAction): MappingState {
  switch (action.type) {
    case 'guessed':
      return { columns: bestGuesses(action.guess.columns), rows: action.guess.rows, faults: action.guess.faults };
    case 'chosen':
      return { ...state, columns: choose(state.columns, action) };
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

/** What the server wants: field → header. */
export function mappingOf(columns: readonly ColumnChoice[]): Mapping {
  return Object.fromEntries(
    columns.flatMap((column) => (column.field === null ? [] : [[column.field, column.header] as const])),
  );
}

/** Required fields that no column feeds yet. */
export function missingFields(kind: ImportKind, columns: readonly ColumnChoice[]): ImportKind['fields'] {
  const mapped = new Set(columns.map((column) => column.field));
  return kind.fields.filter((field) => field.required && !mapped.has(field.name));
}

/**
 * Faults of the preview by cell (`row:column`, both from 0). A fault of a column that was mapped anew is dropped:
 * it was found under the guess.
 */
export function faultsByCell(state: MappingState): ReadonlyMap<string, ImportFault> {
  const cells = new Map<string, ImportFault>();
  for (const fault of state.faults) {
    const column = state.columns.findIndex((choice) => choice.header === fault.column || choice.field === fault.column);
    const isCurrent = column >= 0 && state.columns[column]?.confidence !== null;
    if (isCurrent && fault.row >= 1 && fault.row <= state.rows.length) {
      cells.set(`${fault.row - 1}:${column}`, fault);
    }
  }
  return cells;
}

/** The name a source gets from its file until somebody names it: letters, digits, dots and dashes. */
export function suggestSource(fileName: string): string {
  return fileName
    .replace(/(\.(csv|tsv|txt|xlsx|jsonl|gz))+$/iu, '')
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
