import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Kernel } from '../../server/src/0-kernel/module.ts';

export interface Bare {
  readonly copySeconds: number;
  readonly indexSeconds: number;
  readonly rows: number;
}

export interface BareOptions {
  /** `schema.table` */
  readonly tables: readonly string[];
  /** For the rows on their way; what is written there is removed again. */
  readonly dir: string;
}

/** The rows that an import made, out to files, then timed: into tables without indexes, then the indexes. */
export async function timeBare(kernel: Kernel, { tables, dir }: BareOptions): Promise<Bare> {
  const client = await kernel.postgres.pool.connect();
  try {
    for (const table of tables) {
      await pipeline(client.query(copyTo(`copy ${table} to stdout`)), createWriteStream(path.join(dir, table)));
    }
    await client.query('create schema bare');
    await client.query('checkpoint');
    let rows = 0;
    const copyStartedMs = performance.now();
    for (const table of tables) {
      const bare = bareName(table);
      await client.query(`create table ${bare} (like ${table} including defaults including constraints)`);
      const target = client.query(copyFrom(`copy ${bare} from stdin`));
      await pipeline(createReadStream(path.join(dir, table), { highWaterMark: 1 << 20 }), target);
      rows += target.rowCount;
    }
    const indexStartedMs = performance.now();
    for (const definition of await indexDefinitions(client, tables)) {
      await client.query(definition);
    }
    const endedMs = performance.now();
    return {
      copySeconds: (indexStartedMs - copyStartedMs) / 1000,
      indexSeconds: (endedMs - indexStartedMs) / 1000,
      rows,
    };
  } finally {
    await client.query('drop schema if exists bare cascade');
    client.release();
    await Promise.all(tables.map((table) => rm(path.join(dir, table), { force: true })));
  }
}

function bareName(table: string): string {
  return `bare.${table.replace('.', '_')}`;
}

async function indexDefinitions(client: pg.PoolClient, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string; definition: string }>(
    `select schemaname || '.' || tablename as table, indexdef as definition from pg_indexes
     where schemaname || '.' || tablename = any($1) order by 1, 2`,
    [tables],
  );
  return rows.map(({ table, definition }) => definition.replace(/INDEX \S+ ON \S+/, `INDEX ON ${bareName(table)}`));
}
