import { texts } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts, shown } from '../condition-facts/profile.ts';

/** Where somebody lives contains one of the words: a province finds its cities, also where nobody wrote it. */
export const region = defineCondition({
  is: 'profile.region',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '区域', en: 'Region' },
  words: '城市 省份 地方 city province',
  source: PROFILE_SOURCE,
  args: { regions: texts({ 'zh-CN': '区域', en: 'Regions' }) },
  sentence: { 'zh-CN': '区域包含{regions}', en: 'region contains {regions}' },
  sql: ({ regions }, asking) => ({
    columns: { yes: `arrayExists(part -> position(region, part) > 0, ${asking.param(regions, 'Array(String)')})` },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ProfileFacts, { regions }) => regions.some((part) => facts.region.includes(part)),
  explain: (facts) => shown(facts.region === '' ? [] : [facts.region]),
});
