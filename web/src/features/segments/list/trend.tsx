import type { Locale } from '@zhike/server/contracts';
import { formatDate, formatNumber } from '../../../i18n/format.ts';
import { Sparkline } from '../../../ui/chart/sparkline.tsx';
import type { DaySize } from '../api.ts';

/** The days on which there was a segment at all: what came before its first one is no growth. */
export function daysSince(days: readonly DaySize[], createdAt: string): readonly DaySize[] {
  const first = formatDate(createdAt);
  return days.filter(({ date }) => date >= first);
}

/** By how much a size changed from the end of the first day to now; null on the first day. */
export function changeOf(days: readonly DaySize[]): number | null {
  const [first] = days;
  const last = days.at(-1);
  return first === undefined || last === undefined || first === last ? null : last.members - first.members;
}

export function signed(value: number, locale: Locale): string {
  return value > 0 ? `+${formatNumber(value, locale)}` : formatNumber(value, locale);
}

/** How a size went: the line, and the change in figures. */
export function Trend({
  days,
  locale,
  fresh,
}: {
  readonly days: readonly DaySize[] | null;
  readonly locale: Locale;
  /** Said where there is nothing to compare with yet. */
  readonly fresh: string;
}) {
  if (days === null) {
    return null;
  }
  const change = changeOf(days);
  if (change === null) {
    return <span className="quiet small">{fresh}</span>;
  }
  return (
    <span className="trend">
      <Sparkline values={days.map(({ members }) => members)} />
      <span className="trend-change">{change === 0 ? '±0' : signed(change, locale)}</span>
    </span>
  );
}
