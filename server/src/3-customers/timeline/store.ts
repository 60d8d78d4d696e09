import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { TimelinePlace } from './source.ts';

interface Page {
  readonly before: TimelinePlace | null;
  readonly limit: number;
}

function before({ before: place }: Page, at: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return place === null ? sql`true` : sql`(${at}, ${id}) < (${place.at}, ${place.id}::uuid)`;
}

/** When each source first spoke of the customer. */
export async function recordsOf(
  db: Db,
  customerId: string,
  { scopeIds, ...page }: Page & { readonly scopeIds: ScopeLimit },
): Promise<{ readonly id: string; readonly at: Date; readonly source: string }[]> {
  const inScope = scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<{ id: string; at: Date; source: string }>`
    select r.id, r.created_at as at, r.source from customers.records r
    where r.customer_id = ${customerId} and r.source <> 'staff' and ${inScope}
      and ${before(page, sql`r.created_at`, sql`r.id`)}
    order by r.created_at desc, r.id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** When records were joined to the customer, and by what; the id of a move as a UUID. */
export async function joinsOf(
  db: Db,
  customerId: string,
  { scopeIds, ...page }: Page & { readonly scopeIds: ScopeLimit },
): Promise<{ readonly id: string; readonly at: Date; readonly cause: string; readonly source: string | null }[]> {
  const inScope = scopeIds === null ? sql`true` : sql`r.scope_id = any(${scopeIds}::uuid[])`;
  const { rows } = await sql<{ id: string; at: Date; cause: string; source: string | null }>`
    select * from (
      select lpad(to_hex(m.id), 32, '0')::uuid as id, m.moved_at as at, m.cause, r.source
      from customers.record_moves m join customers.records r on r.id = m.record_id
      where m.to_customer_id = ${customerId} and r.customer_id = ${customerId} and r.source <> 'staff'
        and ${inScope}) move
    where ${before(page, sql`move.at`, sql`move.id`)}
    order by at desc, id desc limit ${page.limit}`.execute(db);
  return rows;
}

/** When a prospect bought for the first time. */
export async function conversionOf(db: Db, customerId: string, page: Page): Promise<Date | null> {
  const { rows } = await sql<{ at: Date }>`
    select c.first_order_at as at from customers.customers c
    where c.id = ${customerId} and c.first_order_at is not null
      and ${before(page, sql`c.first_order_at`, sql`c.id`)}`.execute(db);
  return rows[0]?.at ?? null;
}
