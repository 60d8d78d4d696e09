import type { ImportField } from '../imports/kind.ts';
import { contentOfValue } from '../rows/content.ts';
import { isBlankRow } from '../rows/total-row.ts';
import { foldHeader, namesOf } from './guess.ts';

/** A row of the file with the number that people see. */
export interface NumberedRow {
  readonly no: number;
  readonly cells: readonly string[];
}

/** Titles and notes above a table take no more rows than that. */
const LOOKED_AT = 30;
const MAX_HEADER_LENGTH = 80;
const EXACT = 2;
const CONTAINED = 1;

/**
 * The number of the row that names the columns: the one with most names of fields, else the first as wide as the table
 * whose cells look like names. Null when the table begins with data.
 */
export function guessHeaderRow(rows: readonly NumberedRow[], fields: readonly ImportField[]): number | null {
  const candidates = rows.slice(0, LOOKED_AT).filter(({ cells }) => !isBlankRow(cells));
  const names = new Set(fields.flatMap(namesOf));
  const long = [...names].filter((name) => name.length >= 4 || /\p{Script=Han}{2}/u.test(name));
  let best: { readonly no: number; readonly score: number } = { no: 0, score: 1 };
  for (const { no, cells } of candidates) {
    const score = nameScore(cells, names, long);
    best = score > best.score ? { no, score } : best;
  }
  if (best.no === 0) {
    return headerByShape(candidates);
  }
  const next = rows.find(({ no }) => no === best.no + 1)?.cells ?? [];
  return goesOn(next, rows.find(({ no }) => no === best.no)?.cells ?? [], names) ? best.no + 1 : best.no;
}

/** Whether a header goes on in the row below it: names under groups of columns, nothing under the others. */
function goesOn(next: readonly string[], header: readonly string[], names: ReadonlySet<string>): boolean {
  const cells = filled(next);
  const hasName = cells.some((cell) => names.has(foldHeader(cell)));
  const leavesOut = header.some((cell, index) => cell.trim() !== '' && (next[index] ?? '').trim() === '');
  return hasName && leavesOut && cells.every(looksLikeName);
}

/** Distinct names of fields among the cells. */
function nameScore(cells: readonly string[], names: ReadonlySet<string>, long: readonly string[]): number {
  const met = new Set<string>();
  let score = 0;
  for (const cell of cells) {
    const folded = cell.length > MAX_HEADER_LENGTH ? '' : foldHeader(cell);
    if (folded !== '' && !met.has(folded)) {
      met.add(folded);
      const isContained = (): boolean => looksLikeName(cell) && long.some((name) => folded.includes(name));
      score += names.has(folded) ? EXACT : isContained() ? CONTAINED : 0;
    }
  }
  return score;
}

function headerByShape(candidates: readonly NumberedRow[]): number | null {
  const widths = candidates.map(({ cells }) => filled(cells).length);
  const wide = Math.max(1, Math.max(0, ...widths) * 0.6);
  const first = candidates.find(({ cells }) => filled(cells).length >= wide);
  if (first === undefined) {
    return null;
  }
  const cells = filled(first.cells);
  const isNamed = cells.every(looksLikeName) && new Set(cells.map((cell) => cell.trim())).size > cells.length / 2;
  return isNamed ? first.no : null;
}

function filled(cells: readonly string[]): string[] {
  return cells.filter((cell) => cell.trim() !== '');
}

/** Names are short, and neither numbers nor dates nor addresses. */
function looksLikeName(cell: string): boolean {
  return cell.length <= MAX_HEADER_LENGTH && contentOfValue(cell) === 'text' && !/^[\d\s.,:-]+$/.test(cell.trim());
}

/** `0` → A, `26` → AA, as spreadsheets name columns. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : columnLetters(rest)) + String.fromCharCode(65 + (index % 26));
}

/**
 * The names of the columns, each once: blanks trimmed, a name left blank taken from the row above (where a cell was
 * merged) or the column's letters, and equal names told apart by the one above, or by number.
 */
export function headersOf(cells: readonly string[], above: readonly string[] | undefined): string[] {
  const groups = groupNames(above ?? []);
  const plain = cells.map((cell, index) => {
    const name = tidyName(cell);
    const merged = groups.length > 0 ? tidyName(above?.[index] ?? '') : '';
    return name === '' ? merged || columnLetters(index) : name;
  });
  const counts = Map.groupBy(plain, (name) => name);
  const grouped = plain.map((name, index) => {
    const group = groups[index] ?? '';
    return (counts.get(name)?.length ?? 0) > 1 && group !== '' && group !== name ? `${group} ${name}` : name;
  });
  return numbered(grouped);
}

function tidyName(cell: string): string {
  return cell
    .replace(/^\uFEFF/, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The names over several columns, repeated for each; none when the row above is a title rather than a head. */
function groupNames(above: readonly string[]): string[] {
  if (new Set(filled(above).map((cell) => cell.trim())).size < 2) {
    return [];
  }
  let last = '';
  return above.map((cell) => {
    last = tidyName(cell) || last;
    return last;
  });
}

function numbered(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) {
      unique = `${name} (${count})`;
    }
    taken.add(unique);
    return unique;
  });
}
