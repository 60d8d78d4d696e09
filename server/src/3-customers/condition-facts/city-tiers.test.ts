import { describe, expect, it } from 'vitest';
import { CITY_TIERS, citiesOf, tierOf, tierPatterns } from './city-tiers.ts';

describe('tiers of cities', () => {
  it('hold the 4, 31 and 35 cities of the official grouping, each once', () => {
    expect(CITY_TIERS.map((tier) => citiesOf(tier).length)).toEqual([4, 31, 35, 0]);
    const all = CITY_TIERS.flatMap(citiesOf);
    expect(new Set(all).size).toBe(70);
  });

  it.each([
    ['上海市', 'first'],
    ['广东省 深圳市', 'first'],
    ['广东广州天河区', 'first'],
    ['浙江/杭州', 'second'],
    ['新疆维吾尔自治区乌鲁木齐市', 'second'],
    ['重庆市', 'second'],
    ['吉林省 长春市', 'second'],
    ['吉林省吉林市', 'third'],
    ['吉林市', 'third'],
    ['吉林省', 'other'],
    ['海南省 三亚市', 'third'],
    ['海南', 'other'],
    ['江苏省苏州市', 'other'],
    ['United Kingdom', 'other'],
    ['', null],
  ])('%s is of tier %s', (region, tier) => {
    expect(tierOf(region)).toBe(tier);
  });

  it('are told by patterns as by name', () => {
    const { match, unless } = tierPatterns(['first', 'other']);
    const holds = (region: string): boolean =>
      new RegExp(match ?? '$^', 'u').test(region) || !new RegExp(unless ?? '', 'u').test(region);
    expect(['北京', '杭州', '苏州', '吉林省 长春'].map(holds)).toEqual([true, false, true, false]);
  });
});
