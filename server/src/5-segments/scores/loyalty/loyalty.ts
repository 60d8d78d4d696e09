import { figure, POINTS, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';
import { peopleParams, peopleWith } from '../people-sql.ts';

const weight = (key: string, zh: string, en: string, usual: number) =>
  figure({
    key: `score_loyalty_${key}`,
    label: text(`忠诚度：${zh}的权重`, `Loyalty: weight of ${en}`),
    unit: POINTS,
    note: text(
      `默认 ${usual}；三个权重按比例折算，全为 0 时三项平均`,
      `Default ${usual}; the three weights count by their proportion, all alike when all are 0`,
    ),
    min: 0,
    max: 100,
    usual,
  });

export const TIME_WEIGHT = weight('time', '时间', 'time', 40);
export const BEHAVIOUR_WEIGHT = weight('behaviour', '行为', 'behaviour', 40);
export const EMOTION_WEIGHT = weight('emotion', '情感', 'emotion', 20);

/** Days looked at, in weeks. */
const WEEKS_SEEN = 26;
const RECENT = `day > {asOf:Date32} - ${WEEKS_SEEN * 7} AND day <= {asOf:Date32}`;
/** Purchases in the time that are full marks: about one a month. */
const FULL_PURCHASES = 6;
/** Signs of interest that are full marks. */
const FULL_SIGNS = 3;

/**
 * Loyalty from 0 to 100 (忠诚度量化): time is the share of weeks in which somebody came, also without buying
 * (不断关注); behaviour is how often they bought; emotion is what they did of their own accord: subscribed, searched,
 * put something into the cart, came by a campaign.
 */
export const loyalty: ScoreKind = {
  name: 'loyalty',
  version: 1,
  label: text('忠诚度', 'Loyalty'),
  note: text(
    '近 26 周：时间＝有来访或购买的周数占比（只看不买也算）；行为＝购买天数，6 天满分；情感＝订阅、搜索、加购、点击活动，3 次满分。按权重相加，0 到 100',
    'Over the last 26 weeks: time is the share of weeks with a visit or purchase (looking counts); behaviour is days with a purchase, 6 are full marks; emotion is subscriptions, searches, carts and campaign clicks, 3 are full marks. Added by weight, 0 to 100',
  ),
  unit: 'points',
  inputs: [
    { key: 'time', label: text('时间', 'Time'), unit: 'points' },
    { key: 'behaviour', label: text('行为', 'Behaviour'), unit: 'points' },
    { key: 'emotion', label: text('情感', 'Emotion'), unit: 'points' },
    { key: 'weeks', label: text('有来访或购买的周数', 'Weeks with a visit or purchase'), unit: 'count' },
    { key: 'purchases', label: text('购买天数', 'Days with a purchase'), unit: 'count' },
    { key: 'signs', label: text('主动行为', 'Signs of interest'), unit: 'count' },
  ],
  bands: [
    { key: 'high', label: text('高忠诚', 'High'), note: text('60 分以上', '60 points or more') },
    { key: 'medium', label: text('中忠诚', 'Medium'), note: text('30 到 60 分', '30 to 60 points') },
    { key: 'low', label: text('低忠诚', 'Low'), note: text('30 分以下', 'Below 30 points') },
    {
      key: 'none',
      label: text('没有往来', 'No contact'),
      note: text('26 周内没有来访、购买与主动行为', 'No visit, purchase or sign of interest in 26 weeks'),
    },
  ],
  settings: [TIME_WEIGHT, BEHAVIOUR_WEIGHT, EMOTION_WEIGHT],
  computing: {
    by: 'sql',
    sql: (asking) => {
      const given = [TIME_WEIGHT, BEHAVIOUR_WEIGHT, EMOTION_WEIGHT].map((each) => read(asking.settings, each));
      const total = given.reduce((sum, each) => sum + each, 0);
      const [time = 0, behaviour = 0, emotion = 0] =
        total === 0 ? [1 / 3, 1 / 3, 1 / 3] : given.map((each) => each / total);
      return {
        sql: `SELECT customer_id, {wTime:Float64} * time + {wBehaviour:Float64} * behaviour + {wEmotion:Float64} * emotion AS value,
            multiIf(value >= 60, 'high', value >= 30, 'medium', value > 0, 'low', 'none') AS band,
            [time, behaviour, emotion, toFloat64(weeks), toFloat64(purchases), toFloat64(signs)] AS inputs
          FROM (SELECT customer_id,
              arrayMap(second -> toDate32(toDateTime(second, {zone:String})), event_seconds) AS event_days,
              arrayFilter(day -> ${RECENT}, days) AS recent,
              arrayFilter(day -> ${RECENT}, event_days) AS seen,
              length(arrayDistinct(arrayMap(day -> intDiv(dateDiff('day', day, {asOf:Date32}), 7), arrayConcat(recent, seen)))) AS weeks,
              length(recent) AS purchases,
              arrayCount((kind, day) -> kind IN ('newsletter_subscribe', 'search', 'cart_add', 'campaign_click') AND ${RECENT}, event_kinds, event_days) AS signs,
              100 * weeks / ${WEEKS_SEEN} AS time,
              100 * least(1, purchases / ${FULL_PURCHASES}) AS behaviour,
              100 * least(1, signs / ${FULL_SIGNS}) AS emotion
            FROM ${peopleWith(['event_kinds', 'event_seconds'])})`,
        params: { ...peopleParams(asking), zone: asking.zone, wTime: time, wBehaviour: behaviour, wEmotion: emotion },
      };
    },
  },
};
