import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import { visible } from '../profile/store.ts';

export interface ReassignedRow {
  readonly recordId: string;
  readonly value: string;
  readonly withheldAt: Date;
  readonly customerId: string;
  /** Whom the number joins still. */
  readonly holderIds: readonly string[];
}

/** Newest record first. */
export async function selectReassigned(
  db: Db,
  page: { readonly scopeIds: ScopeLimit; readonly before: string | null; readonly limit: number },
): Promise<readonly ReassignedRow[]> {
  const { rows } = await sql<ReassignedRow>`
    select w.record_id as "recordId", w.value, w.withheld_at as "withheldAt", own.customer_id as "customerId",
      array(
        select distinct h.customer_id
        from customers.trusted_identifiers s join customers.records h on h.id = s.record_id
        where s.kind = 'phone' and s.value = w.value and h.customer_id <> own.customer_id
        order by h.customer_id limit 10) as "holderIds"
    from customers.withheld_identifiers w
    join customers.records own on own.id = w.record_id
    join customers.customers c on c.id = own.customer_id and ${visible(page.scopeIds)}
    where w.cause = 'reassigned' and w.kind = 'phone'
      and (${page.before}::uuid is null or w.record_id < ${page.before}::uuid)
    order by w.record_id desc limit ${page.limit}`.execute(db);
  return rows;
}
