import type { Olap } from '#kernel/db/olap.ts';
import type { CompiledRules } from '#kernel/pure/rules/compile.ts';
import { SEGMENT_IDS } from '../refreshing/store.ts';
import type { Counts } from './gap.ts';

/** The columns that say what somebody looked at and bought. */
export const GAP_COLUMNS = [
  SEGMENT_IDS,
  'event_kinds',
  'event_seconds',
  'event_details',
  'sold_days',
  'sold_skus',
] as const;

export interface GapSpan {
  readonly from: string;
  readonly to: string;
  /** The instants at which the span begins and ends, in seconds. */
  readonly since: number;
  readonly until: number;
  /** Code of goods → category. */
  readonly categories: ReadonlyMap<string, string>;
}

const CATEGORY = `transform(toString(sku), {skuFrom:Array(String)}, {skuTo:Array(String)}, '')`;
const LOOKED = `arrayFilter(root -> root != '', arrayDistinct(arrayMap(sku -> ${CATEGORY}, arrayFilter(
    (sku, kind, second) -> kind IN ('product_view', 'cart_add') AND second >= {since:Int64} AND second < {until:Int64},
    event_details, event_kinds, event_seconds))))`;
const BOUGHT = `arrayFilter(root -> root != '', arrayDistinct(arrayMap(sku -> ${CATEGORY}, arrayFilter(
    (sku, day) -> day >= {from:Date32} AND day <= {to:Date32}, sold_skus, sold_days))))`;

function paramsOf(compiled: CompiledRules, { from, to, since, until, categories }: GapSpan) {
  const known = [...categories];
  return {
    ...compiled.params,
    from,
    to,
    since,
    until,
    skuFrom: known.map(([sku]) => sku),
    skuTo: known.map(([, category]) => category),
  };
}

/** How many customers there are, and how many are members of each segment. */
export async function countMembers(
  olap: Olap,
  compiled: CompiledRules,
  segmentIds: readonly string[],
): Promise<{ readonly of: number; readonly members: readonly number[] }> {
  const counted = segmentIds.map((_, index) => `countIf(has(${SEGMENT_IDS}, {group${index}:String})) AS m${index}`);
  const [row] = await olap.rows<Record<string, string>>({
    sql: `SELECT ${['count() AS of', ...counted].join(', ')} ${compiled.from}`,
    params: { ...compiled.params, ...Object.fromEntries(segmentIds.map((id, index) => [`group${index}`, id])) },
  });
  return { of: Number(row?.['of'] ?? 0), members: segmentIds.map((_, index) => Number(row?.[`m${index}`] ?? 0)) };
}

type Counted = Omit<Counts, 'members'>;

export interface CategoryRow {
  readonly category: string;
  readonly all: Counted;
  /** In the order of the segments. */
  readonly groups: readonly Counted[];
}

/** Of every category who looked, who bought and who did both: of everybody and of each segment, in one reading. */
export async function countCategories(
  olap: Olap,
  compiled: CompiledRules,
  { segmentIds, span }: { readonly segmentIds: readonly string[]; readonly span: GapSpan },
): Promise<readonly CategoryRow[]> {
  const counted = (name: string, test: string): readonly string[] => [
    `countIf(${test} AND did_look) AS l${name}`,
    `countIf(${test} AND did_buy) AS b${name}`,
    `countIf(${test} AND did_look AND did_buy) AS d${name}`,
  ];
  const columns = [
    ...counted('', '1'),
    ...segmentIds.flatMap((_, index) => counted(String(index), `has(${SEGMENT_IDS}, {group${index}:String})`)),
  ];
  const rows = await olap.rows<Record<string, string>>({
    sql: `SELECT category, ${columns.join(', ')}
      FROM (
        SELECT ${SEGMENT_IDS}, category, has(looked, category) AS did_look, has(bought, category) AS did_buy
        FROM (SELECT ${SEGMENT_IDS}, ${LOOKED} AS looked, ${BOUGHT} AS bought ${compiled.from})
        ARRAY JOIN arrayDistinct(arrayConcat(looked, bought)) AS category)
      GROUP BY category ORDER BY l + b DESC, category`,
    params: {
      ...paramsOf(compiled, span),
      ...Object.fromEntries(segmentIds.map((id, index) => [`group${index}`, id])),
    },
  });
  const at = (row: Record<string, string>, name: string): Counted => ({
    lookers: Number(row[`l${name}`] ?? 0),
    buyers: Number(row[`b${name}`] ?? 0),
    both: Number(row[`d${name}`] ?? 0),
  });
  return rows.map((row) => ({
    category: row['category'] ?? '',
    all: at(row, ''),
    groups: segmentIds.map((_, index) => at(row, String(index))),
  }));
}

export interface OpenQuestion {
  readonly segmentId: string;
  readonly category: string;
  readonly after: string | null;
  readonly limit: number;
}

/** Members who looked at a category and did not buy of it, in the order of their ids, and how many they are. */
export async function listOpen(
  olap: Olap,
  compiled: CompiledRules,
  { asked, span }: { readonly asked: OpenQuestion; readonly span: GapSpan },
): Promise<{ readonly total: number; readonly ids: readonly string[] }> {
  const { segmentId, category, after, limit } = asked;
  const open = `${compiled.from} WHERE has(${SEGMENT_IDS}, {group:String}) AND has(${LOOKED}, {category:String})
    AND NOT has(${BOUGHT}, {category:String})`;
  const params = { ...paramsOf(compiled, span), group: segmentId, category };
  const [counted] = await olap.rows<{ total: string }>({ sql: `SELECT count() AS total ${open}`, params });
  const rows = await olap.rows<{ person: string }>({
    sql: `SELECT toString(id) AS person ${open}
      ${after === null ? '' : 'AND toString(id) > {after:String}'} ORDER BY person LIMIT {limit:UInt32}`,
    params: { ...params, limit, ...(after === null ? {} : { after }) },
  });
  return { total: Number(counted?.total ?? 0), ids: rows.map(({ person }) => person) };
}
