import { boughtOf } from '#commerce/pure';
import { type ScoreKind, text } from '../kind.ts';
import { LIFECYCLE_SETTINGS, limitsOf } from './settings.ts';
import { boundLimits, stageSql } from './stage-sql.ts';
import { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS } from './stages.ts';

const NOTES: Readonly<Record<LifecycleStage, ReturnType<typeof text>>> = {
  prospect: text('还没有买过：促成首单', 'Has not bought yet: win the first order'),
  new: text('刚买第一次：让第二次容易', 'Bought for the first time: make the second easy'),
  growing: text('比自己的过去买得更勤或更多：推荐新品类', 'Buys more than in their own past: show them more'),
  mature: text('稳定购买：保持并回馈', 'Buys steadily: keep, and give something back'),
  declining: text(
    '比自己的过去少，或沉默太久：问候，看看为什么',
    'Less than in their own past, or silent: a word, and why',
  ),
  lost: text('很久没有来：挽回或放下', 'Has not come for long: win back or let go'),
  won_back: text('流失后回来了：留住', 'Has come back after having been lost: hold on to them'),
};

/** The lifecycle stage of everybody, as the condition of the same name has it. */
export const lifecycle: ScoreKind = {
  name: 'lifecycle',
  version: 2,
  label: text('生命周期阶段', 'Lifecycle stage'),
  note: text(
    '看首次购买、距上次购买的天数与自己的通常间隔，以及近期与自己的过去相比买得更多还是更少',
    'From the first purchase, the days since the last one against their own usual interval, and whether they buy more or less than in their own past',
  ),
  unit: 'days',
  inputs: [
    { key: 'purchases', label: text('购买次数', 'Purchases'), unit: 'count' },
    { key: 'since', label: text('距上次购买', 'Days since the last purchase'), unit: 'days' },
    { key: 'interval', label: text('平均购买间隔', 'Mean days between purchases'), unit: 'days' },
    { key: 'worth', label: text('累计消费', 'Spent so far'), unit: 'money' },
  ],
  bands: LIFECYCLE_STAGES.map((key) => ({ key, label: STAGE_LABELS[key], note: NOTES[key] })),
  settings: LIFECYCLE_SETTINGS,
  computing: {
    by: 'sql',
    sql: ({ settings, asOf, currency }) => {
      const params: Record<string, unknown> = { asOf, currency };
      const limits = boundLimits(limitsOf(settings), (value, type, name) => {
        params[name] = value;
        return `{${name}:${type}}`;
      });
      const { days, currencies, worths } = boughtOf('{asOf:Date32}');
      const stage = stageSql({ days: 'days', currencies: 'currencies', worths: 'worths' }, '{asOf:Date32}', limits);
      return {
        sql: `SELECT customer_id, if(empty(days), 0, toFloat64(dateDiff('day', days[1], {asOf:Date32}))) AS value, ${stage} AS band,
            [toFloat64(length(days)), if(empty(days), nan, value),
              if(length(arrayCompact(days)) < 2, nan, dateDiff('day', days[-1], days[1]) / (length(arrayCompact(days)) - 1)), net] AS inputs
          FROM (SELECT customer_id, ${days} AS days, ${currencies} AS currencies, ${worths} AS worths,
              toFloat64(arraySum((day, money, worth) -> if(money = {currency:String} AND day <= {asOf:Date32}, worth, 0), order_days, order_currencies, order_worths)) AS net
            FROM customers_profiles FINAL)`,
        params,
      };
    },
  },
};
