/** Tiers of Chinese cities, the largest first. */
export const CITY_TIERS = ['first', 'second', 'third', 'other'] as const;
export type CityTier = (typeof CITY_TIERS)[number];

/**
 * The grouping that the National Bureau of Statistics of China states in its monthly release on sales prices of
 * housing in 70 large and medium-sized cities (70个大中城市商品住宅销售价格变动情况, notes: 4 first-tier, 31
 * second-tier and 35 third-tier cities). All other places are `other`. 吉林市 is written in full, because 吉林 alone is
 * the province.
 */
const CITIES: Readonly<Record<Exclude<CityTier, 'other'>, string>> = {
  first: '北京 上海 广州 深圳',
  second:
    '天津 石家庄 太原 呼和浩特 沈阳 大连 长春 哈尔滨 南京 杭州 宁波 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 南宁 海口 重庆 ' +
    '成都 贵阳 昆明 西安 兰州 西宁 银川 乌鲁木齐',
  third:
    '唐山 秦皇岛 包头 丹东 锦州 吉林市 牡丹江 无锡 徐州 扬州 温州 金华 蚌埠 安庆 泉州 九江 赣州 烟台 济宁 洛阳 平顶山 宜昌 襄阳 岳阳 ' +
    '常德 韶关 湛江 惠州 桂林 北海 三亚 泸州 南充 遵义 大理',
};

const PROVINCES =
  '河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆';
/** A place may be written with its province before it: `广东省 广州市`, `广东/广州`, `广西壮族自治区南宁市`. */
const PROVINCE = `(?:(?:${PROVINCES})(?:省|(?:壮族|回族|维吾尔)?自治区)?[ /,，·-]*)?`;

/** A pattern that regions of these cities begin with; the same for JavaScript and for the analytic engine (RE2). */
function patternOf(names: readonly string[]): string {
  return `^${PROVINCE}(?:${names.join('|')})`;
}

const names = (tier: Exclude<CityTier, 'other'>): readonly string[] => CITIES[tier].split(' ');

/** Cities of the tier; none of `other`. */
export function citiesOf(tier: CityTier): readonly string[] {
  return tier === 'other' ? [] : names(tier);
}

/** Regions of these tiers match one of `match`; with `other` those also count that match nothing of `unless`. */
export function tierPatterns(tiers: readonly CityTier[]): {
  readonly match: string | null;
  readonly unless: string | null;
} {
  const listed = tiers.filter((tier) => tier !== 'other').flatMap(names);
  return {
    match: listed.length === 0 ? null : patternOf(listed),
    unless: tiers.includes('other') ? patternOf([...names('first'), ...names('second'), ...names('third')]) : null,
  };
}

/** The tier of a region; null when no region is known. */
export function tierOf(region: string): CityTier | null {
  if (region === '') {
    return null;
  }
  return CITY_TIERS.find((tier) => tier !== 'other' && new RegExp(patternOf(names(tier)), 'u').test(region)) ?? 'other';
}
