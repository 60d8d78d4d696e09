import { z } from 'zod';
import type { BusinessDate } from '../dates.ts';
import { minorDigits } from '../money.ts';
import type { Locale, Text } from '../text.ts';
import { type ArgFace, type ArgValues, catalogueName, type Reading, type Says } from './arg-face.ts';
import { quote, skipSpace, take, takeList, takeLiteral, takeQuoted } from './reading.ts';

/** From and to, both included; one of them may be missing. */
export interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const BOUNDS: Readonly<Record<Locale, Readonly<Record<'exactly' | 'least' | 'most' | 'to', string>>>> = {
  'zh-CN': { exactly: '正好', least: '至少', most: '至多', to: '到' },
  en: { exactly: 'exactly ', least: 'at least ', most: 'at most ', to: ' to ' },
};

function printRange(range: Range, locale: Locale, print: (value: number) => string): string {
  const words = BOUNDS[locale];
  const { min, max } = range;
  if (min === undefined) {
    return `${words.most}${print(max ?? 0)}`;
  }
  if (max === undefined) {
    return `${words.least}${print(min)}`;
  }
  return min === max ? `${words.exactly}${print(min)}` : `${print(min)}${words.to}${print(max)}`;
}

type ReadNumber = (at: number) => Reading<number> | null;

function readRange(
  text: string,
  at: number,
  options: { readonly locale: Locale; readonly read: ReadNumber },
): Reading<Range> | null {
  const words = BOUNDS[options.locale];
  for (const word of ['exactly', 'least', 'most'] as const) {
    const after = takeLiteral(text, at, words[word]);
    const found = after === null ? null : options.read(after);
    if (found !== null) {
      const { value } = found;
      const range = { exactly: { min: value, max: value }, least: { min: value }, most: { max: value } }[word];
      return { value: range, at: found.at };
    }
  }
  const first = options.read(at);
  const middle = first === null ? null : takeLiteral(text, first.at, words.to);
  const last = middle === null ? null : options.read(middle);
  return first === null || last === null ? null : { value: { min: first.value, max: last.value }, at: last.at };
}

const HAS_BOUND: Text = { 'zh-CN': '至少给出一端', en: 'give at least one end' };
const IN_ORDER: Text = { 'zh-CN': '下限不能大于上限', en: 'the lower end may not be above the upper one' };
/** What a check of zod says in both languages. */
const saying = (text: Text) => ({ params: { text } });

function bounded<Value extends Range>(schema: z.ZodType<Value>): z.ZodType<Value> {
  return schema
    .refine(({ min, max }) => min !== undefined || max !== undefined, saying(HAS_BOUND))
    .refine(({ min = -Infinity, max = Infinity }) => min <= max, saying(IN_ORDER));
}

interface RangeOptions {
  readonly label: Text;
  readonly unit?: Text;
  readonly min: number;
  readonly max: number;
  /** Decimals allowed. */
  readonly decimals?: number;
}

const NUMBER = /-?\d+(?:\.\d+)?/uy;

/** How many, how old, how much of a share: numbers from … to …. */
export function range(options: RangeOptions): ArgFace<Range> & { readonly optional: false } {
  const { decimals = 0, label, min, max, unit } = options;
  const between = z.number().min(min).max(max);
  const isShort = (number: number): boolean => Number(number.toFixed(decimals)) === number;
  const short: Text = { 'zh-CN': `最多 ${decimals} 位小数`, en: `should have at most ${decimals} decimals` };
  const value = (decimals === 0 ? between.int() : between.refine(isShort, saying(short))).optional();
  return {
    face: 'range',
    label,
    optional: false,
    ...(unit === undefined ? {} : { unit }),
    min,
    max,
    schema: bounded<Range>(z.strictObject({ min: value, max: value })),
    print: (given, { locale }) => printRange(given, locale, String),
    read: (text, at, { locale }) =>
      readRange(text, at, {
        locale,
        read: (here) => {
          const found = take(text, here, NUMBER);
          return found === null ? null : { value: Number(found.value), at: found.at };
        },
      }),
  };
}

/** An amount from … to …, in minor units of the main currency or of the one named. */
export interface MoneyRange extends Range {
  readonly currency?: string | undefined;
}

const AMOUNT = /(-?)(\d{1,13})(?:\.(\d{1,4}))?/uy;
const CURRENCY = /[A-Z]{3}\b/uy;
const MAX_MINOR = 1e15;

