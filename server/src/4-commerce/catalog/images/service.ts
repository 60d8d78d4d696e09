import { Readable } from 'node:stream';
import { newId } from '#kernel/clock.ts';
import { type Context, requirePermission } from '#kernel/context.ts';
import type { Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import { type ImageFacts, readImageFacts } from '#kernel/files/image-type.ts';
import type { Download } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import { type Listing, productMissing } from '../listing/service.ts';
import type { ProductImage } from '../products/schema.ts';
import * as products from '../products/store.ts';
import { MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, MAX_IMAGES } from './schema.ts';
import * as store from './store.ts';

export interface Images {
  /** The same picture again changes nothing. */
  add(context: Context, productId: string, body: Readable): Promise<ProductImage[]>;
  order(tx: Tx, context: Context, productId: string, imageIds: readonly string[]): Promise<ProductImage[]>;
  remove(context: Context, productId: string, imageId: string): Promise<ProductImage[]>;
  open(context: Context, imageId: string): Promise<Download>;
}

/** A browser keeps what never changes: another picture has another id. */
const CACHE_SECONDS = 7 * 86_400;
const READ_AWAY_BYTES = 8 * MAX_IMAGE_BYTES;

/** Pictures of products: judged by their bytes, kept as files. */
export function createImages(
  kernel: Pick<Kernel, 'postgres' | 'clock' | 'files' | 'transaction'>,
  listing: Listing,
): Images {
  const { db } = kernel.postgres;
  return {
    add: async (context, productId, body) => {
      requirePermission(context, 'products.write');
      const bytes = await readBounded(body);
      const facts = requireImage(bytes);
      const file = await kernel.files.write(Readable.from([bytes]), { maxBytes: MAX_IMAGE_BYTES, isPublic: true });
      const image = { ...facts, id: newId(), productId, fileId: file.id, bytes: file.bytes, sha256: file.sha256 };
      let isKept = false;
      try {
        isKept = await kernel.transaction(context, (tx) => insert({ kernel, listing, tx, context }, image));
      } finally {
        // Nobody else knows of the file: without its row it would lie there for ever.
        await (isKept ? Promise.resolve() : kernel.files.remove(file.id));
      }
      return store.imagesOf(db, productId);
    },
    order: async (tx, context, productId, imageIds) => {
      requirePermission(context, 'products.write');
      await requireProduct(tx, productId);
      const own = (await store.imagesOf(tx, productId)).map((image) => image.id);
      if (new Set(imageIds).size !== own.length || own.some((id) => !imageIds.includes(id))) {
        const message = { 'zh-CN': '请列出这个商品的全部图片，每张一次', en: 'name every picture of the product once' };
        throw invalidInput([{ field: 'imageIds', code: 'images_incomplete', message }]);
      }
      await store.orderImages(tx, imageIds);
      await listing.settle(tx, context, productId);
      return store.imagesOf(tx, productId);
    },
    remove: async (context, productId, imageId) => {
      requirePermission(context, 'products.write');
      const fileId = await kernel.transaction(context, async (tx) => {
        await requireProduct(tx, productId);
        const removed = await store.deleteImage(tx, { id: imageId, productId });
        await (removed === null ? Promise.resolve() : listing.settle(tx, context, productId));
        return removed;
      });
      // Only now: a transaction that fails leaves the picture as it was.
      await (fileId === null ? Promise.resolve() : kernel.files.remove(fileId));
      return store.imagesOf(db, productId);
    },
    open: async (context, imageId) => {
      requirePermission(context, 'products.read');
      const image = await store.findImage(db, imageId);
      if (image === undefined) {
        throw notFound({ 'zh-CN': '图片', en: 'picture' }, imageId);
      }
      return {
        stream: await kernel.files.open(image.fileId),
        contentType: image.contentType,
        fileName: null,
        bytes: image.bytes,
        cacheSeconds: CACHE_SECONDS,
      };
    },
  };
}

interface Inserting {
  readonly kernel: Pick<Kernel, 'clock'>;
  readonly listing: Listing;
  readonly tx: Tx;
  readonly context: Context;
}

async function insert({ kernel, listing, tx, context }: Inserting, image: store.NewImage): Promise<boolean> {
  await requireProduct(tx, image.productId);
  if (!(await store.insertImage(tx, image, kernel.clock.now()))) {
    return false;
  }
  if ((await store.imagesOf(tx, image.productId)).length > MAX_IMAGES) {
    throw new AppError('images_too_many', 409, {
      message: {
        'zh-CN': `一个商品最多 ${MAX_IMAGES} 张图片，请先删除一张`,
        en: `A product has at most ${MAX_IMAGES} pictures; remove one first`,
      },
    });
  }
  await listing.settle(tx, context, image.productId);
  return true;
}

/** Locks the product. */
async function requireProduct(tx: Tx, id: string): Promise<void> {
  if ((await products.lockProduct(tx, id)) === undefined) {
    throw productMissing(id);
  }
}

async function readBounded(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    // A body is a stream of bytes.
    const bytes = chunk as Buffer;
    size += bytes.length;
    // Read away, so that the sender gets an answer rather than a broken connection, within reason.
    if (size <= MAX_IMAGE_BYTES) {
      chunks.push(bytes);
    } else if (size > READ_AWAY_BYTES) {
      break;
    }
  }
  if (size > MAX_IMAGE_BYTES) {
    throw new AppError('image_too_large', 413, {
      message: {
        'zh-CN': '图片超过 5 MB，请压缩后再上传',
        en: 'The picture is larger than 5 MB; make it smaller first',
      },
    });
  }
  return Buffer.concat(chunks);
}

function requireImage(bytes: Buffer): ImageFacts {
  const facts = readImageFacts(bytes);
  if (facts === null) {
    throw new AppError('image_type_unsupported', 415, {
      message: {
        'zh-CN': '这个文件不是 PNG、JPEG 或 WebP 图片',
        en: 'The file is not a PNG, JPEG or WebP picture',
      },
    });
  }
  if (facts.width > MAX_IMAGE_SIDE || facts.height > MAX_IMAGE_SIDE) {
    throw new AppError('image_too_large', 413, {
      message: {
        'zh-CN': `图片是 ${facts.width} × ${facts.height} 像素，每边最多 ${MAX_IMAGE_SIDE}`,
        en: `The picture has ${facts.width} × ${facts.height} pixels; a side has at most ${MAX_IMAGE_SIDE}`,
      },
    });
  }
  return facts;
}
