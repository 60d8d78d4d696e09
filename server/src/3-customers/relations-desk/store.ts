import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';

/** What is known of those around a person, as a copy hands it out: of other customers only what the person is to them. */
export async function copiedAround(
  reader: Db | Tx,
  customerId: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<{ row: Readonly<Record<string, unknown>> }>`
    with homes as (
      select h.*, mine.relation as own_relation from customers.household_members mine
      join customers.households h on h.id = mine.household_id and h.removed_at is null
      where mine.customer_id = ${customerId} and mine.left_at is null and mine.removed_at is null)
    select row from (
      select 1 as place, created_at as at, jsonb_build_object('what', 'household', 'name', name, 'address', address,
        'relation', own_relation, 'pooling', pooling) as row from homes
      union all
      select 2, m.joined_at, jsonb_build_object('what', 'household_member', 'name', m.name, 'relation', m.relation,
        'called', m.relation_word, 'sizes', m.sizes, 'birthday', m.birthday)
      from homes join customers.household_members m on m.household_id = homes.id
      where m.customer_id is null and m.left_at is null and m.removed_at is null and homes.own_relation = 'holder'
      union all
      select 3, r.created_at, jsonb_build_object('what', 'link', 'kind', r.kind, 'called', r.word, 'since', r.since,
        'until', r.until, 'origin', r.origin)
      from customers.relations r
      where r.removed_at is null and ${customerId}::uuid in (r.from_customer_id, r.to_customer_id)
      union all
      select 4, i.introduced_at, jsonb_build_object('what', 'introduction', 'goods', i.goods, 'how', i.how,
        'at', i.introduced_at, 'result', i.result)
      from customers.introductions i
      where i.removed_at is null and ${customerId}::uuid in (i.left_customer_id, i.right_customer_id)) all_of_it
    order by place, at`.execute(reader);
  return rows.map(({ row }) => row);
}
