import { z } from 'zod';
import { figure, read, WEEKS } from '../figures.ts';
import {
  type LearnedScoring,
  type ModelReport,
  type ScoreAsking,
  type ScoreKind,
  type ScoreValue,
  text,
} from '../kind.ts';
import { peopleWith } from '../people-sql.ts';
import { PROFIT_SETTINGS, profitSql } from '../profit/profit.ts';
import { FEWEST, type Fit, fitModel, PURCHASE_MODELS } from './fit.ts';
import { expectedSpend, fitSpend, type SpendModel } from './gamma-gamma.ts';
import { type CustomerHistory, historyOf } from './histories.ts';
import { compareForecasts } from './holdback.ts';

export const HORIZON = figure({
  key: 'score_clv_weeks',
  label: text('客户终身价值：向前看多少周', 'Lifetime value: weeks looked ahead'),
  unit: WEEKS,
  note: text('默认 52：一整年，各季节都在内', 'Default 52: a whole year with every season'),
  min: 1,
  max: 260,
  usual: 52,
  whole: true,
});

export const HELD_WEEKS = figure({
  key: 'score_clv_held_weeks',
  label: text('客户终身价值：用最近多少周检验', 'Lifetime value: weeks held back to check it'),
  unit: WEEKS,
  note: text(
    '默认 13：一季。用之前的数据预测这几周，再与实际和“照过去的频率”相比',
    'Default 13: a season. They are forecast from what was known before, and held against what came and against the past rate carried forward',
  ),
  min: 1,
  max: 104,
  usual: 13,
  whole: true,
});

const DAYS_A_WEEK = 7;

const rowSchema = z.object({
  /** Days before the one asked about, newest first, and what was spent on each. */
  ago: z.array(z.number()),
  spent: z.array(z.number()),
  profit: z.number(),
  net: z.number(),
});
type Row = z.output<typeof rowSchema>;

/** Day 0 is the day asked about; the past is negative. */
function daysOf({ ago, spent }: Row): ReadonlyMap<number, number> {
  return new Map(ago.map((days, n) => [-days, (spent[n] ?? 0) / 100]));
}

function fitOrNull(histories: readonly CustomerHistory[]): Fit | null {
  const hasEnough = histories.length >= FEWEST && histories.some(({ repeats }) => repeats > 0);
  return hasEnough ? fitModel(PURCHASE_MODELS['bg-nbd'], histories) : null;
}

const pastRate = ({ repeats, age }: CustomerHistory, weeks: number): number =>
  age === 0 ? 0 : (repeats / age) * weeks;

/** What the model said before the weeks held back, beside what came. */
function check(days: readonly ReadonlyMap<number, number>[], heldWeeks: number): ModelReport['quality'] {
  const heldDays = heldWeeks * DAYS_A_WEEK;
  const histories = days.flatMap((each) => historyOf(each, { until: -heldDays, horizonDays: heldDays }) ?? []);
  const fit = fitOrNull(histories);
  const compared =
    fit === null
      ? null
      : compareForecasts(
          histories.map((history) => ({
            expected: fit.model.expected(fit.parameters, history, heldWeeks),
            past: pastRate(history, heldWeeks),
            actual: history.later,
          })),
        );
  return compared === null ? null : { ...compared, deciles: [...compared.deciles], weeks: heldWeeks };
}

interface Learned {
  readonly fit: Fit | null;
  readonly spend: SpendModel | null;
  /** What of the net revenue of all is profit. */
  readonly margin: number;
  readonly usesPastRate: boolean;
  readonly weeks: number;
}

function scoreOf(row: Row, { fit, spend, margin, usesPastRate, weeks }: Learned): ScoreValue {
  const history = historyOf(daysOf(row), { until: 0, horizonDays: 0 });
  if (history === null) {
    throw new Error('A buyer has no purchase');
  }
  const { repeats } = history;
  const orders =
    fit === null || usesPastRate ? pastRate(history, weeks) : fit.model.expected(fit.parameters, history, weeks);
  const mean = repeats > 0 ? history.meanSpend : row.net / 100;
  const modelled = spend === null ? Number.NaN : expectedSpend(spend.parameters, { repeats, mean: history.meanSpend });
  const each = Number.isFinite(modelled) ? modelled : Math.max(0, mean);
  const future = orders * each * 100 * margin;
  const [r = Number.NaN, alpha = Number.NaN] = fit?.parameters ?? [];
  // The usual gap by the rate that the model gives this customer.
  const gap = ((alpha + history.age) / (r + repeats)) * DAYS_A_WEEK;
  const next = gap - (row.ago[0] ?? 0);
  const value = row.profit + future;
  const alive = fit === null || fit.signal === 'no_dropout' ? Number.NaN : fit.model.alive(fit.parameters, history);
  return {
    value,
    band: future <= 0 ? 'none' : future >= Math.max(1, row.profit) ? 'growing' : 'settled',
    inputs: [row.profit, future, orders, each * 100, alive, next],
  };
}