function printAmount(minor: number, digits: number): string {
  const plain = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${plain}` : `${sign}${plain.slice(0, -digits)}.${plain.slice(-digits)}`;
}

function readAmount(text: string, at: number, digits: number): Reading<number> | null {
  const found = take(text, at, AMOUNT);
  const [sign = '', whole = '0', fraction = ''] = found?.groups ?? [];
  if (found === null || fraction.length > digits) {
    return null;
  }
  const minor = Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0') || '0');
  return { value: sign === '-' && minor !== 0 ? -minor : minor, at: found.at };
}

export function money(label: Text): ArgFace<MoneyRange> & { readonly optional: false } {
  const amount = z.number().int().min(-MAX_MINOR).max(MAX_MINOR).optional();
  const currency = z
    .string()
    .regex(/^[A-Z]{3}$/u)
    .optional();
  return {
    face: 'money',
    label,
    optional: false,
    schema: bounded<MoneyRange>(z.strictObject({ min: amount, max: amount, currency })),
    print: ({ currency: named, ...given }, { locale, currency: main }) => {
      const digits = minorDigits(named ?? main);
      const words = printRange(given, locale, (value) => printAmount(value, digits));
      return named === undefined ? words : `${words} ${named}`;
    },
    read: (text, at, says) => readMoney(text, at, says),
  };
}

function readMoney(text: string, at: number, { locale, currency: main }: Says): Reading<MoneyRange> | null {
  const inDigits = (digits: number) => readRange(text, at, { locale, read: (here) => readAmount(text, here, digits) });
  // How many decimals an amount has depends on the currency behind it.
  for (const digits of [minorDigits(main), 2, 0, 3, 4]) {
    const found = inDigits(digits);
    const named = found === null ? null : take(text, found.at, CURRENCY);
    if (found !== null && named === null && digits === minorDigits(main)) {
      return found;
    }
    if (found !== null && named !== null && minorDigits(named.value) === digits) {
      return { value: { ...found.value, currency: named.value }, at: named.at };
    }
  }
  return null;
}

/** The last so many days, the day asked about included; or from one day to another, both included. */
export type Window =
  | { readonly lastDays: number }
  | { readonly from?: BusinessDate | undefined; readonly to?: BusinessDate | undefined };

const WINDOW_WORDS: Readonly<
  Record<Locale, Readonly<Record<'last' | 'days' | 'from' | 'to' | 'since' | 'until' | 'end', string>>>
> = {
  'zh-CN': { last: '近', days: '天', from: '从', to: '到', since: '自', until: '截至', end: '' },
  en: { last: 'in the last ', days: ' days', from: 'from ', to: ' to ', since: 'since ', until: 'until ', end: '' },
};
const DATE = /\d{4}-\d{2}-\d{2}/uy;
const MAX_DAYS = 36_500;

/** A stretch of days. */
export function window(label: Text): ArgFace<Window> & { readonly optional: false } {
  const date = z.iso.date().refine(
    (day) => day >= '1900-01-01' && day < '2299-12-31',
    saying({
      'zh-CN': '日期应在 1900 年到 2299 年之间',
      en: 'dates lie between 1900 and 2299',
    }),
  );
  const dates = z
    .strictObject({ from: date.optional(), to: date.optional() })
    .refine(({ from, to }) => from !== undefined || to !== undefined, saying(HAS_BOUND))
    .refine(({ from = '', to = '9' }) => from <= to, saying(IN_ORDER));
  return {
    face: 'window',
    label,
    optional: false,
    schema: z.union([z.strictObject({ lastDays: z.number().int().min(1).max(MAX_DAYS) }), dates]),
    print: (given, { locale }) => printWindow(given, locale),
    read: (text, at, { locale }) => readWindow(text, at, locale),
  };
}

function printWindow(given: Window, locale: Locale): string {
  const words = WINDOW_WORDS[locale];
  if ('lastDays' in given) {
    return `${words.last}${given.lastDays}${words.days}`;
  }
  const { from, to } = given;
  if (from === undefined) {
    return `${words.until}${to ?? ''}`;
  }
  return to === undefined ? `${words.since}${from}` : `${words.from}${from}${words.to}${to}`;
}

function readWindow(text: string, at: number, locale: Locale): Reading<Window> | null {
  const words = WINDOW_WORDS[locale];
  const last = takeLiteral(text, at, words.last);
  const days = last === null ? null : take(text, last, /\d{1,5}/uy);
  const after = days === null ? null : takeLiteral(text, days.at, words.days);
  if (days !== null && after !== null) {
    return { value: { lastDays: Number(days.value) }, at: after };
  }
  const day = (word: string, here: number): Reading<string> | null => {
    const next = takeLiteral(text, here, word);
    return next === null ? null : take(text, next, DATE);
  };
  const from = day(words.from, at);
  const to = from === null ? null : day(words.to, from.at);
  if (from !== null && to !== null) {
    return { value: { from: from.value, to: to.value }, at: to.at };
  }
  const since = day(words.since, at);
  const until = since ?? day(words.until, at);
  if (until === null) {
    return null;
  }
  return { value: since === null ? { to: until.value } : { from: until.value }, at: until.at };
}

const SEPARATOR: Readonly<Record<Locale, { readonly text: string; readonly pattern: RegExp }>> = {
  'zh-CN': { text: '、', pattern: /[、,，]/uy },
  en: { text: ' or ', pattern: /or\b|,/iuy },
};

interface Choice {
  readonly value: string;
  readonly label: Text;
}

/** One or more of a fixed list. */
export function choices<const Value extends string>(
  label: Text,
  options: readonly { readonly value: Value; readonly label: Text }[],
): ArgFace<readonly Value[]> & { readonly optional: false } {
  const values = options.map(({ value }) => value);
  const byLength = (locale: Locale): readonly (Choice & { readonly value: Value })[] =>
    options.toSorted((a, b) => b.label[locale].length - a.label[locale].length);
  return {
    face: 'choices',
    label,
    optional: false,
    options,
    schema: z.array(z.enum(values)).min(1).max(values.length),
    print: (given, { locale }) =>
      given
        .map((value) => options.find((option) => option.value === value)?.label[locale] ?? value)
        .join(SEPARATOR[locale].text),
    read: (text, at, { locale }) =>
      takeList(text, at, {
        separator: SEPARATOR[locale].pattern,
        item: (here) => {
          for (const option of byLength(locale)) {
            const after = takeLiteral(text, here, option.label[locale]);
            if (after !== null) {
              return { value: option.value, at: after };
            }
          }
          return null;
        },
      }),
  };
}

const MAX_TEXTS = 200;
const PLAIN: Text = { 'zh-CN': '含有不能使用的字符', en: 'has characters that cannot be used' };
/** What neither store can hold: U+0000 and halves of characters. */
const isPlain = (value: string): boolean => value.isWellFormed() && !value.includes('\0');
const word = z.string().trim().min(1).max(200).refine(isPlain, saying(PLAIN));

function nameIn(
  catalogue: string | undefined,
  value: string,
  { says, others }: { says: Says; others: ArgValues },
): string {
  const name = catalogue === undefined ? undefined : says.names.nameOf(catalogueName(catalogue, others), value);
  return quote(name?.[says.locale] ?? value);
}

function readNamed(
  text: string,
  at: number,
  {
    catalogue,
    says,
    others,
  }: { readonly catalogue: string | undefined; readonly says: Says; readonly others: ArgValues },
): Reading<string> | null {
  const found = takeQuoted(text, skipSpace(text, at));
  if (found === null || catalogue === undefined) {
    return found;
  }
  return { ...found, value: says.names.idOf(catalogueName(catalogue, others), found.value) ?? found.value };
}

/** One or more of what a catalogue holds, or free words; kept by their ids, shown by their names. */
export function texts(label: Text, catalogue?: string): ArgFace<readonly string[]> & { readonly optional: false } {
  return {
    face: catalogue === undefined ? 'texts' : 'catalogue',
    label,
    optional: false,
    ...(catalogue === undefined ? {} : { catalogue }),
    schema: z.array(word).min(1).max(MAX_TEXTS),
    print: (given, says, others) =>
      given.map((value) => nameIn(catalogue, value, { says, others })).join(SEPARATOR[says.locale].text),
    read: (text, at, says, others) =>
      takeList(text, at, {
        separator: SEPARATOR[says.locale].pattern,
        item: (here) => readNamed(text, here, { catalogue, says, others }),
      }),
  };
}

/** One of what a catalogue holds, or one free word. */
export function text(label: Text, catalogue?: string): ArgFace<string> & { readonly optional: false } {
  return {
    face: catalogue === undefined ? 'text' : 'catalogue',
    label,
    optional: false,
    single: true,
    ...(catalogue === undefined ? {} : { catalogue }),
    schema: word,
    print: (given, says, others) => nameIn(catalogue, given, { says, others }),
    read: (whole, at, says, others) => readNamed(whole, at, { catalogue, says, others }),
  };
}

/** So many days. */
export function days(options: {
  readonly label: Text;
  readonly min: number;
  readonly max: number;
}): ArgFace<number> & { readonly optional: false } {
  return {
    face: 'days',
    label: options.label,
    optional: false,
    min: options.min,
    max: options.max,
    schema: z.number().int().min(options.min).max(options.max),
    print: String,
    read: (whole, at) => {
      const found = take(whole, at, /\d{1,5}/uy);
      return found === null ? null : { value: Number(found.value), at: found.at };
    },
  };
}
