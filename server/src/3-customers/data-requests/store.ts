import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { visible } from '../profile/store.ts';
import type { RequestKind, RequestState, RequestWay } from './words.ts';

export interface RequestRow {
  readonly id: string;
  readonly number: number;
  readonly kind: RequestKind;
  readonly recordId: string;
  readonly customerId: string;
  readonly way: RequestWay;
  readonly note: string | null;
  readonly caseId: string | null;
  readonly state: RequestState;
  readonly reason: string | null;
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly acceptedAt: Date | null;
  readonly closedAt: Date | null;
  readonly createdName: string;
  readonly customerName: string | null;
  readonly erasedAt: Date | null;
}

export type NewRequestRow = Omit<
  RequestRow,
  'number' | 'caseId' | 'reason' | 'acceptedAt' | 'closedAt' | 'customerName' | 'erasedAt'
> & { readonly createdKind: string; readonly createdBy: string | null };

const REQUEST = sql`
  select q.id, q.number, q.kind, q.record_id as "recordId", q.customer_id as "customerId", q.way, q.note,
    q.case_id as "caseId", q.state, q.reason, q.received_at as "receivedAt", q.due_at as "dueAt",
    q.accepted_at as "acceptedAt", q.closed_at as "closedAt", q.created_name as "createdName", c.name as "customerName",
    (select e.erased_at from customers.erasures e where e.customer_id = q.customer_id) as "erasedAt"
  from customers.data_requests q left join customers.customers c on c.id = q.customer_id`;

export async function insertRequest(tx: Tx, row: NewRequestRow): Promise<void> {
  await sql`
    insert into customers.data_requests (id, kind, record_id, customer_id, way, note, state, received_at, due_at,
      created_kind, created_by, created_name)
    values (${row.id}, ${row.kind}, ${row.recordId}, ${row.customerId}, ${row.way}, ${row.note}, ${row.state},
      ${row.receivedAt}, ${row.dueAt}, ${row.createdKind}, ${row.createdBy}::uuid, ${row.createdName})`.execute(tx);
}

export async function setCase(tx: Tx, id: string, caseId: string): Promise<void> {
  await sql`update customers.data_requests set case_id = ${caseId} where id = ${id}`.execute(tx);
}

export async function selectRequest(
  reader: Db | Tx,
  which: { readonly id: string } | { readonly caseId: string },
): Promise<RequestRow | null> {
  const { rows } = await sql<RequestRow>`
    ${REQUEST} where ${'id' in which ? sql`q.id = ${which.id}` : sql`q.case_id = ${which.caseId}`}`.execute(reader);
  return rows[0] ?? null;
}

/** An open request of the kind about the customer, if there is one. */
export async function openRequest(tx: Tx, customerId: string, kind: RequestKind): Promise<RequestRow | null> {
  const { rows } = await sql<RequestRow>`
    ${REQUEST} where q.customer_id = ${customerId} and q.kind = ${kind} and q.state = 'open' limit 1`.execute(tx);
  return rows[0] ?? null;
}

export interface RequestPage {
  readonly state: RequestState | null;
  readonly kind: RequestKind | null;
  readonly customerId: string | null;
  readonly beforeId: string | null;
  /** Where the reader's rights hold; null is everywhere. */
  readonly scopeIds: readonly string[] | null;
  readonly limit: number;
}

/** Newest first. */
export async function selectRequests(db: Db, page: RequestPage): Promise<readonly RequestRow[]> {
  const inScope = page.scopeIds === null ? sql`true` : visible(page.scopeIds);
  const { rows } = await sql<RequestRow>`
    ${REQUEST} where (${page.state}::text is null or q.state = ${page.state})
      and (${page.kind}::text is null or q.kind = ${page.kind})
      and (${page.customerId}::uuid is null or q.customer_id = ${page.customerId})
      and (${page.beforeId}::uuid is null or q.id < ${page.beforeId}) and ${inScope}
    order by q.id desc limit ${page.limit}`.execute(db);
  return rows;
}

export async function markAccepted(tx: Tx, caseId: string, at: Date): Promise<void> {
  await sql`
    update customers.data_requests set accepted_at = coalesce(accepted_at, ${at}) where case_id = ${caseId}`.execute(
    tx,
  );
}

/** Ends a request that is open; whether it was. */
export async function closeRequest(
  tx: Tx,
  id: string,
  end: { readonly state: RequestState; readonly reason: string | null; readonly at: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update customers.data_requests set state = ${end.state}, reason = ${end.reason}, closed_at = ${end.at}
    where id = ${id} and state = 'open'`.execute(tx);
  return Number(numAffectedRows ?? 0) === 1;
}
