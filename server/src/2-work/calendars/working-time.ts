import { type BusinessDate, dateOfDayNumber, dayNumber, type Zone } from '#kernel/pure/dates.ts';

/** `[from, to]` in minutes of the day, `to` up to 1440. */
export type Span = readonly [number, number];
/** Apart from each other and in order. */
export type DayHours = readonly Span[];
/** Seven days, Monday first. */
export type WeekHours = readonly DayHours[];

/** When people work, as the arithmetic needs it. */
export interface WorkingCalendar {
  readonly zone: Zone;
  hoursOn(date: BusinessDate): DayHours;
}

/** What a calendar is made of. */
export interface CalendarParts {
  readonly zone: Zone;
  readonly week: WeekHours;
  /** Public holidays and make-up days; null for a calendar that does not keep them. */
  readonly publicDays: ReadonlyMap<BusinessDate, 'holiday' | 'workday'> | null;
  /** Days of this calendar alone, which go before everything else. */
  readonly ownDays: ReadonlyMap<BusinessDate, DayHours>;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Ten years: a calendar without a single open day in them has none. */
const MAX_DAYS = 3660;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;
const WORKDAYS = 5;

/** 0 is Monday. */
export function weekdayOf(date: BusinessDate): number {
  return (((dayNumber(date) + FIRST_WEEKDAY) % 7) + 7) % 7;
}

/** Make-up days are worked as the first working day of the week that has hours. */
export function makeUpHours(week: WeekHours): DayHours {
  return week.slice(0, WORKDAYS).find((hours) => hours.length > 0) ?? [];
}

/** A calendar that the arithmetic can ask. */
export function workingCalendar({ zone, week, publicDays, ownDays }: CalendarParts): WorkingCalendar {
  return {
    zone,
    hoursOn: (date) => {
      const own = ownDays.get(date);
      if (own !== undefined) {
        return own;
      }
      const usual = week[weekdayOf(date)] ?? [];
      const publicDay = publicDays?.get(date);
      if (publicDay === 'holiday') {
        return [];
      }
      return publicDay === 'workday' && usual.length === 0 ? makeUpHours(week) : usual;
    },
  };
}

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The working stretches of a day as instants; where clocks are moved forward, readings that fall together count once. */
function stretchesOn(day: number, { zone, hoursOn }: WorkingCalendar): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let after = Number.NEGATIVE_INFINITY;
  for (const [from, to] of hoursOn(dateOfDayNumber(day))) {
    const fromMs = Math.max(after, zone.instantOf(day * DAY_MS + from * MINUTE_MS));
    const toMs = zone.instantOf(day * DAY_MS + to * MINUTE_MS);
    if (toMs > fromMs) {
      stretches.push({ fromMs, toMs });
      after = toMs;
    }
  }
  return stretches;
}

function dayOf(instantMs: number, zone: Zone): number {
  return Math.floor((instantMs + zone.offsetAt(instantMs)) / DAY_MS);
}

/**
 * The instant at which so many working milliseconds have passed since `start`; `start` itself for none. Throws
 * RangeError for a calendar without working time.
 */
export function addWorkingTime(start: Date, workMs: number, calendar: WorkingCalendar): Date {
  const startMs = start.getTime();
  if (workMs <= 0) {
    return start;
  }
  let left = workMs;
  let idle = 0;
  // A stretch of yesterday can reach over midnight where clocks are moved.
  for (let day = dayOf(startMs, calendar.zone) - 1; idle <= MAX_DAYS; day += 1) {
    const before = left;
    for (const { fromMs, toMs } of stretchesOn(day, calendar)) {
      const from = Math.max(fromMs, startMs);
      if (toMs <= from) {
        continue;
      }
      if (toMs - from >= left) {
        return new Date(from + left);
      }
      left -= toMs - from;
    }
    idle = left === before ? idle + 1 : 0;
  }
  throw new RangeError('A calendar without working time has no deadlines');
}

/** Working milliseconds from one instant to a later one; negative the other way round. */
export function workingTimeBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
  const [startMs, endMs] = [from.getTime(), to.getTime()];
  if (endMs < startMs) {
    return -workingTimeBetween(to, from, calendar);
  }
  let worked = 0;
  const last = dayOf(endMs, calendar.zone) + 1;
  for (let day = dayOf(startMs, calendar.zone) - 1; day <= last; day += 1) {
    for (const { fromMs, toMs } of stretchesOn(day, calendar)) {
      worked += Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs));
    }
  }
  return worked;
}

/** What is left of a deadline that is made to stand still; nothing of one that is over. */
export function pauseDeadline(dueAt: Date, now: Date, calendar: WorkingCalendar): number {
  return Math.max(0, workingTimeBetween(now, dueAt, calendar));
}

/** When a deadline that stood still is due; one that was over before it stood still keeps its day. */
export function resumeDeadline(
  paused: { readonly dueAt: Date; readonly pausedAt: Date; readonly remainingMs: number },
  now: Date,
  calendar: WorkingCalendar,
): Date {
  return paused.dueAt <= paused.pausedAt ? paused.dueAt : addWorkingTime(now, paused.remainingMs, calendar);
}
