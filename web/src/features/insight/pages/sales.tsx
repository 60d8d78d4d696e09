import { useTranslation } from 'react-i18next';
import { InsightFrame } from '../insight-frame.tsx';
import { MetricByPlace } from '../metric-by-place.tsx';
import { MetricCard } from '../metric-card.tsx';
import { MetricOverTime, MetricsOverTime } from '../metric-over-time.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { grainOf } from '../spans.ts';
import { useSpan } from '../use-insight.ts';

/** What was sold, when and where, and to whom: those who came for the first time and those who came back. */
export function SalesPage() {
  const { t } = useTranslation();
  const page = useSpan();
  const { currency } = page;
  return (
    <InsightFrame title={t('seeing.sales.title')} actions={<PageControls page={page} hasCurrency hasAgainst />}>
      <SpanWait page={page}>
        {(span) => {
          const over = grainOf(span);
          const shared = { span, currency, empty: t('seeing.noOrders') };
          return (
            <>
              <div className="figures-cards">
                {['revenue', 'orders', 'average_order', 'buyers'].map((metric) => (
                  <MetricCard key={metric} metric={metric} span={span} over={over} currency={currency} />
                ))}
              </div>
              <MetricOverTime
                {...shared}
                title={t(`seeing.sales.byChannel.${over}`)}
                metric="revenue"
                over={over}
                by="channel"
                sum={t('seeing.sum')}
                height={280}
              />
              <div className="insight-two">
                <MetricsOverTime
                  {...shared}
                  title={t(`seeing.sales.newAndRepeat.${over}`)}
                  metrics={['first_time_buyers', 'repeat_buyers']}
                  over={over}
                  sum={t('seeing.sum')}
                />
                <MetricOverTime
                  {...shared}
                  title={t(`seeing.sales.acquisition.${over}`)}
                  metric="acquisition"
                  over={over}
                  shape="lines"
                />
              </div>
              <div className="insight-two">
                <MetricByPlace {...shared} title={t('seeing.sales.shops')} metric="revenue" by="shop" />
                <MetricByPlace {...shared} title={t('seeing.sales.products')} metric="product_sales" by="product" />
              </div>
            </>
          );
        }}
      </SpanWait>
    </InsightFrame>
  );
}
