import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface ProviderRow {
  readonly isEnabled: boolean;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  /** Sealed. */
  readonly clientSecret: string | null;
  readonly publicUrl: string;
  readonly roleClaim: string | null;
  readonly roleMap: Readonly<Record<string, string>>;
  readonly linksByEmail: boolean;
  readonly createsUsers: boolean;
}

export async function selectProvider(reader: Db | Tx): Promise<ProviderRow | null> {
  const { rows } = await sql<ProviderRow>`
    select is_enabled as "isEnabled", label, issuer, client_id as "clientId", client_secret as "clientSecret",
      public_url as "publicUrl", role_claim as "roleClaim", role_map as "roleMap", links_by_email as "linksByEmail",
      creates_users as "createsUsers"
    from access.oidc_provider`.execute(reader);
  return rows[0] ?? null;
}

export async function putProvider(tx: Tx, row: ProviderRow, at: Date): Promise<void> {
  await sql`
    insert into access.oidc_provider (is_enabled, label, issuer, client_id, client_secret, public_url, role_claim,
      role_map, links_by_email, creates_users, updated_at)
    values (${row.isEnabled}, ${row.label}, ${row.issuer}, ${row.clientId}, ${row.clientSecret}, ${row.publicUrl},
      ${row.roleClaim}, ${JSON.stringify(row.roleMap)}::jsonb, ${row.linksByEmail}, ${row.createsUsers}, ${at})
    on conflict (is_only) do update set is_enabled = excluded.is_enabled, label = excluded.label,
      issuer = excluded.issuer, client_id = excluded.client_id, client_secret = excluded.client_secret,
      public_url = excluded.public_url, role_claim = excluded.role_claim, role_map = excluded.role_map,
      links_by_email = excluded.links_by_email, creates_users = excluded.creates_users,
      updated_at = excluded.updated_at`.execute(tx);
}

export interface AttemptRow {
  readonly stateHash: Buffer;
  readonly browserHash: Buffer;
  readonly secrets: string;
  readonly nextPath: string;
  readonly expiresAt: Date;
}

/** Sweeps those that are over on the way. */
export async function insertAttempt(tx: Tx, row: AttemptRow, now: Date): Promise<void> {
  await sql`delete from access.oidc_attempts where expires_at <= ${now}`.execute(tx);
  await sql`
    insert into access.oidc_attempts (state_hash, browser_hash, secrets, next_path, expires_at)
    values (${row.stateHash}, ${row.browserHash}, ${row.secrets}, ${row.nextPath}, ${row.expiresAt})`.execute(tx);
}

/** The attempt, which is gone then: nobody comes back twice with one. */
export async function takeAttempt(db: Db, stateHash: Buffer): Promise<AttemptRow | null> {
  const { rows } = await sql<AttemptRow>`
    delete from access.oidc_attempts where state_hash = ${stateHash}
    returning state_hash as "stateHash", browser_hash as "browserHash", secrets, next_path as "nextPath",
      expires_at as "expiresAt"`.execute(db);
  return rows[0] ?? null;
}

export interface AccountRow {
  readonly userId: string;
  readonly isManaged: boolean;
}

export async function selectAccount(
  reader: Db | Tx,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<AccountRow | null> {
  const { rows } = await sql<AccountRow>`
    select user_id as "userId", is_managed as "isManaged" from access.oidc_accounts
    where issuer = ${issuer} and subject = ${subject}`.execute(reader);
  return rows[0] ?? null;
}

export async function insertAccount(
  tx: Tx,
  row: AccountRow & { readonly issuer: string; readonly subject: string; readonly at: Date },
): Promise<void> {
  await sql`
    insert into access.oidc_accounts (issuer, subject, user_id, is_managed, created_at)
    values (${row.issuer}, ${row.subject}, ${row.userId}, ${row.isManaged}, ${row.at})`.execute(tx);
}
