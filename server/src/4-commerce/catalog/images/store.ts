import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ImageFacts } from '#kernel/files/image-type.ts';
import type { ProductImage } from '../products/schema.ts';

export async function imagesOf(db: Db, productId: string): Promise<ProductImage[]> {
  const { rows } = await sql<ProductImage>`
    select id, width, height, bytes from commerce.product_images
    where product_id = ${productId} order by position, id`.execute(db);
  return rows;
}

export interface NewImage extends ImageFacts {
  readonly id: string;
  readonly productId: string;
  readonly fileId: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Adds a picture behind the others; false when the product has the same one already. */
export async function insertImage(tx: Tx, image: NewImage, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into commerce.product_images
      (id, product_id, file_id, content_type, bytes, width, height, sha256, position, created_at)
    select ${image.id}, ${image.productId}, ${image.fileId}, ${image.type}, ${image.bytes}, ${image.width},
      ${image.height}, ${image.sha256}, coalesce(max(position), 0) + 1, ${now}
    from commerce.product_images where product_id = ${image.productId}
    on conflict (product_id, sha256) do nothing`.execute(tx);
  return numAffectedRows === 1n;
}

export async function orderImages(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update commerce.product_images i set position = place.position
    from unnest(${ids}::uuid[]) with ordinality as place (id, position) where i.id = place.id`.execute(tx);
}

/** The file of the picture that went, or null when there was none. */
export async function deleteImage(
  tx: Tx,
  image: { readonly id: string; readonly productId: string },
): Promise<string | null> {
  const { rows } = await sql<{ fileId: string }>`
    delete from commerce.product_images where id = ${image.id} and product_id = ${image.productId}
    returning file_id as "fileId"`.execute(tx);
  return rows[0]?.fileId ?? null;
}

export interface StoredImage {
  readonly fileId: string;
  readonly contentType: string;
  readonly bytes: number;
}

export async function findImage(db: Db, id: string): Promise<StoredImage | undefined> {
  const { rows } = await sql<StoredImage>`
    select file_id as "fileId", content_type as "contentType", bytes from commerce.product_images
    where id = ${id}`.execute(db);
  return rows[0];
}
