import { parseArgs } from 'node:util';
import {
  learnFrom,
  learnSplit,
  recallOf,
  recommenderOf,
} from '../server/src/7-marketing/recommendations/next-basket.ts';
import { plainRecommenders } from '../server/src/7-marketing/recommendations/plain-recommenders.ts';
import { dataSet } from '../server/test/data-sets.ts';
import { nextBasketSplits } from '../server/test/next-basket-splits.ts';

/**
 * `npm run bench -- recommend [--first N]`: recommendations on the next basket of the data set `online_retail`
 * (history to July 2011, first invoice of August) beside plain ways. Chances are learned on June and July.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { first: { type: 'string', default: '10' } } });
  const folder = dataSet('online_retail');
  if (folder === null) {
    throw new Error('The data set online_retail is not there: set ZHIKE_TEST_DATA');
  }
  const { test, learning } = await nextBasketSplits(folder);
  const learnedMs = performance.now();
  const ranking = learnFrom(learning);
  const knowledge = learnSplit(test);
  const seconds = ((performance.now() - learnedMs) / 1000).toFixed(1);
  console.log(`${test.histories.size} customers, ${test.items} items; learned in ${seconds} s`);
  const first = Number(values.first);
  const ways = { zhike: recommenderOf(knowledge, ranking), ...plainRecommenders(test) };
  console.table(
    Object.entries(ways).map(([way, recommender]) => {
      const { all, fresh } = recallOf(test, recommender, first);
      return {
        way,
        [`recall@${first}, all items`]: all.recall.toFixed(4),
        [`recall@${first}, new to the customer`]: fresh.recall.toFixed(4),
        customers: `${all.customers} / ${fresh.customers}`,
      };
    }),
  );
}
