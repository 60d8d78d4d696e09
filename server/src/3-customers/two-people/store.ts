import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** Rows about two people, each named by the record that was meant and the customer whom that record belongs to now. */
export interface TwoPeopleTable {
  /** Gives the rows of these records to the customers that the records belong to now. */
  reassign(tx: Tx, records: readonly { readonly recordId: string; readonly customerId: string }[]): Promise<void>;
  /** Those of the records that rows name; also rows that were taken away, which may come back. */
  usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many rows stand with each of the records. */
  countByRecord(reader: Db | Tx, recordIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** The table whose sides are called so: `left` stands for `left_record_id` and `left_customer_id`. */
export function twoPeopleTable(
  table: 'customers.introductions' | 'customers.relations',
  sides: readonly ['left', 'right'] | readonly ['from', 'to'],
): TwoPeopleTable {
  const name = sql.table(table);
  const columns = sides.map((side) => ({
    record: sql.ref(`${side}_record_id`),
    customer: sql.ref(`${side}_customer_id`),
  }));
  return {
    reassign: async (tx, records) => {
      const given = sql`unnest(${records.map(({ recordId }) => recordId)}::uuid[],
        ${records.map(({ customerId }) => customerId)}::uuid[]) as given (of_record, to_customer)`;
      for (const { record, customer } of columns) {
        await sql`
          update ${name} set ${customer} = given.to_customer from ${given}
          where ${record} = given.of_record and ${customer} <> given.to_customer`.execute(tx);
      }
    },
    usedRecords: async (tx, recordIds) => {
      const used = columns.map(
        ({ record }) => sql`select ${record} as id from ${name} where ${record} = any(${recordIds}::uuid[])`,
      );
      const { rows } = await sql<{ id: string }>`${sql.join(used, sql` union `)}`.execute(tx);
      return new Set(rows.map(({ id }) => id));
    },
    countByRecord: async (reader, recordIds) => {
      const named = columns.map(
        ({ record }) =>
          sql`select ${record} as id from ${name} where ${record} = any(${recordIds}::uuid[]) and removed_at is null`,
      );
      const { rows } = await sql<{ id: string; count: number }>`
        select id, count(*)::integer as count from (${sql.join(named, sql` union all `)}) as sides group by id`.execute(
        reader,
      );
      return new Map(rows.map(({ id, count }) => [id, count]));
    },
  };
}
