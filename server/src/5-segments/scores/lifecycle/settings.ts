import type { SettingDefinition } from '#kernel/module.ts';
import { DAYS, figure, PERCENT, TIMES } from '../figures.ts';
import { text } from '../kind.ts';
import type { LifecycleLimits } from './stages.ts';

const PURCHASES = text('次', 'purchases');

/** The figures of the lifecycle that people may change, by what they decide. */
export const LIFECYCLE_FIGURES: Readonly<Record<keyof LifecycleLimits, SettingDefinition>> = {
  newDays: figure({
    key: 'lifecycle_new_days',
    label: text('首次购买后多少天内算新客户', 'Days after the first purchase in which a customer is new'),
    unit: DAYS,
    note: text(
      '默认 90：一季之内，第二次购买是最要紧的事',
      'Default 90: a season, in which the second purchase is what matters',
    ),
    min: 1,
    max: 3650,
    usual: 90,
    whole: true,
  }),
  quietAfterDays: figure({
    key: 'lifecycle_quiet_days',
    label: text(
      '只在一天买过的客户，多久没有再来算衰退',
      'Days after which a customer who bought on one day only declines',
    ),
    unit: DAYS,
    note: text(
      '默认 90：消费品通常按季上新，一季没有回来就值得问候；买过两天以上的客户按自己的通常间隔算',
      'Default 90: consumer goods change with the season, and who skipped one is worth a word; those who bought on two days have an interval of their own',
    ),
    min: 1,
    max: 3650,
    usual: 90,
    whole: true,
  }),
  silenceTimes: figure({
    key: 'lifecycle_silence_times',
    label: text(
      '沉默达到通常间隔的多少倍算衰退',
      'Usual intervals without a purchase from which on a customer declines',
    ),
    unit: TIMES,
    note: text(
      '默认 2：等于错过了一次购买；通常间隔是本人各购买日间隔的平均',
      'Default 2: one purchase was missed; the usual interval is the mean of their own',
    ),
    min: 1,
    max: 50,
    usual: 2,
  }),
  silenceFloorDays: figure({
    key: 'lifecycle_silence_floor_days',
    label: text('沉默至少多少天才算衰退', 'Days of silence below which nobody declines'),
    unit: DAYS,
    note: text(
      '默认 30：连着几天购买的人，不因停一周就算衰退',
      'Default 30: who bought on days in a row does not decline by pausing for a week',
    ),
    min: 1,
    max: 3650,
    usual: 30,
    whole: true,
  }),
  trendDays: figure({
    key: 'lifecycle_trend_days',
    label: text('与自己的过去比较多少天', 'Days that are held against as many before'),
    unit: DAYS,
    note: text(
      '默认 90：近一季与前一季比，成为客户满两倍天数后才比较',
      'Default 90: a season against the one before, once somebody has been a customer for both',
    ),
    min: 7,
    max: 1825,
    usual: 90,
    whole: true,
  }),
  trendPercent: figure({
    key: 'lifecycle_trend_percent',
    label: text('购买次数或消费变化多少算成长或衰退', 'Change of purchases or spending that is growth or decline'),
    unit: PERCENT,
    note: text(
      '默认 40：三次变两次只是偶然；次数与消费方向相反时算成熟',
      'Default 40: two instead of three may be chance; where the two go opposite ways the customer is mature',
    ),
    min: 1,
    max: 100,
    usual: 40,
    whole: true,
  }),
  trendPurchases: figure({
    key: 'lifecycle_trend_purchases',
    label: text('两段合计至少多少次购买才比较', 'Purchases in both spans below which they are not compared'),
    unit: PURCHASES,
    note: text('默认 4：两三次之间的差别说明不了什么', 'Default 4: two against one says nothing'),
    min: 1,
    max: 1000,
    usual: 4,
    whole: true,
  }),
  lostAfterDays: figure({
    key: 'lifecycle_lost_days',
    label: text('多久没有购买算流失', 'Days without a purchase after which a customer is lost'),
    unit: DAYS,
    note: text(
      '默认 365：一整年，各季节与大促都错过了；之后再购买算挽回',
      'Default 365: a whole year with every season and sale missed; who buys after that is won back',
    ),
    min: 2,
    max: 36_500,
    usual: 365,
    whole: true,
  }),
  wonBackDays: figure({
    key: 'lifecycle_won_back_days',
    label: text(
      '流失后再购买，多少天内算挽回',
      'Days after the first purchase since being lost in which a customer is won back',
    ),
    unit: DAYS,
    note: text(
      '默认 90：与新客户相同，之后按购买情况归入其他阶段',
      'Default 90, as with new customers; after that the stage follows from what is bought',
    ),
    min: 1,
    max: 3650,
    usual: 90,
    whole: true,
  }),
};

/** All of them, in the order of a life. */
export const LIFECYCLE_SETTINGS: readonly SettingDefinition[] = Object.values(LIFECYCLE_FIGURES);

/** The limits from the values of the settings, by key. */
export function limitsOf(values: Readonly<Record<string, unknown>>): LifecycleLimits {
  const value = (name: keyof LifecycleLimits): number => {
    const { key, schema } = LIFECYCLE_FIGURES[name];
    return Number(schema.parse(values[key]));
  };
  return {
    newDays: value('newDays'),
    wonBackDays: value('wonBackDays'),
    silenceTimes: value('silenceTimes'),
    silenceFloorDays: value('silenceFloorDays'),
    quietAfterDays: value('quietAfterDays'),
    lostAfterDays: value('lostAfterDays'),
    trendDays: value('trendDays'),
    trendPercent: value('trendPercent'),
    trendPurchases: value('trendPurchases'),
  };
}
