import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Author } from '../author.ts';
import type { ProductState } from './states.ts';

export interface StepRow {
  readonly id: string;
  readonly from: ProductState;
  readonly to: ProductState;
  readonly note: string | null;
  readonly by: string;
  readonly at: Date;
}

export async function insertStep(
  tx: Tx,
  step: Omit<StepRow, 'by'> & { readonly productId: string; readonly author: Author },
): Promise<void> {
  await sql`
    insert into commerce.listing_steps (id, product_id, from_state, to_state, note, actor_kind, actor_id, actor_name, at)
    values (${step.id}, ${step.productId}, ${step.from}, ${step.to}, ${step.note}, ${step.author.kind},
      ${step.author.id}, ${step.author.name}, ${step.at})`.execute(tx);
}

/** Newest first. */
export async function stepsOf(db: Db, productId: string): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`
    select id, from_state as "from", to_state as "to", note, actor_name as by, at from commerce.listing_steps
    where product_id = ${productId} order by id desc limit 200`.execute(db);
  return rows;
}
