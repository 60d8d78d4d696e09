import type { Locale, MetricUnit } from '@zhike/server/contracts';
import { formatMoney, formatMoneyShort, formatNumber, formatShare } from '../../i18n/format.ts';

export interface MetricMeasure {
  readonly unit: MetricUnit;
  readonly currency: string | null;
  readonly locale: Locale;
}

/** A value as people write it; a dash where there is nothing to divide by. */
export function formatMetric(value: number | null, { unit, currency, locale }: MetricMeasure): string {
  if (value === null) {
    return '—';
  }
  if (unit === 'money') {
    return formatMoney(value, { currency: currency ?? 'CNY', locale });
  }
  return unit === 'share' ? formatShare(value, locale) : formatNumber(value, locale, unit === 'days' ? 1 : 0);
}

/** The same for narrow places: ¥52.4万, 1.2万. */
export function formatMetricShort(value: number | null, measure: MetricMeasure): string {
  const { unit, currency, locale } = measure;
  if (value !== null && unit === 'money') {
    return formatMoneyShort(value, { currency: currency ?? 'CNY', locale });
  }
  if (value !== null && unit === 'count' && value >= 10_000) {
    return new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
  }
  return formatMetric(value, measure);
}

/** Beside a bar: counts whole, so that they equal the list behind them, and amounts without their decimals. */
export function formatMetricBar(value: number | null, measure: MetricMeasure): string {
  const { unit, currency, locale } = measure;
  return value !== null && unit === 'money'
    ? formatMoney(value, { currency: currency ?? 'CNY', locale, whole: true })
    : formatMetric(value, measure);
}

/** The large figure of a card: whole amounts, short ones from ten million on. */
export function formatMetricHead(value: number | null, measure: MetricMeasure): string {
  const { unit, currency, locale } = measure;
  if (value !== null && unit === 'money') {
    const isLong = Math.abs(value) >= 1_000_000_000;
    return isLong
      ? formatMoneyShort(value, { currency: currency ?? 'CNY', locale })
      : formatMoney(value, { currency: currency ?? 'CNY', locale, whole: Math.abs(value) >= 100_000 });
  }
  return formatMetric(value, measure);
}

export type Change =
  | { readonly kind: 'none' }
  /** There was nothing before. */
  | { readonly kind: 'new' }
  | { readonly kind: 'same' }
  | { readonly kind: 'up' | 'down'; readonly text: string };

/** How a value moved against the span before: in per cent, shares in percentage points. */
export function changeOf(
  value: number | null,
  before: number | null,
  { unit, locale }: Pick<MetricMeasure, 'unit' | 'locale'>,
): Change {
  if (value === null || before === null) {
    return { kind: 'none' };
  }
  if (unit !== 'share' && before <= 0) {
    return value > 0 && before === 0 ? { kind: 'new' } : { kind: 'none' };
  }
  const moved = unit === 'share' ? (value - before) * 100 : (value / before - 1) * 100;
  const digits = Math.abs(moved) < 10 ? 1 : 0;
  const size = formatNumber(Math.abs(moved), locale, digits);
  if (size === '0') {
    return { kind: 'same' };
  }
  const text = unit === 'share' ? (locale === 'en' ? `${size} pp` : `${size} 个百分点`) : `${size}%`;
  return { kind: moved > 0 ? 'up' : 'down', text };
}
