import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Mapping } from '../imports/schema.ts';

/** What the columns of a source's files are. */
export interface SavedMapping {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly mapping: Mapping;
  /** All columns that the file had. */
  readonly headers: readonly string[];
  readonly usedAt: Date;
}

/** Keeps it in place of the one that the source had. */
export async function saveMapping(tx: Tx, saved: SavedMapping): Promise<void> {
  await sql`
    insert into intake.saved_mappings (id, kind, source, mapping, headers, used_at)
    values (${saved.id}, ${saved.kind}, ${saved.source}, ${JSON.stringify(saved.mapping)}::jsonb,
      ${JSON.stringify(saved.headers)}::jsonb, ${saved.usedAt})
    on conflict (kind, source) do update
    set mapping = excluded.mapping, headers = excluded.headers, used_at = excluded.used_at`.execute(tx);
}

const COLUMNS = sql.raw('id, kind, source, mapping, headers, used_at as "usedAt"');

/** The one of a source. */
export async function findMapping(db: Db, kind: string, source: string): Promise<SavedMapping | null> {
  const { rows } = await sql<SavedMapping>`
    select ${COLUMNS} from intake.saved_mappings where kind = ${kind} and source = ${source}`.execute(db);
  return rows[0] ?? null;
}

/** The last used first. */
export async function listMappings(db: Db, kind: string | null): Promise<SavedMapping[]> {
  const { rows } = await sql<SavedMapping>`
    select ${COLUMNS} from intake.saved_mappings where ${kind}::text is null or kind = ${kind}
    order by used_at desc, source limit 500`.execute(db);
  return rows;
}

/** False when there is no such row. */
export async function deleteMapping(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`delete from intake.saved_mappings where id = ${id} returning 1 as one`.execute(tx);
  return rows.length > 0;
}
