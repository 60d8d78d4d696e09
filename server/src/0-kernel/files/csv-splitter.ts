/** What became of a piece of text: whole rows, or from where on only a full parser knows what is meant. */
export interface Split {
  readonly rows: string[][];
  /** Set when a row is no plain CSV (RFC 4180): the text from the beginning of that row on. */
  readonly odd: string | null;
}

/** Cuts CSV text into rows. */
export interface CsvSplitter {
  push(text: string): Split;
  /** What is left when the text is over. */
  end(): Split;
  /** How lines end; null until the first one did. */
  lineEnd(): string | null;
}

/** A row that is not whole after so much text is left to the parser, which knows when to give up. */
const MAX_OPEN_CHARS = 1024 * 1024;

type Row =
  | { readonly cells: string[]; readonly next: number }
  /** The text ends before the row does. */
  | 'open'
  | 'odd';

/**
 * Rows of ordinary CSV by searching for delimiters instead of looking at every character: several times as fast as a
 * parser, which is left the odd cases (text after a closing quote, quotes that never close). Lines end as the first
 * one does.
 */
export function createCsvSplitter(delimiter: string): CsvSplitter {
  let rest = '';
  let lineEnd: string | null = null;
  const split = (text: string, isEnd: boolean): Split => {
    const rows: string[][] = [];
    lineEnd ??= findLineEnd(text, delimiter, isEnd);
    if (lineEnd === null && !isEnd) {
      rest = text;
      return { rows, odd: null };
    }
    const row = { delimiter, lineEnd: lineEnd ?? '\n', isEnd };
    let at = 0;
    let quoteAt = text.indexOf('"');
    while (at < text.length) {
      const lineAt = text.indexOf(row.lineEnd, at);
      const end = lineAt === -1 ? text.length : lineAt;
      if (quoteAt !== -1 && quoteAt < at) {
        quoteAt = text.indexOf('"', at);
      }
      const isPlain = quoteAt === -1 || quoteAt >= end;
      if (isPlain && lineAt === -1 && !isEnd) {
        break;
      }
      const found = isPlain ? plainRow(text, at, { end, ...row }) : quotedRow(text, at, row);
      if (found === 'open') {
        break;
      }
      if (found === 'odd') {
        rest = '';
        return { rows, odd: text.slice(at) };
      }
      rows.push(found.cells);
      at = found.next;
    }
    rest = text.slice(at);
    const isStuck = rest.length > MAX_OPEN_CHARS || (isEnd && rest !== '');
    return { rows, odd: isStuck ? rest : null };
  };
  return {
    push: (text) => split(rest === '' ? text : rest + text, false),
    end: () => split(rest, true),
    lineEnd: () => lineEnd,
  };
}

interface Format {
  readonly delimiter: string;
  readonly lineEnd: string;
  /** No text comes after this. */
  readonly isEnd: boolean;
}

/** The first line end outside of quotes; null while it cannot be told. */
function findLineEnd(text: string, delimiter: string, isEnd: boolean): string | null {
  let isQuoted = false;
  let cellAt = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"' && (isQuoted || at === cellAt)) {
      // A doubled quote closes and opens again.
      isQuoted = !isQuoted;
      cellAt = at + 1;
    } else if (!isQuoted && text.startsWith(delimiter, at)) {
      cellAt = at + delimiter.length;
    } else if (sign === '\n' && !isQuoted) {
      return '\n';
    } else if (sign === '\r' && !isQuoted) {
      const isCut = at + 1 === text.length && !isEnd;
      return isCut ? null : text[at + 1] === '\n' ? '\r\n' : '\r';
    }
  }
  return null;
}

/** A row without quotes that ends at `end`. */
function plainRow(
  text: string,
  start: number,
  { end, delimiter, lineEnd }: Format & { readonly end: number },
): { readonly cells: string[]; readonly next: number } {
  const cells: string[] = [];
  let at = start;
  for (let next = text.indexOf(delimiter, at); next !== -1 && next < end; next = text.indexOf(delimiter, at)) {
    cells.push(text.slice(at, next));
    at = next + delimiter.length;
  }
  cells.push(text.slice(at, end));
  return { cells, next: end + lineEnd.length };
}

/** A row with quotes somewhere. */
function quotedRow(text: string, start: number, format: Format): Row {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at, format) : plainCell(text, at, format);
    if (typeof cell === 'string') {
      return cell;
    }
    cells.push(cell.value);
    if (cell.isLast) {
      return { cells, next: cell.next };
    }
    at = cell.next;
  }
}

type Cell = { readonly value: string; readonly next: number; readonly isLast: boolean } | 'open' | 'odd';

function quotedCell(text: string, start: number, { delimiter, lineEnd, isEnd }: Format): Cell {
  let close = text.indexOf('"', start + 1);
  let hasInner = false;
  while (close !== -1 && text[close + 1] === '"') {
    hasInner = true;
    close = text.indexOf('"', close + 2);
  }
  const after = close + 1;
  // What follows the quote has to be seen: it may be half of a line end.
  if (close === -1 || (!isEnd && after + Math.max(lineEnd.length, delimiter.length) > text.length)) {
    return isEnd ? 'odd' : 'open';
  }
  const inner = text.slice(start + 1, close);
  const value = hasInner ? inner.replaceAll('""', '"') : inner;
  if (after === text.length) {
    return { value, next: after, isLast: true };
  }
  if (text.startsWith(delimiter, after)) {
    return { value, next: after + delimiter.length, isLast: false };
  }
  return text.startsWith(lineEnd, after) ? { value, next: after + lineEnd.length, isLast: true } : 'odd';
}

function plainCell(text: string, start: number, { delimiter, lineEnd, isEnd }: Format): Cell {
  const delimiterAt = text.indexOf(delimiter, start);
  const lineAt = text.indexOf(lineEnd, start);
  if (delimiterAt !== -1 && (lineAt === -1 || delimiterAt < lineAt)) {
    return { value: text.slice(start, delimiterAt), next: delimiterAt + delimiter.length, isLast: false };
  }
  if (lineAt === -1) {
    return isEnd ? { value: text.slice(start), next: text.length, isLast: true } : 'open';
  }
  return { value: text.slice(start, lineAt), next: lineAt + lineEnd.length, isLast: true };
}
