import { sql } from 'kysely';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import type { BusinessDate } from '#kernel/pure/dates.ts';
import type { PublicDay } from './schema.ts';
import type { DayHours, WeekHours } from './working-time.ts';

export interface CalendarRow {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly week: WeekHours;
  readonly observesPublicDays: boolean;
  readonly isDefault: boolean;
  readonly days: readonly { readonly date: BusinessDate; readonly hours: DayHours; readonly name: string }[];
}

const CALENDAR = sql`
  c.id, c.name, c.zone, c.week, c.observes_public_days as "observesPublicDays", c.is_default as "isDefault",
  (select coalesce(jsonb_agg(jsonb_build_object('date', d.date::text, 'hours', d.hours, 'name', d.name) order by d.date), '[]')
   from work.calendar_days d where d.calendar_id = c.id) as days`;

/** The usual one first. */
export async function selectCalendars(db: Db | Tx): Promise<readonly CalendarRow[]> {
  const { rows } = await sql<CalendarRow>`
    select ${CALENDAR} from work.calendars c order by c.is_default desc, lower(c.name), c.id`.execute(db);
  return rows;
}

/** The calendar of the id, or the usual one. */
export async function selectCalendar(db: Db | Tx, id: string | null): Promise<CalendarRow | null> {
  const { rows } = await sql<CalendarRow>`
    select ${CALENDAR} from work.calendars c
    where case when ${id}::uuid is null then c.is_default else c.id = ${id}::uuid end`.execute(db);
  return rows[0] ?? null;
}

export interface CalendarValues {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly week: WeekHours;
  readonly observesPublicDays: boolean;
  readonly at: Date;
}

/** Whether it was added or changed: false when another one has the name. */
export async function putCalendar(tx: Tx, row: CalendarValues): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select exists (select from work.calendars where lower(name) = lower(${row.name}) and id <> ${row.id}) as taken`.execute(
    tx,
  );
  if (rows[0]?.taken === true) {
    return false;
  }
  await sql`
    insert into work.calendars (id, name, zone, week, observes_public_days, created_at, updated_at)
    values (${row.id}, ${row.name}, ${row.zone}, ${JSON.stringify(row.week)}::jsonb, ${row.observesPublicDays},
      ${row.at}, ${row.at})
    on conflict (id) do update set name = excluded.name, zone = excluded.zone, week = excluded.week,
      observes_public_days = excluded.observes_public_days, updated_at = excluded.updated_at`.execute(tx);
  return true;
}

export async function makeDefault(tx: Tx, id: string): Promise<void> {
  await sql`update work.calendars set is_default = false where is_default and id <> ${id}`.execute(tx);
  await sql`update work.calendars set is_default = true where id = ${id}`.execute(tx);
}

/** Sets or removes what one day is otherwise. */
export async function putCalendarDay(
  tx: Tx,
  day: {
    readonly calendarId: string;
    readonly date: BusinessDate;
    readonly hours: DayHours | null;
    readonly name: string;
  },
): Promise<void> {
  if (day.hours === null) {
    await sql`delete from work.calendar_days where calendar_id = ${day.calendarId} and date = ${day.date}::date`.execute(
      tx,
    );
    return;
  }
  await sql`
    insert into work.calendar_days (calendar_id, date, hours, name)
    values (${day.calendarId}, ${day.date}::date, ${JSON.stringify(day.hours)}::jsonb, ${day.name})
    on conflict (calendar_id, date) do update set hours = excluded.hours, name = excluded.name`.execute(tx);
}

export async function selectPublicDays(
  db: Db | Tx,
  from: BusinessDate,
  to: BusinessDate,
): Promise<readonly PublicDay[]> {
  const { rows } = await sql<PublicDay>`
    select date::text as date, kind, jsonb_build_object('zh-CN', name_zh, 'en', name_en) as name
    from work.public_days where date between ${from}::date and ${to}::date order by date`.execute(db);
  return rows;
}

export interface PublicYearRow {
  readonly year: number;
  readonly source: 'published' | 'own';
}

export async function selectPublicYears(db: Db | Tx): Promise<readonly PublicYearRow[]> {
  const { rows } = await sql<PublicYearRow>`select year, source from work.public_years order by year`.execute(db);
  return rows;
}

export interface NewPublicYear extends PublicYearRow {
  readonly days: readonly PublicDay[];
  readonly at: Date;
  readonly by: string;
}

/** Replaces the days of a year. */
export async function putPublicYear(tx: Tx, { year, source, days, at, by }: NewPublicYear): Promise<void> {
  await sql`
    insert into work.public_years (year, source, updated_at, updated_by) values (${year}, ${source}, ${at}, ${by})
    on conflict (year) do update set source = excluded.source, updated_at = excluded.updated_at,
      updated_by = excluded.updated_by`.execute(tx);
  await sql`
    delete from work.public_days where date between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)`.execute(
    tx,
  );
  await sql`
    insert into work.public_days (date, kind, name_zh, name_en)
    select date, kind, name ->> 'zh-CN', name ->> 'en'
    from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as given (date date, kind text, name jsonb)`.execute(tx);
}
