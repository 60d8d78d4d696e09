import { sql } from 'kysely';
import type { Actor } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { StoredValue } from '../identity/attributes.ts';
import type { Apart } from '../identity/grouping.ts';
import type { IdentifierKind, TrustedIdentifier } from '../identity/trusted-identifiers.ts';
import type { Bond } from './pass-on.ts';

const BOND = sql.raw(`b.id, b.left_record_id as "leftRecordId", b.right_record_id as "rightRecordId"`);

/** Bonds in which one of these records takes part. */
export async function bondsOf(reader: Db | Tx, recordIds: readonly string[]): Promise<Bond[]> {
  const { rows } = await sql<Bond>`
    select ${BOND} from customers.bonds b where b.left_record_id = any(${recordIds}::uuid[])
    union select ${BOND} from customers.bonds b where b.right_record_id = any(${recordIds}::uuid[])
    order by 1`.execute(reader);
  return rows;
}

export async function moveBonds(tx: Tx, bonds: readonly Bond[]): Promise<void> {
  await sql`
    update customers.bonds b set left_record_id = row.left_id, right_record_id = row.right_id
    from unnest(
      ${bonds.map((bond) => bond.id)}::uuid[], ${bonds.map((bond) => bond.leftRecordId)}::uuid[],
      ${bonds.map((bond) => bond.rightRecordId)}::uuid[]) as row (id, left_id, right_id)
    where b.id = row.id`.execute(tx);
}

/** Two who were set apart stay so while anything is left of both: another record of the customer stands for it. */
export async function moveAparts(tx: Tx, goingIds: readonly string[]): Promise<void> {
  await sql`
    with heirs as (
      select going.id as going_id, (
        select o.id from customers.records o
        where o.customer_id = going.customer_id and o.id <> all(${goingIds}::uuid[])
        order by (o.source = 'staff'), o.id limit 1) as heir_id
      from customers.records going where going.id = any(${goingIds}::uuid[]))
    update customers.aparts a
    set left_record_id = least(
        coalesce((select heir_id from heirs where going_id = a.left_record_id), a.left_record_id),
        coalesce((select heir_id from heirs where going_id = a.right_record_id), a.right_record_id)),
      right_record_id = greatest(
        coalesce((select heir_id from heirs where going_id = a.left_record_id), a.left_record_id),
        coalesce((select heir_id from heirs where going_id = a.right_record_id), a.right_record_id))
    where a.left_record_id = any(${goingIds}::uuid[]) or a.right_record_id = any(${goingIds}::uuid[])`.execute(tx);
}

/** Whether a decision of staff concerns one of these records. */
export async function isDecidedAbout(tx: Tx, recordIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from customers.bonds where left_record_id = any(${recordIds}::uuid[]))
      or exists (select from customers.bonds where right_record_id = any(${recordIds}::uuid[]))
      or exists (select from customers.aparts where left_record_id = any(${recordIds}::uuid[]))
      or exists (select from customers.aparts where right_record_id = any(${recordIds}::uuid[])) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

/** Nothing is left to decide about records that are gone. */
export async function dropDecisions(tx: Tx, recordIds: readonly string[]): Promise<void> {
  if (recordIds.length === 0) {
    return;
  }
  await sql`
    delete from customers.bonds
    where left_record_id = any(${recordIds}::uuid[]) or right_record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`
    delete from customers.aparts
    where left_record_id = any(${recordIds}::uuid[]) or right_record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`
    delete from customers.review_pairs
    where left_record_id = any(${recordIds}::uuid[]) or right_record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`
    delete from customers.match_labels
    where left_record_id = any(${recordIds}::uuid[]) or right_record_id = any(${recordIds}::uuid[])`.execute(tx);
  await sql`delete from customers.withheld_identifiers where record_id = any(${recordIds}::uuid[])`.execute(tx);
}

/** Why an identifier joins its record to nobody. */
export type WithholdCause = 'detached' | 'parted' | 'shared' | 'reassigned' | Apart['cause'];

export interface Withheld extends TrustedIdentifier {
  readonly recordId: string;
  readonly cause: WithholdCause;
  readonly reason: string | null;
  readonly actorName: string;
  readonly withheldAt: Date;
}

/** These identifiers join their records to nobody any more. */
export async function withhold(
  tx: Tx,
  rows: readonly Pick<Withheld, 'recordId' | 'kind' | 'value' | 'cause'>[],
  { actor, now, reason }: { readonly actor: Actor; readonly now: Date; readonly reason: string | null },
): Promise<void> {
  await sql`
    insert into customers.withheld_identifiers
      (record_id, kind, value, cause, reason, actor_kind, actor_id, actor_name, withheld_at)
    select record_id, kind, value, cause, ${reason}, ${actor.kind}, ${actor.id}::uuid, ${actor.name}, ${now}
    from unnest(
      ${rows.map((row) => row.recordId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.value)}::text[], ${rows.map((row) => row.cause)}::text[])
      as row (record_id, kind, value, cause)
    on conflict (record_id, kind, value) do update
    set cause = excluded.cause, reason = excluded.reason, actor_kind = excluded.actor_kind,
      actor_id = excluded.actor_id, actor_name = excluded.actor_name, withheld_at = excluded.withheld_at
    where withheld_identifiers.cause <> 'detached'`.execute(tx);
}

/** What these records state and what joins them to nobody. */
export async function withheldOf(reader: Db | Tx, recordIds: readonly string[]): Promise<Withheld[]> {
  const { rows } = await sql<Withheld & { kind: IdentifierKind }>`
    select record_id as "recordId", kind, value, cause, reason, actor_name as "actorName", withheld_at as "withheldAt"
    from customers.withheld_identifiers where record_id = any(${recordIds}::uuid[])
    order by record_id, kind, value`.execute(reader);
  return rows;
}

export interface StandingApart {
  readonly id: string;
  readonly left: string;
  readonly right: string;
  readonly reason: string;
  readonly actorName: string;
  readonly setAt: Date;
}

/** Who of these customers is set apart from whom, by customers. */
export async function apartsOf(reader: Db | Tx, customerIds: readonly string[]): Promise<StandingApart[]> {
  const columns = sql`
    a.id, l.customer_id as left, r.customer_id as right, a.reason, a.actor_name as "actorName", a.set_at as "setAt"`;
  const { rows } = await sql<StandingApart>`
    select ${columns} from customers.records l join customers.aparts a on a.left_record_id = l.id
    join customers.records r on r.id = a.right_record_id where l.customer_id = any(${customerIds}::uuid[])
    union
    select ${columns} from customers.records r join customers.aparts a on a.right_record_id = r.id
    join customers.records l on l.id = a.left_record_id where r.customer_id = any(${customerIds}::uuid[])
    order by 1`.execute(reader);
  return rows;
}

/** The ID numbers that customers have, as they are kept, of those who have one. */
export async function idNumbersOf(
  reader: Db | Tx,
  customerIds: readonly string[],
  field: string,
): Promise<{ readonly id: string; readonly number: StoredValue }[]> {
  const { rows } = await sql<{ id: string; number: StoredValue }>`
    select id, attributes -> ${field} as number from customers.customers
    where id = any(${customerIds}::uuid[]) and attributes is not null and attributes ->> ${field} is not null
    order by id`.execute(reader);
  return rows;
}
