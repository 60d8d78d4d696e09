import { sql } from 'kysely';
import type { Tx } from '#kernel/db/postgres.ts';

/** True the first time; links that ran out are forgotten on the way. */
export async function claimLink(
  tx: Tx,
  { linkId, at, expiresAt }: { readonly linkId: string; readonly at: Date; readonly expiresAt: Date },
): Promise<boolean> {
  await sql`delete from contact.used_links where expires_at < ${at}`.execute(tx);
  const { numAffectedRows } = await sql`
    insert into contact.used_links (link_id, used_at, expires_at) values (${linkId}, ${at}, ${expiresAt})
    on conflict do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0) > 0;
}
