import { choices } from '#kernel/pure/rules/args.ts';
import { type Asking, defineCondition } from '#kernel/pure/rules/condition.ts';
import { CITY_TABLE, type TierTable, tierOf, tierSql } from '../condition-facts/city-tiers.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

function tableIn({ found }: Pick<Asking, 'found'>): TierTable {
  // As the lookup of this module answers.
  return found(CITY_TABLE, '') as TierTable;
}

/** Lives in a city of one of the tiers; by the lists of the settings; nobody whose region is unknown. */
export const cityTier = defineCondition({
  is: 'profile.city_tier',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '城市级别', en: 'City tier' },
  words: '几线城市 一线城市 二线城市 三线城市 tier',
  source: PROFILE_SOURCE,
  args: {
    tiers: choices({ 'zh-CN': '级别', en: 'Tiers' }, [
      { value: 'first', label: { 'zh-CN': '一线', en: 'first' } },
      { value: 'new_first', label: { 'zh-CN': '新一线', en: 'new first' } },
      { value: 'second', label: { 'zh-CN': '二线', en: 'second' } },
      { value: 'third', label: { 'zh-CN': '三线', en: 'third' } },
      { value: 'fourth', label: { 'zh-CN': '四线', en: 'fourth' } },
      { value: 'fifth', label: { 'zh-CN': '五线', en: 'fifth' } },
      { value: 'other', label: { 'zh-CN': '其他', en: 'other' } },
    ]),
  },
  sentence: { 'zh-CN': '所在城市级别为{tiers}', en: 'lives in a city of tier {tiers}' },
  lookups: () => [{ name: CITY_TABLE, key: '' }],
  sql: ({ tiers }, asking) => ({
    columns: { tier: tierSql('region', tableIn(asking), (pattern) => asking.param(pattern, 'String')) },
    predicate: ({ tier = '' }) => `has(${asking.param(tiers, 'Array(String)')}, ${tier})`,
  }),
  evaluate: (facts: ProfileFacts, { tiers }, asking) => {
    const tier = tierOf(facts.region, tableIn(asking));
    return tier !== null && tiers.includes(tier);
  },
  explain: (facts) => shown(facts.region === '' ? [] : [facts.region]),
});
