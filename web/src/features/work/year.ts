import type { Calendar, PublicDay } from './api.ts';

export interface YearDay {
  readonly date: string;
  readonly day: number;
  /** 0 is Monday. */
  readonly weekday: number;
  readonly state: 'work' | 'off' | 'holiday' | 'make-up' | 'own';
  /** The name of what makes it special. */
  readonly name: PublicDay['name'] | string | null;
}

const DAY_MS = 86_400_000;

/** The days of a year by month, each with what it is in a calendar. */
export function yearOf(
  year: number,
  calendar: Calendar,
  publicDays: readonly PublicDay[],
): readonly (readonly YearDay[])[] {
  const special = new Map(publicDays.map((day) => [day.date, day]));
  const own = new Map(calendar.days.map((day) => [day.date, day]));
  return Array.from({ length: 12 }, (_, month) => {
    const first = Date.UTC(year, month, 1);
    const length = Math.round((Date.UTC(year, month + 1, 1) - first) / DAY_MS);
    return Array.from({ length }, (_day, index): YearDay => {
      const at = new Date(first + index * DAY_MS);
      const date = at.toISOString().slice(0, 10);
      const weekday = (at.getUTCDay() + 6) % 7;
      const base = { date, day: index + 1, weekday };
      const mine = own.get(date);
      if (mine !== undefined) {
        return { ...base, state: 'own', name: mine.name };
      }
      const known = calendar.observesPublicDays ? special.get(date) : undefined;
      if (known !== undefined) {
        return { ...base, state: known.kind === 'holiday' ? 'holiday' : 'make-up', name: known.name };
      }
      return { ...base, state: (calendar.week[weekday] ?? []).length > 0 ? 'work' : 'off', name: null };
    });
  });
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Hours as people write them: `09:00–12:00, 13:00–18:00`. */
export function hoursText(hours: readonly (readonly [number, number])[]): string {
  return hours.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ');
}

/** Hours from text; null when it is none. Nothing is a day without work. */
export function readHours(text: string): [number, number][] | null {
  const spans: [number, number][] = [];
  let after = 0;
  for (const part of text.split(/[,，;；]/u).map((piece) => piece.trim())) {
    if (part === '') {
      continue;
    }
    const match = /^(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})$/u.exec(part);
    const [from, to] = [Number(match?.[1]) * 60 + Number(match?.[2]), Number(match?.[3]) * 60 + Number(match?.[4])];
    const isSpan =
      match !== null && Number(match[2]) < 60 && Number(match[4]) < 60 && from >= after && to > from && to <= 1440;
    if (!isSpan) {
      return null;
    }
    spans.push([from, to]);
    after = to;
  }
  return spans;
}

/** A time zone as people call it. */
export function zoneName(zone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'long' }).formatToParts(0);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** Days from pasted lines `2027-01-01 休 元旦` or `2027-01-03 班 元旦`; the numbers of lines that are none. */
export function readDays(
  text: string,
  year: number,
): { readonly days: PublicDay[]; readonly wrong: readonly number[] } {
  const days: PublicDay[] = [];
  const wrong: number[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') {
      continue;
    }
    const match = /^(\d{4}-\d{2}-\d{2})[\s,，]+(休|班|holiday|workday)[\s,，]*(.*)$/iu.exec(line.trim());
    const date = match?.[1] ?? '';
    const isDay =
      date.startsWith(`${year}-`) &&
      !Number.isNaN(Date.parse(`${date}T00:00:00Z`)) &&
      new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
    if (match === null || !isDay || seen.has(date)) {
      wrong.push(index + 1);
      continue;
    }
    seen.add(date);
    const name = (match[3] ?? '').trim();
    const kind = /休|holiday/iu.test(match[2] ?? '') ? 'holiday' : 'workday';
    days.push({ date, kind, name: { 'zh-CN': name, en: name } });
  }
  return { days, wrong };
}

/** The same days as lines, to be changed and sent back. */
export function daysText(days: readonly PublicDay[], locale: 'zh-CN' | 'en'): string {
  const word = (kind: PublicDay['kind']): string => (locale === 'zh-CN' ? (kind === 'holiday' ? '休' : '班') : kind);
  return days.map(({ date, kind, name }) => `${date} ${word(kind)} ${name[locale]}`).join('\n');
}
