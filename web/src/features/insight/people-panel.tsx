import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drill } from '../../app/insight-search.ts';
import { useMay } from '../../app/use-me.ts';
import { formatDate } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Panel } from '../../ui/panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PeopleGrid } from '../customers/people-grid.tsx';
import { nameOfKey } from './labels.ts';
import { type MetricPerson, metricPeopleQuery, metricQuery, questionOf } from './metric-api.ts';
import { formatMetric } from './metric-format.ts';
import { SaveAsList } from './save-as-list.tsx';

interface PeoplePanelProps {
  readonly drill: Drill;
  /** What was clicked, where the page knows better than its metric. */
  readonly clicked?: ((drill: Drill, people: number | null) => ReactNode) | undefined;
  readonly onClose: () => void;
}

const idOf = (person: MetricPerson): string => person.id;

/** What stands beside the names of people. */
export function usePeopleColumns(): readonly GridColumn<MetricPerson>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      { id: 'phone', header: t('customers.phone'), width: 116, cell: (person) => person.phone ?? '—' },
      {
        id: 'last',
        header: t('customers.lastOrder'),
        width: 108,
        isNumber: true,
        cell: (person) => (person.lastOrderAt === null ? '—' : formatDate(person.lastOrderAt)),
      },
    ],
    [t],
  );
}

/** What was clicked: the metric, the cell in words, and its figure as the chart shows it. */
function Clicked({ drill, people }: { readonly drill: Drill; readonly people: number | null }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const answer = useQuery(metricQuery(drill.metric, questionOf(drill))).data;
  const wanted = Object.entries(drill.key ?? {});
  const row = answer?.rows.find(({ key }) =>
    wanted.every(([name, value]) => Object.entries(key).some(([n, v]) => n === name && v === value)),
  );
  const isWhole = wanted.length === 0;
  const value = isWhole ? answer?.value : row?.value;
  const where = isWhole
    ? answer === undefined
      ? ''
      : `${answer.from} – ${answer.to}`
    : nameOfKey(drill.key ?? {}, { labels: row?.label ?? {}, locale });
  return (
    <header className="people-head figures">
      <h2>
        {answer?.label ?? t('common.loading')}
        {where === '' ? null : ` · ${where}`}
      </h2>
      <span className="people-figure">{people === null ? '—' : t('common.people', { count: people })}</span>
      {answer === undefined || value === undefined || (answer.unit === 'count' && value === people) ? null : (
        <span className="quiet">{formatMetric(value, { unit: answer.unit, currency: answer.currency, locale })}</span>
      )}
    </header>
  );
}

/** The people behind a cell of a chart: as many as it counts, each one openable. */
export function PeoplePanel({ drill, clicked, onClose }: PeoplePanelProps) {
  const { t } = useTranslation();
  const may = useMay();
  const query = useInfiniteQuery(metricPeopleQuery(drill));
  const total = query.data?.pages[0]?.total ?? null;
  const facts = useCallback(
    (person: MetricPerson) => (
      <>
        <span className="quiet small figures">{person.phone ?? person.region ?? ''}</span>
        <span className="quiet small figures">
          {person.lastOrderAt === null ? '' : `${t('customers.lastOrder')} ${formatDate(person.lastOrderAt)}`}
        </span>
      </>
    ),
    [t],
  );
  return (
    <Panel label={t('seeing.people')} onClose={onClose}>
      <div className="people">
        {clicked === undefined ? <Clicked drill={drill} people={total} /> : clicked(drill, total)}
        <PeopleGrid
          label={t('seeing.people')}
          query={query}
          idOf={idOf}
          columns={usePeopleColumns()}
          facts={facts}
          empty={<Empty icon="people" title={t('seeing.nobody')} body={t('seeing.nobodyBody')} />}
          onClose={onClose}
        />
        {total !== null && total > 0 && may('segments.write') ? <SaveAsList drill={drill} total={total} /> : null}
      </div>
    </Panel>
  );
}
