import type { Locale } from '@zhike/server/contracts';
import type { TFunction } from 'i18next';
import { formatNumber, minorDigits } from '../../../i18n/format.ts';
import { type ArgFace, isFilled } from './values.ts';

export interface TokenSays {
  readonly t: TFunction;
  readonly locale: Locale;
  readonly currency: string;
  /** What a value of a catalogue is called. */
  readonly nameOf: (value: string) => string;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
  readonly currency?: string;
}

/** What a token says of its argument, in the words of the sentence; null while it says nothing. */
export function tokenText(face: ArgFace, value: unknown, says: TokenSays): string | null {
  if (!isFilled(value)) {
    return null;
  }
  if (Array.isArray(value)) {
    return listText(face, value.map(String), says);
  }
  if (typeof value === 'number') {
    return formatNumber(value, says.locale);
  }
  if (typeof value === 'string') {
    return face.catalogue === null ? quoted(value) : says.nameOf(value);
  }
  // What is left are objects of the server's own schemas.
  if (face.face === 'window') {
    return windowText(value as WindowValue, says.t);
  }
  return boundsText(value as Bounds, { ...says, isMoney: face.face === 'money' });
}

const quoted = (text: string): string => `“${text}”`;

const SHOWN = 3;

function listText(face: ArgFace, values: readonly string[], { t, locale, nameOf }: TokenSays): string {
  const names = values.map((value) => {
    const option = face.options.find((one) => one.value === value);
    return option === undefined ? nameOf(value) : option.label[locale];
  });
  const shown = names.length > SHOWN + 1 ? names.slice(0, SHOWN) : names;
  const text = shown.join(t('segments.or'));
  return shown.length < names.length ? t('segments.tokenMore', { text, count: names.length }) : text;
}

function boundsText(
  { min, max, currency: named }: Bounds,
  { t, locale, currency, isMoney }: TokenSays & { readonly isMoney: boolean },
): string {
  const print = (value: number): string => {
    if (!isMoney) {
      return formatNumber(value, locale, 4);
    }
    const unit = named ?? currency;
    const text = formatNumber(value / 10 ** minorDigits(unit), locale, minorDigits(unit));
    return `${symbolOf(unit, locale)}${text}`;
  };
  if (min === undefined) {
    return t('segments.atMost', { value: print(max ?? 0) });
  }
  if (max === undefined) {
    return t('segments.atLeast', { value: print(min) });
  }
  return min === max
    ? t('segments.exactly', { value: print(min) })
    : t('segments.between', { min: print(min), max: print(max) });
}

/** ¥, £, or the code where there is no sign. */
export function symbolOf(currency: string, locale: Locale): string {
  const parts = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  }).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? `${currency} `;
}

export interface WindowValue {
  readonly lastDays?: number;
  readonly from?: string;
  readonly to?: string;
}

function windowText({ lastDays, from, to }: WindowValue, t: TFunction): string {
  if (lastDays !== undefined) {
    return t('segments.lastDays', { count: lastDays });
  }
  if (from === undefined) {
    return t('segments.until', { to: to ?? '' });
  }
  return to === undefined ? t('segments.since', { from }) : t('segments.fromTo', { from, to });
}
