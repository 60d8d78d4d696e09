import type { ConditionNode, Rule } from '#kernel/pure/rules/tree.ts';
import type { Text } from '#kernel/pure/text.ts';

/** Something that follows from what a customer did, said of them as long as its rule holds. */
export interface DerivedTag {
  readonly key: string;
  readonly label: Text;
  readonly conditions: readonly ConditionNode[];
}

const YEAR = { lastDays: 365 };
const QUARTER = { lastDays: 90 };
const MONTH = { lastDays: 30 };

const tag = (key: string, zh: string, en: string, conditions: readonly ConditionNode[]): DerivedTag => ({
  key,
  label: { 'zh-CN': zh, en },
  conditions,
});

/**
 * The tags of a portrait. Each is a rule over the conditions that segments use, so that it explains itself and the
 * people behind it are a segment of the same words.
 */
export const DERIVED_TAGS: readonly DerivedTag[] = [
  tag('newcomer', '新客', 'New customer', [{ is: 'orders.first', window: MONTH }]),
  tag('regular', '常客', 'Regular', [{ is: 'orders.count', count: { min: 5 }, window: YEAR }]),
  tag('big_spender', '高消费', 'Big spender', [{ is: 'orders.sum', amount: { min: 500_000 }, window: YEAR }]),
  tag('high_basket', '客单价高', 'Large orders', [
    { is: 'orders.count', count: { min: 2 }, window: YEAR },
    { is: 'orders.average', amount: { min: 100_000 }, window: YEAR },
  ]),
  tag('cooling', '渐冷', 'Cooling off', [
    { is: 'orders.count', count: { min: 2 } },
    { is: 'orders.days_since', days: { min: 90, max: 179 } },
  ]),
  tag('asleep', '沉睡', 'Asleep', [{ is: 'orders.days_since', days: { min: 180 } }]),
  tag('returner', '常退货', 'Returns often', [
    { is: 'orders.count', count: { min: 3 }, window: YEAR },
    { is: 'orders.returned_share', percent: { min: 30 }, window: YEAR },
  ]),
  tag('browser', '爱逛', 'Browses a lot', [
    { is: 'behaviour.count', kinds: ['product_view'], count: { min: 20 }, window: QUARTER },
  ]),
  tag('window_shopper', '只看不买', 'Looks without buying', [
    { is: 'behaviour.count', kinds: ['product_view'], count: { min: 10 }, window: QUARTER },
    { is: 'orders.count', count: { max: 0 }, window: QUARTER },
  ]),
  tag('big_city', '一二线城市', 'Big city', [{ is: 'profile.city_tier', tiers: ['first', 'new_first', 'second'] }]),
  tag('birthday_soon', '近期生日', 'Birthday soon', [{ is: 'profile.birthday', within: 30 }]),
];

/** The tag as a rule, such as segments keep. */
export function ruleOf({ conditions }: DerivedTag): Rule {
  return { v: 1, all: conditions };
}
