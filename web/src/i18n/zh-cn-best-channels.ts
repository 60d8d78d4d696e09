/** The words of the best channel of each segment. */
export const zhCNBestChannels = {
  bestChannels: {
    title: '各客群的最佳渠道',
    lead: '每个客群的成员在哪个销售渠道购买得最多。“最佳”只在差异几乎不可能出于偶然时标出：比较只在其中一个渠道买过的人（99% 把握）。',
    everybody: '全部客户',
    nothing: '这段时间没有成员购买。',
    best: '最佳渠道：{{channel}}',
    unclear: '各渠道的差异可能出于偶然，不标最佳。',
    mark: '最佳',
    share: '购买成员占比',
    interval: '区间（99%）',
    buyers: '购买客户数',
    orders: '购买订单数',
    revenue: '销售额',
    emptyTitle: '这段时间没有归属渠道的购买',
    emptyBody: '换一个时间范围，或在店铺设置里把来源归到渠道。',
  },
};
