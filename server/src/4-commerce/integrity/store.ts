import { sql } from 'kysely';
import type { Db } from '#kernel/db/postgres.ts';

export interface IntegrityCounts {
  /** Lines whose order is gone. */
  readonly strayLines: number;
  /** Orders whose totals are not the sum of their lines. */
  readonly wrongTotals: number;
}

/** Reads every line once; what no foreign key guards is counted here. */
export async function countFaults(db: Db): Promise<IntegrityCounts> {
  const { rows } = await sql<IntegrityCounts>`
    with sums as (
      select order_id, sum(amount_minor)::bigint as total, count(*) as lines from commerce.order_lines group by order_id)
    select count(*) filter (where o.id is null) as "strayLines",
      count(*) filter (where o.id is not null
        and (o.total_minor, o.line_count) is distinct from (coalesce(s.total, 0), coalesce(s.lines, 0))) as "wrongTotals"
    from commerce.orders o full join sums s on s.order_id = o.id`.execute(db);
  return rows[0] ?? { strayLines: 0, wrongTotals: 0 };
}
