import { type ScoreInput, text } from '../kind.ts';
import { CHURN_FEATURES } from './churn-features.ts';

/** A feature as people read it: what it is called, and its value from the one that is learned by. */
interface FeatureWords extends Omit<ScoreInput, 'key'> {
  readonly shown: (value: number) => number;
}

const same = (value: number): number => value;
/** Amounts and counts are learned by the logarithm of one more. */
const plain = (value: number): number => Math.exp(value) - 1;
const money = (value: number): number => plain(value) * 100;

/** Whoever looks around before buying leaves these. */
export const VISIT_FEATURES = ['visits30', 'visitsShift'] as const;
export const DISCOUNT_FEATURE = 'discount';

type FeatureName = (typeof CHURN_FEATURES)[number] | (typeof VISIT_FEATURES)[number] | typeof DISCOUNT_FEATURE;

const WORDS: Readonly<Record<FeatureName, FeatureWords>> = {
  daysSince: { label: text('距上次购买', 'Days since the last purchase'), unit: 'days', shown: (value) => value - 1 },
  purchaseDays: { label: text('购买天数', 'Days with a purchase'), unit: 'count', shown: plain },
  amount: { label: text('消费额', 'Spent'), unit: 'money', shown: money },
  tenure: {
    label: text('首次购买至今（不早于所看的时间）', 'Days since the first purchase looked at'),
    unit: 'days',
    shown: (value) => value - 1,
  },
  usualInterval: { label: text('通常间隔', 'Usual interval'), unit: 'days', shown: same },
  silence: { label: text('沉默相当于几个通常间隔', 'Silence in usual intervals'), unit: 'ratio', shown: same },
  unsteady: {
    label: text('间隔的参差（标准差 ÷ 间隔）', 'How uneven the intervals are (deviation ÷ interval)'),
    unit: 'ratio',
    shown: same,
  },
  last30: { label: text('近 30 天购买天数', 'Days with a purchase, last 30'), unit: 'count', shown: same },
  last90: { label: text('近 90 天购买天数', 'Days with a purchase, last 90'), unit: 'count', shown: same },
  shift: {
    label: text(
      '近 90 天购买为之前 90 天的几倍（各加一次）',
      'Purchases of 90 days ÷ the 90 before, one added to both',
    ),
    unit: 'ratio',
    shown: Math.exp,
  },
  basketAmount: { label: text('每单金额', 'Spent on an order'), unit: 'money', shown: money },
  basketItems: { label: text('每单件数', 'Pieces in an order'), unit: 'ratio', shown: plain },
  lastBasket: {
    label: text('最近一次的金额为平均的几倍', 'Last purchase ÷ the average one'),
    unit: 'ratio',
    shown: Math.exp,
  },
  discount: { label: text('折扣占标价的比例', 'Share of the list price taken off'), unit: 'share', shown: same },
  visits30: { label: text('近 30 天来访与互动', 'Visits and clicks, last 30 days'), unit: 'count', shown: plain },
  visitsShift: {
    label: text('近 30 天来访为之前 30 天的几倍（各加一次）', 'Visits of 30 days ÷ the 30 before, one added to both'),
    unit: 'ratio',
    shown: Math.exp,
  },
};

/** What chances are learned by, in the order in which reasons name them. */
export const CHANCE_FEATURES: readonly FeatureName[] = [...CHURN_FEATURES, DISCOUNT_FEATURE, ...VISIT_FEATURES];

/** The same as inputs of a score. */
export const CHANCE_INPUTS: readonly ScoreInput[] = CHANCE_FEATURES.map((key) => {
  const { label, unit } = WORDS[key];
  return { key, label, unit };
});

/** The value of a feature as people read it; NaN where it is not known. */
export function shownValue(place: number, value: number | string | null): number {
  const name = CHANCE_FEATURES[place];
  return name === undefined || typeof value !== 'number' ? Number.NaN : WORDS[name].shown(value);
}
