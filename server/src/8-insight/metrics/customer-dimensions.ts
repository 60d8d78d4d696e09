import { provinceNames, type TierTable, tierSql } from '#customers/pure';
import type { Text } from '#kernel/pure/text.ts';
import { ageBandSql, ageDay, type RfmGroupsFound, rfmGroupsSql } from '#segments/pure';
import { ELSEWHERE } from './dimensions.ts';
import type { Asked, Measure, MetricKind } from './kind.ts';
import { boughtUntil, stageOn } from './people.ts';
import type { DimensionName } from './schema.ts';

/** What every metric can be split by besides its own: who the customer is. What is of nobody known stands under ''. */
export const CUSTOMER_DIMENSIONS = [
  'stage',
  'region',
  'province',
  'city_tier',
  'gender',
  'age',
  'rfm_group',
  'abc_class',
  'segment',
  'customer_source',
] as const satisfies readonly DimensionName[];
type CustomerDimension = (typeof CUSTOMER_DIMENSIONS)[number];

/** A customer may be in several of these: rows add up to more than the whole, and cannot be put into one heap. */
export const OVERLAPPING: ReadonlySet<DimensionName> = new Set(['segment', 'customer_source']);

/** What it takes to see them, beside `insight.read`. */
export const DIMENSION_PERMISSIONS: Readonly<Partial<Record<DimensionName, string>>> = {
  segment: 'segments.read',
  rfm_group: 'scores.read',
  abc_class: 'scores.read',
};

/** How somebody is placed in them, where the name does not say it. */
export const DIMENSION_NOTES: Readonly<Partial<Record<DimensionName, Text>>> = {
  stage: {
    'zh-CN': '期末当日的阶段，与规则“生命周期阶段”相同',
    en: 'the stage on the last day, as the condition of that name has it',
  },
  province: { 'zh-CN': '客户所在地区的省级名称', en: 'the province that the region of the customer begins with' },
  city_tier: {
    'zh-CN': '客户所在城市的级别，名单见设置',
    en: 'the tier of the city of the customer, by the lists in the settings',
  },
  age: { 'zh-CN': '期末当日的年龄', en: 'the age on the last day' },
  rfm_group: { 'zh-CN': '“截至日期”当日的 RFM 分组', en: 'the RFM group on the as-of day' },
  abc_class: {
    'zh-CN': '“截至日期”之前最近一次按净收入的 ABC 分类',
    en: 'the newest ABC class by net revenue up to the as-of day',
  },
  segment: {
    'zh-CN': '现在的成员；同时属于几个客群的客户在每个客群各计一次',
    en: 'the members of now; who is in several segments counts in each',
  },
  customer_source: {
    'zh-CN': '客户的来源记录；有几个来源的客户在每个来源各计一次',
    en: 'where records of the customer came from; who has several sources counts in each',
  },
};

/** What of everybody is looked up where a dimension needs it. */
export interface PeopleGround {
  readonly cities: TierTable;
  readonly rfm: RfmGroupsFound | null;
  readonly abcRun: string | null;
  /** Ids of the segments that may be told. */
  readonly segments: readonly string[];
}

/** What a metric can be split by. */
export function dimensionsOf({ by }: Pick<MetricKind, 'by'>): readonly DimensionName[] {
  return [...by, ...CUSTOMER_DIMENSIONS.filter((dimension) => !by.includes(dimension))];
}

