import type { ImportField } from './kind.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_LINES = 20;
const EXACT = 1;
const CONTAINED = 0.6;

/** The delimiter that cuts the first lines into the same number (> 1) of cells most often; a comma when none does. */
export function guessDelimiter(head: string): string {
  const lines = head
    .split(/\r?\n/)
    .slice(0, SAMPLE_LINES)
    .filter((line) => line !== '');
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.map((line) => cellCount(line, delimiter));
    const first = counts[0] ?? 1;
    const alike = counts.filter((count) => count === first).length;
    return { delimiter, score: first > 1 ? alike * 1000 + first : 0 };
  });
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).score === 0
    ? ','
    : scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function cellCount(line: string, delimiter: string): number {
  let quoted = false;
  let count = 1;
  for (const sign of line) {
    if (sign === '"') {
      quoted = !quoted;
    } else if (sign === delimiter && !quoted) {
      count += 1;
    }
  }
  return count;
}

/** A header without case, blanks, punctuation and full-width forms, so that `Order No.` and `orderno` are one. */
export function foldHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

export interface ColumnGuess {
  readonly header: string;
  readonly field: string | null;
  /** 0 to 1: 1 for a known name, less for a name that contains one. */
  readonly confidence: number;
}

/** Which column is which field, by header names; each field is given away once, to its best column. */
export function guessColumns(headers: readonly string[], fields: readonly ImportField[]): ColumnGuess[] {
  const candidates = headers.flatMap((header, column) =>
    fields.map((field, rank) => ({ column, field: field.name, rank, score: match(foldHeader(header), field) })),
  );
  const taken = new Set<string>();
  const result: ColumnGuess[] = headers.map((header) => ({ header, field: null, confidence: 0 }));
  for (const candidate of candidates
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.rank - b.rank || a.column - b.column)) {
    const header = headers[candidate.column] ?? '';
    if (!taken.has(candidate.field) && result[candidate.column]?.field === null) {
      taken.add(candidate.field);
      result[candidate.column] = { header, field: candidate.field, confidence: candidate.score };
    }
  }
  return result;
}

function match(header: string, field: ImportField): number {
  if (header === '') {
    return 0;
  }
  const names = [field.name, field.label['zh-CN'], field.label.en, ...field.synonyms].map(foldHeader);
  if (names.includes(header)) {
    return EXACT;
  }
  // A name of two letters inside another word means nothing; in Chinese two characters are a word.
  const contained = names.some(
    (name) => (name.length >= 4 || /\p{Script=Han}{2}/u.test(name)) && header.includes(name),
  );
  return contained ? CONTAINED : 0;
}

/** Field → column index, or what is wrong with the mapping. */
export type ResolvedMapping =
  | { readonly ok: true; readonly columns: ReadonlyMap<string, number> }
  | { readonly ok: false; readonly unknownFields: string[]; readonly unknownHeaders: string[] };

/** Finds the columns that a mapping names; headers are compared trimmed. */
export function resolveMapping(
  mapping: Readonly<Record<string, string>>,
  headers: readonly string[],
  fields: readonly ImportField[],
): ResolvedMapping {
  const known = new Set(fields.map((field) => field.name));
  const indexOf = new Map(headers.map((header, index) => [header.trim(), index] as const).toReversed());
  const unknownFields = Object.keys(mapping).filter((field) => !known.has(field));
  const unknownHeaders = Object.values(mapping).filter((header) => !indexOf.has(header.trim()));
  if (unknownFields.length > 0 || unknownHeaders.length > 0) {
    return { ok: false, unknownFields, unknownHeaders };
  }
  const columns = Object.entries(mapping).map(([field, header]) => [field, indexOf.get(header.trim()) ?? -1] as const);
  return { ok: true, columns: new Map(columns) };
}
