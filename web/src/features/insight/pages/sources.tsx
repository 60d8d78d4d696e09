import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { ChartTable, type ChartTableCell } from '../../../ui/chart/chart-table.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { metricQuery } from '../metric-api.ts';
import { MetricByPlace } from '../metric-by-place.tsx';
import { formatMetric } from '../metric-format.ts';
import { MetricFrame } from '../metric-frame.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { ranked } from '../shape.ts';
import type { Span } from '../spans.ts';
import { useDrill, useSpan } from '../use-insight.ts';

const COLUMNS = ['customers', 'new_customers', 'buyers', 'orders', 'revenue'] as const;

function useSourceColumn(
  metric: string,
  dates: { readonly from: string; readonly to: string; readonly currency?: string },
) {
  return useQuery(metricQuery(metric, { ...dates, by: ['source'] }));
}

function SourceTable({ span, currency }: { readonly span: Span; readonly currency: string | undefined }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const dates = { from: span.from, to: span.to, ...(currency === undefined ? {} : { currency }) };
  const customers = useSourceColumn('customers', dates);
  const newCustomers = useSourceColumn('new_customers', dates);
  const buyers = useSourceColumn('buyers', dates);
  const orders = useSourceColumn('orders', dates);
  const revenue = useSourceColumn('revenue', dates);
  const results = [customers, newCustomers, buyers, orders, revenue];
  const columns = results.map(({ data }) => new Map(ranked(data?.rows ?? [], 'source').map((row) => [row.id, row])));
  const names = new Map(columns.flatMap((column) => [...column].map(([id, { name }]) => [id, name] as const)));
  const valueAt = (n: number, id: string): number => columns[n]?.get(id)?.value ?? 0;
  const ids = [...names.keys()].toSorted((a, b) => valueAt(4, b) - valueAt(4, a) || valueAt(0, b) - valueAt(0, a));
  const whole = revenue.data?.value ?? 0;
  const cell = (n: number, id: string): ChartTableCell => {
    const data = results[n]?.data;
    const value = valueAt(n, id);
    const metric = COLUMNS[n] ?? 'customers';
    return {
      text: formatMetric(value, { unit: data?.unit ?? 'count', currency: data?.currency ?? null, locale }),
      ...(value > 0 ? { onPick: () => drill({ metric, ...dates, by: ['source'], key: { source: id } }) } : {}),
    };
  };
  return (
    <MetricFrame
      title={t('seeing.sources.table')}
      results={results}
      shape="bars"
      empty={ids.length === 0 ? t('seeing.noCustomers') : null}
    >
      <ChartTable
        label={t('seeing.sources.table')}
        content={{
          head: [
            t('seeing.dimensions.source'),
            ...results.map(({ data }) => data?.label ?? ''),
            t('seeing.sources.share'),
            t('seeing.sources.boughtShare'),
          ],
          rows: ids.map((id) => ({
            id,
            name: names.get(id) ?? id,
            cells: [
              ...COLUMNS.map((_, n) => cell(n, id)),
              whole > 0 ? formatShare(Math.max(0, valueAt(4, id)) / whole, locale) : '—',
              valueAt(0, id) > 0 ? formatShare(Math.min(1, valueAt(2, id) / valueAt(0, id)), locale) : '—',
            ],
          })),
        }}
      />
      <p className="quiet small">
        {t('seeing.sources.note', { date: span.to, count: ids.length, shown: formatNumber(ids.length, locale) })}
      </p>
    </MetricFrame>
  );
}

/** From where customers came, and what they are worth. */
export function SourcesPage() {
  const { t } = useTranslation();
  const page = useSpan('d90');
  return (
    <InsightFrame title={t('seeing.sources.title')} actions={<PageControls page={page} hasCurrency />}>
      <SpanWait page={page}>
        {(span) => (
          <>
            <SourceTable span={span} currency={page.currency} />
            <div className="insight-two">
              <MetricByPlace
                title={t('seeing.sources.revenue')}
                metric="revenue"
                by="source"
                span={span}
                currency={page.currency}
                empty={t('seeing.noOrders')}
              />
              <MetricByPlace
                title={t('seeing.sources.newCustomers')}
                metric="new_customers"
                by="source"
                span={span}
                isSplit={false}
                empty={t('seeing.noCustomers')}
              />
            </div>
          </>
        )}
      </SpanWait>
    </InsightFrame>
  );
}
