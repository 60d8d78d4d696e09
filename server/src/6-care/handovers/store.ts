import { type RawBuilder, sql } from 'kysely';
import type { Olap } from '#kernel/db/olap.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { HandoverState } from './schema.ts';

export interface HandoverRow {
  readonly id: string;
  readonly departureId: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly state: HandoverState;
  readonly task: 'due' | 'made' | 'closed' | 'none';
  readonly caseId: string | null;
  readonly place: number;
  readonly valueMinor: number;
  readonly currency: string;
  readonly class: 'a' | 'b' | 'c' | null;
  readonly risk: 'high' | 'due' | 'low' | null;
  readonly toId: string | null;
  readonly toName: string | null;
  readonly how: 'manager' | 'task' | 'elsewhere' | 'unwanted' | null;
  readonly handedOn: string | null;
  readonly greetedOn: string | null;
}

const COLUMNS = sql`h.id, h.departure_id as "departureId", h.record_id as "recordId", h.customer_id as "customerId",
  h.state, h.task, h.case_id as "caseId", h.place, h.value_minor::float8 as "valueMinor", h.currency, h.class, h.risk,
  h.to_id as "toId", h.to_name as "toName", h.how, to_char(h.handed_on, 'YYYY-MM-DD') as "handedOn",
  to_char(h.greeted_on, 'YYYY-MM-DD') as "greetedOn"`;

export type FoundCustomer = Pick<
  HandoverRow,
  'recordId' | 'customerId' | 'place' | 'valueMinor' | 'currency' | 'class' | 'risk'
>;

/** Customers of somebody who leaves; those who are written down already stay as they are. */
export async function insertFound(tx: Tx, departureId: string, found: readonly FoundCustomer[]): Promise<void> {
  await sql`
    insert into care.handovers (id, departure_id, record_id, customer_id, place, value_minor, currency, class, risk)
    select uuidv7(), ${departureId}, "recordId", "customerId", place, "valueMinor", currency, class, risk
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as given ("recordId" uuid, "customerId" uuid,
      place smallint, "valueMinor" bigint, currency text, class text, risk text)
    where not exists (select from care.handovers h
      where h.departure_id = ${departureId} and h.customer_id = given."customerId")
    on conflict do nothing`.execute(tx);
}

/** Those of the customers that are written down for a departure. */
export async function knownAmong(db: Db | Tx, departureId: string, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from care.handovers
    where departure_id = ${departureId} and customer_id = any(${ids}::uuid[])`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

const RANKED = sql`h.place, h.value_minor desc, h.id`;

/** Some of a departure in a state, those who matter most first. */
export async function someIn(
  db: Db | Tx,
  departureId: string,
  { state, limit }: { readonly state: HandoverState; readonly limit: number },
): Promise<HandoverRow[]> {
  const { rows } = await sql<HandoverRow>`
    select ${COLUMNS} from care.handovers h where h.departure_id = ${departureId} and h.state = ${state}
    order by ${RANKED} limit ${limit}`.execute(db);
  return rows;
}

/** Open ones in the order of their ids, for a walk over all of them. */
export async function openAfter(db: Db | Tx, departureId: string, afterId: string | null, limit: number) {
  const { rows } = await sql<HandoverRow>`
    select ${COLUMNS} from care.handovers h
    where h.departure_id = ${departureId} and h.state = 'open' and (${afterId}::uuid is null or h.id > ${afterId}::uuid)
    order by h.id limit ${limit}`.execute(db);
  return rows;
}

/** Whose task is to be made. */
export async function dueTasks(db: Db | Tx, departureId: string, limit: number): Promise<HandoverRow[]> {
  const { rows } = await sql<HandoverRow>`
    select ${COLUMNS} from care.handovers h
    where h.departure_id = ${departureId} and h.task = 'due' and h.state in ('open', 'handed')
    order by ${RANKED} limit ${limit}`.execute(db);
  return rows;
}

export async function markMade(tx: Tx, id: string, caseId: string): Promise<void> {
  await sql`update care.handovers set task = 'made', case_id = ${caseId} where id = ${id} and task = 'due'`.execute(tx);
}

/** Goes evenly to these colleagues, rank by rank, so that each gets as many of those who matter. */
export async function assign(
  tx: Tx,
  departureId: string,
  given: {
    readonly toIds: readonly string[];
    /** Null: all that are open. */
    readonly ids: readonly string[] | null;
    readonly by: string;
  },
): Promise<readonly { readonly toId: string; readonly customers: number }[]> {
  const { rows } = await sql<{ toId: string; customers: number }>`
    with ranked as (
      select h.id, (row_number() over (order by ${RANKED}) - 1) % ${given.toIds.length}::integer as seat
      from care.handovers h where h.departure_id = ${departureId} and h.state = 'open'
        and (${given.ids}::uuid[] is null or h.id = any(${given.ids}::uuid[]))),
    given as (
      update care.handovers h set state = 'assigned', to_id = (${given.toIds}::uuid[])[ranked.seat + 1],
        handed_by = ${given.by}
      from ranked where h.id = ranked.id and h.state = 'open' returning h.to_id)
    select to_id as "toId", count(*)::integer as customers from given group by to_id`.execute(tx);
  return rows;
}

/** They were given to somebody who cannot take them: they are open again. */
export async function unassign(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update care.handovers set state = 'open', to_id = null, handed_by = null
    where id = any(${ids}::uuid[]) and state = 'assigned'`.execute(tx);
}

