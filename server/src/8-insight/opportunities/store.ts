import { PURCHASE } from '#commerce/pure';
import type { Olap } from '#kernel/db/olap.ts';
import { GROUPS } from '../best-channels/store.ts';
import { KNOWN } from '../metrics/facts.ts';
import type { GoodOfSku } from '../metrics/kind.ts';
import { ask } from '../metrics/store.ts';

export interface DemandQuestion {
  readonly from: string;
  readonly to: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly goods: readonly GoodOfSku[];
  /** Categories by the name that profiles have, in lower case; of two that are called alike both are meant. */
  readonly named: readonly { readonly name: string; readonly id: string }[];
  /** Segments that may be told. */
  readonly told: readonly string[];
}

/** How many members of a segment ('' for everybody) want a category, by what they did. */
export interface Demand {
  readonly segment: string;
  readonly category: string;
  readonly people: number;
  readonly viewers: number;
  readonly carts: number;
  readonly stated: number;
  readonly buyers: number;
  readonly unmet: number;
}

const CATEGORY = (sku: string): string => `transform(${sku}, {skus:Array(String)}, {categories:Array(String)}, '')`;

/** Who wants what: each customer once for each category, whatever they did about it. */
export async function readDemand(olap: Olap, question: DemandQuestion): Promise<readonly Demand[]> {
  const { goods, named, told, ...span } = question;
  const rows = await ask<Record<string, string>>(olap, {
    sql: `SELECT segment, category, count() AS people, sum(viewed) AS viewers, sum(carted) AS carts, sum(stated) AS stated,
        sum(bought) AS buyers, countIf(bought = 0) AS unmet
      FROM (
        SELECT customer_id, category, max(viewed) AS viewed, max(carted) AS carted, max(stated) AS stated, max(bought) AS bought
        FROM (
          SELECT customer_id, ${CATEGORY('lower(sku)')} AS category, toUInt8(kind = 'product_view') AS viewed,
            toUInt8(kind = 'cart_add') AS carted, toUInt8(0) AS stated, toUInt8(0) AS bought
          FROM behaviour_events FINAL
          WHERE kind IN ('product_view', 'cart_add') AND sku != '' AND ${KNOWN}
            AND at >= {startsAt:DateTime64(3)} AND at < {endsAt:DateTime64(3)}
          UNION ALL
          SELECT customer_id, category, toUInt8(0), toUInt8(0), toUInt8(1), toUInt8(0)
          FROM customers_profiles FINAL ARRAY JOIN arrayFilter((id, name) -> has(arrayMap(one -> lowerUTF8(one), attributes['preferredCategories']), name),
            {ids:Array(String)}, {names:Array(String)}) AS category
          WHERE notEmpty(attributes['preferredCategories'])
          UNION ALL
          SELECT customer_id, ${CATEGORY('toString(good)')} AS category, toUInt8(0), toUInt8(0), toUInt8(0), toUInt8(1)
          FROM commerce_orders FINAL ARRAY JOIN skus AS good
          WHERE ${PURCHASE} AND ${KNOWN} AND business_date >= {from:Date32} AND business_date <= {to:Date32})
        WHERE category != '' GROUP BY customer_id, category) AS wanted
      INNER JOIN (SELECT customer_id, ${GROUPS} AS segments FROM customers_profiles FINAL) AS who USING (customer_id)
      ARRAY JOIN segments AS segment
      GROUP BY segment, category ORDER BY segment, people DESC, category LIMIT 100000`,
    params: {
      ...span,
      told,
      skus: goods.map(({ sku }) => sku),
      categories: goods.map(({ category }) => category),
      names: named.map(({ name }) => name),
      ids: named.map(({ id }) => id),
    },
  });
  const number = (row: Record<string, string>, key: string): number => Number(row[key] ?? 0);
  return rows.map((row) => ({
    segment: row['segment'] ?? '',
    category: row['category'] ?? '',
    people: number(row, 'people'),
    viewers: number(row, 'viewers'),
    carts: number(row, 'carts'),
    stated: number(row, 'stated'),
    buyers: number(row, 'buyers'),
    unmet: number(row, 'unmet'),
  }));
}
