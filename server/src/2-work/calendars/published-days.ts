import type { PublicDay } from './schema.ts';

/** As the package of public days has them: by date `English name,中文名,days`. */
export interface PublishedDays {
  readonly holidays: Readonly<Record<string, string>>;
  readonly workdays: Readonly<Record<string, string>>;
}

/** The public days of each year that the package knows. */
export function publishedYears({ holidays, workdays }: PublishedDays): ReadonlyMap<number, readonly PublicDay[]> {
  const years = new Map<number, PublicDay[]>();
  const add = (kind: PublicDay['kind'], days: Readonly<Record<string, string>>): void => {
    for (const [date, names] of Object.entries(days)) {
      const [en = '', zh = ''] = names.split(',');
      const year = Number(date.slice(0, 4));
      const list = years.get(year) ?? [];
      list.push({ date, kind, name: { 'zh-CN': zh, en } });
      years.set(year, list);
    }
  };
  add('holiday', holidays);
  add('workday', workdays);
  return new Map([...years].map(([year, days]) => [year, days.toSorted((a, b) => (a.date < b.date ? -1 : 1))]));
}
