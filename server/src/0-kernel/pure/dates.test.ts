import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  businessDateOf,
  dateOfDayNumber,
  dayNumber,
  daysBetween,
  isBusinessDate,
  parseBusinessDate,
  parseInstant,
  parseMoment,
  startOfBusinessDate,
  zoneOf,
} from './dates.ts';

const shanghai = zoneOf('Asia/Shanghai');
const berlin = zoneOf('Europe/Berlin');
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'UTC',
];

const localText = (text: string): string | null => {
  const moment = parseMoment(text);
  return moment === null ? null : new Date(moment.localMs).toISOString().slice(0, moment.hasTime ? 23 : 10);
};

describe('parseMoment', () => {
  it.each([
    ['2026-01-05', '2026-01-05'],
    ['2026-01-05 14:30', '2026-01-05T14:30:00.000'],
    ['2010-12-01 08:26:00', '2010-12-01T08:26:00.000'],
    ['2026-01-05T14:30:15', '2026-01-05T14:30:15.000'],
    ['2026/01/05', '2026-01-05'],
    ['2026/1/5', '2026-01-05'],
    ['2026/1/5 8:26', '2026-01-05T08:26:00.000'],
    ['2026/1/5 8:26:07', '2026-01-05T08:26:07.000'],
    ['2026.1.5', '2026-01-05'],
    ['20260105', '2026-01-05'],
    ['20260105142605', '2026-01-05T14:26:05.000'],
    ['20260105T142605', '2026-01-05T14:26:05.000'],
    ['2026年1月5日', '2026-01-05'],
    ['2026年01月05日 14:30', '2026-01-05T14:30:00.000'],
    ['2026年1月5日14时30分', '2026-01-05T14:30:00.000'],
    ['2026年1月5日 14时30分05秒', '2026-01-05T14:30:05.000'],
    ['２０２６－０１－０５', '2026-01-05'],
    [' 2026-01-05 ', '2026-01-05'],
    ['2026-01-05 14:30:15.5', '2026-01-05T14:30:15.500'],
    ['2026-01-05 14:30:15.123456', '2026-01-05T14:30:15.123'],
    ['2024-02-29', '2024-02-29'],
    ['2000-02-29', '2000-02-29'],
  ])('reads %j', (text, expected) => {
    expect(localText(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'abc',
    '2026-02-30',
    '2025-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-04-31',
    '0000-01-01',
    '2026-1',
    '2026-01-05 24:00',
    '2026-01-05 23:60',
    '2026-01-05 23:59:60',
    '2026-01-05 14',
    '2026-01-05T',
    '2026-01-05x',
    '2026-01/05',
    '20261305',
    '2026010',
    '202601051',
    '2026-01-05 14:30+99:00',
    '12/1/2010',
    '1/5/26',
    '45000',
    '2026-01-05 1x:30',
    '2026-01-05 14:3x',
    'x'.repeat(100_000),
  ])('does not take %.30j for a date', (text) => {
    expect(parseMoment(text)).toBeNull();
  });

  it('reads dates that end with the year only when told the order', () => {
    expect(parseBusinessDate('12/1/2010 8:26', shanghai, { order: 'mdy' })).toBe('2010-12-01');
    expect(parseBusinessDate('12/1/2010', shanghai, { order: 'dmy' })).toBe('2010-01-12');
    expect(parseBusinessDate('13/1/2010', shanghai, { order: 'mdy' })).toBeNull();
  });

  it('knows when a text has no time of day', () => {
    expect(parseMoment('2026-01-05')?.hasTime).toBe(false);
    expect(parseMoment('2026-01-05 00:00')?.hasTime).toBe(true);
  });
});

describe('instants', () => {
  it.each([
    ['2026-01-05T00:00:00Z', '2026-01-05T00:00:00.000Z'],
    ['2026-01-05T00:00:00.250Z', '2026-01-05T00:00:00.250Z'],
    ['2026-01-05T08:00:00+08:00', '2026-01-05T00:00:00.000Z'],
    ['2026-01-05 08:00:00 +0800', '2026-01-05T00:00:00.000Z'],
    ['2026-01-05T08:00+08', '2026-01-05T00:00:00.000Z'],
    ['2026-01-04T19:00:00-05:00', '2026-01-05T00:00:00.000Z'],
    ['20260105T000000Z', '2026-01-05T00:00:00.000Z'],
    ['2026-01-05 08:00', '2026-01-05T00:00:00.000Z'],
    ['2026-01-05', '2026-01-04T16:00:00.000Z'],
  ])('%s is %s, read in Shanghai', (text, expected) => {
    expect(parseInstant(text, shanghai)?.toISOString()).toBe(expected);
  });

  it('fall on the business date of the zone, whatever zone they were written in', () => {
    expect(parseBusinessDate('2026-01-05T20:00:00Z', shanghai)).toBe('2026-01-06');
    expect(parseBusinessDate('2026-01-05 20:00', shanghai)).toBe('2026-01-05');
    expect(businessDateOf(new Date('2026-01-05T15:59:59.999Z'), shanghai)).toBe('2026-01-05');
    expect(businessDateOf(new Date('2026-01-05T16:00:00Z'), shanghai)).toBe('2026-01-06');
  });

  it('of summer times in Shanghai before 1992 are right', () => {
    expect(parseInstant('1990-07-01 12:00', shanghai)?.toISOString()).toBe('1990-07-01T03:00:00.000Z');
    expect(parseInstant('1990-12-01 12:00', shanghai)?.toISOString()).toBe('1990-12-01T04:00:00.000Z');
  });

  it('that come twice in autumn are the first, and those skipped in spring lie after the gap', () => {
    expect(parseInstant('2026-10-25 02:30', berlin)?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(parseInstant('2026-10-25 03:00', berlin)?.toISOString()).toBe('2026-10-25T02:00:00.000Z');
    expect(parseInstant('2026-03-29 02:30', berlin)?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(parseInstant('2026-03-29 01:59', berlin)?.toISOString()).toBe('2026-03-29T00:59:00.000Z');
    expect(parseInstant('2026-03-29 03:00', berlin)?.toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('begin a business date also where midnight was skipped', () => {
    expect(startOfBusinessDate('2018-11-04', zoneOf('America/Sao_Paulo')).toISOString()).toBe(
      '2018-11-04T03:00:00.000Z',
    );
    expect(startOfBusinessDate('2026-01-05', shanghai).toISOString()).toBe('2026-01-04T16:00:00.000Z');
  });

  it('refuse zones that do not exist', () => {
    expect(() => zoneOf('Mars/Base')).toThrow(RangeError);
  });

  it('go to the wall clock and back, in every kind of zone', () => {
    const instants = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2037, 11, 31) });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (ms, name) => {
        const zone = zoneOf(name);
        const localMs = ms + zone.offsetAt(ms);
        const back = zone.instantOf(localMs);
        // An hour that comes twice gives its first instant, which has the same wall clock.
        expect(back + zone.offsetAt(back)).toBe(localMs);
        expect(back).toBeLessThanOrEqual(ms);
        const text = new Intl.DateTimeFormat('sv-SE', {
          timeZone: name,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(ms);
        expect(parseMoment(text)?.localMs).toBe(Math.floor(localMs / 1000) * 1000);
      }),
      { numRuns: 500 },
    );
  });
});

describe('business dates', () => {
  it('count days across months, leap years and centuries', () => {
    expect(daysBetween('2026-01-05', '2026-01-05')).toBe(0);
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2025-02-28', '2025-03-01')).toBe(1);
    expect(daysBetween('2011-09-01', '2010-12-01')).toBe(-274);
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  });

  it('are numbered as the days of UTC, in both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (number) => {
        const date = dateOfDayNumber(number);
        expect(dayNumber(date)).toBe(number);
        expect(date).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10));
      }),
    );
  });

  it('are YYYY-MM-DD and nothing else', () => {
    expect(isBusinessDate('2026-01-05')).toBe(true);
    for (const wrong of ['2026/01/05', '2026-1-5', '2026-02-30', '2026-01-05 00:00', '']) {
      expect(isBusinessDate(wrong)).toBe(false);
      expect(() => dayNumber(wrong)).toThrow(RangeError);
    }
  });
});
