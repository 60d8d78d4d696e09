import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { Processor, ProcessorInput } from './schema.ts';

export interface ProcessorRow extends Omit<Processor, 'endedAt' | 'updatedAt'> {
  readonly endedAt: Date | null;
  readonly updatedAt: Date;
}

const COLUMNS = sql`
  id, name, role, purpose, data_categories as "dataCategories", legal_basis as "legalBasis", country,
  transfer_basis as "transferBasis", contact, to_char(contract_until, 'YYYY-MM-DD') as "contractUntil",
  ended_at as "endedAt", updated_at as "updatedAt"`;

/** Those that go on first, by name. */
export async function selectProcessors(db: Db): Promise<readonly ProcessorRow[]> {
  const { rows } = await sql<ProcessorRow>`
    select ${COLUMNS} from access.processors order by ended_at is not null, lower(name), id`.execute(db);
  return rows;
}

/** Adds or replaces one; null when one that is to be replaced is not there. */
export async function saveProcessor(
  tx: Tx,
  given: ProcessorInput,
  { id, isNew, at }: { readonly id: string; readonly isNew: boolean; readonly at: Date },
): Promise<ProcessorRow | null> {
  const values = sql`${given.name}, ${given.role}, ${given.purpose}, ${given.dataCategories}::text[],
    ${given.legalBasis}, ${given.country}, ${given.transferBasis}, ${given.contact}, ${given.contractUntil}::date`;
  const statement = isNew
    ? sql<ProcessorRow>`
        insert into access.processors (name, role, purpose, data_categories, legal_basis, country, transfer_basis,
          contact, contract_until, id, created_at, updated_at)
        values (${values}, ${id}, ${at}, ${at}) returning ${COLUMNS}`
    : sql<ProcessorRow>`
        update access.processors set (name, role, purpose, data_categories, legal_basis, country, transfer_basis,
          contact, contract_until, updated_at) = (${values}, ${at})
        where id = ${id} returning ${COLUMNS}`;
  const { rows } = await statement.execute(tx);
  return rows[0] ?? null;
}

export async function endProcessor(tx: Tx, id: string, at: Date): Promise<ProcessorRow | null> {
  const { rows } = await sql<ProcessorRow>`
    update access.processors set ended_at = coalesce(ended_at, ${at}), updated_at = ${at}
    where id = ${id} returning ${COLUMNS}`.execute(tx);
  return rows[0] ?? null;
}
