import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DimensionName } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { DefinitionMark } from '../../ui/chart/chart-frame.tsx';
import { Sparkline } from '../../ui/chart/sparkline.tsx';
import { Failure } from '../../ui/states.tsx';
import { ChangeMark } from './change-mark.tsx';
import { metricQuery } from './metric-api.ts';
import { changeOf, formatMetricHead } from './metric-format.ts';
import { partsOf } from './shape.ts';
import { daysIn, type Span, yearBefore } from './spans.ts';
import { useDrill, useInsightSearch } from './use-insight.ts';

/** Pages of Insight that cards lead to. */
export type MetricPage = '/insight/sales' | '/insight/retention' | '/insight/sources';

interface MetricCardProps {
  readonly metric: string;
  readonly span: Span;
  /** Null for a metric that is not split over time. */
  readonly over: DimensionName | null;
  readonly currency?: string | undefined;
  /** The page that says more about it. */
  readonly to?: MetricPage | undefined;
  /** Whether the figure opens its people: only where there is a place for them. */
  readonly isDrilling?: boolean;
}

/** One number that matters: large, with its change against the span before, its way, and what it means. */
export function MetricCard({ metric, span, over, currency, to, isDrilling = true }: MetricCardProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const question = {
    from: span.from,
    to: span.to,
    by: over === null ? [] : [over],
    ...(currency === undefined ? {} : { currency }),
  };
  const query = useQuery(metricQuery(metric, question));
  const { against = 'span' } = useInsightSearch().search;
  const lastYear = useQuery({
    ...metricQuery(metric, { ...question, by: [], ...yearBefore(span) }),
    enabled: against === 'year',
  });
  const before = against === 'year' ? (lastYear.data?.value ?? null) : (query.data?.before ?? null);
  if (query.isPending) {
    return (
      <div className="metric-card skeleton chart-skeleton" role="status" aria-label={t('common.loading')}>
        <span className="skeleton-piece" style={{ width: '40%' }} />
        <span className="skeleton-piece" style={{ height: 32, width: '70%' }} />
        <span className="skeleton-piece" style={{ width: '60%' }} />
      </div>
    );
  }
  if (query.isError) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  const answer = query.data;
  const measure = { unit: answer.unit, currency: answer.currency, locale };
  const values = over === null ? [] : (partsOf(answer.rows, { over }).parts[0]?.values ?? []);
  const figure = formatMetricHead(answer.value, measure);
  const { by: _, ...dates } = question;
  return (
    <div className="metric-card">
      <div className="metric-card-label">
        {to === undefined ? (
          answer.label
        ) : (
          <Link
            to={to}
            search={{ span: span.name, ...(span.name === 'custom' ? { from: span.from, to: span.to } : {}) }}
          >
            {answer.label}
          </Link>
        )}
        <DefinitionMark name={answer.label} definition={answer} />
      </div>
      <div className="metric-card-value">
        {isDrilling && (answer.value ?? 0) > 0 ? (
          <button
            type="button"
            aria-label={t('seeing.openPeople', { what: `${answer.label} ${figure}` })}
            onClick={() => drill({ metric, ...dates })}
          >
            {figure}
          </button>
        ) : (
          figure
        )}
      </div>
      <div className="metric-card-note">
        <ChangeMark
          change={changeOf(answer.value, before, measure)}
          span={against === 'year' ? t('seeing.lastYear') : t('seeing.beforeDays', { count: daysIn(span) })}
        />
        <Sparkline values={values} />
      </div>
    </div>
  );
}
