import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { TaskFact } from './tasks.ts';

/** Visits to steps of the cases about these customers. */
export async function loadTasks(
  db: Db | Tx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TaskFact[]>> {
  const { rows } = await sql<TaskFact & { customerId: string }>`
    select customer_id as "customerId", kind, ending as end, opened, overdue, closed
    from work.customer_tasks where customer_id = any(${customerIds}::text[])`.execute(db);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** Whom these cases are about, where they are about customers. */
export async function customersOfCases(db: Db | Tx, caseIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct subject_id as id from work.cases
    where id = any(${caseIds}::uuid[]) and subject_type = 'customer'`.execute(db);
  return rows.map(({ id }) => id);
}
