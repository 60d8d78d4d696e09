import { isMarkHeader } from '../exports/mark.ts';
import type { FieldContent, ImportField } from '../imports/kind.ts';
import { contentOf, contentOfColumn } from '../rows/content.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const SAMPLE_LINES = 20;
const EXACT = 1;
const CONTAINED = 0.6;
/** Told by what a column holds, not by its name. */
const BY_CONTENT = 0.5;
const MIN_SHARE = 0.8;

/** The delimiter that cuts the first lines into the same number (> 1) of cells most often; a comma when none does. */
export function guessDelimiter(head: string): string {
  const lines = head
    .split(/\r\n|\r|\n/)
    .slice(0, SAMPLE_LINES)
    .filter((line) => line !== '');
  let best: { readonly delimiter: string; readonly score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => cellCount(line, delimiter));
    const first = counts[0] ?? 1;
    const alike = counts.filter((count) => count === first).length;
    // A thousand cells weigh as much as one line more that agrees.
    const score = first > 1 ? alike * 1000 + first : 0;
    best = score > best.score ? { delimiter, score } : best;
  }
  return best.delimiter;
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

/** What a column seems to be. */
export interface ColumnGuess {
  readonly header: string;
  readonly field: string | null;
  /** 0 to 1: 1 for a known name, less for a name that contains one. */
  readonly confidence: number;
}

interface Candidate {
  readonly column: number;
  readonly field: string;
  /** Place of the field in its kind's list, */
  readonly rank: number;
  readonly score: number;
  /** and of the name among the field's names: the likelier one stands first. */
  readonly nameRank: number;
}

/**
 * Which column is which field, by header names and then by what the columns hold; each field is given away once, to its
 * best column.
 */
export function guessColumns(
  headers: readonly string[],
  fields: readonly ImportField[],
  { rows = [], isNamed = true }: { readonly rows?: readonly (readonly string[])[]; readonly isNamed?: boolean } = {},
): ColumnGuess[] {
  const byName = isNamed ? guessByName(headers, fields) : headers.map(unknownColumn);
  return rows.length === 0 ? byName : guessByContent(byName, fields, { rows, isNamed });
}

function unknownColumn(header: string): ColumnGuess {
  return { header, field: null, confidence: 0 };
}

/** Phones and e-mails tell themselves; dates, amounts and numbers only where there is no header to go by. */
const TELLING: Readonly<Record<'named' | 'nameless', ReadonlySet<FieldContent>>> = {
  named: new Set(['phone', 'email']),
  nameless: new Set(['phone', 'email', 'date', 'amount', 'number']),
};

interface Sample {
  readonly rows: readonly (readonly string[])[];
  readonly isNamed: boolean;
}

function guessByContent(
  columns: readonly ColumnGuess[],
  fields: readonly ImportField[],
  sample: Sample,
): ColumnGuess[] {
  const taken = new Set(columns.map((column) => column.field));
  const telling = TELLING[sample.isNamed ? 'named' : 'nameless'];
  return columns.map((column, index) => {
    if (column.field !== null || isMarkHeader(column.header)) {
      return column;
    }
    const { content, share } = contentOfColumn(sample.rows.map((cells) => cells[index] ?? ''));
    const field = fields.find(({ name, ...rest }) => !taken.has(name) && contentOf({ name, ...rest }) === content);
    if (field === undefined || share < MIN_SHARE || !telling.has(content)) {
      return column;
    }
    taken.add(field.name);
    return { header: column.header, field: field.name, confidence: Math.round(BY_CONTENT * share * 100) / 100 };
  });
}

function guessByName(headers: readonly string[], fields: readonly ImportField[]): ColumnGuess[] {
  const names = fields.map((field) => namesOf(field));
  const candidates = headers.flatMap((header, column) => {
    const folded = foldHeader(header);
    return fields.flatMap((field, rank): Candidate[] => {
      const match = folded === '' || isMarkHeader(header) ? null : matchName(folded, names[rank] ?? []);
      return match === null ? [] : [{ column, field: field.name, rank, ...match }];
    });
  });
  const taken = new Set<string>();
  const result: ColumnGuess[] = headers.map(unknownColumn);
  for (const { column, field, score } of candidates.toSorted(byLikelihood)) {
    if (!taken.has(field) && result[column]?.field === null) {
      taken.add(field);
      result[column] = { header: headers[column] ?? '', field, confidence: score };
    }
  }
  return result;
}

function byLikelihood(a: Candidate, b: Candidate): number {
  return b.score - a.score || a.rank - b.rank || a.nameRank - b.nameRank || a.column - b.column;
}

/** All names of a field, folded. */
export function namesOf(field: ImportField): string[] {
  return [field.name, field.label['zh-CN'], field.label.en, ...field.synonyms].map(foldHeader);
}

function matchName(header: string, names: readonly string[]): { score: number; nameRank: number } | null {
  const exact = names.indexOf(header);
  if (exact >= 0) {
    return { score: EXACT, nameRank: exact };
  }
  // A name of two letters inside another word means nothing; in Chinese two characters are a word.
  const contained = names.findIndex(
    (name) => (name.length >= 4 || /\p{Script=Han}{2}/u.test(name)) && header.includes(name),
  );
  return contained >= 0 ? { score: CONTAINED, nameRank: contained } : null;
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
