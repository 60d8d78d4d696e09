import type { Text } from '#kernel/pure/text.ts';
import type { PerDimension, RfmParameters } from './values.ts';

/** How many of all customers one customer is ahead of: more recent than, more often than, worth more than. */
export type Ahead = PerDimension<number>;

export interface ReasonInput {
  readonly parameters: Pick<RfmParameters, 'asOf' | 'windowDays'>;
  readonly recencyDays: number;
  readonly frequency: number;
  /** The monetary value as people read it. */
  readonly amount: Text;
  readonly customers: number;
  readonly ahead: Ahead;
}

/** Why a customer has the scores: each value with its place among all, in both languages. */
export function explainRfm(input: ReasonInput): Text {
  const { parameters, recencyDays, frequency, amount, customers, ahead } = input;
  const percent = (count: number): string => `${customers === 0 ? 0 : Math.floor((count * 100) / customers)}%`;
  const window = parameters.windowDays;
  const zhWindow = window === null ? '至今' : `最近 ${window} 天`;
  const enWindow = window === null ? 'in all' : `in the last ${window} days`;
  const zhBought =
    frequency === 0
      ? `${zhWindow}没有购买`
      : `${zhWindow}购买 ${frequency} 次，多于 ${percent(ahead.frequency)} 的客户；金额 ${amount['zh-CN']}，高于 ${percent(ahead.monetary)} 的客户`;
  const times = frequency === 1 ? 'once' : `${frequency} times`;
  const enBought =
    frequency === 0
      ? `bought nothing ${enWindow}`
      : `bought ${times} ${enWindow}, more often than ${percent(ahead.frequency)} of customers; spent ${amount.en}, more than ${percent(ahead.monetary)}`;
  const zhLast =
    recencyDays === 0 ? `${parameters.asOf} 当天购买过` : `最后一次购买在 ${parameters.asOf} 之前 ${recencyDays} 天`;
  const enLast =
    recencyDays === 0
      ? `Last bought on ${parameters.asOf} itself`
      : `Last bought ${recencyDays} ${recencyDays === 1 ? 'day' : 'days'} before ${parameters.asOf}`;
  return {
    'zh-CN': `${zhLast}，比 ${percent(ahead.recencyDays)} 的客户更近；${zhBought}`,
    en: `${enLast}, more recently than ${percent(ahead.recencyDays)} of customers; ${enBought}`,
  };
}
