import type { Customers } from '#customers';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { allCategories } from '../catalog/categories/store.ts';
import { pathOf, type TreeNode } from '../catalog/categories/tree.ts';
import type { Order } from '../orders/schema.ts';
import { ordersByIds } from '../orders/store.ts';
import { mergeChannels } from '../shops/channels.ts';
import type { Shops } from '../shops/service.ts';
import { listChannels } from '../shops/store.ts';
import { type BoughtLine, habitsOf, NO_CATEGORY, NO_CHANNEL, ordersBehind, type Part } from './habits.ts';
import type { BuyingHabits } from './schema.ts';
import * as store from './store.ts';

export interface HabitsDesk {
  of(context: Context, customerId: string): Promise<BuyingHabits>;
  orders(context: Context, customerId: string, part: Part): Promise<Order[]>;
}

export interface HabitsNeeds {
  readonly customers: Pick<Customers, 'profiles'>;
  readonly shops: Pick<Shops, 'bySource'>;
}

const UNSORTED: Text = { 'zh-CN': '未分类', en: 'No category' };
const ELSEWHERE: Text = { 'zh-CN': '未归店铺', en: 'No shop' };

/** How one customer buys, from PostgreSQL at once; every figure with the orders behind it. */
export function createHabits(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'config'>,
  { customers, shops }: HabitsNeeds,
): HabitsDesk {
  const { db } = kernel.postgres;
  const read = async (context: Context, customerId: string) => {
    requirePermission(context, 'orders.read');
    await customers.profiles.requireVisible(context, customerId);
    const { scopeIds } = context.actor;
    const lines: readonly BoughtLine[] = await store.boughtLines(db, customerId, {
      scopeIds,
      zone: kernel.config.timeZone,
    });
    const shopOf = await shops.bySource();
    return { lines, channelOf: (source: string) => shopOf.get(source)?.channel ?? NO_CHANNEL };
  };
  return {
    of: async (context, customerId) => {
      const { lines, channelOf } = await read(context, customerId);
      const habits = habitsOf(lines, channelOf);
      const [nodes, channels] = await Promise.all([
        allCategories(db),
        listChannels(db).then((stored) => new Map(mergeChannels(stored).map(({ key, label }) => [key, label]))),
      ]);
      return {
        ...habits,
        hours: [...habits.hours],
        weekdays: [...habits.weekdays],
        categories: habits.categories.map((part) => ({ ...part, label: categoryLabel(nodes, part.id) })),
        channels: habits.channels.map((part) => ({ ...part, label: channels.get(part.key) ?? ELSEWHERE })),
        asOf: kernel.clock.now().toISOString(),
      };
    },
    orders: async (context, customerId, part) => {
      const { lines, channelOf } = await read(context, customerId);
      const rows = await ordersByIds(db, [...ordersBehind(lines, part, channelOf)]);
      return rows.map((row) => ({ ...row, placedAt: row.placedAt.toISOString() }));
    },
  };
}

function categoryLabel(nodes: readonly TreeNode[], id: string): Text {
  if (id === NO_CATEGORY) {
    return UNSORTED;
  }
  const path = pathOf(nodes, id)
    .map(({ name }) => name)
    .join(' / ');
  return { 'zh-CN': path, en: path };
}
