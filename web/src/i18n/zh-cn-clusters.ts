/** The words of clusters and of drafting a rule from a sentence, in Chinese. */
export const zhCNClusters = {
  clusterings: {
    tab: '聚类',
    title: '客户聚类',
    start: '新的聚类',
    name: '名称',
    usualName: '聚类 {{date}}',
    nameMissing: '请写名称',
    none: '还没有聚类',
    noneBody:
      '按购买方式（多久没买、买几次、花多少、买多广）把客户自动分成几类，每类都可以存成客群。至少要有 20 位买家。',
    log: '运行记录',
    state: '状态',
    states: { queued: '排队中', running: '计算中', done: '完成', failed: '没有完成' },
    tooFew: '买家不足 20 位或都一样，分不出类',
    asOf: '截至',
    bounds: '类数范围',
    k: '类数',
    silhouette: '轮廓系数',
    sampled: '学自人数',
    by: '谁做的',
    at: '时间',
    found_other: '{{count}} 类',
    foundTitle: '{{name}}（截至 {{date}}）',
    formula:
      '四个数（距上次购买天数、购买次数、净消费、买过的商品数）取对数并标准化后做 k 均值；类数在范围内取轮廓系数最大的。轮廓系数从 −1 到 1，越大分得越清。人数是全部买家里离该类中心最近的。',
    source: '订单（退款已减去，主币种）；从至多 5,000 位买家学出中心，同样的数据结果相同',
    medians: {
      recency_other: '中位：{{count, number}} 天前买过',
      purchases_other: '{{count, number}} 次购买',
      net: '净消费 {{amount}}',
      breadth_other: '{{count, number}} 种商品',
    },
    difference: '{{label}} {{value}}：是全部买家的 {{lift}} 倍',
  },
  drafting: {
    label: '用一句话描述这群客户',
    hint: '例如：二线城市、18 到 35 岁、近 90 天没买的女客户',
    draft: '起草',
    unread: '没有读进去：{{parts}}',
    done: '草稿已放进下面的规则，请核对后保存。',
  },
} as const;
