import type { Olap } from '#kernel/db/olap.ts';
import { columnOf } from '../metrics/compile.ts';
import { KNOWN } from '../metrics/facts.ts';
import { ask, type Bound } from '../metrics/store.ts';
import type { ChannelSet } from './choose.ts';

/** Everybody is a group too. */
export const GROUPS = `arrayConcat([''], arrayFilter(one -> has({told:Array(String)}, one), arrayMap(one -> toString(one), segment_ids)))`;

/** Of each segment told ('' for everybody): how many members bought in which channels. */
export async function readChannelSets(
  olap: Olap,
  { measure, params }: Bound,
  told: readonly string[],
): Promise<ReadonlyMap<string, readonly ChannelSet[]>> {
  const rows = await ask<{ segment: string; channels: readonly string[]; customers: string }>(olap, {
    sql: `SELECT segment, channels, count() AS customers
      FROM (
        SELECT customer_id, arraySort(groupUniqArray(toString(${columnOf(measure, 'channel')}))) AS channels
        FROM (${measure.from}) AS facts WHERE ${KNOWN} AND toString(${columnOf(measure, 'channel')}) != ''
        GROUP BY customer_id) AS bought
      INNER JOIN (SELECT customer_id, ${GROUPS} AS segments FROM customers_profiles FINAL) AS who USING (customer_id)
      ARRAY JOIN segments AS segment
      GROUP BY segment, channels ORDER BY customers DESC, channels LIMIT 100000`,
    params: { ...params, told },
  });
  const sets = rows.map(({ segment, channels, customers }) => ({ segment, channels, customers: Number(customers) }));
  return Map.groupBy(sets, ({ segment }) => segment);
}

/** How many customers each segment has, '' for everybody. */
export async function countMembers(olap: Olap, told: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await ask<{ segment: string; customers: string }>(olap, {
    sql: `SELECT segment, count() AS customers FROM (SELECT ${GROUPS} AS segments FROM customers_profiles FINAL)
      ARRAY JOIN segments AS segment GROUP BY segment`,
    params: { told },
  });
  return new Map(rows.map(({ segment, customers }) => [segment, Number(customers)]));
}
