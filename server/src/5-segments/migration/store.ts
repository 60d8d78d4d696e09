import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';

/** The columns of the analytic row of a customer that say who entered and left when. */
export const MOVE_COLUMNS = ['move_segments', 'move_seconds', 'move_entered'] as const;

export interface Moving {
  readonly segmentIds: readonly string[];
  /** The instants at which the two days end, in seconds. */
  readonly before: number;
  readonly after: number;
}

/**
 * The segments that somebody was in, a bit for each: entering and leaving one take turns, so what was entered less what
 * was left is 1 or 0. Of every move only its bit and its second are looked at, however many segments there are.
 */
function maskSql(end: string): string {
  return `arraySum((bit, second, entered) -> if(second < ${end}, if(entered = 1, bit, -bit), 0),
    bits, move_seconds, move_entered)`;
}

/** The place of the first of the segments in a mask, or -1. */
function placeSql(mask: string, { length }: readonly string[]): string {
  const steps = Array.from({ length }, (_, place) => `bitTest(${mask}, ${place}), ${place}`);
  return `multiIf(${steps.join(', ')}, -1)`;
}

/** Everybody who ever was in one of the segments, with `was_in` and `is_in`: the segments at both ends. */
function masksOf({ from }: CompiledRules): string {
  return `FROM (
    SELECT id, ${maskSql('{beforeEnd:Int64}')} AS was_in, ${maskSql('{afterEnd:Int64}')} AS is_in
    FROM (
      SELECT id, move_seconds, move_entered,
        arrayMap(segment -> transform(segment, {stages:Array(String)}, {stageBits:Array(Int32)}, toInt32(0)),
          move_segments) AS bits
      ${from} WHERE hasAny(move_segments, {stages:Array(String)})))`;
}

function paramsOf(compiled: CompiledRules, { segmentIds, before, after }: Moving): Readonly<Record<string, unknown>> {
  return {
    ...compiled.params,
    stages: segmentIds,
    stageBits: segmentIds.map((_, place) => 2 ** place),
    beforeEnd: before,
    afterEnd: after,
  };
}

export interface FlowRow {
  /** Places in the list of segments; -1: in none. */
  readonly before: number;
  readonly after: number;
  readonly customers: number;
  readonly severalBefore: number;
  readonly severalAfter: number;
}

/** Everybody who was in any of them at either end, by where from and where to, in one reading. */
export async function countFlows(olap: Olap, compiled: CompiledRules, moving: Moving): Promise<readonly FlowRow[]> {
  const rows = await olap.rows<Record<keyof FlowRow, string | number>>({
    sql: `SELECT ${placeSql('was_in', moving.segmentIds)} AS before, ${placeSql('is_in', moving.segmentIds)} AS after,
        count() AS customers, countIf(bitCount(was_in) > 1) AS severalBefore,
        countIf(bitCount(is_in) > 1) AS severalAfter
      ${masksOf(compiled)} WHERE was_in != 0 OR is_in != 0 GROUP BY before, after ORDER BY before, after`,
    params: paramsOf(compiled, moving),
  });
  return rows.map((row) => ({
    before: Number(row.before),
    after: Number(row.after),
    customers: Number(row.customers),
    severalBefore: Number(row.severalBefore),
    severalAfter: Number(row.severalAfter),
  }));
}

export interface WayQuestion {
  readonly before: number;
  readonly after: number;
  readonly last: string | null;
  readonly limit: number;
}

/** Who went one way, in the order of their ids, and how many they are. */
export async function listWayPeople(
  olap: Olap,
  compiled: CompiledRules,
  { moving, way }: { readonly moving: Moving; readonly way: WayQuestion },
): Promise<{ readonly total: number; readonly ids: readonly string[] }> {
  const went = `${masksOf(compiled)} WHERE ${placeSql('was_in', moving.segmentIds)} = {before:Int16}
    AND ${placeSql('is_in', moving.segmentIds)} = {after:Int16}`;
  const params = { ...paramsOf(compiled, moving), before: way.before, after: way.after };
  const [counted] = await olap.rows<{ total: string }>({ sql: `SELECT count() AS total ${went}`, params });
  const rows = await olap.rows<{ person: string }>({
    sql: `SELECT toString(id) AS person ${went}
      ${way.last === null ? '' : 'AND toString(id) > {last:String}'} ORDER BY person LIMIT {limit:UInt32}`,
    params: { ...params, limit: way.limit, ...(way.last === null ? {} : { last: way.last }) },
  });
  return { total: Number(counted?.total ?? 0), ids: rows.map(({ person }) => person) };
}
