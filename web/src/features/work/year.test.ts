import { describe, expect, it } from 'vitest';
import { daysText, hoursText, readDays, readHours, yearOf } from './year.ts';

const office = {
  id: 'c',
  name: '客服台',
  zone: 'Asia/Shanghai',
  week: [[[540, 1080]], [[540, 1080]], [[540, 1080]], [[540, 1080]], [[540, 1080]], [], []] as [number, number][][],
  observesPublicDays: true,
  isDefault: true,
  days: [{ date: '2026-03-03', hours: [] as [number, number][], name: '盘点' }],
};
const festival = { 'zh-CN': '春节', en: 'Spring Festival' };

describe('the year of a calendar', () => {
  const year = yearOf(2026, office, [
    { date: '2026-02-17', kind: 'holiday', name: festival },
    { date: '2026-02-28', kind: 'workday', name: festival },
  ]);
  const stateOf = (date: string) => year.flat().find((day) => day.date === date)?.state;

  it('says of each day what it is', () => {
    expect(year.flat()).toHaveLength(365);
    expect(['2026-02-16', '2026-02-17', '2026-02-28', '2026-03-01', '2026-03-03'].map(stateOf)).toEqual([
      'work',
      'holiday',
      'make-up',
      'off',
      'own',
    ]);
    expect(year[2]?.[0]).toMatchObject({ date: '2026-03-01', weekday: 6 });
  });
});

describe('hours', () => {
  it.each(['09:00–12:00, 13:00–18:00', '00:00–24:00', ''])('are read as they are written: %s', (text) => {
    expect(hoursText(readHours(text) ?? [])).toBe(text);
  });

  it.each(['9', '18:00-09:00', '09:00-12:00, 11:00-13:00', '09:70-10:00', '20:00-25:00'])('are not %s', (text) => {
    expect(readHours(text)).toBeNull();
  });
});

describe('pasted days', () => {
  it('are read back as they were shown, in both languages', () => {
    const days = [
      { date: '2027-02-06', kind: 'holiday' as const, name: { 'zh-CN': '春节', en: '春节' } },
      { date: '2027-02-20', kind: 'workday' as const, name: { 'zh-CN': '春节', en: '春节' } },
    ];
    expect(readDays(daysText(days, 'zh-CN'), 2027)).toEqual({ days, wrong: [] });
    expect(readDays(daysText(days, 'en'), 2027)).toEqual({ days, wrong: [] });
  });

  it('name the lines that are none: another year, no such day, twice', () => {
    const text = '2027-01-01 休 元旦\n2026-01-02 休\n2027-02-30 休\n\n2027-01-01 班';
    expect(readDays(text, 2027).wrong).toEqual([2, 3, 5]);
  });
});
