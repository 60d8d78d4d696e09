import { useQuery } from '@tanstack/react-query';
import type { DimensionName, MetricAnswer } from '@zhike/server/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import { pointName, tickOf } from './labels.ts';
import { metricQuery, type Question } from './metric-api.ts';
import { formatMetric, formatMetricShort } from './metric-format.ts';
import { MetricFrame, type MetricResult } from './metric-frame.tsx';
import { MAX_PARTS, partColour } from './part-colours.ts';
import { type Part, partsOf } from './shape.ts';
import { type Grain, isCut, type Span } from './spans.ts';
import { useDrill } from './use-insight.ts';

/** A part of the drawing and the question whose rows it stands for; null where it stands for several. */
interface Drawn extends Part {
  readonly metric: string;
  readonly key: string | null;
}

interface OverTimeProps {
  readonly title: string;
  readonly span: Span;
  readonly over: Grain | 'hour';
  readonly shape?: 'columns' | 'lines';
  readonly empty: string;
  readonly sum?: string | undefined;
  readonly height?: number;
  readonly actions?: ReactNode;
  readonly isDrilling?: boolean;
}

interface DrawingProps extends OverTimeProps {
  readonly results: readonly MetricResult[];
  readonly points: readonly string[];
  readonly parts: readonly Drawn[];
  readonly question: Question;
  readonly by?: DimensionName | undefined;
}

/** Everything beyond what can be told apart, together. */
function foldParts(parts: readonly Drawn[], name: string): readonly Drawn[] {
  if (parts.length <= MAX_PARTS + 1) {
    return parts;
  }
  const rest = parts.slice(MAX_PARTS);
  const values = (rest[0]?.values ?? []).map((_, x) => rest.reduce((sum, part) => sum + (part.values[x] ?? 0), 0));
  const total = rest.reduce((sum, part) => sum + part.total, 0);
  return [...parts.slice(0, MAX_PARTS), { id: 'rest', name, values, total, metric: '', key: null }];
}

function Drawing(props: DrawingProps) {
  const { results, points, question, by, over, span, title } = props;
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const answer = results[0]?.data;
  const parts = foldParts(props.parts, t('seeing.others'));
  const measure = { unit: answer?.unit ?? 'count', currency: answer?.currency ?? null, locale } as const;
  const format = (value: number): string => formatMetric(value, measure);
  const canDrill = props.isDrilling !== false;
  const open = (x: number, y: number): void => {
    const [point, part] = [points[x], parts[y]];
    if (point === undefined || part === undefined || part.key === null) {
      return;
    }
    const split = by === undefined ? {} : { [by]: part.key };
    const { by: _, ...dates } = question;
    drill({
      metric: part.metric,
      ...(dates as Record<string, string>),
      by: by === undefined ? [over] : [over, by],
      key: { [over]: point, ...split },
    });
  };
  const isCutAt = (point: string): boolean => over !== 'hour' && isCut(point, { grain: over, to: span.to });
  return (
    <MetricFrame
      title={title}
      results={results}
      shape="columns"
      empty={parts.every(({ total }) => total === 0) ? props.empty : null}
      actions={props.actions}
      table={{
        head: [t(`seeing.dimensions.${over}`), ...parts.map(({ name }) => name)],
        rows: points.map((point, x) => ({
          id: point,
          name: over === 'hour' ? tickOf(point, { over, locale }) : point,
          cells: parts.map((part, y) => ({
            text: format(part.values[x] ?? 0),
            ...(canDrill && part.key !== null && (part.values[x] ?? 0) > 0 ? { onPick: () => open(x, y) } : {}),
          })),
        })),
      }}
    >
      <TimeChart
        label={title}
        shape={props.shape ?? 'columns'}
        points={points.map((point) => ({
          id: point,
          tick: tickOf(point, { over, locale }),
          name: `${pointName(point, { over, locale })}${isCutAt(point) ? t('seeing.partial') : ''}`,
          isPartial: isCutAt(point),
        }))}
        series={parts.map((part, y) => ({
          id: part.id,
          name: part.name,
          values: part.values,
          colour: partColour(y, parts.length),
        }))}
        format={format}
        formatTick={(value) => formatMetricShort(value, measure)}
        isWhole={measure.unit === 'count'}
        sum={props.sum}
        {...(props.height === undefined ? {} : { height: props.height })}
        {...(canDrill ? { onPick: ({ x, y }) => open(x, y) } : {})}
      />
    </MetricFrame>
  );
}

interface MetricOverTimeProps extends OverTimeProps {
  readonly metric: string;
  readonly by?: DimensionName;
  readonly currency?: string | undefined;
}

/** One metric over time, as a whole or split by a dimension. */
export function MetricOverTime({ metric, by, currency, ...props }: MetricOverTimeProps) {
  const { span, over } = props;
  const question: Question = {
    from: span.from,
    to: span.to,
    by: by === undefined ? [over] : [over, by],
    ...(currency === undefined ? {} : { currency }),
  };
  const result = useQuery(metricQuery(metric, question));
  const { points, parts } = partsOf(result.data?.rows ?? [], { over, by, name: result.data?.label ?? '' });
  const drawn = parts.map((part) => ({ ...part, metric, key: part.id }));
  return <Drawing {...props} results={[result]} points={points} parts={drawn} question={question} by={by} />;
}

interface MetricsOverTimeProps extends OverTimeProps {
  readonly metrics: readonly [string, string];
}

const partOf = (data: MetricAnswer | undefined, over: DimensionName) =>
  partsOf(data?.rows ?? [], { over, name: data?.label ?? '' });

/** Two metrics of one unit over the same time. */
export function MetricsOverTime({ metrics, ...props }: MetricsOverTimeProps) {
  const { span, over } = props;
  const question: Question = { from: span.from, to: span.to, by: [over] };
  const first = useQuery(metricQuery(metrics[0], question));
  const second = useQuery(metricQuery(metrics[1], question));
  const both = [partOf(first.data, over), partOf(second.data, over)];
  const points = both[0]?.points ?? [];
  const parts = both.map(({ parts: [part] }, n) => ({
    id: metrics[n] ?? '',
    name: [first, second][n]?.data?.label ?? '',
    values: part?.values ?? points.map(() => 0),
    total: part?.total ?? 0,
    metric: metrics[n] ?? '',
    key: '',
  }));
  return <Drawing {...props} results={[first, second]} points={points} parts={parts} question={question} />;
}
