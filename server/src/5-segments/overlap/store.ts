import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';
import { SEGMENT_IDS } from '../refreshing/store.ts';
import type { Cell } from './cells.ts';

/** Everybody by the sets that they are members of, in one reading. `compiled` has SEGMENT_IDS beside no rule. */
export async function countCells(
  olap: Olap,
  compiled: CompiledRules,
  segmentIds: readonly string[],
): Promise<readonly Cell[]> {
  const bits = segmentIds.map((_, index) => `${2 ** index} * has(${SEGMENT_IDS}, {set${index}:String})`);
  const rows = await olap.rows<{ mask: string; customers: string }>({
    sql: `SELECT ${bits.join(' + ')} AS mask, count() AS customers ${compiled.from} GROUP BY mask ORDER BY mask`,
    params: { ...compiled.params, ...Object.fromEntries(segmentIds.map((id, index) => [`set${index}`, id])) },
  });
  return rows.map(({ mask, customers }) => ({ mask: Number(mask), customers: Number(customers) }));
}

export interface PeopleQuestion {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
  readonly after: string | null;
  readonly limit: number;
}

/** Who is a member of all of the one and of none of the other, in the order of their ids, and how many they are. */
export async function listCellPeople(
  olap: Olap,
  compiled: CompiledRules,
  { inside, outside, after, limit }: PeopleQuestion,
): Promise<{ readonly total: number; readonly ids: readonly string[] }> {
  const cell = `hasAll(${SEGMENT_IDS}, {inside:Array(String)}) AND NOT hasAny(${SEGMENT_IDS}, {outside:Array(String)})`;
  const params = { ...compiled.params, inside, outside };
  const [counted] = await olap.rows<{ total: string }>({
    sql: `SELECT count() AS total ${compiled.from} WHERE ${cell}`,
    params,
  });
  const rows = await olap.rows<{ person: string }>({
    sql: `SELECT toString(id) AS person ${compiled.from}
      WHERE ${cell}${after === null ? '' : ' AND toString(id) > {after:String}'} ORDER BY person LIMIT {limit:UInt32}`,
    params: { ...params, limit, ...(after === null ? {} : { after }) },
  });
  return { total: Number(counted?.total ?? 0), ids: rows.map(({ person }) => person) };
}
