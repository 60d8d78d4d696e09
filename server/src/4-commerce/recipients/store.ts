import { type RawBuilder, sql } from 'kysely';
import type { ScopeLimit } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface Mark {
  readonly lineNo: number;
  readonly memberId: string;
}

/** The marks of an order whose lines still are what they were. */
export async function marksOfOrder(reader: Db | Tx, orderId: string): Promise<Mark[]> {
  const { rows } = await sql<Mark>`
    select r.line_no as "lineNo", r.member_id as "memberId" from commerce.line_recipients r
    join commerce.order_lines l on l.order_id = r.order_id and l.line_no = r.line_no and l.sku = r.sku
    where r.order_id = ${orderId} order by r.line_no`.execute(reader);
  return rows;
}

/** Marks a line; false when the order has no such line. */
export async function markLine(
  tx: Tx,
  { orderId, lineNo, memberId }: Mark & { readonly orderId: string },
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into commerce.line_recipients (order_id, line_no, sku, member_id, marked_by, marked_at)
    select l.order_id, l.line_no, l.sku, ${memberId}, ${by}, ${now} from commerce.order_lines l
    where l.order_id = ${orderId} and l.line_no = ${lineNo}
    on conflict (order_id, line_no) do update set sku = excluded.sku, member_id = excluded.member_id,
      marked_by = excluded.marked_by, marked_at = excluded.marked_at
    returning 1 as one`.execute(tx);
  return rows.length > 0;
}

export async function unmarkLine(tx: Tx, orderId: string, lineNo: number): Promise<void> {
  await sql`
    delete from commerce.line_recipients where order_id = ${orderId} and line_no = ${lineNo}`.execute(tx);
}

/** A member under all their names: the memberships that a merge left, and the customer that they are. */
export interface Buyer {
  readonly memberId: string;
  readonly sameAs: readonly string[];
  readonly customerId: string | null;
}

export interface PurchaseRow {
  readonly memberId: string;
  readonly orderId: string;
  readonly number: string;
  readonly placedAt: Date;
  readonly lineNo: number;
  readonly sku: string;
  readonly name: string | null;
  readonly quantity: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly isMarked: boolean;
}

/** So many lines of each member are listed. */
const LISTED = 20;

/** What was bought for each of these people: lines that are marked for them, and what they bought and marked for nobody. */
export async function purchasesOf(
  db: Db,
  buyers: readonly Buyer[],
  scopeIds: ScopeLimit,
): Promise<{
  readonly recent: readonly PurchaseRow[];
  readonly totals: readonly {
    readonly memberId: string;
    readonly currency: string;
    readonly lines: number;
    readonly amountMinor: number;
  }[];
}> {
  const bought = linesFor(buyers, scopeIds);
  const { rows: recent } = await sql<PurchaseRow>`
    ${bought} select "memberId", "orderId", number, "placedAt", "lineNo", sku, name, quantity, "amountMinor", currency,
      "isMarked"
    from (select *, row_number() over (
        partition by "memberId" order by "placedAt" desc, "orderId" desc, "lineNo") as place from bought) ranked
    where place <= ${LISTED} order by "memberId", place`.execute(db);
  const { rows: totals } = await sql<{ memberId: string; currency: string; lines: number; amountMinor: number }>`
    ${bought} select "memberId", currency, count(*)::integer as lines, sum("amountMinor")::bigint as "amountMinor"
    from bought group by "memberId", currency order by "memberId", sum("amountMinor") desc`.execute(db);
  return { recent, totals };
}

function linesFor(buyers: readonly Buyer[], scopeIds: ScopeLimit): RawBuilder<unknown> {
  const names = buyers.flatMap(({ memberId, sameAs }) => [memberId, ...sameAs].map((alias) => ({ memberId, alias })));
  const customers = buyers.flatMap(({ memberId, customerId }) =>
    customerId === null ? [] : [{ memberId, customerId }],
  );
  const inScope = scopeIds === null ? sql`true` : sql`o.scope_id = any(${scopeIds}::uuid[])`;
  return sql`
    with people as (
      select * from unnest(${names.map(({ memberId }) => memberId)}::uuid[], ${names.map(({ alias }) => alias)}::uuid[])
        as row (member_id, alias)),
    buyers as (
      select * from unnest(${customers.map(({ memberId }) => memberId)}::uuid[],
        ${customers.map(({ customerId }) => customerId)}::uuid[]) as row (member_id, customer_id)),
    theirs as (
      select o.id from commerce.orders o where o.customer_id in (select customer_id from buyers)
      union
      select r.order_id from commerce.line_recipients r where r.member_id in (select alias from people)),
    bought as (
      select case when r.member_id is null then b.member_id else p.member_id end as "memberId", o.id as "orderId",
        o.number, o.placed_at as "placedAt", l.line_no as "lineNo", l.sku, l.name, l.quantity::text as quantity,
        l.amount_minor as "amountMinor", o.currency, r.member_id is not null as "isMarked"
      from theirs join commerce.orders o on o.id = theirs.id
      join commerce.order_lines l on l.order_id = o.id
      left join commerce.line_recipients r on r.order_id = l.order_id and r.line_no = l.line_no and r.sku = l.sku
      left join people p on p.alias = r.member_id
      left join buyers b on b.customer_id = o.customer_id
      where o.status not in ('cart', 'cancelled') and ${inScope}
        and (case when r.member_id is null then b.member_id else p.member_id end) is not null)`;
}
