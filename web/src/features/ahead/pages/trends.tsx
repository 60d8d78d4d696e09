import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatFixed, formatMoney, formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { ChartFrame } from '../../../ui/chart/chart-frame.tsx';
import { ChartTable, type ChartTableCell } from '../../../ui/chart/chart-table.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { InsightFrame } from '../../insight/insight-frame.tsx';
import { metricQuery } from '../../insight/metric-api.ts';
import { formatMetric, formatMetricBar } from '../../insight/metric-format.ts';
import { MetricFrame } from '../../insight/metric-frame.tsx';
import { PageControls, SpanWait } from '../../insight/page-controls.tsx';
import { ranked } from '../../insight/shape.ts';
import type { Span } from '../../insight/spans.ts';
import { useDrill, useSpan } from '../../insight/use-insight.ts';
import '../ahead.css';
import { type Trend, trendsQuery } from '../api.ts';

const route = getRouteApi('/shell/insight/trends');

const VERDICTS = ['rising', 'falling', 'steady', 'few'] as const;
const TOP_GOODS = 12;

/** The best sellers of the category chosen. */
function Goods({ span, category, name }: { readonly span: Span; readonly category: string; readonly name: string }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const dates = { from: span.from, to: span.to };
  const result = useQuery(metricQuery('product_sales', { ...dates, by: ['product'], category }));
  const rows = ranked(result.data?.rows ?? [], 'product');
  const measure = { unit: 'money', currency: result.data?.currency ?? null, locale } as const;
  const title = t('ahead.trends.goods', { name });
  return (
    <MetricFrame
      title={title}
      results={[result]}
      shape="bars"
      empty={rows.every(({ value }) => value === 0) ? t('seeing.noOrders') : null}
      table={{
        head: [t('seeing.dimensions.product'), result.data?.label ?? ''],
        rows: rows.map(({ id, name: good, value }) => ({
          id,
          name: good,
          cells: [{ text: formatMetric(value, measure) }],
        })),
      }}
    >
      <BarList
        label={title}
        rows={rows.slice(0, TOP_GOODS).map(({ id, name: good, value }) => ({
          id,
          name: <MiddleText text={good} max={26} />,
          value,
          text: formatMetricBar(value, measure),
        }))}
        onPick={(at) => {
          const row = rows[at];
          if (row !== undefined) {
            drill({ metric: 'product_sales', ...dates, by: ['product'], key: { product: row.id } });
          }
        }}
      />
    </MetricFrame>
  );
}

function TrendsOf({ span, currency }: { readonly span: Span; readonly currency: string | undefined }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const dates = { from: span.from, to: span.to };
  const query = useQuery(trendsQuery(dates, currency));
  const answer = query.data;
  const rows = answer?.rows ?? [];
  const chosen = rows.find(({ category }) => category === search.category);
  const change = (ratio: number | null): string =>
    ratio === null
      ? t('seeing.new')
      : ratio === 1
        ? t('seeing.same')
        : `${ratio > 1 ? '+' : '−'}${formatShare(Math.abs(ratio - 1), locale)}`;
  const cellsOf = (row: Trend): (string | ChartTableCell)[] => [
    {
      text: formatNumber(row.buyers, locale),
      ...(row.buyers === 0
        ? {}
        : { onPick: () => drill({ metric: 'buyers', ...dates, by: ['category'], key: { category: row.category } }) }),
    },
    row.buyersBefore === 0 && row.buyers === 0 ? '—' : change(row.growth.ratio),
    row.yearGrowth === null || row.buyersYear + row.buyers === 0 ? '—' : change(row.yearGrowth.ratio),
    row.relative === null ? '—' : t('understanding.times', { times: formatFixed(row.relative, locale, 2) }),
    row.newShare === null ? '—' : formatShare(row.newShare, locale),
    `${formatNumber(row.lookers, locale)}${row.lookersGrowth.verdict === 'rising' ? ' ↑' : row.lookersGrowth.verdict === 'falling' ? ' ↓' : ''}`,
    formatMoney(row.soldMinor, { currency: answer?.currency ?? 'CNY', locale, whole: true }),
    {
      text: t('ahead.trends.showGoods'),
      onPick: () =>
        void navigate({ to: '.', search: (old) => ({ ...old, category: row.category }), resetScroll: false }),
    },
  ];
  const head = [
    t('seeing.dimensions.category'),
    t('ahead.trends.buyers'),
    t('ahead.trends.before'),
    t('ahead.trends.year'),
    t('ahead.trends.relative'),
    t('ahead.trends.fresh'),
    t('ahead.trends.lookers'),
    t('ahead.trends.sold'),
    '',
  ];
  const frame = {
    answer: query,
    shape: 'bars' as const,
    ...(answer === undefined
      ? {}
      : { definition: { formula: answer.formula, source: answer.source }, freshness: answer.freshness }),
  };
  return (
    <>
      {VERDICTS.map((verdict) => {
        const those = rows.filter(({ growth }) => growth.verdict === verdict);
        // The most certain fall first, as the most certain rise is.
        const shown = verdict === 'falling' ? those.toReversed() : those;
        if (answer !== undefined && shown.length === 0 && verdict !== 'rising') {
          return null;
        }
        const title = t(`ahead.trends.lists.${verdict}`);
        return (
          <ChartFrame
            {...frame}
            key={verdict}
            title={title}
            empty={
              answer === undefined || shown.length > 0
                ? null
                : t(rows.length === 0 ? 'seeing.noOrders' : 'ahead.trends.noneRises')
            }
          >
            <ChartTable
              label={title}
              content={{ head, rows: shown.map((row) => ({ id: row.category, name: row.label, cells: cellsOf(row) })) }}
            />
          </ChartFrame>
        );
      })}
      {answer === undefined || rows.length === 0 ? null : (
        <p className="quiet small ahead-note">
          {t('ahead.trends.note', {
            before: `${answer.before.from} – ${answer.before.to}`,
            year: `${answer.year.from} – ${answer.year.to}`,
            change: change(answer.whole.growth.ratio),
          })}
        </p>
      )}
      {chosen === undefined ? null : <Goods span={span} category={chosen.category} name={chosen.label} />}
    </>
  );
}

/** Which categories are wanted more, and which less, than before. */
export function TrendsPage() {
  const { t } = useTranslation();
  const page = useSpan('d28');
  return (
    <InsightFrame title={t('ahead.trends.title')} actions={<PageControls page={page} hasCurrency />}>
      <SpanWait page={page}>{(span) => <TrendsOf span={span} currency={page.currency} />}</SpanWait>
    </InsightFrame>
  );
}
