import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatNumber, formatShare } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { BarList } from '../../../ui/chart/bar-list.tsx';
import { FlowChart } from '../../../ui/chart/flow-chart.tsx';
import { MovesSection } from '../../care/moves-section.tsx';
import { InsightFrame } from '../insight-frame.tsx';
import { metricQuery } from '../metric-api.ts';
import { MetricFrame } from '../metric-frame.tsx';
import { PageControls, SpanWait } from '../page-controls.tsx';
import { fieldBy, ranked } from '../shape.ts';
import type { Span } from '../spans.ts';
import { useDrill, useSpan } from '../use-insight.ts';

/** In the order of a life; those who were not known yet come first. */
const ORDER = ['', 'prospect', 'new', 'growing', 'mature', 'won_back', 'declining', 'lost'] as const;
/** Deep for those who buy, light for those who do not. */
const COLOURS: Readonly<Record<(typeof ORDER)[number], string>> = {
  '': 'var(--ink-3)',
  prospect: 'var(--category-4)',
  new: 'var(--category-0)',
  growing: 'var(--category-2)',
  mature: 'var(--category-1)',
  won_back: 'var(--category-5)',
  declining: 'var(--category-6)',
  lost: 'var(--category-3)',
};

function Stages({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const dates = { from: span.from, to: span.to };
  const result = useQuery(metricQuery('lifecycle', { ...dates, by: ['stage'] }));
  const found = new Map(ranked(result.data?.rows ?? [], 'stage').map((row) => [row.id, row]));
  const rows = ORDER.flatMap((stage) => found.get(stage) ?? []);
  const all = rows.reduce((sum, { value }) => sum + value, 0);
  return (
    <MetricFrame
      title={t('seeing.lifecycle.stages', { date: span.to })}
      results={[result]}
      shape="bars"
      empty={all === 0 ? t('seeing.noCustomers') : null}
    >
      <BarList
        label={t('seeing.lifecycle.stages', { date: span.to })}
        rows={rows.map(({ id, name, value }) => ({
          id,
          name,
          value,
          text: formatNumber(value, locale),
          note: formatShare(value / Math.max(1, all), locale),
          // The keys of the rows are the stages.
          colour: COLOURS[id as (typeof ORDER)[number]],
        }))}
        onPick={(index) =>
          drill({ metric: 'lifecycle', ...dates, by: ['stage'], key: { stage: rows[index]?.id ?? '' } })
        }
      />
    </MetricFrame>
  );
}

function Flow({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const drill = useDrill();
  const dates = { from: span.from, to: span.to };
  const by = ['stage', 'before'] as const;
  const result = useQuery(metricQuery('lifecycle', { ...dates, by: [...by] }));
  const rows = result.data?.rows ?? [];
  const at = fieldBy(rows, ['before', 'stage']);
  const names = new Map(
    rows.flatMap(({ key, label }) => [
      [key.stage ?? '', label.stage ?? ''],
      [key.before ?? '', label.before ?? ''],
    ]),
  );
  const flows = rows.map(({ key, value }) => ({ from: key.before ?? '', to: key.stage ?? '', value: value ?? 0 }));
  const open = (from: string, to: string): void =>
    drill({ metric: 'lifecycle', ...dates, by, key: { stage: to, before: from } });
  const name = (stage: string): string => names.get(stage) ?? stage;
  const lefts = ORDER.filter((stage) => flows.some(({ from, value }) => from === stage && value > 0));
  const rights = ORDER.filter((stage) => flows.some(({ to, value }) => to === stage && value > 0));
  const title = t('seeing.lifecycle.flow');
  return (
    <MetricFrame
      title={title}
      results={[result]}
      shape="heat"
      empty={lefts.length === 0 ? t('seeing.noCustomers') : null}
      table={{
        head: [t('seeing.lifecycle.corner', { from: span.from, to: span.to }), ...rights.map(name)],
        rows: lefts.map((from) => ({
          id: from,
          name: name(from),
          cells: rights.map((to) => {
            const value = at(from, to)?.value ?? 0;
            return value === 0 ? '' : { text: formatNumber(value, locale), onPick: () => open(from, to) };
          }),
        })),
      }}
    >
      <FlowChart
        label={title}
        flows={flows}
        stages={ORDER.map((id) => ({ id, name: name(id), colour: COLOURS[id] }))}
        left={span.from}
        right={span.to}
        format={(value) => formatNumber(value, locale)}
        nameOf={({ from, to, value }) =>
          t('seeing.lifecycle.band', { from: name(from), to: name(to), people: formatNumber(value, locale) })
        }
        onPick={({ from, to }) => open(from, to)}
      />
    </MetricFrame>
  );
}

/** Where customers stand between the first contact and being lost, and how they moved. */
export function LifecyclePage() {
  const { t } = useTranslation();
  const page = useSpan('d90');
  const may = useMay();
  return (
    <InsightFrame title={t('seeing.lifecycle.title')} actions={<PageControls page={page} />}>
      <SpanWait page={page}>
        {(span) => (
          <>
            <Stages span={span} />
            <Flow span={span} />
          </>
        )}
      </SpanWait>
      {may('care.read') ? <MovesSection /> : null}
    </InsightFrame>
  );
}
