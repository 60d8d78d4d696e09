import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface SiteRow {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly writeKey: string;
  readonly origins: string[];
  readonly consentRequired: boolean;
  readonly proofRequired: boolean;
  /** Sealed. */
  readonly secret: string;
  readonly enabled: boolean;
  readonly scopeId: string | null;
  readonly createdAt: Date;
  readonly lastEventAt: Date | null;
}

const COLUMNS = sql.raw(`id, name, source, write_key as "writeKey", origins, consent_required as "consentRequired",
  proof_required as "proofRequired", secret, enabled, scope_id as "scopeId", created_at as "createdAt",
  last_event_at as "lastEventAt"`);

export async function selectSites(db: Db, scopeIds: ScopeLimit): Promise<SiteRow[]> {
  const inScope = scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<SiteRow>`
    select ${COLUMNS} from behaviour.sites where ${inScope} order by created_at, id`.execute(db);
  return rows;
}

export async function siteByKey(db: Db, writeKey: string): Promise<SiteRow | undefined> {
  const { rows } = await sql<SiteRow>`
    select ${COLUMNS} from behaviour.sites where write_key = ${writeKey}`.execute(db);
  return rows[0];
}

export async function lockSite(tx: Tx, id: string, scopeIds: ScopeLimit): Promise<SiteRow | undefined> {
  const inScope = scopeIds === null ? sql`true` : sql`scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<SiteRow>`
    select ${COLUMNS} from behaviour.sites where id = ${id} and ${inScope} for update`.execute(tx);
  return rows[0];
}

export interface WrittenSite extends Omit<SiteRow, 'createdAt' | 'lastEventAt'> {
  readonly createdBy: string | null;
  readonly now: Date;
}

export async function insertSite(tx: Tx, site: WrittenSite): Promise<void> {
  await sql`
    insert into behaviour.sites (id, name, source, write_key, origins, consent_required, proof_required, secret, enabled,
      scope_id, created_by, created_at, updated_at)
    values (${site.id}, ${site.name}, ${site.source}, ${site.writeKey}, ${site.origins}::text[],
      ${site.consentRequired}, ${site.proofRequired}, ${site.secret}, ${site.enabled}, ${site.scopeId}::uuid,
      ${site.createdBy}::uuid, ${site.now}, ${site.now})`.execute(tx);
}

export async function updateSite(tx: Tx, site: SiteRow, now: Date): Promise<void> {
  await sql`
    update behaviour.sites
    set name = ${site.name}, write_key = ${site.writeKey}, origins = ${site.origins}::text[],
      consent_required = ${site.consentRequired}, proof_required = ${site.proofRequired}, secret = ${site.secret},
      enabled = ${site.enabled}, updated_at = ${now}
    where id = ${site.id}`.execute(tx);
}

/** When something last came from a site, to the minute: a write per event would cost more than it tells. */
export async function touchSite(db: Db, id: string, now: Date): Promise<void> {
  await sql`
    update behaviour.sites set last_event_at = ${now}
    where id = ${id} and (last_event_at is null or last_event_at < ${now}::timestamptz - interval '1 minute')`.execute(
    db,
  );
}
