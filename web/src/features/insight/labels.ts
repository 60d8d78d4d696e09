import type { Locale } from '@zhike/server/contracts';
import { formatMonth, formatNumber } from '../../i18n/format.ts';

interface DayOptions {
  readonly locale: Locale;
  readonly withWeekday?: boolean;
  /** Where several years stand beside each other. */
  readonly withYear?: boolean;
}

/** 11月3日 / 3 Nov; with the weekday where a day stands alone. */
export function formatDay(day: string, o: DayOptions): string {
  return new Intl.DateTimeFormat(o.locale === 'en' ? 'en-GB' : o.locale, {
    timeZone: 'UTC',
    ...(o.withYear === true ? { year: 'numeric' } : {}),
    month: o.locale === 'en' ? 'short' : 'long',
    day: 'numeric',
    ...(o.withWeekday === true ? { weekday: 'short' } : {}),
  }).format(new Date(`${day}T00:00:00Z`));
}

/** The name of a point of time below an axis. */
export function tickOf(point: string, o: { readonly over: string; readonly locale: Locale }): string {
  if (o.over === 'month' || o.over === 'cohort') {
    return formatMonth(`${point.slice(0, 7)}-01`, { locale: o.locale, withYear: point.slice(5, 7) === '01' });
  }
  if (o.over === 'hour') {
    return hourName(point);
  }
  return /^\d{4}-\d{2}-\d{2}$/u.test(point) ? formatDay(point, { locale: o.locale }) : point;
}

/** The name of a point of time in a sentence. */
export function pointName(
  point: string,
  o: { readonly over: string; readonly locale: Locale; readonly withYear?: boolean },
): string {
  const withYear = o.withYear === true;
  if (o.over === 'month' || o.over === 'cohort') {
    return formatMonth(`${point.slice(0, 7)}-01`, { locale: o.locale, withYear: true });
  }
  if (o.over === 'week') {
    const day = formatDay(point, { locale: o.locale, withYear });
    return o.locale === 'en' ? `Week of ${day}` : `${day}起一周`;
  }
  if (o.over === 'hour') {
    return `${hourName(point)}–${hourName(String((Number(point) + 1) % 24))}`;
  }
  return /^\d{4}-\d{2}-\d{2}$/u.test(point)
    ? formatDay(point, { locale: o.locale, withWeekday: true, withYear })
    : point;
}

/** 9 → 09:00. */
export const hourName = (hour: string): string => `${hour.padStart(2, '0')}:00`;

/** 1 is Monday. */
export function weekdayName(weekday: string, locale: Locale): string {
  // 2024-01-01 was a Monday.
  return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' }).format(
    new Date(Date.UTC(2024, 0, Number(weekday))),
  );
}

const TIMES = new Set(['day', 'week', 'month', 'hour', 'weekday', 'cohort', 'offset']);

/** A key of a row in words, times first: "11月3日周二 · 天猫". */
export function nameOfKey(
  key: Readonly<Record<string, string>>,
  o: { readonly labels: Readonly<Record<string, string | undefined>>; readonly locale: Locale },
): string {
  const name = (dimension: string, value: string): string => {
    if (dimension === 'weekday') {
      return weekdayName(value, o.locale);
    }
    if (dimension === 'offset') {
      const months = formatNumber(Number(value), o.locale);
      return o.locale === 'en' ? `month +${months}` : `第 ${months} 个月后`;
    }
    return TIMES.has(dimension)
      ? pointName(value, { over: dimension, locale: o.locale })
      : (o.labels[dimension] ?? value);
  };
  return Object.entries(key)
    .toSorted(([a], [b]) => Number(TIMES.has(b)) - Number(TIMES.has(a)))
    .map(([dimension, value]) => name(dimension, value))
    .join(' · ');
}