/** Where a customer belongs, as expressions over the row of the profile; lists for those who may be in several. */
function expressions(asked: Asked, people: PeopleGround): Readonly<Record<CustomerDimension, string>> {
  const { param } = asked;
  const { year, day, leapling } = ageDay(asked.to);
  const last = param(asked.to, 'Date32');
  const texts = (list: string): string => `arrayDistinct(arrayMap(one -> toString(one), ${list}))`;
  return {
    stage: stageOn(asked, last, 'now'),
    region: 'toString(region)',
    province: `if(region = '', '', if(extract(toString(region), ${param(PROVINCE_PATTERN, 'String')}) AS province_said = '', '${ELSEWHERE}', province_said))`,
    city_tier: tierSql('toString(region)', people.cities, (pattern) => param(pattern, 'String')),
    gender: `attributes['gender'][1]`,
    age: ageBandSql('birthday', {
      year: param(year, 'Int32'),
      day: param(day, 'String'),
      leapling: param(leapling, 'String'),
    }),
    rfm_group: 'toString(rfm_group)',
    abc_class: 'toString(abc_class)',
    segment: `arrayFilter(one -> has(${param(people.segments, 'Array(String)')}, one), ${texts('segment_ids')})`,
    customer_source: texts('sources'),
  };
}

/** Regions of China begin with the whole name of the province; what does not is somewhere else. */
const PROVINCE_PATTERN = `^(?:${provinceNames().join('|')})`;

const isOfCustomers = (dimension: DimensionName): dimension is CustomerDimension =>
  CUSTOMER_DIMENSIONS.some((one) => one === dimension);

/** What has to be joined to the profile: groups and classes lie in tables of their own. */
function joins(wanted: readonly CustomerDimension[], { param }: Asked, { rfm, abcRun }: PeopleGround): string {
  const nobody = (column: string): string => `SELECT customer_id, '' AS ${column} FROM customers_profiles WHERE 0`;
  const groups = rfm === null ? nobody('rfm_group') : rfmGroupsSql(rfm, param);
  const classes =
    abcRun === null
      ? nobody('abc_class')
      : `SELECT customer_id, band AS abc_class FROM segments_score_values WHERE run_id = ${param(abcRun, 'UUID')}`;
  return [
    wanted.includes('rfm_group') ? `LEFT ANY JOIN (${groups}) AS rfm USING (customer_id)` : '',
    wanted.includes('abc_class') ? `LEFT ANY JOIN (${classes}) AS abc USING (customer_id)` : '',
  ].join(' ');
}

export interface Wanted {
  /** Each row once for every value of these that the customer has. */
  readonly split: readonly DimensionName[];
  /** Rows are only looked at. */
  readonly narrowed: readonly DimensionName[];
}

/** The measure with what is known of the customer of each row: the columns of the dimensions wanted. */
export function withCustomers(
  measure: Measure,
  wanted: Wanted,
  { asked, people }: { readonly asked: Asked; readonly people: PeopleGround },
): Measure {
  const own = (dimensions: readonly DimensionName[]): readonly CustomerDimension[] =>
    [...new Set(dimensions)].filter(isOfCustomers).filter((dimension) => measure.columns[dimension] === undefined);
  const all = own([...wanted.split, ...wanted.narrowed]);
  if (all.length === 0) {
    return measure;
  }
  const said = expressions(asked, people);
  const bought = all.includes('stage') ? `, ${boughtUntil(asked.param(asked.to, 'Date32'), 'now')}` : '';
  const profile = `SELECT customer_id, ${all.map((name) => `${said[name]} AS who_${name}`).join(', ')}
    FROM (SELECT *${bought} FROM customers_profiles FINAL) AS profiles ${joins(all, asked, people)}`;
  const known = `SELECT * FROM (${measure.from}) AS facts LEFT ANY JOIN (${profile}) AS who USING (customer_id)`;
  const many = all.filter((name) => OVERLAPPING.has(name));
  const split = many.filter((name) => wanted.split.includes(name));
  const from = split.reduce(
    (rows, name) => `SELECT *, arrayJoin(if(empty(who_${name}), [''], who_${name})) AS each_${name} FROM (${rows})`,
    known,
  );
  return {
    ...measure,
    from,
    columns: {
      ...measure.columns,
      ...Object.fromEntries(all.map((name) => [name, split.includes(name) ? `each_${name}` : `who_${name}`])),
    },
    lists: Object.fromEntries(many.map((name) => [name, `who_${name}`])),
  };
}
