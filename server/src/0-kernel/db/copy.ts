import { CompiledQuery } from 'kysely';
import { type CopyBlocks, CopyText } from '#kernel/db/copy-connection.ts';
import type { Tx } from '#kernel/db/postgres.ts';

export type { CopyBlocks } from '#kernel/db/copy-connection.ts';

/**
 * COPY … FROM STDIN (text format) in the caller's transaction; says how many rows that were. `statement` is fixed
 * text of a store; `blocks` are lines of values made with `copyValue`, many to a block.
 */
export async function copyInto(tx: Tx, statement: string, blocks: CopyBlocks): Promise<number> {
  const { rows } = await tx.executeQuery<{ copied: number }>(CompiledQuery.raw(statement, [new CopyText(blocks)]));
  return rows[0]?.copied ?? 0;
}

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One value in COPY's text format; null is `\N`. */
export function copyValue(value: string | number | null): string {
  if (value === null) {
    return '\\N';
  }
  if (typeof value === 'number') {
    return String(value);
  }
  return SPECIAL.test(value) ? value.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign] ?? sign) : value;
}

/**
 * About what the buffer of a socket holds: PostgreSQL has work then for as long as this process does something else,
 * such as reading the next rows, between two turns of its event loop.
 */
const BLOCK_CHARACTERS = 192 * 1024;

/** Joins lines into blocks, so that neither many small writes nor one huge string are made. */
export function* copyBlocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length >= BLOCK_CHARACTERS) {
      yield block;
      block = '';
    }
  }
  if (block !== '') {
    yield block;
  }
}
