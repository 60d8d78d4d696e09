import { useTranslation } from 'react-i18next';
import { InsightFrame } from '../insight-frame.tsx';
import { MetricByPlace } from '../metric-by-place.tsx';
import { MetricCard } from '../metric-card.tsx';
import { MetricOverTime } from '../metric-over-time.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { grainOf } from '../spans.ts';
import { useSpan } from '../use-insight.ts';

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
