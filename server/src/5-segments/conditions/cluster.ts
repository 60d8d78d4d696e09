import { ORDERS_SOURCE, type OrderFacts } from '#commerce/pure';
import { texts } from '#kernel/pure/rules/args.ts';
import { type Asking, defineCondition } from '#kernel/pure/rules/condition.ts';
import { CLUSTERINGS, clusterKey, clusterOf, clusterSql, placingIn } from '../clusters/condition-facts.ts';

/** The numbers asked about, by the clustering. */
function byClustering(clusters: readonly string[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    [...Map.groupBy(clusters.map(clusterKey.read), ({ clustering }) => clustering)].map(([clustering, all]) => [
      clustering,
      all.map(({ number }) => number),
    ]),
  );
}

function numbersOf(facts: OrderFacts, clusters: readonly string[], asking: Asking): readonly (number | null)[] {
  return [...byClustering(clusters).keys()].map((clustering) => {
    const placing = placingIn(asking, clustering);
    return placing === null ? null : clusterOf(facts, placing, asking);
  });
}

/** Buys on the day asked about as those of a cluster did: is nearer to its centre than to the others. */
export const inCluster = defineCondition({
  is: 'segment.cluster',
  group: { 'zh-CN': '客群', en: 'Segments' },
  label: { 'zh-CN': '所属聚类', en: 'In a cluster' },
  source: ORDERS_SOURCE,
  args: { clusters: texts({ 'zh-CN': '聚类', en: 'Clusters' }, 'segments.clusters') },
  sentence: { 'zh-CN': '属于聚类{clusters}', en: 'is in the cluster {clusters}' },
  lookups: ({ clusters }) => [...byClustering(clusters).keys()].map((key) => ({ name: CLUSTERINGS, key })),
  sql: ({ clusters }, asking) => {
    const asked = [...byClustering(clusters)].flatMap(([clustering, wanted], place) => {
      const placing = placingIn(asking, clustering);
      return placing === null ? [] : [{ ...clusterSql(placing, asking), wanted, prefix: `c${place}_` }];
    });
    return {
      columns: Object.fromEntries(
        asked.flatMap(({ columns, prefix }) =>
          Object.entries(columns).map(([name, column]) => [`${prefix}${name}`, column] as const),
        ),
      ),
      also: (names) =>
        Object.fromEntries(
          asked.map(({ number, prefix }) => {
            const own = Object.entries(names).flatMap(([name, value]) =>
              name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
            );
            return [`${prefix}number`, number(Object.fromEntries(own))] as const;
          }),
        ),
      predicate: (names) => {
        const parts = asked.map(
          ({ wanted, prefix }) =>
            `has(${asking.param(wanted, 'Array(Int64)')}, toInt64(${names[`${prefix}number`] ?? ''}))`,
        );
        return parts.length === 0 ? '0' : `(${parts.join(' OR ')})`;
      },
    };
  },
  evaluate: (facts: OrderFacts, { clusters }, asking) =>
    [...byClustering(clusters)].some(([clustering, wanted]) => {
      const placing = placingIn(asking, clustering);
      const number = placing === null ? null : clusterOf(facts, placing, asking);
      return number !== null && wanted.includes(number);
    }),
  explain: (facts, { clusters }, asking) => {
    const numbers = numbersOf(facts, clusters, asking).filter((number) => number !== null);
    return numbers.length === 0
      ? { 'zh-CN': '没有购买', en: 'no purchase' }
      : { 'zh-CN': `第 ${numbers.join('、')} 类`, en: `cluster ${numbers.join(', ')}` };
  },
});