function learn(sample: readonly Readonly<Record<string, unknown>>[], { settings }: ScoreAsking): LearnedScoring {
  const rows = sample.map((row) => rowSchema.parse(row));
  const days = rows.map(daysOf);
  const histories = days.flatMap((each) => historyOf(each, { until: 0, horizonDays: 0 }) ?? []);
  const fit = fitOrNull(histories);
  const spend = fitSpend(histories.map(({ repeats, meanSpend: mean }) => ({ repeats, mean })));
  const net = rows.reduce((sum, row) => sum + Math.max(0, row.net), 0);
  const profit = rows.reduce((sum, row) => sum + row.profit, 0);
  const quality = check(days, read(settings, HELD_WEEKS));
  const learned: Learned = {
    fit,
    spend,
    margin: net === 0 ? 0 : Math.min(1, Math.max(0, profit / net)),
    usesPastRate: quality?.better === 'past_rate',
    weeks: read(settings, HORIZON),
  };
  return {
    report:
      fit === null
        ? null
        : {
            name: fit.model.name,
            parameters: Object.fromEntries(
              fit.model.parameters.map((name, n) => [name, fit.parameters[n] ?? Number.NaN]),
            ),
            signal: fit.signal,
            quality,
          },
    score: (row) => scoreOf(rowSchema.parse(row), learned),
  };
}

/** Customer lifetime value: profit so far and profit expected (历史利润＋未来利润). */
export const clv: ScoreKind = {
  name: 'clv',
  version: 1,
  label: text('客户终身价值', 'Lifetime value'),
  note: text(
    '至今的利润 ＋ 预计次数 × 预计每次金额 × 全体利润率。次数由 BG/NBD 模型得出，金额由 Gamma-Gamma 模型得出；检验中“照过去的频率”更准时就用它。活跃概率不单独用来排流失名单',
    'Profit so far + expected purchases × expected spend × the profit share of all. Purchases by the BG/NBD model, spend by the Gamma-Gamma model; where the past rate did better on the weeks held back, it is used. The probability of still being a customer never ranks churn by itself',
  ),
  unit: 'money',
  inputs: [
    { key: 'history', label: text('至今的利润', 'Profit so far'), unit: 'money' },
    { key: 'future', label: text('预计的利润', 'Expected profit'), unit: 'money' },
    { key: 'orders', label: text('预计购买次数', 'Expected purchases'), unit: 'ratio' },
    { key: 'spend', label: text('预计每次金额', 'Expected spend at a time'), unit: 'money' },
    { key: 'alive', label: text('活跃概率', 'Probability of still buying'), unit: 'share' },
    {
      key: 'next',
      label: text('距下次购买（负数为已过期）', 'Days to the next purchase (negative: overdue)'),
      unit: 'days',
    },
  ],
  bands: [
    {
      key: 'growing',
      label: text('价值在将来', 'Value to come'),
      note: text('预计的利润不少于至今的：投入', 'At least as much is expected as has come: invest'),
    },
    {
      key: 'settled',
      label: text('价值在过去', 'Value so far'),
      note: text('大部分已经实现：保持', 'Most has come already: keep'),
    },
    {
      key: 'none',
      label: text('不再预期', 'Nothing expected'),
      note: text('预计不会再带来利润', 'No more profit is expected'),
    },
  ],
  settings: [HORIZON, HELD_WEEKS, ...PROFIT_SETTINGS],
  computing: {
    by: 'model',
    sql: (asking) => {
      const { sql, params } = profitSql(asking);
      return {
        sql: `SELECT people.customer_id AS customer_id, arrayMap(day -> toInt32(dateDiff('day', day, {asOf:Date32})), days) AS ago,
            arrayMap(one -> toFloat64(arraySum(arrayMap((day, refund, money, sales) -> if(refund = 0 AND money = {currency:String} AND day = one, sales, 0),
              order_days, order_refunds, order_currencies, order_sales))), days) AS spent, profit, profits.net AS net
          FROM ${peopleWith(['order_days', 'order_refunds', 'order_currencies', 'order_sales'])} AS people
          INNER JOIN ${sql} AS profits ON profits.customer_id = people.customer_id
          WHERE notEmpty(days)`,
        params,
      };
    },
    learn,
  },
};
