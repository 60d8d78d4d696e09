import type { Olap } from '#kernel/db/olap.ts';

export interface OwnedRow {
  readonly owner: string;
  readonly customers: number;
  readonly valueMinor: number;
  readonly classA: number;
  readonly highRisk: number;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
const number = (value: unknown): number => Number(value ?? 0);

/** Customers by who looks after them, with what newest scores say of them; who has most value first. */
export async function ownedBy(
  olap: Olap,
  {
    revenueRun,
    riskRun,
    limit,
  }: { readonly revenueRun: string | null; readonly riskRun: string | null; readonly limit: number },
): Promise<readonly OwnedRow[]> {
  const rows = await olap.rows<Record<string, unknown>>({
    sql: `SELECT owner, count() AS customers, sum(v.value) AS worth, countIf(v.band = 'a') AS many, countIf(r.band = 'high') AS risky
      FROM (SELECT customer_id, attributes['owner'][1] AS owner FROM customers_profiles FINAL
        WHERE notEmpty(attributes['owner']) AND attributes['owner'][1] != '') AS p
      LEFT JOIN (SELECT customer_id, value, band FROM segments_score_values WHERE run_id = {revenue:UUID}) AS v
        ON v.customer_id = p.customer_id
      LEFT JOIN (SELECT customer_id, band FROM segments_score_values WHERE run_id = {risk:UUID}) AS r
        ON r.customer_id = p.customer_id
      GROUP BY owner ORDER BY worth DESC, customers DESC, owner LIMIT {limit:UInt32}`,
    params: { revenue: revenueRun ?? NOBODY, risk: riskRun ?? NOBODY, limit },
  });
  return rows.map(({ owner, customers, worth, many, risky }) => ({
    owner: String(owner),
    customers: number(customers),
    valueMinor: Math.round(number(worth)),
    classA: number(many),
    highRisk: number(risky),
  }));
}
