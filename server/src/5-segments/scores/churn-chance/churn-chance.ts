import { DAYS, figure } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { chanceKind } from '../learned/chance-kind.ts';

export const CHURN_HORIZON = figure({
  key: 'score_churn_chance_days',
  label: text('流失概率：向前看多少天', 'Chance of falling silent: days looked ahead'),
  unit: DAYS,
  note: text(
    '默认 90：与“沉默”的天数一致。检验要用三倍于此的历史',
    'Default 90, as for a quiet customer. The check in time takes three times as many days of history',
  ),
  min: 7,
  max: 730,
  usual: 90,
  whole: true,
});

export const CHURN_WINDOW = figure({
  key: 'score_churn_chance_window',
  label: text('流失概率：多少天内买过才算在内', 'Chance of falling silent: who bought within so many days'),
  unit: DAYS,
  note: text(
    '默认 365：更早的购买不看，一年没买的已经流失',
    'Default 365: earlier purchases are not looked at, and who bought nothing for a year is gone already',
  ),
  min: 30,
  max: 1095,
  usual: 365,
  whole: true,
});

/** The chance that an active buyer buys nothing for a while; business without contracts, where nobody says goodbye. */
export const churnChance: ScoreKind = chanceKind({
  name: 'churn-chance',
  label: text('流失概率', 'Chance of falling silent'),
  note: text(
    '仍在购买的客户在今后一段时间内一次也不买的概率。从过去学得：以前处在同样情形的客户，后来有没有再买。看购买的时间、间隔、金额、件数、折扣与来访',
    'The chance that somebody who still buys will buy nothing in the days to come, learned from what customers in the same position did before: when, how often, how much and how discounted they bought, and their visits',
  ),
  foretells: 'silence',
  outcome: (days) => text(`${days} 天内不再购买`, `buys nothing within ${days} days`),
  advice: [
    text('最可能不再来：先联系其中价值高的', 'The likeliest to stay away: get in touch, the valuable ones first'),
    text('可能性高：给一个回来的理由', 'Likely: give them a reason to come back'),
    text('可能性中等：照常往来', 'Middling: go on as usual'),
    text('可能性低：不必打扰', 'Unlikely: no need to disturb them'),
  ],
  horizon: CHURN_HORIZON,
  window: CHURN_WINDOW,
});
