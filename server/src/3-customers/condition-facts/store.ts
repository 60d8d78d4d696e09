import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ProfileFacts } from './profile.ts';

/** The profiles of these customers, as the view for the analytic store shows them. */
export async function loadProfiles(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, ProfileFacts>> {
  const { rows } = await sql<ProfileFacts & { id: string }>`
    select p.id, p.region, p.known_parts as known, p.tag_ids as tags, p.source_names as sources,
      p.organisation_ids as organisations, p.attribute_texts as attributes
    from customers.profile_facts p where p.id = any(${customerIds}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** Ids of the customers to whom these records belong now. */
export async function contactCustomers(tx: Tx, organisationId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from customers.organisation_contacts
    where organisation_id = ${organisationId}`.execute(tx);
  return rows.map(({ id }) => id);
}
