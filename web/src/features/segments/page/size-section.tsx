import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { Figure } from '../../../ui/parts.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type SegmentDetail, sizesQuery } from '../api.ts';
import { changeOf, daysSince, signed } from '../list/trend.tsx';

const DAYS = 90;
const MONTH = 30;

/** How many it is, and how that came over the last three months. */
export function SizeSection({ segment }: { readonly segment: SegmentDetail }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const sizes = useQuery(sizesQuery({ segmentId: segment.id, days: DAYS }));
  const { refetch } = sizes;
  useEffect(() => {
    void refetch();
  }, [segment.members, refetch]);
  const days = daysSince(sizes.data?.items[0]?.days ?? [], segment.createdAt);
  const month = days.slice(-MONTH);
  const change = changeOf(month);
  const sum = (side: 'entered' | 'left'): string =>
    formatNumber(
      month.reduce((total, day) => total + day[side], 0),
      locale,
    );
  return (
    <div className="size-section">
      <div className="size-figures">
        <Figure
          label={t('segments.members')}
          value={formatNumber(segment.members, locale)}
          note={change === null ? '' : t('segments.trendOf', { change: signed(change, locale) })}
        />
        <Figure label={t('segments.entered30')} value={sizes.data === undefined ? '' : sum('entered')} />
        <Figure label={t('segments.left30')} value={sizes.data === undefined ? '' : sum('left')} />
      </div>
      <section className="size-chart" aria-label={t('segments.sizeTitle')}>
        <h2>{t('segments.sizeTitle')}</h2>
        {sizes.isPending ? <Skeleton shape="block" /> : null}
        {sizes.isError ? <Failure error={sizes.error} onRetry={() => void sizes.refetch()} /> : null}
        {sizes.data !== undefined && days.length < 2 ? <p className="quiet">{t('segments.sizeNew')}</p> : null}
        {days.length < 2 ? null : (
          <TimeChart
            label={t('segments.sizeTitle')}
            shape="columns"
            height={150}
            isWhole
            points={days.map(({ date }, index) => ({
              id: date,
              tick: date.slice(5),
              name: date,
              ...(index === days.length - 1 ? { isPartial: true } : {}),
            }))}
            series={[
              {
                id: 'members',
                name: t('segments.members'),
                colour: 'var(--accent)',
                values: days.map(({ members }) => members),
              },
            ]}
            format={(value) => t('common.people', { count: value })}
            formatTick={(value) => formatNumber(value, locale)}
          />
        )}
      </section>
    </div>
  );
}
