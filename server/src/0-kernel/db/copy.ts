import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Tx } from '#kernel/db/postgres.ts';

/** Lines of COPY text, cut anywhere. */
export type CopyBlocks = Iterable<string> | AsyncIterable<Uint8Array>;

/** What travels as the only parameter of a COPY statement through Kysely down to the connection. */
class CopyText {
  readonly blocks: CopyBlocks;
  constructor(blocks: CopyBlocks) {
    this.blocks = blocks;
  }
}

/**
 * Lets COPY run on the connection of a Kysely transaction: Kysely hands every statement to `client.query`, where
 * one that carries `CopyText` is streamed instead. Called once per new connection.
 */
export function allowCopy(client: pg.PoolClient): void {
  // The overloads of pg cannot be expressed for a wrapper; both sides pass through unchanged.
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    const [text, values] = args;
    const copy = Array.isArray(values) ? values[0] : undefined;
    return copy instanceof CopyText && typeof text === 'string' ? stream(query, text, copy) : query(...args);
  };
  client.query = wrapped as typeof client.query;
}

async function stream(query: (...args: unknown[]) => unknown, text: string, copy: CopyText): Promise<unknown> {
  const target = query(copyFrom(text)) as ReturnType<typeof copyFrom>;
  await pipeline(Readable.from(copy.blocks, { objectMode: false }), target);
  return { command: 'COPY', rowCount: target.rowCount, rows: [{ copied: target.rowCount }] };
}

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

/** Joins lines into blocks of about 64 kB, so that neither many small writes nor one huge string are made. */
export function* copyBlocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length >= 65_536) {
      yield block;
      block = '';
    }
  }
  if (block !== '') {
    yield block;
  }
}
