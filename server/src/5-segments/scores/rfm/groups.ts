import type { Text } from '#kernel/pure/text.ts';
import { RFM_GROUPS, type RfmGroup } from './schema.ts';

export interface RfmGroupInfo {
  readonly label: Text;
  /** What to do with these customers. */
  readonly action: Text;
}

/** Names and actions of the eight groups. */
export const RFM_GROUP_INFO: Readonly<Record<RfmGroup, RfmGroupInfo>> = {
  important_value: {
    label: { 'zh-CN': '重要价值客户', en: 'Important, valuable' },
    action: {
      'zh-CN': '专人服务，新品优先，少用折扣，多给礼遇',
      en: 'Personal service, first access to new products; privileges rather than discounts',
    },
  },
  important_keep: {
    label: { 'zh-CN': '重要保持客户', en: 'Important, to keep' },
    action: {
      'zh-CN': '主动联系，问清近期未购的原因，用补货提醒和专属优惠请回',
      en: 'Contact them, ask why they have not bought of late; restock reminders and an offer of their own',
    },
  },
  important_develop: {
    label: { 'zh-CN': '重要发展客户', en: 'Important, to develop' },
    action: {
      'zh-CN': '推荐搭配和会员权益，提高购买次数',
      en: 'Recommend what goes together and the benefits of membership, so that they buy more often',
    },
  },
  important_win_back: {
    label: { 'zh-CN': '重要挽留客户', en: 'Important, to win back' },
    action: {
      'zh-CN': '重点回访，给高额回归优惠，查明流失原因',
      en: 'Call them, make a generous offer to return, find out why they left',
    },
  },
  general_value: {
    label: { 'zh-CN': '一般价值客户', en: 'General, valuable' },
    action: {
      'zh-CN': '用满减和组合装提高客单价',
      en: 'Raise the value of a basket with thresholds and bundles',
    },
  },
  general_keep: {
    label: { 'zh-CN': '一般保持客户', en: 'General, to keep' },
    action: {
      'zh-CN': '定期发送小额优惠和到货提醒，维持购买习惯',
      en: 'Small offers and back-in-stock notices at intervals, to keep the habit',
    },
  },
  general_develop: {
    label: { 'zh-CN': '一般发展客户', en: 'General, to develop' },
    action: {
      'zh-CN': '新客引导，第二单优惠，介绍热销商品',
      en: 'Welcome them, offer something on the second order, show what sells best',
    },
  },
  general_win_back: {
    label: { 'zh-CN': '一般挽留客户', en: 'General, to win back' },
    action: {
      'zh-CN': '只用低成本的自动触达，不投入人工',
      en: 'Automatic, low-cost messages only; no personal effort',
    },
  },
};

/** Whether a customer is high in each dimension; recency is high when few days have passed. */
export interface HighOrLow {
  readonly recency: boolean;
  readonly frequency: boolean;
  readonly monetary: boolean;
}

/**
 * Place of a group in RFM_GROUPS: monetary value parts important (0–3) from general (4–7), frequency parts value and
 * keep from develop and win back, recency parts the first of each pair from the second. The scheme is that of
 * Chinese customer-management textbooks; `store.ts` computes the same number.
 */
export function groupIndex(high: HighOrLow): number {
  return (high.monetary ? 0 : 4) + (high.frequency ? 0 : 2) + (high.recency ? 0 : 1);
}

/** The one group a customer is in. */
export function groupOf(high: HighOrLow): RfmGroup {
  return groupAt(groupIndex(high));
}

/** The group at a place. Throws a RangeError outside 0 to 7. */
export function groupAt(index: number): RfmGroup {
  const group = RFM_GROUPS[index];
  if (group === undefined) {
    throw new RangeError(`There is no RFM group ${index}`);
  }
  return group;
}
