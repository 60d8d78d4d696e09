import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface StrategyRow {
  readonly segmentId: string;
  readonly revision: number;
  readonly marketing: string | null;
  readonly service: string | null;
  readonly channels: string | null;
  readonly ownerId: string | null;
  readonly owner: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly changedBy: string;
  readonly changedAt: Date;
}

const COLUMNS = sql.raw(`segment_id as "segmentId", revision, marketing, service, channels, owner_id as "ownerId",
  owner_name as owner, to_char(starts_on, 'YYYY-MM-DD') as "startsOn", to_char(ends_on, 'YYYY-MM-DD') as "endsOn",
  changed_by as "changedBy", changed_at as "changedAt"`);

/** Newest first. */
export async function revisionsOf(db: Db | Tx, segmentId: string, limit = 100): Promise<StrategyRow[]> {
  const { rows } = await sql<StrategyRow>`
    select ${COLUMNS} from segments.strategies where segment_id = ${segmentId}
    order by revision desc limit ${limit}`.execute(db);
  return rows;
}

/** The last revision of each of the segments that ever had a strategy. */
export async function lastRevisions(
  db: Db | Tx,
  segmentIds: readonly string[],
): Promise<ReadonlyMap<string, StrategyRow>> {
  const { rows } = await sql<StrategyRow>`
    select distinct on (segment_id) ${COLUMNS} from segments.strategies
    where segment_id = any(${segmentIds}::uuid[]) order by segment_id, revision desc`.execute(db);
  return new Map(rows.map((row) => [row.segmentId, row]));
}

/** Segments whose strategy is somebody's now. */
export async function segmentsOwnedBy(db: Db | Tx, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from (
      select distinct on (segment_id) segment_id as id, owner_id from segments.strategies
      order by segment_id, revision desc) last
    where owner_id = ${userId}`.execute(db);
  return rows.map(({ id }) => id);
}

export async function insertRevision(tx: Tx, row: StrategyRow): Promise<void> {
  await sql`
    insert into segments.strategies
      (segment_id, revision, marketing, service, channels, owner_id, owner_name, starts_on, ends_on, changed_by,
        changed_at)
    values (${row.segmentId}, ${row.revision}, ${row.marketing}, ${row.service}, ${row.channels}, ${row.ownerId},
      ${row.owner}, ${row.startsOn}::date, ${row.endsOn}::date, ${row.changedBy}, ${row.changedAt})`.execute(tx);
}
