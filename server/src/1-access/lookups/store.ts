import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { AlertState, LookKind } from './schema.ts';

export interface Look {
  readonly userId: string;
  readonly kind: LookKind;
  readonly subjectId: string;
  readonly at: Date;
}

/** Whether it is the first within these ten minutes: looking twice at one page is one look. */
export async function insertLook(reader: Db | Tx, look: Look): Promise<boolean> {
  const { rows } = await sql`
    insert into access.looks (user_id, kind, subject_id, slot, looked_at)
    values (${look.userId}, ${look.kind}, ${look.subjectId},
      date_bin('10 minutes', ${look.at}::timestamptz, '2000-01-01'), ${look.at})
    on conflict do nothing returning user_id`.execute(reader);
  return rows.length > 0;
}

/** Whom somebody looked at since a moment. */
export async function subjectsSince(
  reader: Db | Tx,
  { userId, kind, since }: { readonly userId: string; readonly kind: LookKind; readonly since: Date },
): Promise<string[]> {
  const { rows } = await sql<{ subject_id: string }>`
    select distinct subject_id from access.looks
    where user_id = ${userId} and kind = ${kind} and slot >= ${since}::timestamptz - interval '10 minutes'
      and looked_at >= ${since}`.execute(reader);
  return rows.map(({ subject_id }) => subject_id);
}

/** Whom somebody looked at between two moments, for whoever has to say whose data went. */
export async function subjectsBetween(
  reader: Db | Tx,
  { userId, from, to }: { readonly userId: string; readonly from: Date; readonly to: Date },
): Promise<string[]> {
  const { rows } = await sql<{ subject_id: string }>`
    select distinct subject_id from access.looks
    where user_id = ${userId} and looked_at >= ${from} and looked_at <= ${to}`.execute(reader);
  return rows.map(({ subject_id }) => subject_id);
}

export async function deleteLooks(tx: Tx, before: Date): Promise<void> {
  await sql`delete from access.looks where looked_at < ${before}`.execute(tx);
}

/** One person's looks are judged one after the other, so that one hour makes one alert. */
export async function lockLooker(tx: Tx, userId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`access.looks:${userId}`}, 0))`.execute(tx);
}

export async function hasAlertSince(
  tx: Tx,
  { userId, kind, since }: { readonly userId: string; readonly kind: LookKind; readonly since: Date },
): Promise<boolean> {
  const { rows } = await sql`
    select id from access.look_alerts
    where user_id = ${userId} and kind = ${kind} and raised_at > ${since} limit 1`.execute(tx);
  return rows.length > 0;
}

export interface AlertRow {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly kind: LookKind;
  readonly raisedAt: Date;
  readonly windowFrom: Date;
  readonly looked: number;
  readonly allowed: number;
  readonly subjectIds: readonly string[];
  readonly state: AlertState;
  readonly answeredBy: string | null;
  readonly answeredByName: string | null;
  readonly answeredAt: Date | null;
  readonly note: string | null;
}

export async function insertAlert(
  tx: Tx,
  row: Pick<AlertRow, 'id' | 'userId' | 'kind' | 'raisedAt' | 'windowFrom' | 'looked' | 'allowed' | 'subjectIds'>,
): Promise<void> {
  await sql`
    insert into access.look_alerts (id, user_id, kind, raised_at, window_from, looked, allowed, subject_ids)
    values (${row.id}, ${row.userId}, ${row.kind}, ${row.raisedAt}, ${row.windowFrom}, ${row.looked}, ${row.allowed},
      ${row.subjectIds}::uuid[])`.execute(tx);
}

const ALERT = sql`
  select a.id, a.user_id as "userId", u.name as "userName", a.kind, a.raised_at as "raisedAt",
    a.window_from as "windowFrom", a.looked, a.allowed, a.subject_ids as "subjectIds", a.state,
    a.answered_by as "answeredBy", b.name as "answeredByName", a.answered_at as "answeredAt", a.note
  from access.look_alerts a join access.users u on u.id = a.user_id left join access.users b on b.id = a.answered_by`;

/** Newest first. */
export async function selectAlerts(
  db: Db,
  page: { readonly state: AlertState | null; readonly beforeId: string | null; readonly limit: number },
): Promise<readonly AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    ${ALERT} where (${page.state}::text is null or a.state = ${page.state})
      and (${page.beforeId}::uuid is null or a.id < ${page.beforeId})
    order by a.id desc limit ${page.limit}`.execute(db);
  return rows;
}

export async function selectAlert(reader: Db | Tx, id: string): Promise<AlertRow | null> {
  const { rows } = await sql<AlertRow>`${ALERT} where a.id = ${id}`.execute(reader);
  return rows[0] ?? null;
}

/** Whether it was open. */
export async function answerAlert(
  tx: Tx,
  row: {
    readonly id: string;
    readonly state: AlertState;
    readonly by: string | null;
    readonly at: Date;
    readonly note: string;
  },
): Promise<boolean> {
  const { rows } = await sql`
    update access.look_alerts set state = ${row.state}, answered_by = ${row.by}, answered_at = ${row.at},
      note = ${row.note}
    where id = ${row.id} and state = 'open' returning id`.execute(tx);
  return rows.length > 0;
}
