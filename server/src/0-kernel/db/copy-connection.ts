import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** Lines of COPY text, cut anywhere. */
export type CopyBlocks = Iterable<string> | AsyncIterable<Uint8Array>;

/** What travels as the only parameter of a COPY statement through Kysely down to the connection. */
export class CopyText {
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
