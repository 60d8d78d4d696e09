import { figure, PERCENT, read } from '../figures.ts';
import { type ScoreAsking, type ScoreKind, type ScoreSql, text } from '../kind.ts';
import { PEOPLE, peopleParams } from '../people-sql.ts';
import { PROFIT_SETTINGS, profitSql } from '../profit/profit.ts';

export const A_LIMIT = figure({
  key: 'score_abc_a_percent',
  label: text('ABC 分类：A 类占总额', 'ABC: what class A brings of all'),
  unit: PERCENT,
  note: text(
    '默认 80：从贡献最大的客户数起，合计到总额的 80% 为止是 A 类（二八法则）',
    'Default 80: from the customers who bring most on, those who together bring 80 % of all (the 80/20 rule)',
  ),
  min: 1,
  max: 99,
  usual: 80,
});

export const B_LIMIT = figure({
  key: 'score_abc_b_percent',
  label: text('ABC 分类：A、B 两类占总额', 'ABC: what classes A and B bring of all'),
  unit: PERCENT,
  note: text(
    '默认 95：其后合计到 95% 为止是 B 类，其余是 C 类；低于 A 类的界线时没有 B 类',
    'Default 95: those after A until 95 % of all are B, the rest C; below the limit of A there is no B',
  ),
  min: 1,
  max: 100,
  usual: 95,
});

interface Scheme {
  readonly name: string;
  readonly label: ReturnType<typeof text>;
  readonly what: ReturnType<typeof text>;
  readonly unit: ScoreKind['unit'];
  readonly settings: ScoreKind['settings'];
  /** Rows of customer_id and worth. */
  readonly worth: (asking: ScoreAsking) => ScoreSql;
}

/** Customers ranked by what they bring and cut where its sum reaches a share of all (ABC分类法). */
function abc({ name, label, what, unit, settings, worth }: Scheme): ScoreKind {
  return {
    name,
    version: 1,
    label,
    note: text(
      `按${what['zh-CN']}从高到低排名并累加，累计占比在 A 界线之前的是 A 类，B 界线之前的是 B 类，其余 C 类`,
      `Ranked by ${what.en}, summed from the top: A until the sum before a customer reaches the limit of A, then B, then C`,
    ),
    unit,
    inputs: [
      { key: 'rank', label: text('名次', 'Rank'), unit: 'count' },
      { key: 'cumulated', label: text('到此为止的累计占比', 'Cumulated share'), unit: 'share' },
    ],
    bands: [
      {
        key: 'a',
        label: text('A 类', 'Class A'),
        note: text('撑起生意的少数：专人维护，优先服务', 'The few who carry the business: look after them first'),
      },
      { key: 'b', label: text('B 类', 'Class B'), note: text('有潜力升为 A 类：培养', 'May rise to A: develop them') },
      {
        key: 'c',
        label: text('C 类', 'Class C'),
        note: text('人多而贡献少：自助与自动化', 'Many, each bringing little: self-service and automation'),
      },
    ],
    settings: [...settings, A_LIMIT, B_LIMIT],
    computing: {
      by: 'sql',
      sql: (asking) => {
        const { sql, params } = worth(asking);
        return {
          sql: `SELECT customer_id, worth AS value,
              multiIf(worth <= 0, 'c', upto - greatest(worth, 0) < {aLimit:Float64} * total - 0.5, 'a', upto - greatest(worth, 0) < {bLimit:Float64} * total - 0.5, 'b', 'c') AS band,
              [toFloat64(place), if(total = 0, 0, upto / total)] AS inputs
            FROM (SELECT customer_id, worth, row_number() OVER ranked AS place,
                sum(greatest(worth, 0)) OVER (ORDER BY worth DESC, customer_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto,
                sum(greatest(worth, 0)) OVER () AS total
              FROM (${sql}) WINDOW ranked AS (ORDER BY worth DESC, customer_id))`,
          params: {
            ...params,
            aLimit: read(asking.settings, A_LIMIT) / 100,
            bLimit: read(asking.settings, B_LIMIT) / 100,
          },
        };
      },
    },
  };
}

/** Two schemes beside each other. */
export const abcRevenue = abc({
  name: 'abc-revenue',
  label: text('ABC 分类（净收入）', 'ABC by net revenue'),
  what: text('净收入（减去退款）', 'net revenue (refunds taken off)'),
  unit: 'money',
  settings: [],
  worth: (asking) => ({
    sql: `SELECT customer_id, net AS worth FROM ${PEOPLE} WHERE notEmpty(bought)`,
    params: peopleParams(asking),
  }),
});

export const abcProfit = abc({
  name: 'abc-profit',
  label: text('ABC 分类（利润）', 'ABC by profit'),
  what: text('利润', 'profit'),
  unit: 'money',
  settings: PROFIT_SETTINGS,
  worth: (asking) => {
    const { sql, params } = profitSql(asking);
    return { sql: `SELECT customer_id, profit AS worth FROM ${sql}`, params };
  },
});
