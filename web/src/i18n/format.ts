import type { Locale } from '@zhike/server/contracts';

/** Making a format takes longer than a whole row of a list: each is made once. */
function keptFormats<Options, Format>(make: (locale: string, options: Options) => Format) {
  const kept = new Map<string, Format>();
  return (locale: string, options: Options): Format => {
    const key = `${locale} ${JSON.stringify(options)}`;
    const known = kept.get(key) ?? make(locale, options);
    kept.set(key, known);
    return known;
  };
}

const numberFormat = keptFormats((locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
const dateFormat = keptFormats(
  (locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
);

/** The business's zone as the server told it; before that, what an installation has unless told otherwise. */
let businessZone = 'Asia/Shanghai';

/** Dates are shown in the business's zone, wherever the reader sits: said once, with who is signed in. */
export function showDatesIn(zone: string): void {
  businessZone = zone;
}

const MINUS = '−';

/** Minor units of a currency as people write it: ¥1,498.00, £12.50. */
export function formatMoney(
  minor: number,
  options: { readonly currency: string; readonly locale: Locale; readonly whole?: boolean },
): string {
  const style = { style: 'currency', currency: options.currency, currencyDisplay: 'narrowSymbol' } as const;
  const digits = minorDigits(options.currency);
  const format = numberFormat(options.locale, {
    ...style,
    ...(options.whole === true ? { maximumFractionDigits: 0 } : {}),
  });
  return format.format(minor / 10 ** digits).replace(/^-/u, MINUS);
}

/** How many decimals a currency has: 2 for CNY and GBP, 0 for JPY. */
export function minorDigits(currency: string): number {
  return numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** A short amount for narrow places: £52.4万 in Chinese, £524K in English. */
export function formatMoneyShort(
  minor: number,
  options: { readonly currency: string; readonly locale: Locale },
): string {
  return numberFormat(options.locale, {
    style: 'currency',
    currency: options.currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumSignificantDigits: 3,
  })
    .format(minor / 10 ** minorDigits(options.currency))
    .replace(/^-/u, MINUS);
}

export function formatNumber(value: number, locale: Locale, digits = 0): string {
  return numberFormat(locale, { maximumFractionDigits: digits }).format(value).replace(/^-/u, MINUS);
}

/** With as many decimals in every row, so that the points of a column stand below each other. */
export function formatFixed(value: number, locale: Locale, digits: number): string {
  return numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value)
    .replace(/^-/u, MINUS);
}

/** A share of 1 as a percentage; what is above nothing is never called 0%. */
export function formatShare(share: number, locale: Locale): string {
  if (share > 0 && share < 0.001) {
    return '<0.1%';
  }
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}

/** Words beside each other, as each language parts them. */
export function formatList(words: readonly string[], locale: Locale): string {
  return words.join(locale === 'en' ? ', ' : '、');
}

/** What is added to a word, in brackets as each language sets them: 双十一（周二）, Double 11 (Tue). */
export function formatAside(text: string, locale: Locale): string {
  return locale === 'en' ? ` (${text})` : `（${text}）`;
}

/** Bytes as KB, MB or GB of 1,000. */
export function formatBytes(bytes: number, locale: Locale): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${formatNumber(bytes / 1000 ** power, locale, power === 0 ? 0 : 1)} ${units[power]}`;
}

/** 2026-11-22, in the business zone. */
export function formatDate(instant: string, zone = businessZone): string {
  return dateFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  );
}

/** 2026-11-22 09:05, in the business zone. */
export function formatInstant(instant: string, zone = businessZone): string {
  const time = dateFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false });
  return `${formatDate(instant, zone)} ${time.format(new Date(instant))}`;
}

/** 09:05, in the business zone. */
export function formatTime(instant: string, zone = businessZone): string {
  return formatInstant(instant, zone).slice(-5);
}

/** 11月22日 / 22 Nov, with the year when it is not this one. */
export function formatProseDate(
  instant: string,
  options: { readonly locale: Locale; readonly now: Date; readonly zone?: string },
): string {
  const zone = options.zone ?? businessZone;
  const sameYear = formatDate(instant, zone).slice(0, 4) === formatDate(options.now.toISOString(), zone).slice(0, 4);
  return dateFormat(options.locale === 'en' ? 'en-GB' : options.locale, {
    timeZone: zone,
    ...(sameYear ? {} : { year: 'numeric' }),
    month: options.locale === 'en' ? 'short' : 'long',
    day: 'numeric',
  }).format(new Date(instant));
}

/** A business month (its first day) as an axis label: 3月, and 2011年1月 where a year begins. */
export function formatMonth(month: string, options: { readonly locale: Locale; readonly withYear: boolean }): string {
  return dateFormat(options.locale === 'en' ? 'en-GB' : options.locale, {
    timeZone: 'UTC',
    month: 'short',
    ...(options.withYear ? { year: 'numeric' } : {}),
  }).format(new Date(`${month}T00:00:00Z`));
}

/** "3 分钟前" / "3 minutes ago". */
export function formatRelative(instant: string, options: { readonly locale: Locale; readonly now: Date }): string {
  const seconds = (new Date(instant).getTime() - options.now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat(options.locale, { numeric: 'auto' });
  const steps = [
    ['year', 31_557_600],
    ['month', 2_629_800],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const;
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) {
      return format.format(Math.round(seconds / length), unit);
    }
  }
  return format.format(Math.round(seconds), 'second');
}

/** Chinese, Japanese and Korean characters and full-width forms take the room of two Latin letters. */
const widthOf = (character: string): number =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/u.test(character) ? 2 : 1;

/** As many characters from the start as fit into `room` Latin letters. */
function fitting(characters: readonly string[], room: number): string {
  let used = 0;
  const end = characters.findIndex((character) => (used += widthOf(character)) > room);
  return characters.slice(0, end === -1 ? characters.length : end).join('');
}

/**
 * Cuts the middle out of a text wider than `max` Latin letters, whole characters only, so that both ends stay
 * readable.
 */
export function truncateMiddle(text: string, max: number): string {
  const characters = [...text];
  if (fitting(characters, max) === text) {
    return text;
  }
  const head = Math.ceil((max - 1) * 0.6);
  const tail = [...fitting(characters.toReversed(), max - 1 - head)].toReversed().join('');
  return `${fitting(characters, head)}…${tail}`;
}

/** What stands in the round mark of a customer: the last two Chinese characters, or two Latin initials. */
export function initialsOf(name: string | null): string {
  const trimmed = (name ?? '').trim();
  if (trimmed === '') {
    return '·';
  }
  if (/\p{Script=Han}/u.test(trimmed)) {
    return [...trimmed.replace(/[^\p{Script=Han}]/gu, '')].slice(-2).join('');
  }
  const words = trimmed.split(/[\s-]+/u).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase('en') ?? '')
    .join('');
}

/** A unit price in major units as given: with more decimals than the currency has where the price needs them. */
export function formatUnitPrice(
  price: string,
  options: { readonly currency: string; readonly locale: Locale },
): string {
  return numberFormat(options.locale, {
    style: 'currency',
    currency: options.currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 4,
  })
    .format(Number(price))
    .replace(/^-/u, MINUS);
}
