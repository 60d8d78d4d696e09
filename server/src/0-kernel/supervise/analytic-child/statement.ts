import { AnalyticException } from './exception.ts';

/** How a statement is to be run: where its result or its data goes is decided by what it is. */
export type Statement =
  /** Its result goes to a file, so that any size fits in little memory. `complete` writes it to the named file; a `light` one reads no table. */
  | { readonly kind: 'rows'; readonly light: boolean; readonly format: string; complete(file: string): string }
  /** SHOW, DESCRIBE, EXPLAIN and the like: a result that is always small. */
  | { readonly kind: 'description'; readonly sql: string; readonly format: string }
  /** Everything without a result. */
  | { readonly kind: 'command'; readonly sql: string }
  /** Rows follow in the body; `complete` reads them from the named file. */
  | { readonly kind: 'insert'; complete(file: string): string };

interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'mark';
  /** Words in capitals, marks as they are, nothing for the rest. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Brackets open around it. */
  readonly depth: number;
}

const SPACE = /[\s\u00a0\ufeff]+/uy;
const COMMENT = /(?:--|#!|# )[^\n]*|\/\*[\s\S]*?\*\//uy;
const STRING = /'(?:[^'\\]|\\[\s\S]|'')*'/uy;
const QUOTED = /"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`/uy;
const HEREDOC = /(\$[\p{L}\p{N}_]*\$)[\s\S]*?\1/uy;
const WORD = /[\p{L}\p{N}_]+/uy;
const DESCRIPTIONS = new Set(['SHOW', 'DESCRIBE', 'DESC', 'EXISTS', 'EXPLAIN', 'CHECK', 'KILL']);
const DEFAULT_FORMAT = 'TabSeparated';
const FORMAT_NAME = /^\w+$/u;

function matchAt(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
}

/** Cuts SQL into tokens, lazily: the data of an inline INSERT is never looked at. */
function* tokens(sql: string): Generator<Token> {
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    const skipped = matchAt(SPACE, sql, at) ?? matchAt(COMMENT, sql, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const literal = matchAt(STRING, sql, at) ?? matchAt(HEREDOC, sql, at);
    const quoted = literal === undefined ? matchAt(QUOTED, sql, at) : undefined;
    const word = literal === undefined && quoted === undefined ? matchAt(WORD, sql, at) : undefined;
    const found = literal ?? quoted ?? word ?? sql.charAt(at);
    const kind =
      literal !== undefined ? 'string' : quoted !== undefined ? 'quoted' : word !== undefined ? 'word' : 'mark';
    if (kind === 'mark' && ')]}'.includes(found)) {
      depth -= 1;
    }
    const text = kind === 'word' ? found.toUpperCase() : kind === 'mark' ? found : '';
    yield { kind, text, start: at, end: at + found.length, depth };
    if (kind === 'mark' && '([{'.includes(found)) {
      depth += 1;
    }
    at += found.length;
  }
}

/**
 * Reads what kind of statement this is. `bodyFollows`: the rows of an INSERT come apart from it.
 * Throws the exceptions a server throws for two statements in one request and for INTO OUTFILE.
 */
export function readStatement(
  sql: string,
  options: { readonly bodyFollows: boolean; readonly defaultFormat: string | null },
): Statement {
  const first = firstWord(sql);
  if (first === 'INSERT') {
    return readInsert(sql, options.bodyFollows);
  }
  const { list, end } = oneStatement(sql);
  const text = sql.slice(0, end);
  const top = list.filter((token) => token.depth === 0 && token.kind === 'word');
  const inserts = top.some((token) => token.text === 'INSERT');
  const selects = ['SELECT', 'WITH', 'FROM', '('].includes(list[0]?.text ?? '') && !inserts;
  if (!selects && !DESCRIPTIONS.has(first)) {
    return { kind: 'command', sql: text };
  }
  const clause = formatClause(list, sql);
  const format = clause?.name ?? checkedFormat(options.defaultFormat ?? DEFAULT_FORMAT);
  if (!selects) {
    return { kind: 'description', sql: text, format };
  }
  if (top.some((token, index) => token.text === 'INTO' && top[index + 1]?.text === 'OUTFILE')) {
    throw new AnalyticException(1, 'UNSUPPORTED_METHOD', 'INTO OUTFILE is not allowed');
  }
  const head = clause === null ? text : text.slice(0, clause.start);
  const tail = clause === null ? `FORMAT ${format}` : text.slice(clause.start);
  return {
    kind: 'rows',
    light: isLight(list),
    format,
    // The line break ends a comment that the statement may close with.
    complete: (file) => `${head}\nINTO OUTFILE '${file}' ${tail}`,
  };
}

