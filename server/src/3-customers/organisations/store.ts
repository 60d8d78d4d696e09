import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface OrganisationRow {
  readonly id: string;
  readonly name: string;
  readonly pinyin: string | null;
  readonly initials: string | null;
  readonly website: string | null;
  readonly mainProducts: string | null;
  readonly supplies: readonly string[];
  readonly buys: readonly string[];
  readonly industry: string | null;
  readonly region: string | null;
  readonly size: string | null;
  readonly address: string | null;
  readonly taxCode: string | null;
  readonly owner: string | null;
  readonly note: string | null;
  readonly scopeId: string | null;
  readonly contacts: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const COLUMNS = sql.raw(`
  o.id, o.name, o.name_pinyin as pinyin, o.name_initials as initials, o.website, o.main_products as "mainProducts", o.supplies,
  o.buys,
  o.industry, o.region, o.size, o.address, o.tax_code as "taxCode", o.owner_name as owner, o.note,
  o.scope_id as "scopeId", o.created_at as "createdAt", o.updated_at as "updatedAt",
  (select count(distinct oc.customer_id) from customers.organisation_contacts oc where oc.organisation_id = o.id)
    as contacts`);

/** Organisations that are there, of the scopes that the actor may see; those of no scope only without limits. */
function visible(scopeIds: ScopeLimit): RawBuilder<unknown> {
  return scopeIds === null
    ? sql`o.removed_at is null`
    : sql`(o.removed_at is null and o.scope_id = any(${scopeIds}::uuid[]))`;
}

export interface OrganisationFilter {
  readonly scopeIds: ScopeLimit;
  readonly name: string | null;
  readonly pinyin: string | null;
  readonly industry: string | null;
  readonly region: string | null;
}

const LAST = '\u{10FFFF}';
const SORTED_BY = sql`coalesce(o.name_pinyin, '~') collate "C"`;

function beginsWith(text: RawBuilder<unknown>, prefix: string): RawBuilder<unknown> {
  return sql`(${text} >= ${prefix} and ${text} < ${prefix + LAST})`;
}

function matching(filter: OrganisationFilter): RawBuilder<unknown> {
  const byName = filter.name === null ? sql`false` : beginsWith(sql`o.name collate "C"`, filter.name);
  const byPinyin =
    filter.pinyin === null
      ? sql`false`
      : sql`(${beginsWith(sql`o.name_initials collate "C"`, filter.pinyin)} or ${beginsWith(SORTED_BY, filter.pinyin)})`;
  return sql.join(
    [
      visible(filter.scopeIds),
      filter.name === null && filter.pinyin === null ? sql`true` : sql`(${byName} or ${byPinyin})`,
      filter.industry === null ? sql`true` : sql`o.industry = ${filter.industry}`,
      filter.region === null ? sql`true` : sql`o.region = ${filter.region}`,
    ],
    sql` and `,
  );
}

/** A page by name, one more than the limit; `after` is the id of the last one before. */
export async function listOrganisations(
  db: Db,
  filter: OrganisationFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<OrganisationRow[]> {
  const behind =
    after === null
      ? sql`true`
      : sql`(${SORTED_BY}, o.id) > (
          select coalesce(l.name_pinyin, '~') collate "C", l.id from customers.organisations l where l.id = ${after}::uuid)`;
  const { rows } = await sql<OrganisationRow>`
    select ${COLUMNS} from customers.organisations o where ${matching(filter)} and ${behind}
    order by ${SORTED_BY}, o.id limit ${limit + 1}`.execute(db);
  return rows;
}

export async function countOrganisations(db: Db, filter: OrganisationFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from customers.organisations o where ${matching(filter)}`.execute(db);
  return rows[0]?.n ?? 0;
}

export async function findOrganisation(
  db: Db | Tx,
  id: string,
  scopeIds: ScopeLimit,
): Promise<OrganisationRow | undefined> {
  const { rows } = await sql<OrganisationRow>`
    select ${COLUMNS} from customers.organisations o where o.id = ${id} and ${visible(scopeIds)}`.execute(db);
  return rows[0];
}

export async function findByName(
  db: Db,
  name: string,
  scopeIds: ScopeLimit,
): Promise<{ readonly id: string; readonly name: string } | null> {
  const { rows } = await sql<{ id: string; name: string }>`
    select o.id, o.name from customers.organisations o
    where o.name collate "C" = ${name} and ${visible(scopeIds)} order by o.id limit 1`.execute(db);
  return rows[0] ?? null;
}

/** Makes an organisation or replaces what is kept about it. Raises 23505 when another one has the tax code. */
export async function saveOrganisation(tx: Tx, row: OrganisationRow, by: string): Promise<void> {
  await sql`
    insert into customers.organisations (id, name, name_pinyin, name_initials, website, main_products, industry, region,
      size, address, tax_code, owner_name, note, supplies, buys, scope_id, created_by, created_at, updated_at)
    values (${row.id}, ${row.name}, ${row.pinyin}, ${row.initials}, ${row.website}, ${row.mainProducts},
      ${row.industry}, ${row.region}, ${row.size}, ${row.address}, ${row.taxCode}, ${row.owner}, ${row.note},
      ${row.supplies}, ${row.buys}, ${row.scopeId}, ${by}, ${row.createdAt}, ${row.updatedAt})
    on conflict (id) do update set name = excluded.name, name_pinyin = excluded.name_pinyin,
      name_initials = excluded.name_initials, website = excluded.website, main_products = excluded.main_products,
      industry = excluded.industry, region = excluded.region, size = excluded.size, address = excluded.address,
      tax_code = excluded.tax_code, owner_name = excluded.owner_name, note = excluded.note,
      supplies = excluded.supplies, buys = excluded.buys, updated_at = excluded.updated_at`.execute(tx);
}

export async function removeOrganisation(tx: Tx, id: string, now: Date): Promise<void> {
  await sql`update customers.organisations set removed_at = ${now} where id = ${id}`.execute(tx);
}

export interface ContactRow {
  readonly customerId: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly role: string | null;
  readonly department: string | null;
  readonly position: string | null;
}

/** The people of an organisation, one row per customer. */
export async function contactsOf(db: Db | Tx, organisationId: string): Promise<ContactRow[]> {
  const { rows } = await sql<ContactRow>`
    select * from (
      select distinct on (oc.customer_id) oc.customer_id as "customerId", c.name, c.phone, c.email, oc.role,
        oc.department, oc.position, oc.created_at
      from customers.organisation_contacts oc join customers.customers c on c.id = oc.customer_id
      where oc.organisation_id = ${organisationId} order by oc.customer_id, oc.created_at desc) as people
    order by created_at, "customerId"`.execute(db);
  return rows;
}

export interface NewContactRow {
  readonly organisationId: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly role: string | null;
  readonly department: string | null;
  readonly position: string | null;
}

/** Makes somebody a contact, or says anew what part they play. */
export async function saveContact(
  tx: Tx,
  row: NewContactRow,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into customers.organisation_contacts
      (organisation_id, record_id, customer_id, role, department, position, created_by, created_at)
    values (${row.organisationId}, ${row.recordId}, ${row.customerId}, ${row.role}, ${row.department},
      ${row.position}, ${by}, ${now})
    on conflict (organisation_id, record_id) do update
      set role = excluded.role, department = excluded.department, position = excluded.position`.execute(tx);
}

/** False when the customer was no contact. */
export async function deleteContact(tx: Tx, organisationId: string, customerId: string): Promise<boolean> {
  const { rows } = await sql`
    delete from customers.organisation_contacts
    where organisation_id = ${organisationId} and customer_id = ${customerId} returning 1 as one`.execute(tx);
  return rows.length > 0;
}

export interface Membership {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
  readonly department: string | null;
  readonly position: string | null;
}

/** The organisations that a customer stands for. */
export async function organisationsOf(db: Db, customerId: string, scopeIds: ScopeLimit): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    select distinct on (o.name, o.id) o.id, o.name, oc.role, oc.department, oc.position
    from customers.organisation_contacts oc join customers.organisations o on o.id = oc.organisation_id
    where oc.customer_id = ${customerId} and ${visible(scopeIds)}
    order by o.name, o.id, oc.created_at desc`.execute(db);
  return rows;
}
