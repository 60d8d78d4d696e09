import { addDays, dayNumber } from '#kernel/pure/dates.ts';
import type { Locale, Text } from '#kernel/pure/text.ts';
import { RFM_GROUP_INFO, RFM_GROUPS, STAGE_LABELS, TRAIT_INFO } from '#segments/pure';
import type { Asked, Span } from './kind.ts';
import type { DimensionName } from './schema.ts';

export const DIMENSION_LABELS: Readonly<Record<DimensionName, Text>> = {
  day: { 'zh-CN': '日', en: 'Day' },
  week: { 'zh-CN': '周', en: 'Week' },
  month: { 'zh-CN': '月', en: 'Month' },
  hour: { 'zh-CN': '时段', en: 'Hour' },
  weekday: { 'zh-CN': '星期', en: 'Weekday' },
  channel: { 'zh-CN': '销售渠道', en: 'Sales channel' },
  shop: { 'zh-CN': '店铺', en: 'Shop' },
  source: { 'zh-CN': '来源', en: 'Source' },
  category: { 'zh-CN': '品类', en: 'Category' },
  product: { 'zh-CN': '商品', en: 'Product' },
  stage: { 'zh-CN': '生命周期阶段', en: 'Lifecycle stage' },
  before: { 'zh-CN': '期初阶段', en: 'Stage before' },
  cohort: { 'zh-CN': '首购月份', en: 'Month of first purchase' },
  offset: { 'zh-CN': '首购后第几个月', en: 'Months since' },
  region: { 'zh-CN': '客户地区', en: 'Region of the customer' },
  province: { 'zh-CN': '客户省份', en: 'Province of the customer' },
  city_tier: { 'zh-CN': '城市级别', en: 'City tier' },
  gender: { 'zh-CN': '性别', en: 'Gender' },
  age: { 'zh-CN': '年龄段', en: 'Age band' },
  rfm_group: { 'zh-CN': 'RFM 分组', en: 'RFM group' },
  abc_class: { 'zh-CN': 'ABC 分类', en: 'ABC class' },
  segment: { 'zh-CN': '客群', en: 'Segment' },
  customer_source: { 'zh-CN': '客户来源', en: 'Source of the customer' },
};

export const TIMES = ['day', 'week', 'month', 'hour', 'weekday'] as const satisfies readonly DimensionName[];
export const PLACES = ['channel', 'shop', 'source'] as const satisfies readonly DimensionName[];
export const GOODS = ['category', 'product'] as const satisfies readonly DimensionName[];

/** The first day of the month that a day lies in, and of months before or after it. */
export function monthOf(date: string, months = 0): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}

/** The Monday of the week that a day lies in. */
export function mondayOf(date: string): string {
  // 1970-01-01 was a Thursday.
  return addDays(date, -((((dayNumber(date) + 3) % 7) + 7) % 7));
}

/** Where a row with `business_date`, `placed_at`, `source` and, per good, `sku` belongs. */
export function rowColumns(asked: Asked): Readonly<Partial<Record<DimensionName, string>>> {
  const of = (values: readonly (readonly [string, string])[], value: string, otherwise: string): string =>
    values.length === 0
      ? otherwise
      : `transform(toString(${value}), ${asked.param(
          values.map(([from]) => from),
          'Array(String)',
        )}, ${asked.param(
          values.map(([, to]) => to),
          'Array(String)',
        )}, ${otherwise})`;
  const { places, goods } = asked;
  return {
    day: 'business_date',
    week: 'subtractDays(business_date, toDayOfWeek(business_date) - 1)',
    month: 'subtractDays(business_date, toDayOfMonth(business_date) - 1)',
    hour: `toHour(toTimeZone(placed_at, ${asked.param(asked.zone, 'String')}))`,
    weekday: 'toDayOfWeek(business_date)',
    source: 'source',
    shop: of(
      places.map(({ source, shop }) => [source, shop]),
      'source',
      `''`,
    ),
    channel: of(
      places.map(({ source, channel }) => [source, channel]),
      'source',
      `''`,
    ),
    ...(asked.isPerGood
      ? {
          product: of(
            goods.map(({ sku, product }) => [sku, product]),
            'sku',
            `concat('sku:', sku)`,
          ),
          category: of(
            goods.map(({ sku, category }) => [sku, category]),
            'sku',
            `''`,
          ),
        }
      : {}),
  };
}

const numbers = (first: number, count: number): string[] => Array.from({ length: count }, (_, i) => String(first + i));

function stepped(first: string, last: string, next: (date: string) => string): string[] {
  const found: string[] = [];
  for (let date = first; date <= last; date = next(date)) {
    found.push(date);
  }
  return found;
}

/** Every value that a dimension of time can have in a span, in order; null for dimensions that are not of time. */
export function valuesIn(dimension: DimensionName, { from, to }: Span): readonly string[] | null {
  switch (dimension) {
    case 'day':
      return stepped(from, to, (date) => addDays(date, 1));
    case 'week':
      return stepped(mondayOf(from), to, (date) => addDays(date, 7));
    case 'month':
      return stepped(monthOf(from), to, (date) => monthOf(date, 1));
    case 'hour':
      return numbers(0, 24);
    case 'weekday':
      return numbers(1, 7);
    default:
      return null;
  }
}

