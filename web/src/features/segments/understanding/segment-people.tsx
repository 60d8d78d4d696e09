import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Panel } from '../../../ui/panel.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty } from '../../../ui/states.tsx';
import { PeopleGrid } from '../../customers/people-grid.tsx';
import '../../insight/insight.css';
import type { SegmentPerson } from './api.ts';

interface SegmentPeopleProps {
  readonly title: string;
  readonly query: UseInfiniteQueryResult<
    InfiniteData<{ readonly items: readonly SegmentPerson[]; readonly total?: number | undefined }>
  >;
  readonly onClose: () => void;
  /** What can be done with all of them. */
  readonly children?: ReactNode;
}

const idOf = (person: SegmentPerson): string => person.customerId;

/** The people behind a cell or a band, beside the picture. */
export function SegmentPeople({ title, query, onClose, children }: SegmentPeopleProps) {
  const { t } = useTranslation();
  const total = query.data?.pages[0]?.total ?? null;
  const columns = useMemo<readonly GridColumn<SegmentPerson>[]>(
    () => [
      {
        id: 'account',
        header: t('customers.account'),
        width: 160,
        grow: 1,
        cell: (person) => <MiddleText text={person.account ?? '—'} max={24} />,
      },
    ],
    [t],
  );
  const facts = useCallback((person: SegmentPerson) => <span className="quiet small">{person.account}</span>, []);
  return (
    <Panel label={t('understanding.people')} onClose={onClose}>
      <div className="people">
        <header className="people-head figures">
          <h2>{title}</h2>
          <span className="people-figure">{total === null ? '—' : t('common.people', { count: total })}</span>
        </header>
        <PeopleGrid
          label={t('understanding.people')}
          query={query}
          idOf={idOf}
          columns={columns}
          facts={facts}
          empty={<Empty icon="people" title={t('seeing.nobody')} body={t('seeing.nobodyBody')} />}
          onClose={onClose}
        />
        {children}
      </div>
    </Panel>
  );
}
