import { Popover, Segmented } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { Icon } from '../icon.tsx';
import { Failure } from '../states.tsx';
import './chart-frame.css';
import '../parts.css';
import { ChartTable, type ChartTableContent } from './chart-table.tsx';

export interface ChartDefinition {
  readonly formula: string;
  readonly source: string;
}

export interface ChartFreshness {
  /** Null while nothing has been computed. */
  readonly at: string | null;
  readonly stale: boolean;
}

/** What a question to the server comes to, as TanStack Query tells it. */
export interface ChartAnswer {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly isPlaceholderData?: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface ChartFrameProps {
  readonly title: string;
  /** In what it is counted; the figure may say it by itself. */
  readonly unit?: string | undefined;
  readonly definition?: ChartDefinition | undefined;
  readonly freshness?: ChartFreshness | undefined;
  readonly answer: ChartAnswer;
  readonly shape: 'columns' | 'bars' | 'heat';
  /** Said instead of the chart when there is nothing to draw. */
  readonly empty?: string | null | undefined;
  /** The same figures as a table. Absent where the chart is a table already. */
  readonly table?: ChartTableContent | undefined;
  /** Choices and the export, at the right of the head. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** What a figure is made of, on hover, focus and touch. */
export function DefinitionMark({ name, definition }: { readonly name: string; readonly definition: ChartDefinition }) {
  const { t } = useTranslation();
  const content = (
    <dl className="definition-text">
      <dt>{t('chart.formula')}</dt>
      <dd>{definition.formula}</dd>
      <dt>{t('chart.source')}</dt>
      <dd>{definition.source}</dd>
    </dl>
  );
  return (
    <Popover content={content} trigger={['hover', 'focus', 'click']} placement="bottom">
      <button type="button" className="definition" aria-label={t('common.definition', { name })}>
        <Icon name="info" size={13} />
      </button>
    </Popover>
  );
}

/** As of when; in the colour of a warning once it lags. */
export function FreshnessMark({ freshness }: { readonly freshness: ChartFreshness }) {
  const { t } = useTranslation();
  if (freshness.at === null) {
    return <span className="chart-stale">{t('common.staleUnknown')}</span>;
  }
  const when = formatInstant(freshness.at);
  return freshness.stale ? (
    <span className="chart-stale">
      <Icon name="clock" size={13} />
      {t('chart.stale', { when })}
    </span>
  ) : (
    <span>{t('common.asOf', { when })}</span>
  );
}

const HEIGHTS: Readonly<Record<ChartFrameProps['shape'], readonly number[]>> = {
  columns: [46, 62, 38, 70, 54, 86, 64, 78, 48, 58, 92, 74],
  bars: [96, 72, 60, 44, 30],
  heat: [100, 100, 100, 100, 100],
};

/** Grey shapes of what will come; they wait a moment, so that fast answers do not flicker. */
function ChartSkeleton({ shape }: { readonly shape: ChartFrameProps['shape'] }) {
  const { t } = useTranslation();
  return (
    <div className={`skeleton chart-skeleton is-${shape}`} role="status" aria-label={t('common.loading')}>
      {HEIGHTS[shape].map((size, index) => (
        <span
          key={`${index}:${size}`}
          className="skeleton-piece"
          style={shape === 'columns' ? { height: `${size}%` } : { width: `${size}%` }}
        />
      ))}
    </div>
  );
}

/**
 * The one frame of all charts: what it is about, what the figure means, how fresh it is, the same figures as a table,
 * and what stands there while they load, when they fail and when there are none.
 */
export function ChartFrame(props: ChartFrameProps) {
  const { t } = useTranslation();
  const id = useId();
  const { title, answer, table, shape } = props;
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const isReady = !answer.isPending && !answer.isError;
  const isEmpty = isReady && props.empty !== undefined && props.empty !== null;
  return (
    <section className="chart" aria-labelledby={id}>
      <header className="chart-head">
        <h2 id={id}>{title}</h2>
        {props.definition === undefined ? null : <DefinitionMark name={title} definition={props.definition} />}
        <span className="chart-note quiet small figures">
          {props.unit === undefined ? null : <span>{props.unit}</span>}
          {props.freshness === undefined ? null : <FreshnessMark freshness={props.freshness} />}
        </span>
        <div className="chart-actions">
          {props.actions}
          {table === undefined || !isReady || isEmpty ? null : (
            <Segmented
              size="small"
              aria-label={t('chart.view', { title })}
              value={view}
              onChange={setView}
              options={[
                { value: 'chart', label: t('chart.asChart') },
                { value: 'table', label: t('chart.asTable') },
              ]}
            />
          )}
        </div>
      </header>
      {answer.isPending ? <ChartSkeleton shape={shape} /> : null}
      {answer.isError ? <Failure error={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {isEmpty ? <p className="chart-empty quiet">{props.empty}</p> : null}
      {isReady && !isEmpty ? (
        <div
          className={answer.isPlaceholderData === true ? 'chart-body is-older' : 'chart-body'}
          aria-busy={answer.isPlaceholderData === true}
        >
          {view === 'table' && table !== undefined ? <ChartTable label={title} content={table} /> : props.children}
        </div>
      ) : null}
    </section>
  );
}
