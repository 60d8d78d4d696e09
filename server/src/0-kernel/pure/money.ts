import type { Locale } from './text.ts';

/** An amount: integer minor units (fen, cents) of a currency. Sums and splits stay exact. */
export interface Money {
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** Currencies whose minor unit is not a hundredth (ISO 4217, list of August 2026). */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};
const USUAL_DIGITS = 2;

/** How many decimals the minor unit of a currency has: 2 for CNY, 0 for JPY, 3 for KWD. */
export function minorDigits(currency: string): number {
  return MINOR_DIGITS[currency] ?? USUAL_DIGITS;
}

export interface AmountStyle {
  /** What separates the decimals. With `,` the point groups thousands. Default `.`. */
  readonly decimal?: '.' | ',';
}

const PLAIN = /^(?:-(?=.*[1-9]))?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/u;
const MARKS = /^(?:[¥￥$€£]|CNY|RMB|USD|EUR|GBP|JPY|HKD|人民币)|(?:元|圆|[¥￥$€£]|CNY|RMB|USD|EUR|GBP|JPY|HKD)$/giu;
const GROUPED_POINT = /^(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:[ '’]\d{3})+|\d+)(?:\.(\d*))?$/u;
const GROUPED_COMMA = /^(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ '’]\d{3})+|\d+)(?:,(\d*))?$/u;
const MAX_LENGTH = 64;
const MAX_DIGITS = 30;

/** Takes sign, parentheses and currency marks off, in whatever order people write them. */
function unwrap(text: string): { readonly digits: string; readonly isNegative: boolean } {
  let rest = text;
  let sign: '+' | '-' | null = null;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(MARKS, '').trim();
    if (sign !== null) {
      continue;
    }
    if (rest.startsWith('(') && rest.endsWith(')')) {
      sign = '-';
      rest = rest.slice(1, -1).trim();
    } else if (rest.startsWith('-') || rest.startsWith('+')) {
      sign = rest.startsWith('-') ? '-' : '+';
      rest = rest.slice(1).trim();
    } else if (rest.endsWith('-')) {
      sign = '-';
      rest = rest.slice(0, -1).trim();
    }
  }
  return { digits: rest, isNegative: sign === '-' };
}

/**
 * Reads an amount as people and tools write it (`1,498.00`, `¥1,498`, `(12.50)`, `12.5-`, full-width digits) and
 * gives it as a plain decimal text, exact to the last digit. null when it is not one, also when separators stand
 * where thousands do not (`1,49` may be meant as a decimal comma). Exponents are not read.
 */
export function parseAmount(text: string, style: AmountStyle = {}): string | null {
  if (style.decimal !== ',' && PLAIN.test(text)) {
    return text;
  }
  if (text.length > MAX_LENGTH) {
    return null;
  }
  // Non-breaking and narrow spaces become plain ones, full-width signs ASCII ones.
  const { digits, isNegative } = unwrap(text.normalize('NFKC').replace(/[−–]/gu, '-').trim());
  const match = (style.decimal === ',' ? GROUPED_COMMA : GROUPED_POINT).exec(digits);
  if (match === null || digits.length > MAX_DIGITS) {
    return null;
  }
  const fraction = match[1] ?? '';
  const whole = digits.slice(0, match[1] === undefined ? digits.length : digits.length - fraction.length - 1);
  const plainWhole = whole.replace(/\D/gu, '').replace(/^0+(?=\d)/u, '');
  const plain = fraction === '' ? plainWhole : `${plainWhole}.${fraction}`;
  return isNegative && /[1-9]/u.test(plain) ? `-${plain}` : plain;
}

interface Decimal {
  /** The digits without the point. */
  readonly digits: string;
  readonly scale: number;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/u;

function toDecimal(value: string): Decimal {
  if (!DECIMAL.test(value)) {
    throw new RangeError(`Not a decimal number: ${value.slice(0, 40)}`);
  }
  const point = value.indexOf('.');
  return point === -1
    ? { digits: value, scale: 0 }
    : { digits: value.slice(0, point) + value.slice(point + 1), scale: value.length - point - 1 };
}

/** Half away from zero, as tax offices and shops round. */
function divideRounding(value: bigint, divisor: bigint): bigint {
  const isNegative = value < 0n;
  const magnitude = isNegative ? -value : value;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return isNegative ? -rounded : rounded;
}

/** Digits of both factors together up to which a product is exact as a double. */
const EXACT_DIGITS = 15;

/**
 * Price × quantity in minor units, rounded once, half away from zero. This is the only place where money is
 * rounded. Both factors are plain decimal texts (`parseAmount`); the product is exact before it is rounded. Throws
 * RangeError for anything else and beyond ±2^53 minor units.
 */
export function roundMinor(currency: string, price: string, quantity = '1'): number {
  const a = toDecimal(price);
  const b = toDecimal(quantity);
  const shift = a.scale + b.scale - minorDigits(currency);
  if (shift <= 0 && a.digits.length + b.digits.length - shift <= EXACT_DIGITS) {
    return Number(a.digits) * Number(b.digits) * 10 ** -shift + 0;
  }
  const product = BigInt(a.digits) * BigInt(b.digits);
  const minor = Number(shift <= 0 ? product * 10n ** BigInt(-shift) : divideRounding(product, 10n ** BigInt(shift)));
  if (!Number.isSafeInteger(minor)) {
    throw new RangeError(`${price} × ${quantity} ${currency} is too large`);
  }
  return minor;
}

/** Minor units as a plain decimal text: 149800 CNY → `1498.00`. */
export function minorToDecimal(money: Money): string {
  const digits = minorDigits(money.currency);
  if (!Number.isSafeInteger(money.amountMinor)) {
    throw new RangeError(`Not an amount in minor units: ${money.amountMinor}`);
  }
  const text = String(Math.abs(money.amountMinor)).padStart(digits + 1, '0');
  const sign = money.amountMinor < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** ¥ is ours; the yen, which has the same sign, is written with its code. */
function displayOf(currency: string): 'narrowSymbol' | 'code' | 'symbol' {
  if (currency === 'CNY') {
    return 'narrowSymbol';
  }
  return currency === 'JPY' ? 'code' : 'symbol';
}

function formatterOf(currency: string, locale: Locale): Intl.NumberFormat {
  const name = `${locale} ${currency}`;
  const known = formatters.get(name);
  if (known !== undefined) {
    return known;
  }
  const digits = minorDigits(currency);
  const made = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: displayOf(currency),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formatters.set(name, made);
  return made;
}

/** As people read it: `¥1,498.00`. */
export function formatMoney(money: Money, locale: Locale): string {
  // As text, because a double cannot hold every amount exactly.
  return formatterOf(money.currency, locale).format(minorToDecimal(money) as Intl.StringNumericLiteral);
}
