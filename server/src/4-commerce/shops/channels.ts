import type { Text } from '#kernel/pure/text.ts';

/** Where a sale is made, coarsely: what reports compare. */
export interface Channel {
  readonly key: string;
  readonly label: Text;
  readonly archived: boolean;
  /** Comes with Zhike; can be renamed or put away, not removed. */
  readonly builtIn: boolean;
}

/** The sales channels that every installation begins with. */
export const DEFAULT_CHANNELS: readonly Channel[] = [
  ['online_shop', '自营网店', 'Own online shop'],
  ['marketplace', '电商平台', 'Marketplace'],
  ['store', '门店', 'Store'],
  ['wechat', '微信', 'WeChat'],
  ['live', '直播', 'Live streaming'],
  ['phone', '电话', 'Phone'],
  ['group', '团购', 'Group purchase'],
  ['dealer', '经销商', 'Dealer'],
  ['campus', '校园代理', 'Campus agents'],
  ['other', '其他', 'Other'],
].map(([key = '', zh = '', en = '']) => ({ key, label: { 'zh-CN': zh, en }, archived: false, builtIn: true }));

/** The defaults with what somebody changed, and then what was added, in its order. */
export function mergeChannels(
  stored: readonly { readonly key: string; readonly label: Text; readonly archived: boolean }[],
): readonly Channel[] {
  const byKey = new Map(stored.map((channel) => [channel.key, channel]));
  const isDefault = new Set(DEFAULT_CHANNELS.map(({ key }) => key));
  return [
    ...DEFAULT_CHANNELS.map((channel) => ({ ...channel, ...byKey.get(channel.key) })),
    ...stored.filter(({ key }) => !isDefault.has(key)).map((channel) => ({ ...channel, builtIn: false })),
  ];
}
