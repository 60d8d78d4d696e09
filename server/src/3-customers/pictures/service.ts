import { Readable } from 'node:stream';
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import { type ImageFacts, readImageFacts } from '#kernel/files/image-type.ts';
import type { Download } from '#kernel/http/route.ts';
import type { Kernel } from '#kernel/module.ts';
import type { Profiles } from '../profile/service.ts';
import { anchorsOf } from '../profile/store.ts';
import { type CustomerPicture, MAX_PICTURE_BYTES, MAX_PICTURE_SIDE } from './schema.ts';
import * as store from './store.ts';

export interface Pictures {
  find(context: Context, customerId: string): Promise<CustomerPicture>;
  put(context: Context, customerId: string, body: Readable): Promise<CustomerPicture>;
  remove(tx: Tx, context: Context, customerId: string): Promise<CustomerPicture>;
  open(context: Context, id: string): Promise<Download>;
}

export interface PicturesNeeds {
  readonly kernel: Pick<Kernel, 'postgres' | 'clock' | 'transaction'>;
  readonly access: Pick<Access, 'audit'>;
  readonly profiles: Pick<Profiles, 'requireVisible'>;
}

const WRITE = 'customers.write';
/** Another picture has another id. */
const CACHE_SECONDS = 86_400;

/** Pictures of customers: judged by their bytes, kept beside their record so that they go where it goes. */
export function createPictures({ kernel, access, profiles }: PicturesNeeds): Pictures {
  const { db } = kernel.postgres;
  const find = async (reader: Db | Tx, context: Context, customerId: string): Promise<CustomerPicture> => {
    const row = await store.newestPicture(reader, customerId);
    return {
      picture: row === undefined ? null : { ...row, addedAt: row.addedAt.toISOString() },
      can: { change: may(context.actor, WRITE) },
    };
  };
  const audit = (tx: Tx, context: Context, customerId: string, action: string): Promise<void> =>
    access.audit(tx, context, { action, subjectType: 'customer', subjectId: customerId, detail: {} });
  return {
    find: async (context, customerId) => {
      requirePermission(context, 'customers.read');
      await profiles.requireVisible(context, customerId);
      return find(db, context, customerId);
    },
    put: async (context, customerId, body) => {
      requirePermission(context, WRITE);
      await profiles.requireVisible(context, customerId);
      const bytes = await readBounded(body);
      const facts = requirePicture(bytes);
      return kernel.transaction(context, async (tx) => {
        const [anchor] = await anchorsOf(tx, [customerId]);
        if (anchor === undefined) {
          throw notFound({ 'zh-CN': '客户', en: 'customer' }, customerId);
        }
        const by = { at: kernel.clock.now(), by: context.actor.name };
        await store.replacePicture(tx, { ...facts, ...anchor, ...by, id: newId(), bytes });
        await audit(tx, context, customerId, 'customers.picture_set');
        return find(tx, context, customerId);
      });
    },
    remove: async (tx, context, customerId) => {
      requirePermission(context, WRITE);
      await profiles.requireVisible(context, customerId);
      if ((await store.deletePictures(tx, customerId)) > 0) {
        await audit(tx, context, customerId, 'customers.picture_removed');
      }
      return find(tx, context, customerId);
    },
    open: async (context, id) => {
      requirePermission(context, 'customers.read');
      const picture = (await store.findBytes(db, id)) ?? missing(id);
      await profiles.requireVisible(context, picture.customerId);
      return {
        stream: Readable.from([picture.bytes]),
        contentType: picture.type,
        fileName: null,
        bytes: picture.bytes.length,
        cacheSeconds: CACHE_SECONDS,
      };
    },
  };
}

function missing(id: string): never {
  throw notFound({ 'zh-CN': '头像', en: 'picture' }, id);
}

async function readBounded(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    // A body is a stream of bytes.
    const bytes = chunk as Buffer;
    size += bytes.length;
    // Read away, so that the sender gets an answer rather than a broken connection, within reason.
    if (size <= MAX_PICTURE_BYTES) {
      chunks.push(bytes);
    } else if (size > 8 * MAX_PICTURE_BYTES) {
      break;
    }
  }
  if (size > MAX_PICTURE_BYTES) {
    throw tooLarge('头像超过 512 KB，请压缩后再上传', 'The picture is larger than 512 KB; make it smaller first');
  }
  return Buffer.concat(chunks);
}

function requirePicture(bytes: Buffer): ImageFacts {
  const facts = readImageFacts(bytes);
  if (facts === null) {
    throw new AppError('image_type_unsupported', 415, {
      message: {
        'zh-CN': '这个文件不是 PNG、JPEG 或 WebP 图片',
        en: 'The file is not a PNG, JPEG or WebP picture',
      },
    });
  }
  if (facts.width > MAX_PICTURE_SIDE || facts.height > MAX_PICTURE_SIDE) {
    const side = `${facts.width} × ${facts.height}`;
    throw tooLarge(
      `头像是 ${side} 像素，每边最多 ${MAX_PICTURE_SIDE}`,
      `The picture has ${side} pixels; a side has at most ${MAX_PICTURE_SIDE}`,
    );
  }
  return facts;
}

function tooLarge(zh: string, en: string): AppError {
  return new AppError('image_too_large', 413, { message: { 'zh-CN': zh, en } });
}
