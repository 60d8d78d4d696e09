import { describe, expect, it } from 'vitest';
import { changeOf, formatMetric, formatMetricHead, formatMetricShort } from './metric-format.ts';

const money = { unit: 'money', currency: 'CNY', locale: 'zh-CN' } as const;
const count = { unit: 'count', currency: null, locale: 'zh-CN' } as const;
const share = { unit: 'share', currency: null, locale: 'zh-CN' } as const;

describe('figures in words', () => {
  it('write money, shares and counts as people do', () => {
    expect(formatMetric(149_800, money)).toBe('¥1,498.00');
    expect(formatMetric(0.4216, share)).toBe('42%');
    expect(formatMetric(12_345, count)).toBe('12,345');
    expect(formatMetric(null, share)).toBe('—');
  });

  it('count in 万 where room is scarce, and in K in English', () => {
    expect(formatMetricShort(52_400_000, money)).toBe('¥52.4万');
    expect(formatMetricShort(123_456, count)).toBe('12.3万');
    expect(formatMetricShort(9999, count)).toBe('9,999');
    expect(formatMetricShort(123_456, { ...count, locale: 'en' })).toBe('123K');
  });

  it('leave cents out of large figures only', () => {
    expect(formatMetricHead(99_950, money)).toBe('¥999.50');
    expect(formatMetricHead(12_345_678, money)).toBe('¥123,457');
    expect(formatMetricHead(1_234_567_890, money)).toBe('¥1230万');
  });

  it.each([
    [120, 100, count, { kind: 'up', text: '20%' }],
    [97.5, 100, count, { kind: 'down', text: '2.5%' }],
    [0, 100, count, { kind: 'down', text: '100%' }],
    [100.01, 100, count, { kind: 'same' }],
    [5, 0, count, { kind: 'new' }],
    [0, 0, count, { kind: 'none' }],
    [null, 4, count, { kind: 'none' }],
    [0.42, 0.4, share, { kind: 'up', text: '2 个百分点' }],
    [0.42, 0.4, { ...share, locale: 'en' }, { kind: 'up', text: '2 pp' }],
  ] as const)('%s after %s', (value, before, measure, change) => {
    expect(changeOf(value, before, measure)).toEqual(change);
  });
});
