import { placePattern, plainPlace } from './place-names.ts';

/** Tiers of Chinese cities, the highest first; `other` is every place that no list names. */
export const CITY_TIERS = ['first', 'new_first', 'second', 'third', 'fourth', 'fifth', 'other'] as const;
export type CityTier = (typeof CITY_TIERS)[number];
export type ListedTier = Exclude<CityTier, 'other'>;
export const LISTED_TIERS = CITY_TIERS.filter((tier): tier is ListedTier => tier !== 'other');

/** The cities of each tier, as a business has them. */
export type CityLists = Readonly<Record<ListedTier, readonly string[]>>;

const cities = (names: string): readonly string[] => names.split(' ');

/**
 * The grouping that the National Bureau of Statistics of China states in its monthly release on sales prices of
 * housing in 70 large and medium-sized cities (70个大中城市商品住宅销售价格变动情况, notes: 4 first-tier, 31
 * second-tier and 35 third-tier cities); it has no further tiers. 吉林市 is written in full, because 吉林 alone is the
 * province.
 */
export const NBS_CITIES: CityLists = {
  first: cities('北京 上海 广州 深圳'),
  new_first: [],
  second: cities(
    '天津 石家庄 太原 呼和浩特 沈阳 大连 长春 哈尔滨 南京 杭州 宁波 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 南宁 海口 重庆 ' +
      '成都 贵阳 昆明 西安 兰州 西宁 银川 乌鲁木齐',
  ),
  third: cities(
    '唐山 秦皇岛 包头 丹东 锦州 吉林市 牡丹江 无锡 徐州 扬州 温州 金华 蚌埠 安庆 泉州 九江 赣州 烟台 济宁 洛阳 平顶山 宜昌 襄阳 ' +
      '岳阳 常德 韶关 湛江 惠州 桂林 北海 三亚 泸州 南充 遵义 大理',
  ),
  fourth: [],
  fifth: [],
};

/** Lists made ready: of each tier a pattern, the same for JavaScript and for the analytic engine (RE2). */
export interface TierTable {
  readonly patterns: readonly { readonly tier: ListedTier; readonly pattern: string; readonly test: RegExp }[];
}

/** A city that stands in two lists is of the higher tier. */
export function tierTable(lists: CityLists): TierTable {
  const seen = new Set<string>();
  return {
    patterns: LISTED_TIERS.flatMap((tier) => {
      const own = [...new Set(lists[tier].map(plainPlace))].filter((name) => name !== '' && !seen.has(name));
      for (const name of own) {
        seen.add(name);
      }
      const pattern = placePattern(own);
      return own.length === 0 ? [] : [{ tier, pattern, test: new RegExp(pattern, 'u') }];
    }),
  };
}

/** The grouping in force while nobody has changed it. */
export const NBS_TABLE: TierTable = tierTable(NBS_CITIES);

/** The lookup that answers with the table in force; its key is empty. */
export const CITY_TABLE = 'customers.city_tiers';

/** The tier of a region; null when no region is known. */
export function tierOf(region: string, { patterns }: TierTable): CityTier | null {
  if (region === '') {
    return null;
  }
  // Only what the analytic engine's `lower` changes too.
  const lower = region.replaceAll(/[A-Z]/gu, (letter) => letter.toLowerCase());
  return patterns.find(({ test }) => test.test(lower))?.tier ?? 'other';
}

/** The same in SQL over an expression for the region: '' where none is known. */
export function tierSql(region: string, { patterns }: TierTable, bind: (pattern: string) => string): string {
  const steps = patterns.map(({ tier, pattern }) => `match(lower(${region}), ${bind(pattern)}), '${tier}'`);
  return `multiIf(${[`${region} = '', ''`, ...steps, `'other'`].join(', ')})`;
}
