import type { OrderFacts } from '#commerce/pure';
import { IS_PURCHASE } from '#commerce/pure';
import { addDays } from '#kernel/pure/dates.ts';
import { EARLIEST_DATE } from '#kernel/pure/rules/bounds.ts';
import type { Asking, SqlAsking } from '#kernel/pure/rules/condition.ts';
import { countOf, greatestOf, type Measure, sumOf } from '#kernel/pure/rules/measures.ts';
import type { Text } from '#kernel/pure/text.ts';
import type { RfmScale } from './cuts.ts';
import { RFM_GROUP_INFO } from './groups.ts';
import { valuesOf } from './purchases.ts';
import { type RfmScores, scoreCustomer } from './score.ts';
import type { RfmRefunds, RfmValues } from './values.ts';

/** What customers are measured with: the newest scale there is, of the main currency. */
export interface RfmMeasure {
  readonly windowDays: number | null;
  readonly refunds: RfmRefunds;
  readonly scale: RfmScale;
}

/** The lookup that answers with an RfmMeasure, or with nothing while nobody has been measured; its key is empty. */
export const RFM_MEASURE = 'segments.rfm_measure';
export const RFM_LOOKUPS = [{ name: RFM_MEASURE, key: '' }] as const;
export const RFM_CONDITION_GROUP: Text = { 'zh-CN': '评分', en: 'Scores' };

export function measureIn({ found }: Asking): RfmMeasure | null {
  // As the lookup of this module answers.
  return (found(RFM_MEASURE, '') as RfmMeasure | undefined) ?? null;
}

/** Values and scores of one customer on the day; null who never bought, or while there is no scale. */
export function rfmOf(
  facts: OrderFacts,
  asking: Asking,
): { readonly values: RfmValues; readonly scores: RfmScores } | null {
  const measure = measureIn(asking);
  if (measure === null) {
    return null;
  }
  const { windowDays, refunds, scale } = measure;
  const orders = facts.map((order) => ({ ...order, customerId: 'one' }));
  const parameters = { asOf: asking.date, currency: asking.currency, windowDays, refunds, groupCut: 'mean' } as const;
  const values = valuesOf(orders, parameters).get('one');
  return values === undefined ? null : { values, scores: scoreCustomer(values, scale) };
}

/** Expressions over orders that give the same. */
export function rfmColumns(
  measure: RfmMeasure,
  asking: SqlAsking,
): { readonly columns: Readonly<Record<string, Measure>> } {
  const { windowDays, refunds } = measure;
  const until = `currency = ${asking.param(asking.currency, 'String')} AND business_date <= ${asking.param(asking.date, 'Date32')}`;
  const start = windowDays === null ? EARLIEST_DATE : addDays(asking.date, 1 - windowDays);
  const from = start < EARLIEST_DATE ? EARLIEST_DATE : start;
  const within = `${until} AND business_date >= ${asking.param(from, 'Date32')}`;
  const bought = `${IS_PURCHASE} AND ${until}`;
  return {
    columns: {
      ever: countOf(bought),
      last: greatestOf('business_date', bought, { otherwise: `toDate32('1900-01-01')` }),
      bought: countOf(`${IS_PURCHASE} AND ${within}`),
      // Refunds stand among the orders.
      spent:
        refunds === 'subtract' ? sumOf('worth_minor', within) : sumOf('sales_minor', `${IS_PURCHASE} AND ${within}`),
    },
  };
}

/** The scores as expressions over those columns. */
export function rfmScoresSql(
  columns: Readonly<Record<string, string>>,
  { cuts, groupCuts }: RfmScale,
  asking: SqlAsking,
): Readonly<Record<'bought' | 'r' | 'f' | 'm' | 'group', string>> {
  const { ever = '', last = '', bought = '', spent = '' } = columns;
  const recency = `dateDiff('day', ${last}, ${asking.param(asking.date, 'Date32')})`;
  const above = (value: string, limits: readonly number[]): string =>
    `(1 + ${limits.map((cut) => `(${value} > ${asking.param(cut, 'Int64')})`).join(' + ')})`;
  const high = (value: string, cut: number, sign: '<=' | '>='): string =>
    `${value} ${sign} ${asking.param(cut, 'Float64')}`;
  return {
    bought: `${ever} > 0`,
    r: `(6 - ${above(recency, cuts.recencyDays)})`,
    f: `if(${bought} = 0, 1, ${above(bought, cuts.frequency)})`,
    m: `if(${bought} = 0, 1, ${above(`if(${bought} = 0, 0, ${spent})`, cuts.monetary)})`,
    group: `(if(${bought} > 0 AND ${high(spent, groupCuts.monetary, '>=')}, 0, 4) + if(${bought} > 0 AND ${high(
      bought,
      groupCuts.frequency,
      '>=',
    )}, 0, 2) + if(${high(recency, groupCuts.recencyDays, '<=')}, 0, 1))`,
  };
}

/** What was found, in words. */
export function rfmText(facts: OrderFacts, asking: Asking): Text {
  const found = rfmOf(facts, asking);
  if (found === null) {
    return { 'zh-CN': '没有评分', en: 'no scores' };
  }
  const { r, f, m, group } = found.scores;
  const { label } = RFM_GROUP_INFO[group];
  return { 'zh-CN': `R${r} F${f} M${m}，${label['zh-CN']}`, en: `R${r} F${f} M${m}, ${label.en}` };
}
