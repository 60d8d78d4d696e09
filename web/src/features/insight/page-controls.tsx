import { Segmented } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AGAINST } from '../../app/insight-search.ts';
import { Failure } from '../../ui/states.tsx';
import { NarrowChoice } from './narrow-choice.tsx';
import { SpanPicker } from './span-picker.tsx';
import type { Span } from './spans.ts';
import { useInsightSearch, type useSpan, useToday } from './use-insight.ts';

interface PageControlsProps {
  readonly page: ReturnType<typeof useSpan>;
  readonly hasCurrency?: boolean;
  /** Whether the page has figures that are held against others. */
  readonly hasAgainst?: boolean;
}

/** What all charts of a page share: the span, and the currency where there are several. */
export function PageControls({ page, hasCurrency = false, hasAgainst = false }: PageControlsProps) {
  const { t } = useTranslation();
  const today = useToday();
  const { search, change } = useInsightSearch();
  if (page.span === null) {
    return null;
  }
  return (
    <>
      {hasCurrency && page.currencies.length > 1 ? (
        <Segmented
          aria-label={t('common.currency')}
          options={[...page.currencies]}
          value={page.currency ?? page.currencies[0] ?? ''}
          onChange={(currency) => change({ currency })}
        />
      ) : null}
      {hasAgainst ? (
        <NarrowChoice
          label={t('seeing.against')}
          options={AGAINST.map((value) => ({ value, label: t(`seeing.againsts.${value}`) }))}
          value={search.against ?? 'span'}
          onChange={(against) => change({ against: against === 'span' ? undefined : against })}
        />
      ) : null}
      <SpanPicker span={page.span} max={today} onSpan={change} />
    </>
  );
}

/** What stands on a page until its span is known, and when that fails. */
export function SpanWait({
  page,
  children,
}: {
  readonly page: ReturnType<typeof useSpan>;
  readonly children: (span: Span) => ReactNode;
}) {
  const { newest, span } = page;
  if (span !== null) {
    return children(span);
  }
  return newest.isError ? <Failure error={newest.error} onRetry={() => void newest.refetch()} /> : <ChartWait />;
}

function ChartWait() {
  const { t } = useTranslation();
  return (
    <div className="skeleton skeleton-block chart-skeleton" role="status" aria-label={t('common.loading')}>
      <span className="skeleton-piece" />
      <span className="skeleton-piece" />
    </div>
  );
}