const WEEKDAYS: readonly Text[] = [
  { 'zh-CN': '周一', en: 'Mon' },
  { 'zh-CN': '周二', en: 'Tue' },
  { 'zh-CN': '周三', en: 'Wed' },
  { 'zh-CN': '周四', en: 'Thu' },
  { 'zh-CN': '周五', en: 'Fri' },
  { 'zh-CN': '周六', en: 'Sat' },
  { 'zh-CN': '周日', en: 'Sun' },
];

/** Stands for the values that are not shown by themselves. */
export const OTHERS = '\u2026';
const OTHERS_LABEL: Text = { 'zh-CN': '其余', en: 'Others' };
const UNKNOWN: Text = { 'zh-CN': '未知', en: 'Unknown' };

type Bands = ReadonlyMap<string, Text>;
const bandsOf = (trait: 'gender' | 'age' | 'cityTier'): Bands =>
  new Map(TRAIT_INFO[trait].bands.map(({ value, label }) => [value, label]));

/** Values in the order in which people read them. */
const BANDS: Readonly<Partial<Record<DimensionName, Bands>>> = {
  stage: new Map<string, Text>(Object.entries(STAGE_LABELS)),
  before: new Map<string, Text>(Object.entries(STAGE_LABELS)),
  gender: bandsOf('gender'),
  age: bandsOf('age'),
  city_tier: bandsOf('cityTier'),
  rfm_group: new Map(RFM_GROUPS.map((group) => [group, RFM_GROUP_INFO[group].label])),
  abc_class: new Map(
    ['a', 'b', 'c'].map((one) => [one, { 'zh-CN': `${one.toUpperCase()} 类`, en: `Class ${one.toUpperCase()}` }]),
  ),
};

/** Every value of a dimension of which there are few. */
export function bandsIn(dimension: DimensionName): readonly string[] {
  return [...(BANDS[dimension]?.keys() ?? [])];
}

/** The place of a value among those of its dimension, unknown ones last; null where values have no order of their own. */
export function bandOrder(dimension: DimensionName, key: string): number | null {
  const bands = dimension === 'stage' || dimension === 'before' ? undefined : BANDS[dimension];
  if (bands === undefined) {
    return null;
  }
  const place = [...bands.keys()].indexOf(key);
  return place === -1 ? bands.size : place;
}

const NONE: Readonly<Partial<Record<DimensionName, Text>>> = {
  region: UNKNOWN,
  province: UNKNOWN,
  city_tier: UNKNOWN,
  gender: UNKNOWN,
  age: UNKNOWN,
  rfm_group: { 'zh-CN': '没有购买或没有资料', en: 'No purchase, or nobody known' },
  abc_class: { 'zh-CN': '没有分类', en: 'No class' },
  segment: { 'zh-CN': '不在任何客群', en: 'In no segment' },
  customer_source: UNKNOWN,
  channel: { 'zh-CN': '未归属渠道', en: 'No channel' },
  shop: { 'zh-CN': '未归属店铺', en: 'No shop' },
  source: { 'zh-CN': '未知', en: 'Unknown' },
  category: { 'zh-CN': '未分类', en: 'No category' },
};

/** Names of shops, channels, products and categories. */
export type Names = Readonly<Partial<Record<DimensionName, ReadonlyMap<string, Text>>>>;

/** A key in words. */
export function labelOf(
  dimension: DimensionName,
  key: string,
  { names, locale }: { readonly names: Names; readonly locale: Locale },
): string {
  if (key === OTHERS) {
    return OTHERS_LABEL[locale];
  }
  const named = (names[dimension]?.get(key) ?? BANDS[dimension]?.get(key))?.[locale];
  if (named !== undefined) {
    return named;
  }
  switch (dimension) {
    case 'month':
    case 'cohort':
      return key.slice(0, 7);
    case 'hour':
      return `${key.padStart(2, '0')}:00`;
    case 'weekday':
      return WEEKDAYS[Number(key) - 1]?.[locale] ?? key;
    case 'offset':
      return locale === 'en' ? `Month ${key}` : `第 ${key} 个月`;
    case 'product':
      return key.startsWith('sku:') ? key.slice('sku:'.length) : key;
    case 'stage':
    case 'before':
      return key === '' ? NOT_YET[locale] : key;
    case 'province':
      return key === ELSEWHERE ? OUTSIDE[locale] : key === '' ? UNKNOWN[locale] : key;
    default:
      return key === '' ? (NONE[dimension]?.[locale] ?? key) : key;
  }
}

const NOT_YET: Text = { 'zh-CN': '尚未认识', en: 'not known yet' };
const OUTSIDE: Text = { 'zh-CN': '其他地方', en: 'Elsewhere' };
/** A region that begins with no province of China. */
export const ELSEWHERE = 'elsewhere';
