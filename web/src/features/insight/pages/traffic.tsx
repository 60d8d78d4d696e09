import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { InsightFrame } from '../insight-frame.tsx';
import { metricQuery } from '../metric-api.ts';
import { MetricByPlace } from '../metric-by-place.tsx';
import { MetricCard } from '../metric-card.tsx';
import { MetricOverTime } from '../metric-over-time.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { type Grain, grainOf, type Span } from '../spans.ts';
import { useSpan } from '../use-insight.ts';

/** More buyers than visitors: purchases come in where nobody counts visits. What mends it is said with it. */
function UntrackedNote({ span, over }: { readonly span: Span; readonly over: Grain }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery(metricQuery('conversion', { from: span.from, to: span.to, by: [over] }));
  const isAbove = [data?.value ?? 0, ...(data?.rows ?? []).map(({ value }) => value)].some((share) => (share ?? 0) > 1);
  return isAbove ? (
    <p className="quiet untracked-note">
      {t('seeing.traffic.untracked')}
      {may('connections.read') ? <Link to="/settings/connections">{t('seeing.traffic.connect')}</Link> : null}
    </p>
  ) : null;
}

/** Who came by, when and from where, and how many of them bought. */
export function TrafficPage() {
  const { t } = useTranslation();
  const page = useSpan();
  return (
    <InsightFrame title={t('seeing.traffic.title')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>
        {(span) => {
          const over = grainOf(span);
          const shared = { span, empty: t('seeing.noVisits') };
          return (
            <>
              <div className="figures-cards">
                {['visits', 'visitors', 'conversion', 'revenue'].map((metric) => (
                  <MetricCard key={metric} metric={metric} span={span} over={over} />
                ))}
              </div>
              <UntrackedNote span={span} over={over} />
              <MetricOverTime {...shared} title={t(`seeing.traffic.visits.${over}`)} metric="visits" over={over} />
              <div className="insight-two">
                <MetricOverTime
                  {...shared}
                  title={t(`seeing.traffic.conversion.${over}`)}
                  metric="conversion"
                  over={over}
                  shape="lines"
                />
                <MetricOverTime {...shared} title={t('seeing.traffic.hours')} metric="visits" over="hour" />
              </div>
              <div className="insight-two">
                <MetricByPlace {...shared} title={t('seeing.traffic.sources')} metric="visits" by="source" />
                <MetricByPlace
                  {...shared}
                  title={t('seeing.traffic.sourceSales')}
                  metric="revenue"
                  by="source"
                  empty={t('seeing.noOrders')}
                />
              </div>
            </>
          );
        }}
      </SpanWait>
    </InsightFrame>
  );
}
