import { choices, days } from '#kernel/pure/rules/args.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { FESTIVAL_OPTIONS, festivalLabel, nextFestival } from '../condition-facts/festivals.ts';
import { PROFILE_SOURCE } from '../condition-facts/profile.ts';

/** One of the festivals is today or within so many more days: for everybody or for nobody. */
export const festival = defineCondition({
  is: 'calendar.festival',
  group: { 'zh-CN': '日子', en: 'Days' },
  label: { 'zh-CN': '节日临近', en: 'Festival soon' },
  source: PROFILE_SOURCE,
  args: {
    festivals: choices({ 'zh-CN': '节日', en: 'Festivals' }, FESTIVAL_OPTIONS),
    within: days({ label: { 'zh-CN': '天数', en: 'Days' }, min: 0, max: 366 }),
  },
  sentence: { 'zh-CN': '{within}天内有{festivals}', en: 'within {within} days there is {festivals}' },
  sql: ({ festivals, within }, { date }) => {
    const isSoon = nextFestival(festivals, { date, within }) !== null;
    return { columns: {}, predicate: () => (isSoon ? '1' : '0') };
  },
  evaluate: (_, { festivals, within }, { date }) => nextFestival(festivals, { date, within }) !== null,
  explain: (_, { festivals, within }, { date }) => {
    const found = nextFestival(festivals, { date, within });
    if (found === null) {
      return { 'zh-CN': '这些天里没有', en: 'none on these days' };
    }
    const label = festivalLabel(found.festival);
    return { 'zh-CN': `${label['zh-CN']}（${found.on}）`, en: `${label.en} (${found.on})` };
  },
});
