import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDate,
  formatInstant,
  formatMoney,
  formatMoneyShort,
  formatMonth,
  formatProseDate,
  formatRelative,
  formatShare,
  formatUnitPrice,
  initialsOf,
  showDatesIn,
  truncateMiddle,
} from './format.ts';

describe('money', () => {
  it.each([
    [149_800, 'CNY', 'zh-CN', '¥1,498.00'],
    [149_800, 'CNY', 'en', '¥1,498.00'],
    [123_456, 'GBP', 'zh-CN', '£1,234.56'],
    [-1299, 'GBP', 'en', '−£12.99'],
    [0, 'EUR', 'en', '€0.00'],
    [1500, 'JPY', 'en', '¥1,500'],
  ] as const)('%i minor units of %s in %s read %s', (minor, currency, locale, text) => {
    expect(formatMoney(minor, { currency, locale })).toBe(text);
  });

  it('leaves out decimals where whole amounts are asked for', () => {
    expect(formatMoney(523_924_056, { currency: 'GBP', locale: 'en', whole: true })).toBe('£5,239,241');
  });

  it('shortens by 万 in Chinese and by thousands in English', () => {
    expect(formatMoneyShort(52_400_000, { currency: 'GBP', locale: 'zh-CN' })).toBe('£52.4万');
    expect(formatMoneyShort(52_400_000, { currency: 'GBP', locale: 'en' })).toBe('£524K');
  });

  it('shows a unit price with the decimals that were given', () => {
    expect(formatUnitPrice('0.001', { currency: 'GBP', locale: 'en' })).toBe('£0.001');
    expect(formatUnitPrice('2.5', { currency: 'GBP', locale: 'en' })).toBe('£2.50');
  });
});

describe('dates', () => {
  it('are days of the business zone, not of the reader', () => {
    expect(formatDate('2026-11-21T16:30:00Z')).toBe('2026-11-22');
    expect(formatInstant('2026-11-21T16:30:00Z')).toBe('2026-11-22 00:30');
  });

  it('follow the zone that the business has set, wherever the reader sits', () => {
    showDatesIn('Europe/Berlin');
    expect(formatInstant('2026-11-21T23:30:00Z')).toBe('2026-11-22 00:30');
    showDatesIn('Asia/Shanghai');
    expect(formatInstant('2026-11-21T23:30:00Z')).toBe('2026-11-22 07:30');
  });

  it('read as prose with the year only when it is another one', () => {
    const now = new Date('2026-11-22T00:00:00Z');
    expect(formatProseDate('2026-11-22T00:00:00Z', { locale: 'zh-CN', now })).toBe('11月22日');
    expect(formatProseDate('2011-08-31T00:00:00Z', { locale: 'en', now })).toBe('31 Aug 2011');
  });

  it('count back from now', () => {
    const now = new Date('2026-11-22T00:03:00Z');
    expect(formatRelative('2026-11-22T00:00:00Z', { locale: 'zh-CN', now })).toBe('3分钟前');
    expect(formatRelative('2026-11-20T00:00:00Z', { locale: 'en', now })).toBe('2 days ago');
  });

  it('name months with or without their year', () => {
    expect(formatMonth('2011-01-01', { locale: 'zh-CN', withYear: true })).toBe('2011年1月');
    expect(formatMonth('2011-03-01', { locale: 'en', withYear: false })).toBe('Mar');
  });
});

describe('shares and bytes', () => {
  it('never call something nothing', () => {
    expect(formatShare(0.0002, 'en')).toBe('<0.1%');
    expect(formatShare(0, 'en')).toBe('0%');
    expect(formatShare(0.075, 'zh-CN')).toBe('7.5%');
    expect(formatShare(0.224, 'zh-CN')).toBe('22%');
  });

  it('choose the unit of a size', () => {
    expect(formatBytes(0, 'en')).toBe('0 B');
    expect(formatBytes(4_448_370, 'en')).toBe('4.4 MB');
  });
});

describe('truncateMiddle', () => {
  it('leaves what fits and keeps both ends of what does not', () => {
    expect(truncateMiddle('Tom Becker', 16)).toBe('Tom Becker');
    expect(truncateMiddle('Alexandra Konstantinopoulou', 12)).toBe('Alexand…ulou');
  });

  it('counts Chinese characters twice and never splits one', () => {
    expect(truncateMiddle('天猫旗舰店双十一订单', 20)).toBe('天猫旗舰店双十一订单');
    expect(truncateMiddle('天猫旗舰店双十一订单导出', 12)).toBe('天猫旗…导出');
    expect(truncateMiddle('𠮷'.repeat(40), 10)).toMatch(/^𠮷+…𠮷+$/u);
  });
});

describe('initialsOf', () => {
  it.each([
    ['王小明', '小明'],
    ['欧阳娜娜', '娜娜'],
    ['Tom Becker', 'TB'],
    ['sarah', 'S'],
    [null, '·'],
    ['  ', '·'],
  ] as const)('%s gives %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
