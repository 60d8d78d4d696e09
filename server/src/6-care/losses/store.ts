import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { type ErasureSubject, runErasing, type TouchedRows } from '#kernel/erasure/participant.ts';
import type { WinBackResult } from '../stages/process.ts';
import type { LossState } from './schema.ts';

export interface LossRow {
  readonly id: string;
  readonly recordId: string;
  readonly customerId: string;
  readonly lostOn: string;
  readonly source: 'run' | 'staff';
  readonly valueMinor: number;
  readonly currency: string;
  readonly reasonId: string | null;
  readonly note: string | null;
  readonly competitor: string | null;
  readonly closedOn: string | null;
  readonly closedBy: string | null;
  readonly treatedOn: string | null;
  readonly caseId: string | null;
  readonly offer: string | null;
  readonly result: WinBackResult | null;
  readonly wonBackOn: string | null;
}

const day = (column: string) => sql.raw(`to_char(${column}, 'YYYY-MM-DD')`);
const COLUMNS = sql`id, record_id as "recordId", customer_id as "customerId", ${day('lost_on')} as "lostOn", source,
  value_minor::float8 as "valueMinor", currency, reason_id as "reasonId", note, competitor, ${day('closed_on')} as "closedOn",
  closed_by as "closedBy", ${day('treated_on')} as "treatedOn", case_id as "caseId", offer, result,
  ${day('won_back_on')} as "wonBackOn"`;

export interface NewLoss {
  readonly recordId: string;
  readonly customerId: string;
  readonly lostOn: string;
  readonly valueMinor: number;
}

/** People whom a run found lost; who is lost already stays as they are. */
export async function insertFound(tx: Tx, losses: readonly NewLoss[], currency: string): Promise<void> {
  await sql`
    insert into care.losses (id, record_id, customer_id, lost_on, source, value_minor, currency)
    select uuidv7(), g.record_id, g.customer_id, g.lost_on, 'run', g.value_minor, ${currency}
    from unnest(${losses.map(({ recordId }) => recordId)}::uuid[], ${losses.map(({ customerId }) => customerId)}::uuid[],
      ${losses.map(({ lostOn }) => lostOn)}::date[], ${losses.map(({ valueMinor }) => valueMinor)}::bigint[])
      as g (record_id, customer_id, lost_on, value_minor)
    where not exists (select from care.losses l
      where l.customer_id = g.customer_id and l.won_back_on is null and l.undone_at is null)`.execute(tx);
}

/** Who bought on a later day than the one on which they were lost is back. */
export async function markBack(
  tx: Tx,
  bought: readonly { readonly customerId: string; readonly lastOn: string }[],
): Promise<void> {
  await sql`
    update care.losses l set won_back_on = g.last_on
    from unnest(${bought.map(({ customerId }) => customerId)}::uuid[], ${bought.map(({ lastOn }) => lastOn)}::date[])
      as g (customer_id, last_on)
    where l.customer_id = g.customer_id and l.won_back_on is null and l.undone_at is null and g.last_on > l.lost_on`.execute(
    tx,
  );
}

export async function insertLoss(tx: Tx, row: NewLoss & Pick<LossRow, 'id' | 'currency'>): Promise<void> {
  await sql`
    insert into care.losses (id, record_id, customer_id, lost_on, source, value_minor, currency)
    values (${row.id}, ${row.recordId}, ${row.customerId}, ${row.lostOn}::date, 'staff', ${row.valueMinor}, ${row.currency})`.execute(
    tx,
  );
}

