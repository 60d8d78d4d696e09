import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { IdentifierKind, TrustedIdentifier } from '../identity/trusted-identifiers.ts';

export interface StandingMerge {
  readonly id: string;
  readonly unmergedAt: Date | null;
  readonly bondIds: readonly string[];
}

/** A merge with what is left of its bonds within a customer. */
export async function findMerge(reader: Db | Tx, id: string, customerId: string): Promise<StandingMerge | undefined> {
  const { rows } = await sql<StandingMerge>`
    select m.id, m.unmerged_at as "unmergedAt", array(
      select b.id from customers.bonds b join customers.records r on r.id = b.left_record_id
      where b.merge_id = m.id and r.customer_id = ${customerId} order by b.id) as "bondIds"
    from customers.merges m where m.id = ${id}`.execute(reader);
  return rows[0];
}

export async function dropBonds(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from customers.bonds where id = any(${ids}::uuid[])`.execute(tx);
}

/** Merges of which no bond is left are taken back; returns their ids. */
export async function endMerges(
  tx: Tx,
  mergeIds: readonly string[],
  { reason, by, now }: { readonly reason: string; readonly by: string; readonly now: Date },
): Promise<void> {
  await sql`
    update customers.merges m set unmerged_at = ${now}, unmerge_reason = ${reason}, unmerged_by = ${by}
    where m.id = any(${mergeIds}::uuid[]) and m.unmerged_at is null
      and not exists (select from customers.bonds b where b.merge_id = m.id)`.execute(tx);
}

/** The merges that these bonds belong to. */
export async function mergesOf(reader: Db | Tx, bondIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct merge_id as id from customers.bonds where id = any(${bondIds}::uuid[])`.execute(reader);
  return rows.map((row) => row.id);
}

/** What these records state, once each; `withheld` tells whether it joins them to nobody. */
export async function statedBy(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<(TrustedIdentifier & { readonly recordId: string; readonly withheld: boolean })[]> {
  const { rows } = await sql<TrustedIdentifier & { kind: IdentifierKind; recordId: string; withheld: boolean }>`
    select distinct s.record_id as "recordId", s.kind, s.value, w.record_id is not null as withheld
    from customers.record_identifiers s left join customers.withheld_identifiers w
      on w.record_id = s.record_id and w.kind = s.kind and w.value = s.value
    where s.record_id = any(${recordIds}::uuid[]) order by 1, 2, 3`.execute(reader);
  return rows;
}

/** Lets an identifier of a record count again. */
export async function trust(
  tx: Tx,
  { recordId, kind, value }: TrustedIdentifier & { readonly recordId: string },
): Promise<void> {
  await sql`
    delete from customers.withheld_identifiers
    where record_id = ${recordId} and kind = ${kind} and value = ${value}`.execute(tx);
}

/** Names and sources of records, for telling who is who before they have a profile of their own. */
export async function namesOf(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ id: string; name: string | null }>`
    select id, name from customers.records where id = any(${recordIds}::uuid[])
    order by (source = 'staff') desc, stated_at desc`.execute(reader);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Those of the records that somebody limited to these scopes must not see. */
export async function hiddenAmong(
  reader: Db | Tx,
  recordIds: readonly string[],
  scopeIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from customers.records
    where id = any(${recordIds}::uuid[]) and (scope_id is null or scope_id <> all(${scopeIds}::uuid[]))`.execute(
    reader,
  );
  return rows.map((row) => row.id);
}
