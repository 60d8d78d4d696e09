import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusinessDate, zoneOf } from '#kernel/pure/dates.ts';
import {
  addWorkingTime,
  type DayHours,
  pauseDeadline,
  resumeDeadline,
  weekdayOf,
  workingCalendar,
  workingTimeBetween,
} from './working-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const OFFICE: DayHours = [
  [9 * 60, 12 * 60],
  [13 * 60, 18 * 60],
];
const OFFICE_WEEK = [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []];
const shanghai = (text: string): Date => new Date(`${text}:00+08:00`);

/** The Spring Festival of 2026: free from 15 to 23 February, the Saturdays before and after are worked. */
const FESTIVAL = new Map<BusinessDate, 'holiday' | 'workday'>([
  ...['15', '16', '17', '18', '19', '20', '21', '22', '23'].map((day) => [`2026-02-${day}`, 'holiday'] as const),
  ['2026-02-14', 'workday'],
  ['2026-02-28', 'workday'],
]);

const office = workingCalendar({
  zone: zoneOf('Asia/Shanghai'),
  week: OFFICE_WEEK,
  publicDays: FESTIVAL,
  ownDays: new Map(),
});

describe('working time', () => {
  it.each([
    ['within a morning', '2026-03-02T10:00', 1, '2026-03-02T11:00'],
    ['over lunch', '2026-03-02T11:00', 2, '2026-03-02T14:00'],
    ['to the minute at which the day ends', '2026-03-02T16:00', 2, '2026-03-02T18:00'],
    ['over night', '2026-03-02T17:00', 2, '2026-03-03T10:00'],
    ['over a weekend', '2026-03-06T17:00', 2, '2026-03-09T10:00'],
    ['from the middle of the night', '2026-03-02T23:00', 1, '2026-03-03T10:00'],
    ['over the Spring Festival, with the make-up Saturday worked', '2026-02-13T17:00', 10, '2026-02-24T10:00'],
    ['on a make-up Saturday', '2026-02-28T09:00', 8, '2026-02-28T18:00'],
  ])('is added %s', (_name, start, hours, end) => {
    expect(addWorkingTime(shanghai(start), hours * HOUR_MS, office)).toEqual(shanghai(end));
  });

  it('[C165] counts the days of one calendar before the public ones', () => {
    const ownDays = new Map<BusinessDate, DayHours>([
      ['2026-02-17', [[600, 720]]],
      ['2026-02-13', []],
    ]);
    const shop = workingCalendar({ ...office, week: OFFICE_WEEK, publicDays: FESTIVAL, ownDays });
    expect(workingTimeBetween(shanghai('2026-02-13T00:00'), shanghai('2026-02-14T00:00'), shop)).toBe(0);
    expect(workingTimeBetween(shanghai('2026-02-17T00:00'), shanghai('2026-02-18T00:00'), shop)).toBe(2 * HOUR_MS);
  });

  it('leaves out what clocks skip and counts what they show twice', () => {
    const zone = zoneOf('America/New_York');
    const around: DayHours = [
      [60, 135],
      [150, 240],
    ];
    const night = workingCalendar({
      zone,
      week: Array<DayHours>(7).fill(around),
      publicDays: null,
      ownDays: new Map(),
    });
    const worked = (from: string, to: string): number =>
      workingTimeBetween(new Date(from), new Date(to), night) / MINUTE_MS;
    expect(worked('2026-03-03T00:00:00-05:00', '2026-03-04T00:00:00-05:00')).toBe(165);
    // 02:15 and 02:30 are read as 03:15 and 03:30 on 8 March; the hour from 1 to 2 comes twice on 1 November.
    expect(worked('2026-03-08T00:00:00-05:00', '2026-03-09T00:00:00-04:00')).toBe(105);
    expect(worked('2026-11-01T00:00:00-04:00', '2026-11-02T00:00:00-05:00')).toBe(225);
  });

  it('refuses a calendar in which nobody ever works', () => {
    const never = workingCalendar({
      ...office,
      week: Array<DayHours>(7).fill([]),
      publicDays: null,
      ownDays: new Map(),
    });
    expect(() => addWorkingTime(new Date(0), 1, never)).toThrow(RangeError);
  });

  it('knows the days of the week', () => {
    expect(['2026-03-02', '2026-03-08', '1969-12-29', '1970-01-01'].map(weekdayOf)).toEqual([0, 6, 0, 3]);
  });
});

