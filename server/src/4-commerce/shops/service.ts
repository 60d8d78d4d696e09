import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Text } from '#kernel/pure/text.ts';
import { type Channel, mergeChannels } from './channels.ts';
import type { SavedShop, Shop } from './schema.ts';
import * as store from './store.ts';

/** What of a shop stands beside its orders. */
export interface ShopOfOrder {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
}

export interface Shops {
  list(context: Context): Promise<{ items: Shop[]; channels: Channel[]; sources: string[] }>;
  create(tx: Tx, context: Context, shop: SavedShop): Promise<Shop>;
  update(tx: Tx, context: Context, id: string, shop: SavedShop): Promise<Shop>;
  remove(tx: Tx, context: Context, id: string): Promise<void>;
  saveChannel(
    tx: Tx,
    context: Context,
    channel: { readonly key: string; readonly label: Text; readonly archived: boolean },
  ): Promise<Channel>;
  /** Orders of the source are the shop's: for modules that take in what a shop sold. */
  addSource(tx: Tx, shopId: string, source: string): Promise<void>;
  /** The shop of every source that has one. */
  bySource(): Promise<ReadonlyMap<string, ShopOfOrder>>;
  /** The sources of a shop or of a channel; null when neither is asked for. */
  sourcesOf(filter: {
    readonly shopId?: string | undefined;
    readonly channel?: string | undefined;
  }): Promise<string[] | null>;
}

/** Shops and sales channels: names over the sources that orders come from. */
export function createShops(kernel: Pick<Kernel, 'postgres' | 'clock'>): Shops {
  const { db } = kernel.postgres;
  const channels = async (tx: Tx | typeof db = db): Promise<readonly Channel[]> =>
    mergeChannels(await store.listChannels(tx));
  const save = async (tx: Tx, shop: SavedShop & { readonly id: string }, isNew: boolean): Promise<Shop> => {
    await requireFree(tx, shop, await channels(tx));
    if (!(await store.saveShop(tx, shop, { isNew, now: kernel.clock.now() }))) {
      throw notFound({ 'zh-CN': '店铺', en: 'shop' }, shop.id);
    }
    return { ...shop, sources: [...new Set(shop.sources)].toSorted() };
  };
  return {
    list: async (context) => {
      requirePermission(context, 'orders.read');
      const { scopeIds } = context.actor;
      const items = (await store.listShops(db)).filter(
        ({ scopeId }) => scopeIds === null || (scopeId !== null && scopeIds.includes(scopeId)),
      );
      // Who is limited to some shops learns of no other's sources.
      const sources = scopeIds === null ? await store.orderSources(db) : items.flatMap((shop) => shop.sources);
      return { items, channels: [...(await channels())], sources };
    },
    create: async (tx, context, shop) => {
      requireManager(context);
      return await save(tx, { ...shop, id: newId() }, true);
    },
    update: async (tx, context, id, shop) => {
      requireManager(context);
      return await save(tx, { ...shop, id }, false);
    },
    remove: async (tx, context, id) => {
      requireManager(context);
      if (!(await store.deleteShop(tx, id))) {
        throw notFound({ 'zh-CN': '店铺', en: 'shop' }, id);
      }
    },
    saveChannel: async (tx, context, channel) => {
      requireManager(context);
      await store.saveChannel(tx, channel, kernel.clock.now());
      return { ...channel, builtIn: mergeChannels([]).some(({ key }) => key === channel.key) };
    },
    addSource: store.addSource,
    bySource: async () => {
      const shops = await store.listShops(db);
      return new Map(
        shops.flatMap(({ id, name, channel, sources }) =>
          sources.map((source) => [source, { id, name, channel }] as const),
        ),
      );
    },
    sourcesOf: async (filter) => sourcesFitting(await store.listShops(db), filter),
  };
}

function sourcesFitting(
  shops: readonly Shop[],
  { shopId, channel }: { readonly shopId?: string | undefined; readonly channel?: string | undefined },
): string[] | null {
  if (shopId === undefined && channel === undefined) {
    return null;
  }
  return shops
    .filter(
      (shop) => (shopId === undefined || shop.id === shopId) && (channel === undefined || shop.channel === channel),
    )
    .flatMap(({ sources }) => sources);
}

/** Shops name scopes and sources of the whole business. */
function requireManager(context: Context): void {
  requirePermission(context, 'shops.manage');
  if (context.actor.scopeIds !== null) {
    throw new AppError('scope_missing', 403, {
      message: {
        'zh-CN': '店铺由不受数据范围限制的账号管理',
        en: 'Shops are managed by those whose rights are not limited to some scopes',
      },
    });
  }
}

async function requireFree(
  tx: Tx,
  shop: SavedShop & { readonly id: string },
  channels: readonly Channel[],
): Promise<void> {
  if (!channels.some(({ key }) => key === shop.channel)) {
    throw invalidInput([
      {
        field: 'channel',
        code: 'channel_unknown',
        message: {
          'zh-CN': `没有销售渠道 ${shop.channel}，可用：${channels.map(({ key }) => key).join('、')}`,
          en: `there is no sales channel ${shop.channel}; use ${channels.map(({ key }) => key).join(', ')}`,
        },
      },
    ]);
  }
  if (await store.isNameTaken(tx, shop.name, shop.id)) {
    throw new AppError('shop_name_taken', 409, {
      message: { 'zh-CN': `已有店铺“${shop.name}”`, en: `There is a shop called "${shop.name}" already` },
    });
  }
  const [taken] = await store.takenSources(tx, shop.sources, shop.id);
  if (taken !== undefined) {
    throw new AppError('shop_source_taken', 409, {
      message: {
        'zh-CN': `来源“${taken.source}”已属于店铺“${taken.shop}”，请先在那里移除`,
        en: `The source "${taken.source}" belongs to the shop "${taken.shop}"; take it out there first`,
      },
    });
  }
}
