import { z } from 'zod';
import { PURCHASE } from '#commerce/pure';
import type { Olap } from '#kernel/db/olap.ts';

/** Stands for nobody in the analytic store, which keeps no nulls. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Customers are read in so many parts, so that the engine never holds all of them. */
export const SLICES = 16;
/** Of one customer: more would be a reseller. */
const MOST_ORDERS = 200;

export interface Window {
  /** Business dates, both included. */
  readonly from: string;
  readonly to: string;
}

/** How many purchases held each SKU, most first. */
export async function soldSkus(olap: Olap, window: Window): Promise<readonly { sku: string; orders: number }[]> {
  const rows = await olap.rows({
    sql: `SELECT arrayJoin(arrayDistinct(skus)) AS sku, count() AS orders FROM commerce_orders FINAL
      WHERE ${PURCHASE} AND business_date BETWEEN {from:Date32} AND {to:Date32}
      GROUP BY sku ORDER BY orders DESC, sku`,
    params: { ...window },
    maxSeconds: 300,
  });
  return z.array(z.object({ sku: z.string(), orders: z.coerce.number() })).parse(rows);
}

/** The newest purchases of each customer of a part, as day number and SKUs, the oldest first. */
export async function* histories(
  olap: Olap,
  { from, to, slice }: Window & { readonly slice: number },
): AsyncGenerator<readonly (readonly [number, readonly string[]])[]> {
  const rows = olap.stream<{ bought: [number, string[]][] }>({
    sql: `SELECT arraySlice(arraySort(one -> -one.1, groupArray((toInt32(business_date), skus))), 1, ${MOST_ORDERS}) AS bought
      FROM commerce_orders FINAL
      WHERE ${PURCHASE} AND business_date BETWEEN {from:Date32} AND {to:Date32} AND customer_id != toUUID('${NOBODY}')
        AND sipHash64(customer_id) % ${SLICES} = {slice:UInt64} AND notEmpty(skus)
      GROUP BY customer_id ORDER BY customer_id`,
    params: { from, to, slice },
    maxSeconds: 600,
  });
  for await (const some of rows) {
    for (const { bought } of some) {
      // The newest were kept; the oldest comes first.
      yield bought.toReversed();
    }
  }
}

/** What each purchase of nobody in particular sold. */
export async function* guestBaskets(olap: Olap, { from, to }: Window): AsyncGenerator<readonly string[]> {
  const rows = olap.stream<{ skus: string[] }>({
    sql: `SELECT skus FROM commerce_orders FINAL
      WHERE ${PURCHASE} AND business_date BETWEEN {from:Date32} AND {to:Date32} AND customer_id = toUUID('${NOBODY}')
        AND notEmpty(skus)`,
    params: { from, to },
    maxSeconds: 600,
  });
  for await (const some of rows) {
    for (const { skus } of some) {
      yield skus;
    }
  }
}
