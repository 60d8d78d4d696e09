import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { Access } from '#access';
import { newId } from '#kernel/clock.ts';
import { type Context, may, requirePermission } from '#kernel/context.ts';
import type { Db, Tx } from '#kernel/db/postgres.ts';
import { AppError, invalidInput, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/module.ts';
import { addDays, businessDateOf, zoneOf } from '#kernel/pure/dates.ts';
import { knownUntil } from './known-until.ts';
import { publishedYears } from './published-days.ts';
import type { CalendarChange, NewCalendar, PublicDay, PublicYear, WorkCalendar } from './schema.ts';
import * as store from './store.ts';
import { type DayHours, type WorkingCalendar, workingCalendar } from './working-time.ts';

const NOUN = { 'zh-CN': '工作日历', en: 'calendar' } as const;
const CONFIGURE = 'work.configure';
/** Public days that the arithmetic is given, before and after now. */
const DAYS_BACK = 800;
const DAYS_AHEAD = 4000;

export interface CalendarList {
  readonly items: WorkCalendar[];
  readonly knownUntil: string | null;
  readonly today: string;
  readonly can: { change: boolean };
}

/** When people work. */
export interface Calendars {
  list(context: Context): Promise<CalendarList>;
  create(tx: Tx, context: Context, calendar: NewCalendar): Promise<WorkCalendar>;
  change(tx: Tx, context: Context, id: string, change: CalendarChange): Promise<WorkCalendar>;
  setDay(tx: Tx, context: Context, id: string, day: CalendarDay): Promise<WorkCalendar>;
  year(context: Context, year: number): Promise<PublicYear>;
  setYear(tx: Tx, context: Context, year: number, days: readonly PublicDay[]): Promise<PublicYear>;
  /** For deadlines: the calendar of the id, else the usual one. */
  working(reader: Db | Tx, id: string | null): Promise<{ readonly id: string; readonly calendar: WorkingCalendar }>;
  /** Takes over years that the platform brings and nobody has entered; tells which. */
  adopt(tx: Tx): Promise<readonly number[]>;
}

export interface CalendarDay {
  readonly date: string;
  readonly hours: DayHours | null;
  readonly name: string;
}

type Parts = Pick<Kernel, 'postgres' | 'clock' | 'config'>;

/** Calendars over one kernel. */
export function createCalendars(kernel: Parts, access: Pick<Access, 'audit'>): Calendars {
  const { db } = kernel.postgres;
  const note = (tx: Tx, context: Context, subjectId: string, action: string) =>
    access.audit(tx, context, { action: `work.${action}`, subjectType: 'work_calendar', subjectId, detail: {} });
  return {
    list: async (context) => {
      requirePermission(context, 'work.read');
      const [rows, years] = await Promise.all([store.selectCalendars(db), store.selectPublicYears(db)]);
      const today = todayOf(kernel);
      return {
        items: rows.map(present),
        knownUntil: knownUntil(
          years.map(({ year }) => year),
          today,
        ),
        today,
        can: { change: may(context.actor, CONFIGURE) },
      };
    },
    create: async (tx, context, calendar) => {
      requirePermission(context, CONFIGURE);
      const id = newId();
      await put(tx, { ...calendar, id, at: kernel.clock.now() });
      await note(tx, context, id, 'calendar_added');
      return present(await requireCalendar(tx, id));
    },
    change: async (tx, context, id, change) => {
      requirePermission(context, CONFIGURE);
      await changeCalendar(tx, { id, change, at: kernel.clock.now() });
      await note(tx, context, id, 'calendar_changed');
      return present(await requireCalendar(tx, id));
    },
    setDay: async (tx, context, id, day) => {
      requirePermission(context, CONFIGURE);
      await requireCalendar(tx, id);
      await store.putCalendarDay(tx, { calendarId: id, ...day });
      await note(tx, context, id, 'calendar_day_set');
      return present(await requireCalendar(tx, id));
    },
    year: async (context, year) => {
      requirePermission(context, 'work.read');
      return yearOf(db, year);
    },
    setYear: async (tx, context, year, days) => {
      requirePermission(context, CONFIGURE);
      requireOfYear(year, days);
      const by = `${context.actor.kind}:${context.actor.id ?? ''}`;
      await store.putPublicYear(tx, { year, source: 'own', days, at: kernel.clock.now(), by });
      await note(tx, context, String(year), 'public_days_set');
      return yearOf(tx, year);
    },
    working: (reader, id) => workingOf(reader, id, kernel),
    adopt: (tx) => adopt(tx, kernel.clock.now()),
  };
}

async function adopt(tx: Tx, at: Date): Promise<readonly number[]> {
  const known = new Set((await store.selectPublicYears(tx)).map(({ year }) => year));
  const first = Math.min(...known);
  const added: number[] = [];
  for (const [year, days] of publishedYears(published)) {
    if (!known.has(year) && year >= first) {
      await store.putPublicYear(tx, { year, source: 'published', days, at, by: 'zhike' });
      added.push(year);
    }
  }
  return added;
}

interface Changing {
  readonly id: string;
  readonly change: CalendarChange;
  readonly at: Date;
}

async function changeCalendar(tx: Tx, { id, change, at }: Changing): Promise<void> {
  const before = await requireCalendar(tx, id);
  await put(tx, { ...before, ...defined(change), id, at });
  if (change.isDefault === true) {
    await store.makeDefault(tx, id);
  }
}

function todayOf({ clock, config }: Pick<Parts, 'clock' | 'config'>): string {
  return businessDateOf(clock.now(), zoneOf(config.timeZone));
}

async function yearOf(reader: Db | Tx, year: number): Promise<PublicYear> {
  const [years, days] = await Promise.all([
    store.selectPublicYears(reader),
    store.selectPublicDays(reader, `${year}-01-01`, `${year}-12-31`),
  ]);
  return { year, source: years.find((row) => row.year === year)?.source ?? null, days: [...days] };
}

async function workingOf(
  reader: Db | Tx,
  id: string | null,
  kernel: Parts,
): Promise<{ readonly id: string; readonly calendar: WorkingCalendar }> {
  const row = await requireCalendar(reader, id);
  const today = todayOf(kernel);
  const days = row.observesPublicDays
    ? await store.selectPublicDays(reader, addDays(today, -DAYS_BACK), addDays(today, DAYS_AHEAD))
    : null;
  const calendar = workingCalendar({
    zone: zoneOf(row.zone),
    week: row.week,
    publicDays: days === null ? null : new Map(days.map(({ date, kind }) => [date, kind])),
    ownDays: new Map(row.days.map(({ date, hours }) => [date, hours])),
  });
  return { id: row.id, calendar };
}

async function requireCalendar(reader: Db | Tx, id: string | null): Promise<store.CalendarRow> {
  const row = await store.selectCalendar(reader, id);
  if (row === null) {
    throw notFound(NOUN, id ?? 'default');
  }
  return row;
}

async function put(tx: Tx, calendar: store.CalendarValues): Promise<void> {
  requireZone(calendar.zone);
  requireOpen(calendar.week);
  if (!(await store.putCalendar(tx, calendar))) {
    throw new AppError('calendar_name_taken', 409, {
      message: {
        'zh-CN': `已有名为“${calendar.name}”的工作日历`,
        en: `There is a calendar called "${calendar.name}" already`,
      },
    });
  }
}

function requireZone(zone: string): void {
  try {
    zoneOf(zone);
  } catch (error) {
    throw invalidInput(
      [
        {
          field: 'zone',
          code: 'zone_unknown',
          message: { 'zh-CN': '应为时区名，如 Asia/Shanghai', en: 'should be a time zone such as Asia/Shanghai' },
        },
      ],
      error,
    );
  }
}

/** A calendar without working time would have no deadlines. */
function requireOpen(week: readonly DayHours[]): void {
  if (week.every((hours) => hours.length === 0)) {
    throw invalidInput([
      {
        field: 'week',
        code: 'week_closed',
        message: { 'zh-CN': '一周里至少要有一段工作时间', en: 'should have working hours on at least one day' },
      },
    ]);
  }
}

function requireOfYear(year: number, days: readonly PublicDay[]): void {
  const seen = new Set<string>();
  const faults = days.flatMap(({ date }, index) => {
    const isWrong = Number(date.slice(0, 4)) !== year || seen.has(date);
    seen.add(date);
    return isWrong
      ? [
          {
            field: `days[${index}].date`,
            code: 'day_invalid',
            message: { 'zh-CN': `应是 ${year} 年内不重复的一天`, en: `should be a day of ${year} that comes once` },
          },
        ]
      : [];
  });
  if (faults.length > 0) {
    throw invalidInput(faults);
  }
}

/** Without what was left out, so that it can be laid over what is there. */
function defined({ name, zone, week, observesPublicDays }: CalendarChange) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(zone === undefined ? {} : { zone }),
    ...(week === undefined ? {} : { week }),
    ...(observesPublicDays === undefined ? {} : { observesPublicDays }),
  };
}

function present(row: store.CalendarRow): WorkCalendar {
  const hours = (day: DayHours): [number, number][] => day.map(([from, to]) => [from, to]);
  return {
    id: row.id,
    name: row.name,
    zone: row.zone,
    week: row.week.map(hours),
    observesPublicDays: row.observesPublicDays,
    isDefault: row.isDefault,
    days: row.days.map((day) => ({ ...day, hours: hours(day.hours) })),
  };
}
