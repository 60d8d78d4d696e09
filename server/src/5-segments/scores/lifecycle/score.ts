import { type ScoreKind, text } from '../kind.ts';
import { PEOPLE, peopleParams } from '../people-sql.ts';
import { LOST_DAYS, limitsOf, QUIET_DAYS } from './settings.ts';
import { LIFECYCLE_STAGES, type LifecycleStage, STAGE_LABELS, stageSql } from './stages.ts';

const NOTES: Readonly<Record<LifecycleStage, ReturnType<typeof text>>> = {
  prospect: text('还没有买过：促成首单', 'Has not bought yet: win the first order'),
  new: text('刚买第一次：让第二次容易', 'Bought for the first time: make the second easy'),
  active: text('常来：保持并加深', 'Comes often: keep and deepen'),
  quiet: text('安静下来：问候，看看为什么', 'Has gone quiet: a word, and why'),
  lost: text('很久没有来：挽回或放下', 'Has not come for long: win back or let go'),
  returned: text('回来了：留住', 'Has come back: hold on to them'),
};

/** The lifecycle stage of everybody, as the condition of the same name has it. */
export const lifecycle: ScoreKind = {
  name: 'lifecycle',
  version: 1,
  label: text('生命周期阶段', 'Lifecycle stage'),
  note: text(
    '按购买次数、距上次购买的天数和前一次间隔，由转移表得出',
    'From the number of purchases, the days since the last one and the gap before it, by the table of transitions',
  ),
  unit: 'days',
  inputs: [
    { key: 'purchases', label: text('购买次数', 'Purchases'), unit: 'count' },
    { key: 'since', label: text('距上次购买', 'Days since the last purchase'), unit: 'days' },
  ],
  bands: LIFECYCLE_STAGES.map((key) => ({ key, label: STAGE_LABELS[key], note: NOTES[key] })),
  settings: [QUIET_DAYS, LOST_DAYS],
  computing: {
    by: 'sql',
    sql: (asking) => {
      const { quietAfterDays, lostAfterDays } = limitsOf(
        asking.settings[QUIET_DAYS.key],
        asking.settings[LOST_DAYS.key],
      );
      const stage = stageSql(
        {
          purchases: 'length(bought)',
          sinceLast: `dateDiff('day', bought[1], {asOf:Date32})`,
          gap: `dateDiff('day', bought[2], bought[1])`,
        },
        { quietAfterDays: '{quiet:Int64}', lostAfterDays: '{lost:Int64}' },
      );
      return {
        sql: `SELECT customer_id, if(empty(bought), 0, toFloat64(dateDiff('day', bought[1], {asOf:Date32}))) AS value, ${stage} AS band,
            [toFloat64(length(bought)), if(empty(bought), nan, value)] AS inputs FROM ${PEOPLE}`,
        params: { ...peopleParams(asking), quiet: quietAfterDays, lost: lostAfterDays },
      };
    },
  },
};
