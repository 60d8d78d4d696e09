import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Rule } from '#kernel/pure/rules/tree.ts';
import type { CatalogueEntry, CatalogueQuestion } from '#kernel/rules/catalogues.ts';
import type { Refresh, SegmentState } from './schema.ts';

export interface SegmentRow {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly rule: Rule;
  readonly version: number;
  readonly state: SegmentState;
  readonly refresh: Refresh;
  readonly owner: string;
  readonly ownerName: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly refreshedAt: Date | null;
  readonly refreshedVersion: number | null;
  readonly members: number;
}

const COLUMNS = sql.raw(`id, name, note, rule, version, state, refresh, owner, owner_name as "ownerName",
  created_at as "createdAt", updated_at as "updatedAt", refreshed_at as "refreshedAt",
  refreshed_version as "refreshedVersion", members`);

/** All segments that were not put away; some hundred. */
export async function allSegments(db: Db | Tx): Promise<SegmentRow[]> {
  const { rows } = await sql<SegmentRow>`
    select ${COLUMNS} from segments.segments where archived_at is null order by lower(name), id`.execute(db);
  return rows;
}

export async function findSegment(db: Db | Tx, id: string): Promise<SegmentRow | undefined> {
  const { rows } = await sql<SegmentRow>`
    select ${COLUMNS} from segments.segments where id = ${id} and archived_at is null`.execute(db);
  return rows[0];
}

/** The same, held until the transaction ends: its rule and its members change one after the other. */
export async function lockSegment(tx: Tx, id: string): Promise<SegmentRow | undefined> {
  const { rows } = await sql<SegmentRow>`
    select ${COLUMNS} from segments.segments where id = ${id} and archived_at is null for update`.execute(tx);
  return rows[0];
}

/** One that was put away, held until the transaction ends. */
export async function lockArchived(tx: Tx, id: string): Promise<SegmentRow | undefined> {
  const { rows } = await sql<SegmentRow>`
    select ${COLUMNS} from segments.segments where id = ${id} and archived_at is not null for update`.execute(tx);
  return rows[0];
}

export async function restoreSegment(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`
    update segments.segments set archived_at = null, refreshed_at = null, refreshed_version = null, updated_at = ${at}
    where id = ${id}`.execute(tx);
}

/** Rules of segments name each other: of two changes the second one sees the first. */
export async function lockRules(tx: Tx): Promise<void> {
  await sql`lock table segments.segments in share row exclusive mode`.execute(tx);
}

export async function insertSegment(tx: Tx, row: SegmentRow): Promise<void> {
  await sql`
    insert into segments.segments
      (id, name, note, rule, version, state, refresh, owner, owner_name, created_at, updated_at)
    values (${row.id}, ${row.name}, ${row.note}, ${JSON.stringify(row.rule)}::jsonb, ${row.version}, ${row.state},
      ${row.refresh}, ${row.owner}, ${row.ownerName}, ${row.createdAt}, ${row.updatedAt})`.execute(tx);
}

export async function updateSegment(tx: Tx, row: SegmentRow): Promise<void> {
  await sql`
    update segments.segments set name = ${row.name}, note = ${row.note}, rule = ${JSON.stringify(row.rule)}::jsonb,
      version = ${row.version}, state = ${row.state}, refresh = ${row.refresh}, updated_at = ${row.updatedAt}
    where id = ${row.id}`.execute(tx);
}

export async function archiveSegment(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update segments.segments set archived_at = ${at}, members = 0 where id = ${id}`.execute(tx);
}

export async function insertVersion(
  tx: Tx,
  version: Pick<SegmentRow, 'id' | 'version' | 'rule'> & { readonly by: string; readonly at: Date },
): Promise<void> {
  await sql`
    insert into segments.segment_versions (segment_id, version, rule, changed_by, changed_at)
    values (${version.id}, ${version.version}, ${JSON.stringify(version.rule)}::jsonb, ${version.by},
      ${version.at})`.execute(tx);
}

export interface VersionRow {
  readonly version: number;
  readonly rule: Rule;
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** Newest first. */
export async function versionsOf(db: Db, id: string): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select version, rule, changed_by as "changedBy", changed_at as "changedAt"
    from segments.segment_versions where segment_id = ${id} order by version desc limit 100`.execute(db);
  return rows;
}

/** Segments as a catalogue that rules choose from. */
export async function segmentEntries(db: Db | Tx, question: CatalogueQuestion): Promise<CatalogueEntry[]> {
  const { values = null, names = null, text = null, limit } = question;
  const { rows } = await sql<CatalogueEntry>`
    select id::text as value, jsonb_build_object('zh-CN', name, 'en', name) as label from segments.segments
    where archived_at is null and (${values}::text[] is null or id::text = any(${values}::text[]))
      and (${names}::text[] is null or name = any(${names}::text[]))
      and (${text}::text is null or strpos(lower(name), lower(${text}::text)) > 0)
    order by name, id limit ${limit}`.execute(db);
  return rows;
}
