import { AppError } from '#kernel/errors.ts';

/** One value of a JSON file, as text. */
export interface JsonPiece {
  readonly text: string;
  /** Its line, in a file of one value per line; its place in the list, in any other. */
  readonly no: number;
}

/** A value longer than this is a bracket that was never closed. */
const MAX_PIECE = 1024 * 1024;

/** The values of a JSON file that is one array, one value per line, or values one after the other. */
export async function* jsonPieces(chunks: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  let head = '';
  const iterator = chunks[Symbol.asyncIterator]();
  let ended = false;
  // The first line tells which of the three it is.
  while (!/\S[^\n]*\n/.test(head) && !ended && head.length <= MAX_PIECE) {
    const next = await iterator.next();
    ended = next.done === true;
    head += next.done === true ? '' : next.value;
  }
  head = head.replace(/^\uFEFF/, '');
  const rest = async function* (): AsyncGenerator<string> {
    yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      yield next.value;
    }
  };
  const [first = ''] = head.trimStart().split('\n', 1);
  if (!first.startsWith('[') && (first === head.trimStart() ? false : isWhole(first))) {
    yield* lines(rest());
  } else {
    yield* nested(rest());
  }
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

async function* lines(chunks: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  let open = '';
  let no = 0;
  for await (const chunk of chunks) {
    const parts = (open + chunk).split('\n');
    open = parts.pop() ?? '';
    requireBounded(open, no + 1);
    for (const text of parts) {
      no += 1;
      if (text.trim() !== '') {
        yield { text, no };
      }
    }
  }
  if (open.trim() !== '') {
    yield { text: open, no: no + 1 };
  }
}

function requireBounded(text: string, no: number): void {
  if (text.length > MAX_PIECE) {
    throw unreadable(no);
  }
}

function unreadable(no: number): AppError {
  return new AppError('file_unreadable', 422, {
    message: {
      'zh-CN': `第 ${no} 条 JSON 无法读取：括号或引号没有闭合，或一条超过 1 MB`,
      en: `JSON object ${no} cannot be read: a bracket or quote is not closed, or the object is over 1 MB`,
    },
  });
}

/** Cuts at the brackets of the first level, within the brackets of an array if there is one around all. */
class Cutter {
  no = 0;
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** The text of the value that is being read. */
  #open = '';
  #inArray: boolean | null = null;
  #closed = false;

  take(chunk: string): JsonPiece[] {
    const pieces: JsonPiece[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.#quoted) {
        this.#inQuotes(chunk.charCodeAt(at));
        continue;
      }
      const sign = chunk.charAt(at);
      if (this.#depth === 0 && this.#isBorder(sign)) {
        const plain = (this.#open + chunk.slice(from, at)).trim();
        if (plain !== '') {
          pieces.push(this.#close(plain));
        }
        from = at + 1;
        continue;
      }
      if (sign === '"') {
        this.#quoted = true;
      } else if (sign === '{' || sign === '[') {
        this.#depth += 1;
      } else if (sign === '}' || sign === ']') {
        this.#depth -= 1;
        if (this.#depth === 0) {
          pieces.push(this.#close(this.#open + chunk.slice(from, at + 1)));
          from = at + 1;
        }
      }
    }
    this.#open += chunk.slice(from);
    requireBounded(this.#open, this.no + 1);
    return pieces;
  }

  /** What is left at the end must be nothing. */
  end(): JsonPiece[] {
    if (this.#depth > 0 || this.#quoted || (this.#inArray === true && !this.#closed)) {
      throw unreadable(this.no + 1);
    }
    return this.#open.trim() === '' ? [] : [this.#close(this.#open)];
  }

  #inQuotes(code: number): void {
    if (this.#escaped) {
      this.#escaped = false;
    } else if (code === 92) {
      this.#escaped = true;
    } else if (code === 34) {
      this.#quoted = false;
    }
  }

  /** Whether the sign stands between values: a comma, or a bracket of the array around all. */
  #isBorder(sign: string): boolean {
    if (sign === '[' && this.#inArray === null) {
      this.#inArray = true;
      return true;
    }
    if (sign === ']' && this.#inArray === true) {
      this.#closed = true;
      return true;
    }
    if (/\S/.test(sign)) {
      this.#inArray ??= false;
    }
    return sign === ',';
  }

  #close(text: string): JsonPiece {
    this.no += 1;
    this.#open = '';
    return { text, no: this.no };
  }
}

async function* nested(chunks: AsyncIterable<string>): AsyncGenerator<JsonPiece> {
  const cutter = new Cutter();
  for await (const chunk of chunks) {
    yield* cutter.take(chunk);
  }
  yield* cutter.end();
}
