import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { FactCard } from '../../ui/fact-card.tsx';
import type { GridColumn } from '../../ui/grid/columns.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import { useGridPages } from '../../ui/paged-list.tsx';
import { MiddleText } from '../../ui/parts.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Called, calledBy } from './called.ts';
import './people-grid.css';

interface Pages<Person> {
  readonly items: readonly Person[];
  readonly total?: number | undefined;
}

interface PeopleGridProps<Person extends Called> {
  readonly label: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<Pages<Person>>>;
  readonly idOf: (person: Person) => string;
  /** Beside the name. One list for all drawings. */
  readonly columns: readonly GridColumn<Person>[];
  /** Up to three facts on a narrow page. One function for all drawings. */
  readonly facts: (person: Person) => ReactNode;
  /** Where nobody is. */
  readonly empty: ReactNode;
  readonly onClose: () => void;
}

/** People behind a figure, page by page as one goes on: who they are, and a press away from the whole of them. */
export function PeopleGrid<Person extends Called>(props: PeopleGridProps<Person>) {
  const { label, query, idOf, columns, facts, empty, onClose } = props;
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const { rows, more, foot } = useGridPages(query);
  const total = query.data?.pages[0]?.total ?? null;
  const all = useMemo<readonly GridColumn<Person>[]>(() => {
    const unnamed = t('customers.unnamed');
    const name: GridColumn<Person> = {
      id: 'name',
      header: t('customers.name'),
      width: 112,
      grow: 1,
      cell: (person) => <MiddleText text={calledBy(person, unnamed)} max={14} />,
    };
    return [name, ...columns];
  }, [t, columns]);
  const card = useCallback(
    (person: Person) => <FactCard name={calledBy(person, t('customers.unnamed'))}>{facts(person)}</FactCard>,
    [t, facts],
  );
  const open = (person: Person): void =>
    void navigate({ to: '/customers/$customerId', params: { customerId: idOf(person) } });
  return (
    <>
      {query.isPending ? <Skeleton shape="rows" /> : null}
      {query.isError && query.data === undefined ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {total === 0 ? empty : null}
      {rows.length === 0 ? null : (
        <Grid
          label={label}
          columns={all}
          rows={rows}
          rowId={idOf}
          total={total}
          card={card}
          {...(may('customers.read') ? { onOpen: open } : {})}
          onClose={onClose}
          onEndReached={more}
          foot={foot}
        />
      )}
    </>
  );
}
