import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { visible } from '../profile/store.ts';

export interface OrderDates {
  readonly customerId: string;
  readonly firstOrderAt: Date | null;
  readonly lastOrderAt?: Date | null;
}

/** Writes when customers bought first and last; answers who became a customer and who is a prospect again. */
export async function setOrderDates(
  tx: Tx,
  rows: readonly OrderDates[],
): Promise<{ readonly customerId: string; readonly bought: boolean }[]> {
  const { rows: changed } = await sql<{ customerId: string; bought: boolean; had: boolean }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        "customerId" uuid, "firstOrderAt" timestamptz, "lastOrderAt" timestamptz)),
    before as (
      select c.id, c.first_order_at from customers.customers c join given g on g."customerId" = c.id
      order by c.id for no key update of c)
    update customers.customers c
    set first_order_at = g."firstOrderAt", last_order_at = coalesce(g."lastOrderAt", g."firstOrderAt")
    from given g join before b on b.id = g."customerId"
    where c.id = g."customerId" and (c.first_order_at, c.last_order_at)
      is distinct from (g."firstOrderAt", coalesce(g."lastOrderAt", g."firstOrderAt"))
    returning c.id as "customerId", c.first_order_at is not null as bought, b.first_order_at is not null as had`.execute(
    tx,
  );
  return changed.filter((row) => row.bought !== row.had).map(({ customerId, bought }) => ({ customerId, bought }));
}

export interface ProspectCounts {
  readonly new: number;
  readonly contacted: number;
  readonly qualified: number;
  readonly lost: number;
  readonly converted: number;
}

const NONE: ProspectCounts = { new: 0, contacted: 0, qualified: 0, lost: 0, converted: 0 };

export async function countProspects(db: Db, scopeIds: ScopeLimit): Promise<ProspectCounts> {
  const { rows } = await sql<ProspectCounts>`
    select
      count(*) filter (where status = 'new') as new,
      count(*) filter (where status = 'contacted') as contacted,
      count(*) filter (where status = 'qualified') as qualified,
      count(*) filter (where status = 'lost') as lost,
      count(*) filter (where status is null) as converted
    from (
      select case when c.first_order_at is null then coalesce(c.attributes ->> 'prospectStatus', 'new') end as status
      from customers.customers c where ${visible(scopeIds)}) as stands`.execute(db);
  return rows[0] ?? NONE;
}
