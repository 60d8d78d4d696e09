import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { MiddleText } from '../../../ui/parts.tsx';
import type { DaySize, SegmentRow } from '../api.ts';
import { ownerText } from '../owner-text.ts';
import { RefreshCost } from './refresh-cost.tsx';
import { SegmentMenu } from './segment-menu.tsx';
import { StrategyMark } from './strategy-mark.tsx';
import { Trend } from './trend.tsx';

/** A segment with how its size went; null while that is on its way. */
export interface ListedSegment extends SegmentRow {
  readonly days: readonly DaySize[] | null;
}

interface ColumnOptions {
  readonly canWrite: boolean;
  readonly onCopy: (row: ListedSegment) => void;
  readonly onArchive: (row: ListedSegment) => void;
}

/** What the list says of a segment. */
export function useSegmentColumns({
  canWrite,
  onCopy,
  onArchive,
}: ColumnOptions): readonly GridColumn<ListedSegment>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo<readonly GridColumn<ListedSegment>[]>(
    () => [
      {
        id: 'name',
        header: t('segments.name'),
        width: 200,
        grow: 3,
        cell: (row) => (
          <>
            <Link className="segment-name" to="/segments/$segmentId" params={{ segmentId: row.id }} tabIndex={-1}>
              <MiddleText text={row.name} max={40} />
            </Link>
            <StateMark row={row} labels={{ draft: t('segments.draft'), stale: t('segments.stale') }} />
          </>
        ),
      },
      {
        id: 'members',
        header: t('segments.members'),
        width: 84,
        isNumber: true,
        cell: (row) => formatNumber(row.members, locale),
      },
      {
        id: 'trend',
        header: t('segments.trend'),
        width: 140,
        isNumber: true,
        cell: (row) => <Trend days={row.days} locale={locale} fresh={t('segments.madeToday')} />,
      },
      {
        id: 'rule',
        header: t('segments.rule'),
        width: 176,
        grow: 4,
        cell: (row) => (
          <span className="clip quiet" title={row.sentence[locale]}>
            {row.sentence[locale]}
          </span>
        ),
      },
      {
        id: 'strategy',
        header: t('understanding.strategy'),
        width: 120,
        cell: (row) => <StrategyMark row={row} isWordy />,
      },
      {
        id: 'refresh',
        header: t('segments.refresh'),
        width: 124,
        cell: (row) => <RefreshCost row={row} />,
      },
      {
        id: 'owner',
        header: t('segments.owner'),
        width: 92,
        cell: (row) => <MiddleText text={ownerText(row.owner, t)} max={14} />,
      },
      {
        id: 'updated',
        header: t('segments.updated'),
        width: 156,
        isNumber: true,
        cell: (row) => formatInstant(row.updatedAt),
      },
      ...(canWrite
        ? [
            {
              id: 'menu',
              header: '',
              width: 56,
              cell: (row: ListedSegment) => (
                <SegmentMenu name={row.name} onCopy={() => onCopy(row)} onArchive={() => onArchive(row)} />
              ),
            },
          ]
        : []),
    ],
    [t, locale, canWrite, onCopy, onArchive],
  );
}

/** Not counted yet, or with numbers of a rule before. */
export function StateMark({
  row,
  labels,
}: {
  readonly row: Pick<SegmentRow, 'state' | 'stale'>;
  readonly labels: { readonly draft: string; readonly stale: string };
}) {
  if (row.state === 'draft') {
    return <span className="segment-mark">{labels.draft}</span>;
  }
  return row.stale ? <span className="segment-mark is-stale">{labels.stale}</span> : null;
}
