import { formatDate } from '../../i18n/format.ts';

/** Entries under one day of the business. */
export interface Day<Entry> {
  /** 2026-11-22 */
  readonly date: string;
  readonly entries: readonly Entry[];
}

/** Splits what is in the order of time into days; a day stands once even where pages meet. */
export function daysOf<Entry extends { readonly at: string }>(entries: readonly Entry[]): readonly Day<Entry>[] {
  return [...Map.groupBy(entries, (entry) => formatDate(entry.at))].map(([date, ofDay]) => ({ date, entries: ofDay }));
}

/** What the day is to a reader: today, yesterday, or another one. */
export function dayName(date: string, now: Date): 'today' | 'yesterday' | null {
  if (date === formatDate(now.toISOString())) {
    return 'today';
  }
  return date === formatDate(new Date(now.getTime() - 86_400_000).toISOString()) ? 'yesterday' : null;
}
