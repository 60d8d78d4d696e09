import { useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { MEASURES } from '../../../app/insight-search.ts';
import { formatMonth, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { HeatTable } from '../../../ui/chart/heat-table.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { metricQuery } from '../metric-api.ts';
import { MetricCard } from '../metric-card.tsx';
import { MetricFrame } from '../metric-frame.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { cohortsOf, meanRetention } from '../shape.ts';
import { grainOf, type Span } from '../spans.ts';
import { useDrill, useInsightSearch, useSpan } from '../use-insight.ts';

const BY = ['cohort', 'offset'] as const;

function Cohorts({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const { search, change } = useInsightSearch();
  const measure = search.measure ?? 'share';
  const dates = { from: span.from, to: span.to };
  const result = useQuery(metricQuery('retention', { ...dates, by: [...BY] }));
  const { cohorts, offsets, top } = cohortsOf(result.data?.rows ?? []);
  const mean = meanRetention(cohorts, offsets);
  const most = Math.max(
    1,
    ...cohorts.flatMap(({ cells }) =>
      cells.flatMap((cell, n) => (cell === null || offsets[n] === 0 ? [] : [cell.people])),
    ),
  );
  const month = (first: string): string => formatMonth(`${first.slice(0, 7)}-01`, { locale, withYear: true });
  return (
    <MetricFrame
      title={t('seeing.retention.table')}
      results={[result]}
      shape="heat"
      empty={cohorts.length === 0 ? t('seeing.noOrders') : null}
      actions={
        <Segmented
          size="small"
          aria-label={t('seeing.retention.measure')}
          options={MEASURES.map((value) => ({ value, label: t(`seeing.retention.${value}`) }))}
          value={measure}
          onChange={(next) => change({ measure: next })}
        />
      }
    >
      <HeatTable
        label={t('seeing.retention.table')}
        corner={t('seeing.retention.corner')}
        columns={offsets.map((offset) => ({
          id: String(offset),
          name: offset === 0 ? t('seeing.retention.first') : t('seeing.retention.since', { count: offset }),
        }))}
        rows={[
          {
            id: 'mean',
            name: t('seeing.retention.mean'),
            cells: offsets.map((_, n) => {
              const share = mean[n] ?? null;
              return {
                depth: share === null ? null : offsets[n] === 0 ? 0 : Math.min(1, share / Math.max(top, 1e-9)),
                text: share === null ? '' : formatShare(share, locale),
                name: share === null ? '' : formatShare(share, locale),
                isPickable: false,
              };
            }),
          },
          ...cohorts.map(({ month: first, size, cells }) => ({
            id: first,
            name: month(first),
            note: t('common.people', { count: size }),
            cells: cells.map((cell, n) => {
              const offset = offsets[n] ?? 0;
              if (cell === null) {
                return { depth: null, text: '', name: '', isPickable: false };
              }
              const share = formatShare(cell.share, locale);
              const people = formatNumber(cell.people, locale);
              const depth = measure === 'share' ? cell.share / Math.max(top, 1e-9) : cell.people / most;
              return {
                // Everybody bought in the month of the first purchase: no colour for what says nothing.
                depth: offset === 0 ? 0 : Math.min(1, depth),
                text: measure === 'share' ? share : people,
                name: t('seeing.retention.cell', { month: month(first), count: offset, people, share }),
                isPickable: cell.people > 0,
              };
            }),
          })),
        ]}
        low={t('seeing.low')}
        high={t('seeing.high')}
        onPick={({ x, y }) => {
          // The first row is the mean of them all.
          const [cohort, offset] = [cohorts[y - 1]?.month, offsets[x]];
          if (cohort !== undefined && offset !== undefined) {
            drill({ metric: 'retention', ...dates, by: BY, key: { cohort, offset: String(offset) } });
          }
        }}
      />
    </MetricFrame>
  );
}

/** Of those who bought first in a month, how many bought again in each month after. */
export function RetentionPage() {
  const { t } = useTranslation();
  const page = useSpan('m12');
  return (
    <InsightFrame title={t('seeing.retention.title')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>
        {(span) => (
          <>
            <p className="insight-lead">{t('seeing.retention.lead')}</p>
            <Cohorts span={span} />
            <div className="figures-cards">
              {['first_time_buyers', 'acquisition', 'retained_share', 'repeat_share'].map((metric) => (
                <MetricCard
                  key={metric}
                  metric={metric}
                  span={span}
                  over={metric === 'retained_share' ? null : grainOf(span)}
                />
              ))}
            </div>
          </>
        )}
      </SpanWait>
    </InsightFrame>
  );
}
