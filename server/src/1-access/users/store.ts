import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Locale } from '#kernel/pure/text.ts';
import type { Grant } from '../roles/grants.ts';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly password_hash: string;
  readonly password_temporary: boolean;
  readonly disabled_at: Date | null;
  readonly last_sign_in_at: Date | null;
  readonly created_at: Date;
  readonly grants: readonly Grant[];
}

/** Columns of a user with their roles. */
const USER = sql`
  users.id, users.email, users.name, users.locale, users.password_hash, users.password_temporary,
  users.disabled_at, users.last_sign_in_at, users.created_at,
  (select coalesce(jsonb_agg(jsonb_build_object('role', role, 'scopeId', scope_id) order by role, scope_id), '[]')
   from access.assignments where assignments.user_id = users.id) as grants`;

/** Whoever is limited to some scopes sees users with a role in one of them; null sees all. */
const visibleIn = (scopeIds: readonly string[] | null) => sql`
  (${scopeIds}::uuid[] is null or exists (
    select from access.assignments where user_id = users.id and scope_id = any(${scopeIds}::uuid[])))`;

export interface UserFilter {
  readonly scopeIds: readonly string[] | null;
  readonly beforeId: string | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectUsers(db: Db, filter: UserFilter): Promise<readonly UserRow[]> {
  const result = await sql<UserRow>`
    select ${USER} from access.users
    where ${visibleIn(filter.scopeIds)} and (${filter.beforeId}::uuid is null or users.id < ${filter.beforeId})
    order by users.id desc
    limit ${filter.limit}`.execute(db);
  return result.rows;
}

export async function countUsers(db: Db, scopeIds: readonly string[] | null): Promise<number> {
  const result = await sql<{ count: number }>`
    select count(*) as count from access.users where ${visibleIn(scopeIds)}`.execute(db);
  return result.rows[0]?.count ?? 0;
}

export async function selectUser(
  db: Db | Tx,
  options: { readonly id: string; readonly scopeIds: readonly string[] | null },
): Promise<UserRow | null> {
  const result = await sql<UserRow>`
    select ${USER} from access.users where users.id = ${options.id} and ${visibleIn(options.scopeIds)}`.execute(db);
  return result.rows[0] ?? null;
}

/** `email` in lower case. */
export async function selectUserByEmail(db: Db | Tx, email: string): Promise<UserRow | null> {
  const result = await sql<UserRow>`select ${USER} from access.users where users.email = ${email}`.execute(db);
  return result.rows[0] ?? null;
}

export interface NewUserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly passwordHash: string;
  readonly passwordTemporary: boolean;
  readonly at: Date;
}

/** Whether the user was added: false when the e-mail is taken. */
export async function insertUser(tx: Tx, row: NewUserRow): Promise<boolean> {
  const result = await sql`
    insert into access.users (id, email, name, locale, password_hash, password_temporary, created_at, updated_at)
    values (${row.id}, ${row.email}, ${row.name}, ${row.locale}, ${row.passwordHash}, ${row.passwordTemporary},
      ${row.at}, ${row.at})
    on conflict (email) do nothing
    returning id`.execute(tx);
  return result.rows.length > 0;
}

export interface UserChangeRow {
  readonly id: string;
  readonly at: Date;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly locale?: Locale | undefined;
  readonly passwordHash?: string | undefined;
  /** Of the new password; default: the user's own. */
  readonly passwordTemporary?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

/** Writes what is named; disabling twice keeps the first time. Fails with a unique violation when the e-mail is taken. */
export async function updateUserRow(tx: Tx, row: UserChangeRow): Promise<void> {
  const disabled = row.disabled ?? null;
  const isTemporary = row.passwordHash === undefined ? null : row.passwordTemporary === true;
  await sql`
    update access.users set
      email = coalesce(${row.email ?? null}, email),
      name = coalesce(${row.name ?? null}, name),
      locale = coalesce(${row.locale ?? null}, locale),
      password_hash = coalesce(${row.passwordHash ?? null}, password_hash),
      password_temporary = coalesce(${isTemporary}::boolean, password_temporary),
      disabled_at = case
        when ${disabled}::boolean is null then disabled_at
        when ${disabled}::boolean then coalesce(disabled_at, ${row.at}::timestamptz)
      end,
      updated_at = ${row.at}
    where id = ${row.id}`.execute(tx);
}

/** Replaces the roles of a user. */
export async function replaceAssignments(tx: Tx, userId: string, grants: readonly Grant[]): Promise<void> {
  await sql`delete from access.assignments where user_id = ${userId}`.execute(tx);
  await sql`
    insert into access.assignments (user_id, role, scope_id)
    select ${userId}, role, "scopeId"
    from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as given (role text, "scopeId" uuid)
    on conflict do nothing`.execute(tx);
}

/** Changes to users and roles wait for each other, so that two of them cannot each remove the other's last administrator. */
export async function lockUserChanges(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('access.users', 0))`.execute(tx);
}

/** Administrators who can act everywhere. */
export async function selectAdmins(tx: Tx): Promise<readonly { readonly id: string; readonly email: string }[]> {
  const result = await sql<{ id: string; email: string }>`
    select users.id, users.email from access.users join access.assignments on assignments.user_id = users.id
    where assignments.role = 'admin' and assignments.scope_id is null and users.disabled_at is null
    order by users.id`.execute(tx);
  return result.rows;
}

/** Notes a sign-in; false when the user was disabled or got another password meanwhile. */
export async function recordSignIn(
  tx: Tx,
  options: { readonly id: string; readonly passwordHash: string; readonly at: Date },
): Promise<boolean> {
  const result = await sql`
    update access.users set last_sign_in_at = ${options.at}
    where id = ${options.id} and password_hash = ${options.passwordHash} and disabled_at is null
    returning id`.execute(tx);
  return result.rows.length > 0;
}