/** Reads no table, or only what the engine tells about itself. */
function isLight(list: readonly Token[]): boolean {
  return list.every((token, index) => {
    const reads = token.text === 'FROM' || token.text === 'JOIN';
    return !reads || (list[index + 1]?.text === 'SYSTEM' && list[index + 2]?.text === '.');
  });
}

function firstWord(sql: string): string {
  for (const token of tokens(sql)) {
    if (token.text !== '(') {
      return token.text;
    }
  }
  throw new AnalyticException(62, 'SYNTAX_ERROR', 'Syntax error: Empty query');
}

/** The tokens of the only statement, and where it ends. */
function oneStatement(sql: string): { list: Token[]; end: number } {
  const list: Token[] = [];
  let end: number | null = null;
  for (const token of tokens(sql)) {
    if (token.text === ';') {
      end ??= token.start;
    } else if (end !== null) {
      throw new AnalyticException(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)');
    } else {
      list.push(token);
    }
  }
  return { list, end: end ?? sql.length };
}

/** The closing `FORMAT name`, which a column called "format" is not. */
function formatClause(list: readonly Token[], sql: string): { start: number; name: string } | null {
  for (let i = list.length - 2; i >= 0; i -= 1) {
    const [token, name, next] = [list[i], list[i + 1], list[i + 2]];
    const isClause = token?.text === 'FORMAT' && token.depth === 0 && name?.kind === 'word';
    if (isClause && (next === undefined || next.text === 'SETTINGS')) {
      return { start: token.start, name: sql.slice(name.start, name.end) };
    }
  }
  return null;
}

function checkedFormat(name: string): string {
  if (!FORMAT_NAME.test(name)) {
    throw new AnalyticException(73, 'UNKNOWN_FORMAT', `Unknown format ${name}`);
  }
  return name;
}

/** `INSERT INTO [TABLE] [FUNCTION] name(…) … FORMAT x` with rows in the body, or a whole INSERT. */
function readInsert(sql: string, bodyFollows: boolean): Statement {
  let target: Token | null = null;
  let before: Token | null = null;
  for (const token of tokens(sql)) {
    if (token.depth > 0 || token.text === '(') {
      before = token;
      continue;
    }
    const ends = target !== null && token.kind === 'word' && before?.text !== '.' && before !== null;
    if (ends && (token.text === 'SELECT' || token.text === 'WITH')) {
      return insertSelect(sql, bodyFollows);
    }
    if (ends && ['FORMAT', 'VALUES', 'SETTINGS'].includes(token.text)) {
      return bodyFollows ? insertFromBody(sql, token) : { kind: 'command', sql };
    }
    if (
      token.kind === 'quoted' ||
      (token.kind === 'word' && !['INSERT', 'INTO', 'TABLE', 'FUNCTION'].includes(token.text))
    ) {
      target = token;
    }
    before = token;
  }
  return insertSelect(sql, bodyFollows);
}

function insertSelect(sql: string, bodyFollows: boolean): Statement {
  if (bodyFollows) {
    throw new AnalyticException(48, 'NOT_IMPLEMENTED', 'INSERT SELECT with rows in the body is not supported here');
  }
  return { kind: 'command', sql: sql.slice(0, oneStatement(sql).end) };
}

function insertFromBody(sql: string, clause: Token): Statement {
  const head = sql.slice(0, clause.start);
  const tail = /^VALUES\s*$/iu.test(sql.slice(clause.start)) ? 'FORMAT Values' : sql.slice(clause.start);
  return { kind: 'insert', complete: (file) => `${head} FROM INFILE '${file}' ${tail}` };
}
