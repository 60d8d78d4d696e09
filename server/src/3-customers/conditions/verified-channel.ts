import { choices } from '#kernel/pure/rules/args.ts';
import { type AsOf, defineCondition } from '#kernel/pure/rules/condition.ts';
import { anyOf } from '#kernel/pure/rules/measures.ts';
import { CONSENTS_SOURCE, type ConsentFacts, endOfDay } from '../condition-facts/circumstances.ts';
import { PROFILE_GROUP, shown } from '../condition-facts/profile.ts';
import { CONTACT_CHANNELS, type ContactChannel } from '../consents/state.ts';
import { CHANNEL_LABELS } from '../consents/titles.ts';

function verified({ words }: ConsentFacts, asOf: AsOf): readonly ContactChannel[] {
  const at = endOfDay(asOf);
  return CONTACT_CHANNELS.filter((channel) =>
    words.some(({ key, said, confirmed }) => confirmed === 1 && said < at && key.endsWith(`/${channel}`)),
  );
}

/** Has confirmed by one of the channels that it reaches them: the link in an e-mail, for instance. */
export const verifiedChannel = defineCondition({
  is: 'profile.verified_channel',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '已核实的渠道', en: 'Verified channel' },
  source: CONSENTS_SOURCE,
  args: {
    channels: choices(
      { 'zh-CN': '渠道', en: 'Channels' },
      CONTACT_CHANNELS.map((value) => ({ value, label: CHANNEL_LABELS[value] })),
    ),
  },
  sentence: { 'zh-CN': '本人核实过{channels}', en: 'confirmed by {channels}' },
  sql: ({ channels }, asking) => ({
    columns: {
      yes: anyOf(
        `confirmed = 1 AND said < ${asking.param(endOfDay(asking), 'Int64')} AND splitByChar('/', toString(agreed))[2] IN ${asking.param(channels, 'Array(String)')}`,
      ),
    },
    predicate: ({ yes = '' }) => yes,
  }),
  evaluate: (facts: ConsentFacts, { channels }, asking) =>
    verified(facts, asking).some((channel) => channels.includes(channel)),
  explain: (facts, _, asking) => {
    const found = verified(facts, asking).map((channel) => CHANNEL_LABELS[channel]);
    return {
      'zh-CN': shown(found.map((label) => label['zh-CN']))['zh-CN'],
      en: shown(found.map((label) => label.en)).en,
    };
  },
});