/** The newest loss of somebody that was not taken back. */
export async function newestLoss(db: Db | Tx, customerId: string): Promise<LossRow | null> {
  const { rows } = await sql<LossRow>`
    select ${COLUMNS} from care.losses where customer_id = ${customerId} and undone_at is null
    order by lost_on desc, id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** These losses, held until the transaction ends, in one order. */
export async function lockLosses(tx: Tx, ids: readonly string[]): Promise<readonly LossRow[]> {
  const { rows } = await sql<LossRow>`
    select ${COLUMNS} from care.losses where id = any(${ids}::uuid[]) and undone_at is null order by id for update`.execute(
    tx,
  );
  return rows;
}

export async function closeLoss(
  tx: Tx,
  id: string,
  row: Pick<LossRow, 'reasonId' | 'note' | 'competitor' | 'closedOn' | 'closedBy'>,
): Promise<void> {
  await sql`
    update care.losses set reason_id = ${row.reasonId}, note = ${row.note}, competitor = ${row.competitor},
      closed_on = ${row.closedOn}::date, closed_by = ${row.closedBy} where id = ${id}`.execute(tx);
}

export async function undoLoss(tx: Tx, id: string, at: Date): Promise<void> {
  await sql`update care.losses set undone_at = ${at} where id = ${id}`.execute(tx);
}

export async function markTreated(
  tx: Tx,
  id: string,
  { treatedOn, caseId, offer }: Pick<LossRow, 'treatedOn' | 'caseId' | 'offer'>,
): Promise<void> {
  await sql`
    update care.losses set treated_on = ${treatedOn}::date, case_id = ${caseId}, offer = ${offer} where id = ${id}`.execute(
    tx,
  );
}

export async function setResult(tx: Tx, caseId: string, result: string, on: string): Promise<void> {
  await sql`update care.losses set result = ${result}, result_on = ${on}::date where case_id = ${caseId}`.execute(tx);
}

export interface LossesAsked {
  readonly state: LossState | null;
  readonly reasonId: string | null;
  readonly closedFrom: string | null;
  readonly closedTo: string | null;
}

const IN_STATE = {
  open: sql`won_back_on is null and closed_on is null and case_id is null`,
  treated: sql`won_back_on is null and closed_on is null and case_id is not null`,
  closed: sql`won_back_on is null and closed_on is not null`,
  won_back: sql`won_back_on is not null`,
} as const;

function wanted({ state, reasonId, closedFrom, closedTo }: LossesAsked) {
  return sql`undone_at is null and ${state === null ? sql`true` : IN_STATE[state]}
    and (${reasonId}::uuid is null or reason_id = ${reasonId})
    and (${closedFrom}::date is null or closed_on >= ${closedFrom}::date)
    and (${closedTo}::date is null or closed_on <= ${closedTo}::date)`;
}

/** Who spent most first. */
export async function listLosses(
  db: Db | Tx,
  asked: LossesAsked,
  { after, limit }: { readonly after: readonly [number, string] | null; readonly limit: number },
): Promise<LossRow[]> {
  const { rows } = await sql<LossRow>`
    select ${COLUMNS} from care.losses
    where ${wanted(asked)}
      and (${after?.[1] ?? null}::uuid is null or (-value_minor, id) > (-(${after?.[0] ?? 0}::bigint), ${after?.[1] ?? null}::uuid))
    order by -value_minor, id limit ${limit}`.execute(db);
  return rows;
}

export async function countLosses(db: Db | Tx, asked: LossesAsked): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::integer as total from care.losses where ${wanted(asked)}`.execute(db);
  return rows[0]?.total ?? 0;
}

export async function reassign(
  tx: Tx,
  records: readonly { readonly recordId: string; readonly customerId: string }[],
): Promise<void> {
  await sql`
    update care.losses t set customer_id = row.customer_id
    from unnest(${records.map(({ recordId }) => recordId)}::uuid[],
      ${records.map(({ customerId }) => customerId)}::uuid[]) as row (record_id, customer_id)
    where t.record_id = row.record_id and t.customer_id <> row.customer_id`.execute(tx);
}

export async function usedRecords(tx: Tx, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select distinct record_id as id from care.losses where record_id = any(${recordIds}::uuid[])`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

export async function countByRecord(
  reader: Db | Tx,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; count: number }>`
    select record_id as id, count(*)::integer as count from care.losses
    where record_id = any(${recordIds}::uuid[]) group by record_id`.execute(reader);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** What somebody wrote about the person goes; that they were lost, when and by which cause stays. */
export function eraseLosses(tx: Tx, { customerId, recordIds }: ErasureSubject): Promise<TouchedRows> {
  return runErasing(tx, [
    [
      'losses',
      sql`update care.losses set note = null, offer = null, competitor = null
        where customer_id = ${customerId} or record_id = any(${recordIds}::uuid[])`,
    ],
  ]);
}
