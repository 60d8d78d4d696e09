import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';
import type { ExportedLine } from './exported-line.ts';

export interface LinesAsked {
  readonly scopeIds: readonly string[] | null;
  readonly source: string | null;
  readonly status: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
  /** Only orders after this one. */
  readonly afterId: string | null;
  /** Of orders, with all their lines. */
  readonly limit: number;
}

/** Lines of the next orders in the order of their ids, which is the order in which they came in. */
export async function selectExportedLines(db: Db, asked: LinesAsked): Promise<readonly ExportedLine[]> {
  const { rows } = await sql<ExportedLine>`
    with page as (
      select * from commerce.orders
      where (${asked.afterId}::uuid is null or id > ${asked.afterId})
        and (${asked.scopeIds}::uuid[] is null or scope_id = any(${asked.scopeIds}::uuid[]))
        and (${asked.source}::text is null or source = ${asked.source})
        and (${asked.status}::text is null or status = ${asked.status})
        and (${asked.from}::timestamptz is null or placed_at >= ${asked.from})
        and (${asked.until}::timestamptz is null or placed_at < ${asked.until})
      order by id limit ${asked.limit})
    select p.id as "orderId", p.number, p.source, p.kind, p.status, p.placed_at as "placedAt", p.currency,
      p.total_minor as "totalMinor", p.refunded_minor as "refundedMinor", p.region, p.customer_id as "customerId",
      l.line_no as "lineNo", l.sku, l.name as "productName", l.quantity::text as quantity,
      l.unit_price::text as "unitPrice", l.amount_minor as "amountMinor"
    from page p left join commerce.order_lines l on l.order_id = p.id
    order by p.id, l.line_no`.execute(db);
  return rows;
}