export interface Handed {
  readonly toId: string | null;
  readonly toName: string | null;
  readonly how: NonNullable<HandoverRow['how']>;
  readonly on: string;
}

export async function markHanded(tx: Tx, ids: readonly string[], { toId, toName, how, on }: Handed): Promise<void> {
  await sql`
    update care.handovers set state = 'handed', to_id = ${toId}, to_name = ${toName}, how = ${how},
      handed_on = ${on}::date, task = case when task = 'due' and ${how}::text <> 'manager' then 'none' else task end
    where id = any(${ids}::uuid[]) and state in ('open', 'assigned')`.execute(tx);
}

export async function setState(tx: Tx, ids: readonly string[], state: 'called_off' | 'gone'): Promise<void> {
  await sql`
    update care.handovers set state = ${state}, task = case when task = 'due' then 'none' else task end
    where id = any(${ids}::uuid[])`.execute(tx);
}

/** The task of a case was done, or taken back. */
export async function closeTask(tx: Tx, caseId: string): Promise<void> {
  await sql`update care.handovers set task = 'closed' where case_id = ${caseId} and task = 'made'`.execute(tx);
}

export async function findByCase(tx: Tx, caseId: string): Promise<HandoverRow | null> {
  const { rows } = await sql<HandoverRow>`
    select ${COLUMNS} from care.handovers h where h.case_id = ${caseId}`.execute(tx);
  return rows[0] ?? null;
}

export async function markGreeted(tx: Tx, id: string, on: string): Promise<void> {
  await sql`update care.handovers set greeted_on = ${on}::date where id = ${id}`.execute(tx);
}

const inState = (state: HandoverState | null): RawBuilder<unknown> =>
  state === null ? sql`true` : sql`h.state = ${state}`;

export type Place = readonly [place: number, valueMinor: number, id: string];

/** Those who matter most first. */
export async function listHandovers(
  db: Db | Tx,
  departureId: string,
  asked: { readonly state: HandoverState | null; readonly after: Place | null; readonly limit: number },
): Promise<{ readonly rows: readonly HandoverRow[]; readonly total: number }> {
  const of = sql`h.departure_id = ${departureId} and ${inState(asked.state)}`;
  const after =
    asked.after === null
      ? sql`true`
      : sql`(h.place, -h.value_minor, h.id) > (${asked.after[0]}::smallint, -(${asked.after[1]}::bigint), ${asked.after[2]}::uuid)`;
  const { rows } = await sql<HandoverRow>`
    select ${COLUMNS} from care.handovers h where ${of} and ${after} order by ${RANKED} limit ${asked.limit}`.execute(
    db,
  );
  const counted = await sql<{ total: number }>`
    select count(*)::integer as total from care.handovers h where ${of}`.execute(db);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

export interface CustomerHandover extends HandoverRow {
  readonly owner: string;
  readonly leavesOn: string | null;
  readonly leftOn: string | null;
}

/** The newest of a customer that was not called off. */
export async function newestOf(db: Db | Tx, customerId: string): Promise<CustomerHandover | null> {
  const { rows } = await sql<CustomerHandover>`
    select ${COLUMNS}, d.name as owner, to_char(d.leaves_on, 'YYYY-MM-DD') as "leavesOn",
      to_char(d.left_on, 'YYYY-MM-DD') as "leftOn"
    from care.handovers h join care.departures d on d.id = h.departure_id
    where h.customer_id = ${customerId} and h.state in ('open', 'assigned', 'handed')
      and d.state not in ('calling_off', 'called_off')
    order by h.id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** What newest scores say of customers, by customer. */
export async function scoresOf(
  olap: Olap,
  runId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly value: number; readonly band: string }>> {
  if (ids.length === 0) {
    return new Map();
  }
  const rows = await olap.rows<{ id: string; value: number; band: string }>({
    sql: `SELECT toString(customer_id) AS id, value, band FROM segments_score_values
      WHERE run_id = {run:UUID} AND customer_id IN {ids:Array(UUID)}`,
    params: { run: runId, ids },
  });
  return new Map(rows.map(({ id, value, band }) => [id, { value: Number(value ?? 0), band }]));
}

export async function reassign(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  await sql`
    update care.handovers t set customer_id = row.customer_id
    from unnest(${records.map(({ recordId }) => recordId)}::uuid[],
      ${records.map(({ customerId }) => customerId)}::uuid[]) as row (record_id, customer_id)
    where t.record_id = row.record_id and t.customer_id <> row.customer_id`.execute(tx);
}

export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct record_id as id from care.handovers where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from care.handovers
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
