import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { useIsNarrow } from '../../../theme/appearance.tsx';
import { HeatTable } from '../../../ui/chart/heat-table.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { hourName, weekdayName } from '../labels.ts';
import { metricQuery } from '../metric-api.ts';
import { MetricByPlace } from '../metric-by-place.tsx';
import { MetricFrame } from '../metric-frame.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { fieldBy } from '../shape.ts';
import type { Span } from '../spans.ts';
import { useDrill, useSpan } from '../use-insight.ts';

const BY = ['weekday', 'hour'] as const;
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

function BuyingTimes({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const isNarrow = useIsNarrow();
  const dates = { from: span.from, to: span.to };
  const result = useQuery(metricQuery('buying_time', { ...dates, by: [...BY] }));
  const rows = result.data?.rows ?? [];
  const at = fieldBy(rows, BY);
  const most = Math.max(1, ...rows.map(({ value }) => value ?? 0));
  const cell = (weekday: string, hour: string) => {
    const value = at(weekday, hour)?.value ?? 0;
    return {
      depth: value / most,
      text: value === 0 ? '' : formatNumber(value, locale),
      name: t('seeing.timing.cell', {
        weekday: weekdayName(weekday, locale),
        hour: hourName(hour),
        count: value,
      }),
      isPickable: value > 0,
    };
  };
  // On a phone the day runs down the page: 24 columns would be too narrow for a thumb.
  const [down, across] = isNarrow ? ([HOURS, WEEKDAYS] as const) : ([WEEKDAYS, HOURS] as const);
  const day = (id: string): string => weekdayName(id, locale);
  const hourTick = (id: string): string => (isNarrow ? hourName(id) : t('seeing.timing.hour', { hour: id }));
  return (
    <MetricFrame
      title={t('seeing.timing.table')}
      results={[result]}
      shape="heat"
      empty={rows.every(({ value }) => (value ?? 0) === 0) ? t('seeing.noOrders') : null}
    >
      <HeatTable
        label={t('seeing.timing.table')}
        corner={isNarrow ? t('seeing.dimensions.hour') : t('seeing.timing.corner')}
        isDense
        columns={across.map((id) => ({ id, name: isNarrow ? day(id) : hourTick(id) }))}
        rows={down.map((id) => ({
          id,
          name: isNarrow ? hourTick(id) : day(id),
          cells: across.map((other) => (isNarrow ? cell(other, id) : cell(id, other))),
        }))}
        low={t('seeing.low')}
        high={t('seeing.high')}
        onPick={({ x, y }) => {
          const [one, other] = [down[y] ?? '', across[x] ?? ''];
          drill({
            metric: 'buying_time',
            ...dates,
            by: BY,
            key: isNarrow ? { weekday: other, hour: one } : { weekday: one, hour: other },
          });
        }}
      />
    </MetricFrame>
  );
}

/** When, where and what people buy. */
export function TimingPage() {
  const { t } = useTranslation();
  const page = useSpan('d90');
  return (
    <InsightFrame title={t('seeing.timing.title')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>
        {(span) => (
          <>
            <BuyingTimes span={span} />
            <div className="insight-two">
              <MetricByPlace
                title={t('seeing.timing.channels')}
                metric="orders"
                by="channel"
                span={span}
                empty={t('seeing.noOrders')}
              />
              <MetricByPlace
                title={t('seeing.timing.shops')}
                metric="orders"
                by="shop"
                span={span}
                empty={t('seeing.noOrders')}
              />
            </div>
            <MetricByPlace
              title={t('seeing.timing.categories')}
              metric="product_sales"
              by="category"
              span={span}
              empty={t('seeing.noOrders')}
            />
          </>
        )}
      </SpanWait>
    </InsightFrame>
  );
}
