import { z } from 'zod';
import type { SettingDefinition } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type CityLists, LISTED_TIERS, type ListedTier, NBS_CITIES } from './city-tiers.ts';

const MAX_CITIES = 700;
const citiesSchema = z.array(z.string().trim().min(1).max(40)).max(MAX_CITIES);

const LABELS: Readonly<Record<ListedTier, Text>> = {
  first: { 'zh-CN': '一线城市', en: 'First-tier cities' },
  new_first: { 'zh-CN': '新一线城市', en: 'New first-tier cities' },
  second: { 'zh-CN': '二线城市', en: 'Second-tier cities' },
  third: { 'zh-CN': '三线城市', en: 'Third-tier cities' },
  fourth: { 'zh-CN': '四线城市', en: 'Fourth-tier cities' },
  fifth: { 'zh-CN': '五线城市', en: 'Fifth-tier cities' },
};

const NOTE: Text = {
  'zh-CN':
    '默认采用国家统计局“70个大中城市商品住宅销售价格”的分组：一线 4 个、二线 31 个、三线 35 个，没有新一线、四线、五线。按商业排名经营的，请在各级写入自己的城市（如把苏州写入新一线）。写“苏州”“苏州市”都可以；同时写入两级的按较高一级；没有写入的城市都算其他。修改后客群在下次刷新时随之变化',
  en: 'By default the grouping of the National Bureau of Statistics in its release on housing prices in 70 cities: 4 first, 31 second, 35 third, no others. Who goes by a commercial ranking writes its cities into the tiers (Suzhou into the new first, say). 苏州 and 苏州市 are the same; a city in two tiers is of the higher one; whatever is in none is “other”. Segments follow with their next refresh',
};

/** The setting with the cities of a tier. */
export function cityKey(tier: ListedTier): string {
  return `customers.city_tier_${tier}`;
}

/** One list of cities for each tier. */
export const CITY_SETTINGS: readonly SettingDefinition[] = LISTED_TIERS.map((tier) => ({
  key: cityKey(tier),
  label: LABELS[tier],
  unit: null,
  note: NOTE,
  schema: citiesSchema,
  defaultValue: NBS_CITIES[tier],
}));

/** The cities of each tier, from the values of the settings. */
export function cityListsOf(values: Readonly<Record<ListedTier, unknown>>): CityLists {
  const read = (tier: ListedTier): readonly string[] => citiesSchema.parse(values[tier]);
  return {
    first: read('first'),
    new_first: read('new_first'),
    second: read('second'),
    third: read('third'),
    fourth: read('fourth'),
    fifth: read('fifth'),
  };
}
