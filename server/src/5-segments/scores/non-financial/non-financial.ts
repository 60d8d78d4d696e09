import { figure, POINTS, read } from '../figures.ts';
import { type ScoreKind, text } from '../kind.ts';

const weight = (key: string, zh: string, en: string, usual: number) =>
  figure({
    key: `score_non_financial_${key}`,
    label: text(`非财物价值：${zh}`, `Non-financial value: ${en}`),
    unit: POINTS,
    note: text(`默认 ${usual} 分；0 表示不计`, `Default ${usual} points; 0 leaves it out`),
    min: 0,
    max: 100,
    usual,
  });

const REFERRED = weight('referred', '每介绍来一位客户', 'each customer referred', 5);
const REFERRED_BUYER = weight('referred_buyer', '其中每有一位买过，另加', 'more for each of them who bought', 15);
const REVIEW = weight('review', '每条评价', 'each review', 3);
const SHARE = weight('share', '每次分享', 'each time something was shared', 2);
const IDEA = weight('idea', '每条建议', 'each suggestion', 8);
const LINK = weight('link', '每一位认识的客户', 'each customer they know', 1);

/** What senders call the events (`custom`, by name, in lower case). */
export const REVIEW_EVENTS = ['review', 'product_review', 'product_reviewed', 'review_submitted', '评价'] as const;
export const SHARE_EVENTS = ['share', 'shared', 'product_share', 'product_shared', '分享'] as const;
export const IDEA_EVENTS = ['suggestion', 'suggestion_made', 'idea', 'feedback', '建议'] as const;

/** Reviews, shared goods and suggestions of so many days count. */
const DAYS = 365;
/** Of somebody who knows everybody no more count. */
const MOST_LINKS = 20;
const STRONG = 60;
const CLEAR = 20;

const HOLDS = 'since <= {asOf:Date32} AND until >= {asOf:Date32}';
const ofKinds = (kinds: string): string =>
  `arrayDistinct(arrayFilter((other, relation, since, until) -> relation IN (${kinds}) AND ${HOLDS},
    relation_ids, relation_kinds, relation_since, relation_until))`;
const events = (param: string): string =>
  `toFloat64(arrayCount((kind, detail, second) -> kind = 'custom' AND detail IN {${param}:Array(String)}
    AND toDate32(toDateTime(second, {zone:String})) > {asOf:Date32} - ${DAYS}
    AND toDate32(toDateTime(second, {zone:String})) <= {asOf:Date32}, event_kinds, event_details, event_seconds))`;

/**
 * What somebody brings beside money (非财物价值): customers referred and which of them bought, reviews, things shared,
 * suggestions, and how many customers they know.
 */
export const nonFinancial: ScoreKind = {
  name: 'non-financial',
  version: 1,
  label: text('非财物价值', 'Non-financial value'),
  note: text(
    '消费之外的价值，按分相加：介绍来的客户（买过的另加）、近一年的评价、分享与建议（站点以自定义行为上报的）、认识的客户（家人、朋友、同事，至多计 20 位）',
    'What is worth something beside spending, points added up: customers referred (more for those who bought), reviews, shares and suggestions of the last year (custom events of the site such as review, share, suggestion), customers known (family, friends, colleagues; 20 count at most)',
  ),
  unit: 'points',
  inputs: [
    { key: 'referred', label: text('介绍来的客户', 'Customers referred'), unit: 'count' },
    { key: 'buyers', label: text('其中买过的', 'Of them bought'), unit: 'count' },
    { key: 'reviews', label: text('评价', 'Reviews'), unit: 'count' },
    { key: 'shares', label: text('分享', 'Shares'), unit: 'count' },
    { key: 'ideas', label: text('建议', 'Suggestions'), unit: 'count' },
    { key: 'links', label: text('认识的客户', 'Customers they know'), unit: 'count' },
  ],
  bands: [
    {
      key: 'strong',
      label: text('口碑带头人', 'Speaks for us'),
      note: text('60 分以上：请来参与新品与老带新', '60 points or more: invite them to new goods and referrals'),
    },
    {
      key: 'clear',
      label: text('有影响', 'Has influence'),
      note: text('20 到 60 分：感谢并回应', '20 to 60 points: thank and answer them'),
    },
    { key: 'some', label: text('有一些', 'Some'), note: text('20 分以下', 'Below 20 points') },
  ],
  settings: [REFERRED, REFERRED_BUYER, REVIEW, SHARE, IDEA, LINK],
  computing: {
    by: 'sql',
    sql: ({ asOf, zone, settings }) => ({
      sql: `SELECT customer_id,
          {wReferred:Float64} * referred + {wBuyer:Float64} * buyers + {wReview:Float64} * reviews
            + {wShare:Float64} * shares + {wIdea:Float64} * ideas + {wLink:Float64} * least(links, ${MOST_LINKS}) AS value,
          multiIf(value >= ${STRONG}, 'strong', value >= ${CLEAR}, 'clear', 'some') AS band,
          [referred, buyers, reviews, shares, ideas, links] AS inputs
        FROM (SELECT customer_id, toFloat64(length(${ofKinds(`'referred'`)})) AS referred,
            toFloat64(length(${ofKinds(`'family', 'friend', 'colleague'`)})) AS links,
            ${events('reviewNames')} AS reviews, ${events('shareNames')} AS shares, ${events('ideaNames')} AS ideas
          FROM customers_profiles FINAL WHERE notEmpty(relation_ids) OR has(event_kinds, 'custom')) AS own
        LEFT JOIN (SELECT customer_id, toFloat64(count()) AS buyers
          FROM (SELECT customer_id, arrayJoin(${ofKinds(`'referred'`)}) AS other
            FROM customers_profiles FINAL WHERE has(relation_kinds, 'referred'))
          WHERE other IN (SELECT customer_id FROM customers_profiles FINAL
            WHERE arrayExists((day, refund) -> refund = 0 AND day <= {asOf:Date32}, order_days, order_refunds))
          GROUP BY customer_id) AS brought USING (customer_id)
        WHERE value > 0`,
      params: {
        asOf,
        zone,
        reviewNames: REVIEW_EVENTS,
        shareNames: SHARE_EVENTS,
        ideaNames: IDEA_EVENTS,
        wReferred: read(settings, REFERRED),
        wBuyer: read(settings, REFERRED_BUYER),
        wReview: read(settings, REVIEW),
        wShare: read(settings, SHARE),
        wIdea: read(settings, IDEA),
        wLink: read(settings, LINK),
      },
    }),
  },
};
