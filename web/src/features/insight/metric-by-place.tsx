import { useQuery } from '@tanstack/react-query';
import type { DimensionName } from '@zhike/server/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { BarList } from '../../ui/chart/bar-list.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import { metricQuery, type Question } from './metric-api.ts';
import { formatMetric, formatMetricBar } from './metric-format.ts';
import { MetricFrame } from './metric-frame.tsx';
import { ranked } from './shape.ts';
import type { Span } from './spans.ts';
import { useDrill } from './use-insight.ts';

interface MetricByPlaceProps {
  readonly title: string;
  readonly metric: string;
  readonly by: DimensionName;
  readonly span: Span;
  readonly currency?: string | undefined;
  readonly empty: string;
  /** Rows drawn; all of them stand in the table. */
  readonly top?: number;
  /** Whether the rows add up to the whole, so that shares mean something. */
  readonly isSplit?: boolean;
  /** Choices, at the right of the head. */
  readonly actions?: ReactNode;
}

/** One metric side by side over a dimension, the largest first. */
export function MetricByPlace(props: MetricByPlaceProps) {
  const { title, metric, by, span, currency, top = 8, isSplit = true } = props;
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const dates = { from: span.from, to: span.to, ...(currency === undefined ? {} : { currency }) };
  const question: Question = { ...dates, by: [by] };
  const result = useQuery(metricQuery(metric, question));
  const rows = ranked(result.data?.rows ?? [], by);
  const measure = { unit: result.data?.unit ?? 'count', currency: result.data?.currency ?? null, locale } as const;
  const sum = rows.reduce((all, { value }) => all + Math.max(0, value), 0);
  const open = (id: string): void => drill({ metric, ...dates, by: [by], key: { [by]: id } });
  return (
    <MetricFrame
      title={title}
      results={[result]}
      shape="bars"
      actions={props.actions}
      empty={rows.every(({ value }) => value === 0) ? props.empty : null}
      table={{
        head: [t(`seeing.dimensions.${by}`), result.data?.label ?? ''],
        rows: rows.map(({ id, name, value }) => ({
          id,
          name,
          cells: [{ text: formatMetric(value, measure), ...(value > 0 ? { onPick: () => open(id) } : {}) }],
        })),
      }}
    >
      <BarList
        label={title}
        rows={rows.slice(0, top).map(({ id, name, value }) => ({
          id,
          name: <MiddleText text={name} max={26} />,
          value,
          text: formatMetricBar(value, measure),
          note: isSplit && sum > 0 ? formatShare(Math.max(0, value) / sum, locale) : null,
        }))}
        onPick={(index) => open(rows[index]?.id ?? '')}
      />
      {rows.length > top ? <p className="quiet small">{t('seeing.moreRows', { count: rows.length - top })}</p> : null}
    </MetricFrame>
  );
}
