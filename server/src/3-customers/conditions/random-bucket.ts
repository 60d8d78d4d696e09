import { days, range } from '#kernel/pure/rules/args.ts';
import { inRange, rangeSql } from '#kernel/pure/rules/bounds.ts';
import { defineCondition } from '#kernel/pure/rules/condition.ts';
import { BUCKETS, bucketOf, bucketSql } from '../condition-facts/bucket.ts';
import { PROFILE_GROUP, PROFILE_SOURCE, type ProfileFacts } from '../condition-facts/profile.ts';

const MAX_DRAWS = 9999;

/** A share of everybody by chance that stays the same from day to day; another draw is another chance. */
export const randomBucket = defineCondition({
  is: 'profile.random_bucket',
  group: PROFILE_GROUP,
  label: { 'zh-CN': '随机分组', en: 'Random share' },
  source: PROFILE_SOURCE,
  args: {
    buckets: range({ label: { 'zh-CN': '组号（1到100）', en: 'Buckets (1 to 100)' }, min: 1, max: BUCKETS }),
    draw: days({ label: { 'zh-CN': '第几次抽签', en: 'Draw' }, min: 1, max: MAX_DRAWS }),
  },
  sentence: {
    'zh-CN': '随机分成100组的第{buckets}组（抽签{draw}）',
    en: 'in the random buckets {buckets} of 100 (draw {draw})',
  },
  sql: ({ buckets, draw }, asking) => ({
    columns: { bucket: bucketSql('customer_id', asking.param(draw, 'Int64')) },
    predicate: ({ bucket = '' }) => rangeSql(bucket, buckets, { asking }),
  }),
  evaluate: (facts: ProfileFacts, { buckets, draw }) => inRange(bucketOf(facts.customerId, draw), buckets),
  explain: (facts, { draw }) => {
    const bucket = bucketOf(facts.customerId, draw);
    return { 'zh-CN': `第 ${bucket} 组`, en: `bucket ${bucket}` };
  },
});
