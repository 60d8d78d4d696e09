import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { FunnelBy, FunnelStop } from '../../app/ahead-search.ts';
import { formatDate } from '../../i18n/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { Empty } from '../../ui/states.tsx';
import { PeopleGrid } from '../customers/people-grid.tsx';
import { usePeopleColumns } from '../insight/people-panel.tsx';
import { type Dates, type FunnelPerson, funnelPeopleQuery } from './api.ts';

interface FunnelPeopleProps {
  readonly dates: Dates;
  readonly by: FunnelBy;
  readonly stop: FunnelStop;
  /** The step and its place in words. */
  readonly title: string;
  /** People there in all, those without a name too; null while that is not known. */
  readonly people: number | null;
  readonly onClose: () => void;
}

const idOf = (person: FunnelPerson): string => person.id;

/** Who came so far and no further: those with a name, and how many have none. */
export function FunnelPeople({ dates, by, stop, title, people, onClose }: FunnelPeopleProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(funnelPeopleQuery(dates, { stop, by }));
  const total = query.data?.pages[0]?.total ?? null;
  const unknown = people === null || total === null ? 0 : people - total;
  const facts = useCallback(
    (person: FunnelPerson) => (
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
        <header className="people-head figures">
          <h2>{title}</h2>
          <span className="people-figure">{total === null ? '—' : t('common.people', { count: total })}</span>
          {unknown > 0 ? <span className="quiet">{t('ahead.funnel.unknown', { count: unknown })}</span> : null}
        </header>
        <PeopleGrid
          label={t('seeing.people')}
          query={query}
          idOf={idOf}
          columns={usePeopleColumns()}
          facts={facts}
          empty={<Empty icon="people" title={t('seeing.nobody')} body={t('ahead.funnel.nobodyBody')} />}
          onClose={onClose}
        />
      </div>
    </Panel>
  );
}
