import { optional } from '#kernel/pure/rules/arg-face.ts';
import { choices, text } from '#kernel/pure/rules/args.ts';
import { type Asking, defineCondition } from '#kernel/pure/rules/condition.ts';
import { newestOf } from '#kernel/pure/rules/measures.ts';
import type { Text } from '#kernel/pure/text.ts';
import { ageSql, isBirthday } from '../condition-facts/birthday.ts';
import {
  CONFIRMING_PURPOSES,
  CONSENT_GROUP,
  CONSENTS_SOURCE,
  type ConsentFacts,
  consentAt,
  endOfDay,
} from '../condition-facts/circumstances.ts';
import { isMinorOn } from '../consents/minor.ts';
import {
  CONSENT_STATES,
  CONTACT_CHANNELS,
  type ConsentState,
  type ContactChannel,
  GUARDIAN_BELOW_AGE,
} from '../consents/state.ts';
import { CHANNEL_LABELS } from '../consents/titles.ts';

const STATE_LABELS: Readonly<Record<ConsentState, Text>> = {
  given: { 'zh-CN': '已同意', en: 'given' },
  withdrawn: { 'zh-CN': '已撤回', en: 'withdrawn' },
  expired: { 'zh-CN': '已到期', en: 'expired' },
  unconfirmed: { 'zh-CN': '待确认', en: 'not confirmed yet' },
  guardian_missing: { 'zh-CN': '缺监护人同意', en: 'without the guardian’s word' },
  none: { 'zh-CN': '从未表态', en: 'never asked' },
};

interface Asked {
  readonly purpose: string;
  readonly channel: ContactChannel | null;
}

/** Without channels the purpose itself is meant, which has none. */
function askedOf(purpose: string, channels: readonly ContactChannel[] | undefined): readonly Asked[] {
  return channels === undefined ? [{ purpose, channel: null }] : channels.map((channel) => ({ purpose, channel }));
}

function keyOf({ purpose, channel }: Asked): string {
  return `${purpose}/${channel ?? ''}`;
}

function confirms({ purpose, channel }: Asked, { found }: Asking): boolean {
  return channel === 'email' && found(CONFIRMING_PURPOSES, purpose) === true;
}

function stateOf(facts: ConsentFacts, asked: Asked, asking: Asking): ConsentState {
  const birthday = isBirthday(facts.birthday) ? facts.birthday : null;
  return consentAt(facts, keyOf(asked), {
    at: endOfDay(asking),
    isMinor: isMinorOn(birthday, asking.date),
    confirms: confirms(asked, asking),
  });
}

/** Where consent for a purpose stands at the end of the day, by one of the channels. */
export const consent = defineCondition({
  is: 'consent.state',
  group: CONSENT_GROUP,
  label: { 'zh-CN': '授权状态', en: 'Consent' },
  source: CONSENTS_SOURCE,
  args: {
    purpose: text({ 'zh-CN': '目的', en: 'Purpose' }, 'customers.purposes'),
    channels: optional(
      choices(
        { 'zh-CN': '渠道', en: 'Channels' },
        CONTACT_CHANNELS.map((value) => ({ value, label: CHANNEL_LABELS[value] })),
      ),
    ),
    states: choices(
      { 'zh-CN': '状态', en: 'States' },
      CONSENT_STATES.map((value) => ({ value, label: STATE_LABELS[value] })),
    ),
  },
  sentence: {
    'zh-CN': '授权{purpose}[（渠道：{channels}）]{states}',
    en: 'consent for {purpose}[ by {channels}] is {states}',
  },
  lookups: ({ purpose }) => [{ name: CONFIRMING_PURPOSES, key: purpose }],
  sql: ({ purpose, channels, states }, asking) => {
    const at = asking.param(endOfDay(asking), 'Int64');
    const asked = askedOf(purpose, channels);
    const columns = asked.flatMap((one, index) => {
      const rows = `agreed = ${asking.param(keyOf(one), 'String')} AND said < ${at}`;
      const first = (value: string) => newestOf(value, rows, { take: 1 });
      return (['act', 'ends', 'guardian', 'confirmed'] as const).map(
        (name) => [`${name}${index}`, first(name)] as const,
      );
    });
    const minor = `birthday >= '1900-01-01' AND ${ageSql(asking)} < ${asking.param(GUARDIAN_BELOW_AGE, 'Int64')}`;
    return {
      columns: { ...Object.fromEntries(columns), minor },
      predicate: (names) => {
        const wanted = asking.param(states, 'Array(String)');
        const of = (name: string, index: number): string => `${names[`${name}${index}`] ?? ''}[1]`;
        const answers = asked.map((one, index) => {
          const act = `toString(${of('act', index)})`;
          const unconfirmed = confirms(one, asking) ? `${of('confirmed', index)} = 0` : '0';
          const state = `multiIf(${act} = '', 'none', ${act} != 'given', ${act}, ${of('ends', index)} > 0 AND ${of('ends', index)} <= ${at}, 'expired', ${names['minor'] ?? ''} AND ${of('guardian', index)} = 0, 'guardian_missing', ${unconfirmed}, 'unconfirmed', 'given')`;
          return `has(${wanted}, ${state})`;
        });
        return answers.join(' OR ');
      },
    };
  },
  evaluate: (facts: ConsentFacts, { purpose, channels, states }, asking) =>
    askedOf(purpose, channels).some((asked) => states.includes(stateOf(facts, asked, asking))),
  explain: (facts, { purpose, channels }, asking) => {
    const said = askedOf(purpose, channels).map((asked) => ({
      state: STATE_LABELS[stateOf(facts, asked, asking)],
      channel: asked.channel === null ? null : CHANNEL_LABELS[asked.channel],
    }));
    const line = (locale: 'zh-CN' | 'en'): string =>
      said
        .map(({ state, channel }) => (channel === null ? state[locale] : `${channel[locale]} ${state[locale]}`))
        .join(locale === 'en' ? ', ' : '，');
    return { 'zh-CN': line('zh-CN'), en: line('en') };
  },
});
