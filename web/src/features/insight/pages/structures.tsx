import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { InsightFrame } from '../insight-frame.tsx';
import { MetricByPlace } from '../metric-by-place.tsx';
import { NarrowChoice } from '../narrow-choice.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import type { Span } from '../spans.ts';
import { STRUCTURES, type Structure, type StructureView } from '../structures.ts';
import { useSpan } from '../use-insight.ts';

const route = getRouteApi('/shell/insight/structures');

interface StructureChartProps {
  readonly structure: Structure;
  readonly span: Span;
  readonly currency: string | undefined;
}

function StructureChart({ structure, span, currency }: StructureChartProps) {
  const { t } = useTranslation();
  const views: readonly StructureView[] = STRUCTURES[structure];
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const view = views.find(({ name }) => name === search[structure]) ?? views[0];
  if (view === undefined) {
    return null;
  }
  const label = t(`structures.${structure}`);
  return (
    <MetricByPlace
      key={view.name}
      title={label}
      metric={view.metric}
      by={view.by}
      isSplit={view.isSplit}
      span={span}
      // Only amounts are of a currency.
      currency={view.metric === 'product_sales' ? currency : undefined}
      empty={t(structure === 'customers' ? 'seeing.noCustomers' : 'seeing.noOrders')}
      top={10}
      actions={
        <NarrowChoice
          label={t('structures.view', { title: label })}
          options={views.map(({ name }) => ({ value: name, label: t(`structures.views.${name}`) }))}
          value={view.name}
          onChange={(name) =>
            void navigate({
              search: (old) => ({ ...old, [structure]: name === views[0]?.name ? undefined : name }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    />
  );
}

/** What customers, goods and purchases are made of, beside each other; every part opens its people. */
export function StructuresPage() {
  const { t } = useTranslation();
  const page = useSpan('d90');
  return (
    <InsightFrame title={t('structures.title')} actions={<PageControls page={page} hasCurrency />}>
      <SpanWait page={page}>
        {(span) => (
          <>
            <StructureChart structure="customers" span={span} currency={page.currency} />
            <StructureChart structure="products" span={span} currency={page.currency} />
            <StructureChart structure="behaviour" span={span} currency={page.currency} />
          </>
        )}
      </SpanWait>
    </InsightFrame>
  );
}
