import { describe, expect, it } from 'vitest';
import { formatDay, hourName, nameOfKey, pointName, tickOf, weekdayName } from './labels.ts';

describe('names of cells', () => {
  it('say days, weeks, months and hours in both languages', () => {
    expect(formatDay('2026-11-03', { locale: 'zh-CN' })).toBe('11月3日');
    expect(formatDay('2026-11-03', { locale: 'en' })).toBe('3 Nov');
    expect(pointName('2026-11-03', { over: 'day', locale: 'zh-CN' })).toContain('周二');
    expect(pointName('2026-11-02', { over: 'week', locale: 'zh-CN' })).toBe('11月2日起一周');
    expect(pointName('2025-11-03', { over: 'week', locale: 'zh-CN', withYear: true })).toBe('2025年11月3日起一周');
    expect(pointName('2025-11-03', { over: 'week', locale: 'en', withYear: true })).toBe('Week of 3 Nov 2025');
    expect(pointName('23', { over: 'hour', locale: 'en' })).toBe('23:00–00:00');
    expect(tickOf('2026-01', { over: 'month', locale: 'zh-CN' })).toContain('2026');
    expect([hourName('9'), weekdayName('1', 'zh-CN'), weekdayName('7', 'en')]).toEqual(['09:00', '周一', 'Sun']);
  });

  it('put the time first and call the rest as the server does', () => {
    const key = { channel: 'tmall', day: '2026-11-03' };
    expect(nameOfKey(key, { labels: { channel: '天猫' }, locale: 'zh-CN' })).toMatch(/^11月3日.*周二.* · 天猫$/u);
    expect(nameOfKey({ cohort: '2026-08-01', offset: '2' }, { labels: {}, locale: 'en' })).toBe('Aug 2026 · month +2');
  });
});
