import { sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db } from '#kernel/db/postgres.ts';
import type { MergeOrigin } from '../merging/store.ts';

export interface ExplainedRecord {
  readonly id: string;
  readonly source: string;
  readonly name: string | null;
  readonly account: string | null;
  readonly createdAt: Date;
  readonly visible: boolean;
}

export async function recordsOf(db: Db, customerId: string, scopeIds: ScopeLimit): Promise<ExplainedRecord[]> {
  const visible = scopeIds === null ? sql`true` : sql`coalesce(r.scope_id = any(${scopeIds}::uuid[]), false)`;
  const { rows } = await sql<ExplainedRecord>`
    select r.id, r.source, r.name, r.account, r.created_at as "createdAt", ${visible} as visible
    from customers.records r where r.customer_id = ${customerId} order by r.id`.execute(db);
  return rows;
}

export interface ExplainedMerge {
  readonly id: string;
  readonly origin: MergeOrigin;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
  readonly bonds: { readonly left: string; readonly right: string }[];
}

/** Merges of which a bond stands within this customer, oldest first. */
export async function mergesOf(db: Db, customerId: string): Promise<ExplainedMerge[]> {
  const { rows } = await sql<ExplainedMerge>`
    select m.id, m.origin, m.reason, m.actor_name as by, m.merged_at as at,
      jsonb_agg(jsonb_build_object('left', b.left_record_id, 'right', b.right_record_id) order by b.id) as bonds
    from customers.records r join customers.bonds b on b.left_record_id = r.id
    join customers.merges m on m.id = b.merge_id
    where r.customer_id = ${customerId} group by m.id order by m.merged_at, m.id`.execute(db);
  return rows;
}

export interface ExplainedMove {
  readonly recordId: string;
  readonly from: string;
  readonly to: string;
  readonly cause: string;
  readonly at: Date;
}

/** Records that came to this customer or left it, newest first. */
export async function movesOf(db: Db, customerId: string, limit: number): Promise<ExplainedMove[]> {
  const { rows } = await sql<ExplainedMove>`
    select m.record_id as "recordId", m.from_customer_id as from, m.to_customer_id as to, m.cause, m.moved_at as at
    from customers.record_moves m
    where m.to_customer_id = ${customerId}
      or (m.from_customer_id = ${customerId} and m.record_id in (
        select r.id from customers.records r where r.own_customer_id = ${customerId} or r.customer_id = ${customerId}))
    order by m.id desc limit ${limit}`.execute(db);
  return rows;
}
