import { Lunar, LunarMonth, LunarYear } from 'lunar-typescript';
import { normalizeText } from '#kernel/pure/text.ts';
import { parseDateText } from '../fields/parse-date.ts';

/** A birthday as somebody keeps it: by the sun, or by the moon. */
export type Birthday =
  | {
      readonly kind: 'solar';
      /** Null when only the day of the year is told. */
      readonly year: number | null;
      readonly month: number;
      readonly day: number;
      readonly date: string | null;
    }
  | {
      readonly kind: 'lunar';
      readonly year: number | null;
      readonly month: number;
      readonly day: number;
      /** In a leap month: 闰八月. */
      readonly isLeap: boolean;
      /** The day of birth by the sun; null without the year. */
      readonly date: string | null;
    }
  | { readonly kind: 'none'; readonly why: NoBirthday };

export type NoBirthday = 'empty' | 'age' | 'zodiac' | 'ambiguous' | 'out_of_range' | 'not_a_date';
export type LunarBirthday = Extract<Birthday, { kind: 'lunar' }>;

const MAX_LENGTH = 60;
const CALENDAR =
  /^(?:生日|出生日期|出生)?\s*[:：]?\s*[(（]?(农历|阴历|旧历|老历|lunar|公历|阳历|新历|西历|公元)[)）]?\s*[:：]?\s*/iu;
const CALENDAR_BEHIND = /\s*[(（]?(农历|阴历|旧历|老历|lunar|公历|阳历|新历|西历)[)）]?$/iu;
const MOON = /^(?:农历|阴历|旧历|老历|lunar)$/iu;
const ZODIAC =
  /^(?:生肖|属相)?\s*[:：]?\s*属?\s*[鼠牛虎兔龙蛇马羊猴鸡狗猪](?:年)?$|^(?:白羊|牡羊|金牛|双子|巨蟹|狮子|处女|天秤|天蝎|射手|人马|摩羯|魔羯|水瓶|双鱼)座?$/u;
const AGE =
  /^(?:年龄\s*[:：]?\s*)?\d{1,3}\s*(?:周?岁|years?(?: old)?|y\/?o)?$|^[0-9一二三四五六七八九]{1,2}[0〇零五5]?后$/iu;
const WRITTEN =
  /^(?:(\d{4}|\d{2}|[〇零一二三四五六七八九]{4}|[〇零一二三四五六七八九]{2})\s*(?:年|[-/.])\s*)?(闰|閏)?\s*(正|冬|腊|臘|十[一二]?|[一二三四五六七八九]|\d{1,2})\s*(?:月|[-/.])\s*(初?[一二三四五六七八九十]|十[一二三四五六七八九]|[二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九十]?|\d{1,2})\s*[日号]?$/u;
const NUMERALS = '〇一二三四五六七八九';
const MONTHS: Readonly<Record<string, number>> = { 正: 1, 冬: 11, 腊: 12, 臘: 12, 十: 10, 十一: 11, 十二: 12 };
const MOON_WORDS = /[闰閏正冬腊臘初廿卅]/u;
/** Two digits: nobody of this century is older than that. */
const PIVOT = 30;
const [FIRST_YEAR, LAST_YEAR] = [1900, 2099];
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const LUNAR_DAYS = 30;

/** Reads a birthday as forms, files and people write it. */
export function readBirthday(given: string): Birthday {
  const text = normalizeText(given.slice(0, MAX_LENGTH));
  if (text === '' || /^[-/.0年月日 ]+$/u.test(text)) {
    return none('empty');
  }
  const before = CALENDAR.exec(text);
  const behind = before === null ? CALENDAR_BEHIND.exec(text) : null;
  const calendar = before?.[1] ?? behind?.[1] ?? null;
  const plain = text.slice(before?.[0].length ?? 0, behind === null ? undefined : behind.index).trim();
  if (ZODIAC.test(plain)) {
    return none('zodiac');
  }
  if (AGE.test(plain)) {
    return none('age');
  }
  const parts = partsOf(plain);
  const isMoon = calendar === null ? parts !== null && MOON_WORDS.test(plain) : MOON.test(calendar);
  if (isMoon) {
    return parts === null ? none('not_a_date') : lunar(parts);
  }
  return solar(plain, parts);
}

