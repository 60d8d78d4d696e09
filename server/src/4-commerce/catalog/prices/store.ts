import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Author } from '../author.ts';
import type { PriceChangeRow } from './present-changes.ts';
import type { PriceKind } from './price-at.ts';

export interface NewPriceChange {
  readonly id: string;
  readonly productId: string;
  readonly kind: PriceKind;
  readonly effectiveAt: Date;
  readonly reason: string;
  readonly lines: readonly { readonly skuId: string; readonly amountMinor: number | null }[];
}

export interface PriceOrigin {
  readonly author: Author;
  readonly importId: string | null;
  readonly now: Date;
}

export async function insertPriceChanges(
  tx: Tx,
  changes: readonly NewPriceChange[],
  { author, importId, now }: PriceOrigin,
): Promise<void> {
  await sql`
    insert into commerce.price_changes
      (id, product_id, kind, effective_at, reason, actor_kind, actor_id, actor_name, import_id, created_at)
    select id, "productId", kind, "effectiveAt", reason, ${author.kind}, ${author.id}, ${author.name},
      ${importId}::uuid, ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      as row (id uuid, "productId" uuid, kind text, "effectiveAt" timestamptz, reason text)`.execute(tx);
  const lines = changes.flatMap((change) => change.lines.map((line) => ({ ...line, changeId: change.id })));
  await sql`
    insert into commerce.price_lines (change_id, sku_id, amount_minor)
    select "changeId", "skuId", "amountMinor" from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
      as row ("changeId" uuid, "skuId" uuid, "amountMinor" bigint)`.execute(tx);
}

/** All changes of some kinds, the latest to begin first. */
export async function priceChangesOf(
  db: Db,
  productId: string,
  kinds: readonly PriceKind[],
): Promise<PriceChangeRow[]> {
  const { rows } = await sql<PriceChangeRow>`
    select c.id, c.kind, c.effective_at as "effectiveAt", c.reason, c.actor_name as by, c.created_at as "createdAt",
      c.cancelled_at as "cancelledAt", c.cancelled_by as "cancelledBy", (
        select jsonb_agg(jsonb_build_object('skuId', l.sku_id, 'skuCode', s.code, 'amountMinor', l.amount_minor)
          order by s.position, s.id)
        from commerce.price_lines l join commerce.skus s on s.id = l.sku_id where l.change_id = c.id) as lines
    from commerce.price_changes c where c.product_id = ${productId} and c.kind = any(${kinds}::text[])
    order by c.effective_at desc, c.id desc`.execute(db);
  return rows;
}

/** True when there was one of that product that had not begun. */
export async function cancelPriceChange(
  tx: Tx,
  change: { readonly id: string; readonly productId: string },
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update commerce.price_changes set cancelled_at = ${now}, cancelled_by = ${by}
    where id = ${change.id} and product_id = ${change.productId} and kind <> 'cost' and effective_at > ${now}
      and cancelled_at is null`.execute(tx);
  return numAffectedRows === 1n;
}
