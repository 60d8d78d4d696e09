import { figure, read, TIMES } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { PEOPLE, peopleParams } from '../people-sql.ts';

export const HIGH_FROM = figure({
  key: 'score_churn_high',
  label: text('流失风险：超过通常间隔多少倍为高', 'Churn risk: high from so many usual intervals on'),
  unit: TIMES,
  note: text(
    '默认 2：沉默已是通常间隔的两倍，等于错过了一次购买',
    'Default 2: silent for twice the usual interval, which is one purchase missed',
  ),
  min: 1,
  max: 100,
  usual: 2,
});

/**
 * How long somebody is overdue against the interval that is usual for them; one that is not learned. Who bought twice or
 * less has no interval of their own worth the name: theirs is drawn towards that of all.
 */
export const churnRisk: ScoreKind = {
  name: 'churn-risk',
  version: 1,
  label: text('流失风险', 'Churn risk'),
  note: text(
    '距上次购买的天数 ÷ 通常间隔。通常间隔是本人各次间隔与全体间隔中位数的加权（全体算一次），只买过一次的人用全体的中位数',
    'Days since the last purchase ÷ the usual interval: the mean of the own intervals with the median of all counted as one more; who bought once has the median of all',
  ),
  unit: 'ratio',
  inputs: [
    { key: 'since', label: text('距上次购买', 'Days since the last purchase'), unit: 'days' },
    { key: 'usual', label: text('通常间隔', 'Usual interval'), unit: 'days' },
    { key: 'own', label: text('本人的平均间隔', 'Own mean interval'), unit: 'days' },
    { key: 'intervals', label: text('本人的间隔数', 'Own intervals'), unit: 'count' },
  ],
  bands: [
    {
      key: 'high',
      label: text('高风险', 'High risk'),
      note: text('远超通常间隔：现在就联系', 'Far beyond the usual interval: get in touch now'),
    },
    {
      key: 'due',
      label: text('该来了', 'Due'),
      note: text('过了通常间隔：提醒', 'Past the usual interval: a reminder'),
    },
    { key: 'low', label: text('低风险', 'Low risk'), note: text('还在通常间隔之内', 'Within the usual interval') },
  ],
  settings: [HIGH_FROM],
  computing: {
    by: 'sql',
    sql: (asking) => ({
      sql: `SELECT customer_id, since / usual AS value, multiIf(value >= {high:Float64}, 'high', value > 1, 'due', 'low') AS band,
          [since, usual, own, toFloat64(intervals)] AS inputs
        FROM (SELECT customer_id, toFloat64(dateDiff('day', days[1], {asOf:Date32})) AS since, length(days) - 1 AS intervals,
            toFloat64(dateDiff('day', days[-1], days[1])) AS span,
            if(intervals = 0, nan, span / intervals) AS own,
            greatest(1, (span + all_usual) / (intervals + 1)) AS usual
          FROM ${PEOPLE} AS people
          CROSS JOIN (SELECT if(count() = 0, 90, quantileExactInclusive(0.5)(gap)) AS all_usual
            FROM (SELECT dateDiff('day', days[-1], days[1]) / (length(days) - 1) AS gap FROM ${PEOPLE} WHERE length(days) > 1)) AS everybody
          WHERE notEmpty(days))`,
      params: { ...peopleParams(asking), high: read(asking.settings, HIGH_FROM) },
    }),
  },
};
