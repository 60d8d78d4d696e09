import { type ScoreKind, text } from '../kind.ts';
import { PEOPLE, peopleParams } from '../people-sql.ts';

/** Who bought again: the share of the band is the repeat rate (重复购买率). */
export const repeat: ScoreKind = {
  name: 'repeat',
  version: 1,
  label: text('重复购买', 'Repeat purchases'),
  note: text(
    '一天算一次购买；“买过两次以上”在全部买家中的占比就是重复购买率',
    'One purchase a day; the share of “bought again” among all buyers is the repeat rate',
  ),
  unit: 'count',
  inputs: [
    { key: 'purchases', label: text('有购买的天数', 'Days with a purchase'), unit: 'count' },
    { key: 'tenure', label: text('距首次购买', 'Days since the first purchase'), unit: 'days' },
  ],
  bands: [
    {
      key: 'repeat',
      label: text('买过两次以上', 'Bought again'),
      note: text('回来过：推荐搭配与新品', 'Came back: suggest what goes with it'),
    },
    {
      key: 'once',
      label: text('只买过一次', 'Bought once'),
      note: text(
        '第二单最难：首单后一个月内给个理由',
        'The second order is the hard one: give a reason within a month',
      ),
    },
  ],
  settings: [],
  computing: {
    by: 'sql',
    sql: (asking) => ({
      sql: `SELECT customer_id, toFloat64(length(days)) AS value, if(length(days) > 1, 'repeat', 'once') AS band,
          [value, toFloat64(dateDiff('day', days[-1], {asOf:Date32}))] AS inputs FROM ${PEOPLE} WHERE notEmpty(days)`,
      params: peopleParams(asking),
    }),
  },
};
