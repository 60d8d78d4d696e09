import type { Locale, ProductSummary } from '@zhike/server/contracts';
import { formatMoney, minorDigits } from '../../i18n/format.ts';

const AMOUNT = /^\d{1,9}(?:\.\d{1,4})?$/u;

/** What people type as an amount, in minor units; null when it is none or has more decimals than the currency. */
export function parseMinor(text: string, currency: string): number | null {
  const plain = text.normalize('NFKC').replaceAll(/[¥￥,\s]/gu, '');
  const digits = minorDigits(currency);
  if (!AMOUNT.test(plain) || (plain.split('.')[1] ?? '').length > digits) {
    return null;
  }
  return Math.round(Number(plain) * 10 ** digits);
}

/** Minor units as people type them. */
export function minorText(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** A whole number as people type it; null when it is none. */
export function parseStock(text: string): number | null {
  const plain = text.normalize('NFKC').replaceAll(/[,\s]/gu, '');
  return /^-?\d{1,9}$/u.test(plain) ? Number(plain) : null;
}

type Range = ProductSummary['price']['list'];

/** ¥99.00, or ¥99.00–129.00 for several; null without a price. */
export function rangeText(
  range: Range,
  options: { readonly currency: string; readonly locale: Locale },
): string | null {
  if (range === null) {
    return null;
  }
  const from = formatMoney(range.fromMinor, options);
  return range.fromMinor === range.toMinor ? from : `${from}–${formatMoney(range.toMinor, options)}`;
}
