import { DAYS, figure } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { chanceKind } from '../learned/chance-kind.ts';

export const RESPONSE_HORIZON = figure({
  key: 'score_response_chance_days',
  label: text('购买概率：向前看多少天', 'Chance of buying: days looked ahead'),
  unit: DAYS,
  note: text('默认 30：一次活动的时间', 'Default 30: as long as a campaign lasts'),
  min: 7,
  max: 365,
  usual: 30,
  whole: true,
});

export const RESPONSE_WINDOW = figure({
  key: 'score_response_chance_window',
  label: text('购买概率：多少天内买过才算在内', 'Chance of buying: who bought within so many days'),
  unit: DAYS,
  note: text('默认 730：两年，也包括沉默的客户', 'Default 730: two years, so that quiet customers are in it'),
  min: 30,
  max: 1095,
  usual: 730,
  whole: true,
});

/** The chance that somebody buys soon: whom to address first. */
export const responseChance: ScoreKind = chanceKind({
  name: 'response-chance',
  label: text('购买概率', 'Chance of buying'),
  note: text(
    '买过的客户在今后一段时间内再买一次的概率，从过去学得。不论有没有联系过他们：说的是谁会买，不是谁因为一条消息才买，后者要用对照组来量',
    'The chance that somebody who has bought buys again in the days to come, learned from the past, whether they were addressed or not: it says who will buy, not who buys because of a message, which a hold-out measures',
  ),
  foretells: 'purchase',
  outcome: (days) => text(`${days} 天内购买`, `buys within ${days} days`),
  advice: [
    text('最可能购买：新品与活动先告诉他们', 'The likeliest to buy: tell them first what is new'),
    text('可能性高：列入活动名单', 'Likely: on the list of the campaign'),
    text('可能性中等：有合适的理由再联系', 'Middling: get in touch where there is a good reason'),
    text('可能性低：省下这次触达', 'Unlikely: spare them and the message'),
  ],
  horizon: RESPONSE_HORIZON,
  window: RESPONSE_WINDOW,
});
