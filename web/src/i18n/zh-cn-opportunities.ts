/** The words of market opportunities. */
export const zhCNOpportunities = {
  opportunities: {
    page: '市场机会',
    lead: '哪些客群想要、而我们供给不足的品类',
    lists: {
      opportunity: '有需求、供给不足',
      unknown: '有需求、供给未知',
      served: '供给与需求相当',
      few: '人数太少，不下结论',
    },
    everybody: '全部客户',
    segment: '客群',
    allSegments: '全部客群',
    people_other: '{{count, number}} 人有需求，{{unmet}} 人没有买到',
    viewers_other: '浏览 {{count, number}}',
    carts_other: '加购 {{count, number}}',
    stated_other: '写明偏好 {{count, number}}',
    buyers_other: '购买 {{count, number}}',
    supplied_other: '可买规格 {{count, number}}',
    demand: '需求占比',
    supply: '供给占比',
    gap: '缺口',
    points: '{{points}} 个百分点',
    keep_other: '存为客群（{{count, number}} 人）',
    segmentName: '{{segment}}想要{{category}}',
    fromStock_other: '供给按在售且有货的 {{count, number}} 个规格计算',
    fromRange_other:
      '商品没有库存数据，供给按在售的 {{count, number}} 个规格计算，无法判断是否缺货；导入库存后会按有货计算',
    noSupply: '没有在售的商品，无法与供给比较；商品上架后再看',
    noDemand: '这段时间没有可识别客户的浏览、加购、购买或偏好品类，无法判断需求',
    none_other:
      '没有达到界线的机会：至少 {{count, number}} 人没有买到、需求占比高出供给 {{gap}} 个百分点（可在设置里调整）',
    isCut_other: '只显示前 {{count, number}} 行，导出可得全部',
  },
} as const;
