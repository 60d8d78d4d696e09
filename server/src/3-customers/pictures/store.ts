import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { ImageFacts, ImageType } from '#kernel/files/image-type.ts';

export interface PictureRow {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly addedAt: Date;
  readonly addedBy: string;
}

/** The newest picture of a customer. */
export async function newestPicture(db: Db | Tx, customerId: string): Promise<PictureRow | undefined> {
  const { rows } = await sql<PictureRow>`
    select id, width, height, added_at as "addedAt", added_by as "addedBy" from customers.pictures
    where customer_id = ${customerId} order by added_at desc, id desc limit 1`.execute(db);
  return rows[0];
}

export async function findBytes(
  db: Db,
  id: string,
): Promise<{ readonly customerId: string; readonly type: ImageType; readonly bytes: Buffer } | undefined> {
  const { rows } = await sql<{ customerId: string; type: ImageType; bytes: Buffer }>`
    select customer_id as "customerId", type, bytes from customers.pictures where id = ${id}`.execute(db);
  return rows[0];
}

/** Instead of all that the customer had. */
export async function replacePicture(
  tx: Tx,
  picture: ImageFacts & {
    readonly id: string;
    readonly recordId: string;
    readonly customerId: string;
    readonly bytes: Buffer;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  await deletePictures(tx, picture.customerId);
  await sql`
    insert into customers.pictures (id, record_id, customer_id, type, width, height, bytes, added_at, added_by)
    values (${picture.id}, ${picture.recordId}, ${picture.customerId}, ${picture.type}, ${picture.width},
      ${picture.height}, ${picture.bytes}, ${picture.at}, ${picture.by})`.execute(tx);
}

export async function deletePictures(tx: Tx, customerId: string): Promise<number> {
  const result = await sql`delete from customers.pictures where customer_id = ${customerId}`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}
