import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Kernel } from '#kernel/module.ts';
import { spellingsOf } from '#kernel/pure/spellings.ts';

/** A text and where it stands. */
export interface Place {
  readonly at: string;
  readonly text: string;
}

/** Every row of every table of the PostgreSQL database, of whatever schema, as text. */
export async function postgresRows({ postgres: { db } }: Pick<Kernel, 'postgres'>): Promise<Place[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`.execute(
    db,
  );
  const places: Place[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(db);
    places.push(...rows.map(({ text }) => ({ at: name, text })));
  }
  return places;
}

/** Every row of every table of the analytic store, replaced ones that are still there included. */
export async function analyticRows({ olap }: Pick<Kernel, 'olap'>): Promise<Place[]> {
  const tables = await olap.rows<{ name: string }>({
    sql: "SELECT name FROM system.tables WHERE database = {database:String} AND engine LIKE '%MergeTree'",
    params: { database: olap.database },
  });
  const places: Place[] = [];
  for (const { name } of tables) {
    const rows = await olap.rows<object>({ sql: 'SELECT * FROM {name:Identifier}', params: { name } });
    places.push(...rows.map((row) => ({ at: `analytic ${name}`, text: JSON.stringify(row) })));
  }
  return places;
}

/** Every file below the data folder: as it lies there, and unsealed where it is one of ours. */
export async function dataFiles({ config, files }: Pick<Kernel, 'config' | 'files'>): Promise<Place[]> {
  const entries = await readdir(config.dataDir, { recursive: true, withFileTypes: true }).catch(() => []);
  const places: Place[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const at = path.join(entry.parentPath, entry.name);
    places.push({ at, text: (await readFile(at)).toString('utf8') });
    if (/^[0-9a-f-]{36}$/u.test(entry.name)) {
      const chunks: Buffer[] = [];
      for await (const chunk of await files.open(entry.name)) {
        // A stream of bytes.
        chunks.push(chunk as Buffer);
      }
      places.push({ at: `${at} (unsealed)`, text: Buffer.concat(chunks).toString('utf8') });
    }
  }
  return places;
}

/** Where any of the values stands, however it is spelled. Names count too, which a search would not look for. */
export function placesWith(values: readonly string[], places: readonly Place[]): string[] {
  const found: string[] = [];
  const patterns = values.map((value) => [value, new RegExp(spellingsOf([value]) ?? escaped(value), 'iu')] as const);
  for (const { at, text } of places) {
    const plain = text.normalize('NFKC');
    for (const [value, pattern] of patterns) {
      if (pattern.test(plain) || plain.includes(value)) {
        found.push(`${at}: ${value} in ${excerpt(plain, pattern, value)}`);
      }
    }
  }
  return found;
}

function escaped(value: string): string {
  return value.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}

function excerpt(text: string, pattern: RegExp, value: string): string {
  const at = Math.max(0, text.search(pattern), text.indexOf(value));
  return text.slice(Math.max(0, at - 60), at + 80).replaceAll('\n', ' ');
}
