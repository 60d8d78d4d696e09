import { describe, expect, it } from 'vitest';
import { useKernel } from '#test/harness.ts';
import { LISTED_TIERS, NBS_CITIES, NBS_TABLE, type TierTable, tierOf, tierSql, tierTable } from './city-tiers.ts';

const kernel = useKernel();

/** As marketers rank cities; a few of each tier. */
const COMMERCIAL = tierTable({
  first: ['北京市', '上海', '广州', '深圳'],
  new_first: ['苏州', '杭州市', '西安', 'Kuala Lumpur (KL)'],
  second: ['杭州', '无锡', '中山', '哈尔滨', '石家庄', '吉林'],
  third: ['北海', '大理', '绿春', ' 吕梁 '],
  fourth: ['宿州'],
  fifth: [],
});

describe('tiers of cities', () => {
  it('hold the 4, 31 and 35 cities of the official grouping, each once', () => {
    expect(LISTED_TIERS.map((tier) => NBS_CITIES[tier].length)).toEqual([4, 0, 31, 35, 0, 0]);
    expect(new Set(LISTED_TIERS.flatMap((tier) => NBS_CITIES[tier])).size).toBe(70);
    for (const tier of LISTED_TIERS) {
      for (const city of NBS_CITIES[tier]) {
        expect({ city, tier: tierOf(city, NBS_TABLE) }).toEqual({ city, tier });
      }
    }
  });

  const CASES: readonly (readonly [string, string | null, string | null])[] = [
    ['上海市', 'first', 'first'],
    ['上海市浦东新区', 'first', 'first'],
    ['中国广东省 深圳市', 'first', 'first'],
    ['广东广州天河区', 'first', 'first'],
    ['Shenzhen', 'first', 'first'],
    ['浙江/杭州', 'second', 'new_first'],
    ['HANGZHOU, Zhejiang', 'second', 'new_first'],
    ['新疆维吾尔自治区乌鲁木齐市', 'second', 'other'],
    ['重庆市', 'second', 'other'],
    ['江苏省苏州市工业园区', 'other', 'new_first'],
    ['苏州', 'other', 'new_first'],
    ['苏州市', 'other', 'new_first'],
    ['Suzhou', 'other', 'new_first'],
    ['Jiangsu Province, Suzhou', 'other', 'new_first'],
    ['Su zhou city', 'other', 'new_first'],
    ["Xi'an", 'second', 'new_first'],
    ['xian', 'second', 'new_first'],
    ['Xianyang', 'other', 'other'],
    ['Harbin', 'second', 'second'],
    ['安徽省宿州市', 'other', 'fourth'],
    ['Lvliang', 'other', 'third'],
    ['kuala lumpur (kl) centre', 'other', 'new_first'],
    ['吉林省 长春市', 'second', 'other'],
    ['吉林省吉林市', 'third', 'second'],
    ['吉林市', 'third', 'second'],
    ['吉林省', 'other', 'other'],
    ['吉林', 'other', 'other'],
    ['海南省 三亚市', 'third', 'other'],
    ['海南', 'other', 'other'],
    ['北海', 'third', 'third'],
    ['广西北海市', 'third', 'third'],
    ['北海道', 'other', 'other'],
    ['中山区', 'other', 'other'],
    ['中山', 'other', 'second'],
    ['北京路', 'other', 'other'],
    ['云南省大理白族自治州', 'third', 'third'],
    ['United Kingdom', 'other', 'other'],
    ['', null, null],
  ];

  it.each(CASES)('%s is of tier %s by the official grouping, of %s by a commercial one', (region, official, ranked) => {
    expect([tierOf(region, NBS_TABLE), tierOf(region, COMMERCIAL)]).toEqual([official, ranked]);
  });

  it.each([
    ['official', NBS_TABLE, 1],
    ['commercial', COMMERCIAL, 2],
  ] as const)('are the same to the analytic engine (%s)', async (_, table: TierTable, column) => {
    const params: Record<string, string> = {};
    const bind = (pattern: string): string => {
      const name = `p${Object.keys(params).length}`;
      params[name] = pattern;
      return `{${name}:String}`;
    };
    const found = await kernel.olap.rows<{ region: string; tier: string }>({
      sql: `SELECT region, ${tierSql('region', table, bind)} AS tier FROM (SELECT arrayJoin({regions:Array(String)}) AS region)`,
      params: { ...params, regions: CASES.map(([region]) => region) },
    });
    expect(new Map(found.map(({ region, tier }) => [region, tier]))).toEqual(
      new Map(CASES.map((one) => [one[0], one[column] ?? ''])),
    );
  });
});