const zones = fc.constantFrom(
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
);
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }).map((ms) => new Date(ms));
const dayHours = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 6 })
  .map((quarters): DayHours => {
    const sorted = quarters.toSorted((a, b) => a - b).map((quarter) => quarter * 15);
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => [
      sorted[2 * i] ?? 0,
      sorted[2 * i + 1] ?? 0,
    ]);
  });
const calendars = fc
  .record({
    zone: zones,
    week: fc.array(dayHours, { minLength: 7, maxLength: 7 }).filter((week) => week.some((hours) => hours.length > 0)),
    publicDays: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 364 }), fc.constantFrom('holiday' as const, 'workday' as const)),
    ),
    ownDays: fc.array(fc.tuple(fc.integer({ min: 1, max: 364 }), dayHours)),
  })
  .map(({ zone, week, publicDays, ownDays }) => {
    const date = (day: number): BusinessDate => new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10);
    return workingCalendar({
      zone: zoneOf(zone),
      week,
      publicDays: new Map(publicDays.map(([day, kind]) => [date(day), kind])),
      ownDays: new Map(ownDays.map(([day, hours]) => [date(day), hours])),
    });
  });
const durations = fc.integer({ min: 1, max: 60 * HOUR_MS });

describe('for any calendar, in any zone', () => {
  it('what was added is what lies between', () => {
    fc.assert(
      fc.property(calendars, instants, durations, (calendar, start, workMs) => {
        const end = addWorkingTime(start, workMs, calendar);
        expect(workingTimeBetween(start, end, calendar)).toBe(workMs);
        // It ends at the first such instant: a millisecond earlier less was worked.
        expect(workingTimeBetween(start, new Date(end.getTime() - 1), calendar)).toBe(workMs - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('time between adds up over any instant in the middle and never runs backwards', () => {
    fc.assert(
      fc.property(calendars, fc.tuple(instants, instants, instants), (calendar, three) => {
        const [a, b, c] = three.toSorted((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
        const [first, second] = [workingTimeBetween(a, b, calendar), workingTimeBetween(b, c, calendar)];
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first).toBeLessThanOrEqual(b.getTime() - a.getTime());
        expect(first + second).toBe(workingTimeBetween(a, c, calendar));
        expect(workingTimeBetween(c, a, calendar)).toBe(first + second === 0 ? -0 : -(first + second));
      }),
      { numRuns: 200 },
    );
  });

  it('a deadline stands still through any pauses: the time worked outside them is the time that was given', () => {
    const pauses = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 20 * HOUR_MS }), fc.integer({ min: 0, max: 90 * HOUR_MS })),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(calendars, instants, durations, pauses, (calendar, start, workMs, gaps) => {
        let dueAt = addWorkingTime(start, workMs, calendar);
        let worked = 0;
        let now = start;
        for (const [untilPause, length] of gaps) {
          const pausedAt = new Date(now.getTime() + untilPause);
          if (pausedAt >= dueAt) {
            break;
          }
          worked += workingTimeBetween(now, pausedAt, calendar);
          const remainingMs = pauseDeadline(dueAt, pausedAt, calendar);
          now = new Date(pausedAt.getTime() + length);
          dueAt = resumeDeadline({ dueAt, pausedAt, remainingMs }, now, calendar);
        }
        expect(worked + workingTimeBetween(now, dueAt, calendar)).toBe(workMs);
      }),
      { numRuns: 200 },
    );
  });

  it('a deadline that was over before the pause stays where it was', () => {
    const dueAt = shanghai('2026-03-02T10:00');
    const pausedAt = shanghai('2026-03-02T11:00');
    expect(pauseDeadline(dueAt, pausedAt, office)).toBe(0);
    expect(resumeDeadline({ dueAt, pausedAt, remainingMs: 0 }, shanghai('2026-03-05T10:00'), office)).toEqual(dueAt);
  });
});
