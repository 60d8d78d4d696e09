import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import type { Commerce } from '#commerce';
import { type Context, systemContext } from '#kernel/context.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Product } from '../brand/catalogue.ts';
import type { SellingSource } from '../people/sources.ts';
import { drawProduct, PICTURE_HEIGHT, PICTURE_WIDTH } from './picture.ts';
import { encodePng } from './png.ts';

export interface Shelf {
  /** Names the brand's shops, so that orders say more than the code of their source. Safe to repeat. */
  open(): Promise<void>;
  /** Gives each product its picture and puts it on sale, a few left as drafts or taken off. Safe to repeat. */
  fill(products: readonly Product[], options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

type Needs = Pick<Kernel, 'postgres' | 'transaction'>;

/** One product in so many is left as a draft, or taken off again. */
const DRAFT_EVERY = 17;
const OFF_EVERY = 23;
const AT_ONCE = 4;

/** Source, name, sales channel and platform of each shop. */
const SHOPS: readonly (readonly [source: SellingSource, name: string, channel: string, platform: string | null])[] = [
  ['tmall', '天猫旗舰店', 'marketplace', '天猫'],
  ['jd', '京东自营店', 'marketplace', '京东'],
  ['shop', '官方商城', 'online_shop', null],
  ['store', '门店', 'store', null],
  ['wechat', '微信小程序', 'wechat', '微信'],
  ['agent', '校园代理', 'campus', null],
  ['phone', '电话订购', 'phone', null],
];

interface Placed {
  readonly product: Product;
  readonly place: number;
}

/** The shelf of the shop: what an import leaves as drafts is pictured and listed as staff would do it. */
export function createShelf(kernel: Needs, { catalog, shops }: Pick<Commerce, 'catalog' | 'shops'>): Shelf {
  const { productsBySku, images, listing } = catalog;
  const context = systemContext('simulate');
  const put = async (id: string, { product, place }: Placed): Promise<void> => {
    // Listed by an earlier run, or by somebody since: what people did with it stays.
    if ((await listing.history(context, id)).some(({ to }) => to === 'on')) {
      return;
    }
    await addPicture(images, { context, id, product });
    if (place % DRAFT_EVERY === 1) {
      return;
    }
    await kernel.transaction(context, async (tx) => {
      await listing.move(tx, context, id, { to: 'checked', note: null });
      await listing.move(tx, context, id, { to: 'on', note: null });
      if (place % OFF_EVERY === 0) {
        await listing.move(tx, context, id, { to: 'off', note: '换季下架' });
      }
    });
  };
  return {
    open: async () => {
      const { items } = await shops.list(context);
      // What somebody named already stays as it is.
      const taken = new Set(items.flatMap(({ name, sources }) => [name, ...sources]));
      for (const [source, name, channel, platform] of SHOPS) {
        if (!taken.has(source) && !taken.has(name)) {
          const shop = { name, channel, platform, currency: 'CNY', sources: [source], scopeId: null, archived: false };
          await kernel.transaction(context, (tx) => shops.create(tx, context, shop));
        }
      }
    },
    fill: async (products, { signal } = {}) => {
      const codes = products.map((product) => product.skus[0] ?? product.code);
      const known = await productsBySku(kernel.postgres.db, 'catalogue', codes);
      const waiting = products.map((product, place): Placed => ({ product, place })).values();
      const work = async (): Promise<void> => {
        for (const placed of waiting) {
          signal?.throwIfAborted();
          const id = known.get(codes[placed.place] ?? '')?.productId;
          await (id === undefined ? Promise.resolve() : put(id, placed));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    },
  };
}

interface Picturing {
  readonly context: Context;
  readonly id: string;
  readonly product: Product;
}

async function addPicture(images: Commerce['catalog']['images'], { context, id, product }: Picturing): Promise<void> {
  const size = { width: PICTURE_WIDTH, height: PICTURE_HEIGHT };
  const bytes = encodePng(drawProduct(product), size, deflateSync);
  await images.add(context, id, Readable.from([Buffer.from(bytes)]));
}
