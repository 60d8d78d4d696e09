/** The words of clusters and of drafting a rule from a sentence, in English. */
export const enClusters = {
  clusterings: {
    tab: 'Clusters',
    title: 'Clusters of customers',
    start: 'New clustering',
    name: 'Name',
    usualName: 'Clusters {{date}}',
    nameMissing: 'Give it a name',
    none: 'No clusters yet',
    noneBody:
      'Customers are grouped by how they buy: how long ago, how often, how much and how many goods. Each group can be kept as a segment. It takes 20 buyers.',
    log: 'Run log',
    state: 'State',
    states: { queued: 'Queued', running: 'Running', done: 'Done', failed: 'Not done' },
    tooFew: 'Fewer than 20 buyers, or all alike: nothing to group',
    asOf: 'As of',
    bounds: 'Bounds',
    k: 'Clusters',
    silhouette: 'Silhouette',
    sampled: 'Learned from',
    by: 'By',
    at: 'When',
    found_one: '{{count}} cluster',
    found_other: '{{count}} clusters',
    foundTitle: '{{name}} (as of {{date}})',
    formula:
      'k-means over the standardised logarithms of four figures: days since the last purchase, purchases, net spend, different goods. The number of clusters is the one within bounds whose silhouette is largest; it goes from −1 to 1, the larger the clearer. Counted are all buyers who are nearest to the middle of the cluster.',
    source:
      'Orders, refunds taken off, in the main currency; the middles are learned from at most 5,000 buyers, the same data come to the same clusters',
    medians: {
      recency_one: 'Median: bought {{count, number}} day ago',
      recency_other: 'Median: bought {{count, number}} days ago',
      purchases_one: '{{count, number}} purchase',
      purchases_other: '{{count, number}} purchases',
      net: 'net spend {{amount}}',
      breadth_one: '{{count, number}} product',
      breadth_other: '{{count, number}} products',
    },
    difference: '{{label}} {{value}}: {{lift}}× of all buyers',
  },
  drafting: {
    label: 'Describe these customers in a sentence',
    hint: 'Such as: women 18 to 35 in second-tier cities who have not bought for 90 days',
    draft: 'Draft',
    unread: 'Not read: {{parts}}',
    done: 'The draft is in the rule below. Check it, then save.',
  },
} as const;
