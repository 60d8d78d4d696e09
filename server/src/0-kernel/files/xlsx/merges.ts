import type { Readable } from 'node:stream';

/** Cells that are shown as one; rows and columns count from 0. */
export interface Merge {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

const MERGE = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"/g;
const LONGEST_TAG = 200;
const MAX_MERGES = 200_000;

/** The merged cells of a sheet. They stand behind its rows, so the sheet is gone through once for them alone. */
export async function readMerges(source: Readable): Promise<Merge[]> {
  const merges: Merge[] = [];
  let open = '';
  for await (const chunk of source) {
    // Tags are plain ASCII, so bytes will do. Streams of zip parts are streams of bytes.
    const text = open + (chunk as Buffer).toString('latin1');
    let end = 0;
    for (const match of text.matchAll(MERGE)) {
      end = match.index + match[0].length;
      merges.push(mergeOf(match[1] ?? '', match[2] ?? ''));
      if (merges.length >= MAX_MERGES) {
        return merges;
      }
    }
    open = text.slice(Math.max(end, text.length - LONGEST_TAG));
  }
  return merges;
}

function mergeOf(from: string, to: string): Merge {
  const [first, last] = [placeOf(from), placeOf(to)];
  return { top: first.row, left: first.column, bottom: last.row, right: last.column };
}

/** `B7` → row 6, column 1. */
export function placeOf(reference: string): { readonly row: number; readonly column: number } {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) {
      break;
    }
    column = column * 26 + letter;
  }
  return { row: Number(reference.slice(at)) - 1, column: column - 1 };
}

/** Repeats the value of cells that are merged over several rows, row by row from the top. */
export function createMergeFiller(merges: readonly Merge[]): (rowIndex: number, cells: string[]) => void {
  const waiting = merges.filter(({ top, bottom }) => bottom > top).toSorted((a, b) => b.top - a.top);
  let active: { readonly merge: Merge; readonly value: string }[] = [];
  return (rowIndex, cells) => {
    for (const { merge, value } of active) {
      if (rowIndex > merge.bottom || value === '') {
        continue;
      }
      while (cells.length <= merge.left) {
        cells.push('');
      }
      if (cells[merge.left] === '') {
        cells[merge.left] = value;
      }
    }
    active = active.length === 0 ? active : active.filter(({ merge }) => merge.bottom > rowIndex);
    for (let next = waiting.at(-1); next !== undefined && next.top <= rowIndex; next = waiting.at(-1)) {
      waiting.pop();
      active.push({ merge: next, value: next.top === rowIndex ? (cells[next.left] ?? '') : '' });
    }
  };
}