function none(why: NoBirthday): Birthday {
  return { kind: 'none', why };
}

interface Parts {
  readonly year: number | null;
  readonly month: number;
  readonly day: number;
  readonly isLeap: boolean;
}

function partsOf(text: string): Parts | null {
  const compact = /^(\d{4})(\d{2})(\d{2})$/u.exec(text);
  if (compact !== null) {
    return { year: Number(compact[1]), month: Number(compact[2]), day: Number(compact[3]), isLeap: false };
  }
  const hit = WRITTEN.exec(text);
  if (hit === null) {
    return null;
  }
  const [, year, leap, month = '', day = ''] = hit;
  return {
    year: year === undefined ? null : yearOf(year),
    month: MONTHS[month] ?? numberOf(month),
    day: numberOf(day.replace('初', '')),
    isLeap: leap !== undefined,
  };
}

function yearOf(text: string): number {
  const year = /^\d/u.test(text)
    ? Number(text)
    : Number([...text.replaceAll('零', '〇')].map((one) => NUMERALS.indexOf(one)).join(''));
  return text.length === 4 ? year : year + (year < PIVOT ? 2000 : 1900);
}

/** 十五, 廿三, 三十, 15. */
function numberOf(text: string): number {
  if (/^\d+$/u.test(text)) {
    return Number(text);
  }
  const spelled = text.replace('廿', '二十').replace('卅', '三十').replace(/十十$/u, '十');
  const at = spelled.indexOf('十');
  if (at === -1) {
    return NUMERALS.indexOf(spelled);
  }
  const tens = at === 0 ? 1 : NUMERALS.indexOf(spelled.slice(0, at));
  const ones = spelled.slice(at + 1);
  return tens * 10 + (ones === '' ? 0 : NUMERALS.indexOf(ones));
}

function solar(text: string, parts: Parts | null): Birthday {
  const written = parts?.year === null || parts === null ? null : isoOf(parts.year, parts.month, parts.day);
  const parsed = parseDateText(written ?? text);
  if (parsed.ok) {
    const [year = 0, month = 0, day = 0] = parsed.date.split('-').map(Number);
    return inYears(year) ? { kind: 'solar', year, month, day, date: parsed.date } : none('out_of_range');
  }
  if (parts !== null && parts.year === null && parts.day > 0 && parts.day <= (LONGEST_MONTHS[parts.month - 1] ?? 0)) {
    return { kind: 'solar', year: null, month: parts.month, day: parts.day, date: null };
  }
  return none(parsed.why);
}

function inYears(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}

function isoOf(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function lunar({ year, month, day, isLeap }: Parts): Birthday {
  if (month < 1 || month > 12 || day < 1 || day > LUNAR_DAYS) {
    return none('not_a_date');
  }
  if (year === null) {
    return { kind: 'lunar', year, month, day, isLeap, date: null };
  }
  if (!inYears(year)) {
    return none('out_of_range');
  }
  const date = solarOf(year, { month, day, isLeap });
  return date === null ? none('not_a_date') : { kind: 'lunar', year, month, day, isLeap, date };
}

type LunarDay = Pick<LunarBirthday, 'month' | 'day' | 'isLeap'>;

/** The day by the sun, or null when that year has no such month or day. */
function solarOf(year: number, { month, day, isLeap }: LunarDay): string | null {
  const named = isLeap ? -month : month;
  const length = LunarMonth.fromYm(year, named)?.getDayCount() ?? 0;
  return day > length ? null : Lunar.fromYmd(year, named, day).getSolar().toYmd();
}

/**
 * On which day by the sun the birthday falls in a lunar year. Where there is no such leap month, the month of that
 * number counts; where the month has no thirtieth, its last day.
 */
export function lunarBirthdayIn(birthday: LunarDay, year: number): string | null {
  if (!inYears(year)) {
    return null;
  }
  const { month, day } = birthday;
  const isLeap = birthday.isLeap && LunarYear.fromYear(year).getLeapMonth() === month;
  return solarOf(year, { month, day, isLeap }) ?? solarOf(year, { month, day: day - 1, isLeap });
}
