import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

export interface FormRow {
  readonly id: string;
  readonly number: number;
  readonly linkId: string | null;
  readonly scopeId: string | null;
  readonly savedName: string;
  readonly savedAt: Date;
  readonly age: number | null;
  readonly productType: string | null;
  readonly amount: string | null;
  readonly cardNumber: string;
  readonly cardIssued: boolean;
  readonly joined: boolean;
  readonly orderId: string | null;
  readonly recordId: string;
  readonly customerId: string;
}

export async function insertForm(tx: Tx, row: Omit<FormRow, 'number'>): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into entry.forms (id, link_id, scope_id, saved_name, saved_at, age, product_type, amount, card_number,
      card_issued, joined, order_id, record_id, customer_id)
    values (${row.id}, ${row.linkId}, ${row.scopeId}, ${row.savedName}, ${row.savedAt}, ${row.age},
      ${row.productType}, ${row.amount}, ${row.cardNumber}, ${row.cardIssued}, ${row.joined}, ${row.orderId},
      ${row.recordId}, ${row.customerId})
    returning number::integer as number`.execute(tx);
  return rows[0]?.number ?? 0;
}

export async function selectForm(reader: Db | Tx, id: string): Promise<FormRow | null> {
  const { rows } = await sql<FormRow>`
    select id, number::integer as number, link_id as "linkId", scope_id as "scopeId", saved_name as "savedName",
      saved_at as "savedAt", age, product_type as "productType", amount, card_number as "cardNumber",
      card_issued as "cardIssued", joined, order_id as "orderId", record_id as "recordId",
      customer_id as "customerId"
    from entry.forms where id = ${id}`.execute(reader);
  return rows[0] ?? null;
}
