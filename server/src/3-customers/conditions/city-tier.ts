import { choices } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { tierOf, tierPatterns } from '../condition-facts/city-tiers.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/** Lives in a city of one of the tiers; nobody whose region is unknown. */
export const cityTier = defineCondition({
  is: 'profile.city_tier',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '城市级别', en: 'City tier' },
  source: PROFILE_SOURCE,
  args: {
    tiers: choices({ 'zh-CN': '级别', en: 'Tiers' }, [
      { value: 'first', label: { 'zh-CN': '一线', en: 'first' } },
      { value: 'second', label: { 'zh-CN': '二线', en: 'second' } },
      { value: 'third', label: { 'zh-CN': '三线', en: 'third' } },
      { value: 'other', label: { 'zh-CN': '其他', en: 'other' } },
    ]),
  },
  sentence: { 'zh-CN': '所在城市级别为{tiers}', en: 'lives in a city of tier {tiers}' },
  sql: ({ tiers }, asking) => {
    const { match, unless } = tierPatterns(tiers);
    const alternatives = [
      ...(match === null ? [] : [`match(region, ${asking.param(match, 'String')})`]),
      ...(unless === null ? [] : [`NOT match(region, ${asking.param(unless, 'String')})`]),
    ];
    return {
      columns: { yes: `region != '' AND (${alternatives.join(' OR ')})` },
      predicate: ({ yes = '' }) => yes,
    };
  },
  evaluate: (facts: ProfileFacts, { tiers }) => {
    const tier = tierOf(facts.region);
    return tier !== null && tiers.includes(tier);
  },
  explain: (facts) => shown(facts.region === '' ? [] : [facts.region]),
});
