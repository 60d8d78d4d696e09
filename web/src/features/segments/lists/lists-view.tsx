import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant, formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type CustomerList, listsQuery } from '../api.ts';
import { ListPanel } from './list-panel.tsx';
import { NewListDialog } from './new-list-dialog.tsx';

const route = getRouteApi('/shell/segments');

function useListColumns(): readonly GridColumn<CustomerList>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo<readonly GridColumn<CustomerList>[]>(
    () => [
      {
        id: 'name',
        header: t('segments.name'),
        width: 240,
        grow: 2,
        cell: (row) => <MiddleText text={row.name} max={36} />,
      },
      {
        id: 'customers',
        header: t('segments.members'),
        width: 112,
        isNumber: true,
        cell: (row) => formatNumber(row.customers, locale),
      },
      {
        id: 'note',
        header: t('segments.note'),
        width: 240,
        grow: 3,
        cell: (row) => (
          <span className="clip quiet" title={row.note ?? undefined}>
            {row.note}
          </span>
        ),
      },
      { id: 'owner', header: t('segments.owner'), width: 136, cell: (row) => <MiddleText text={row.owner} max={16} /> },
      {
        id: 'created',
        header: t('segments.created'),
        width: 148,
        isNumber: true,
        cell: (row) => formatInstant(row.createdAt),
      },
    ],
    [t, locale],
  );
}

function ListCard({ row }: { readonly row: CustomerList }) {
  const { t } = useTranslation();
  return (
    <FactCard name={<MiddleText text={row.name} max={26} />}>
      <span className="figures">{t('common.people', { count: row.customers })}</span>
      <span className="quiet small">{row.owner}</span>
      <span className="quiet small figures">{formatInstant(row.createdAt)}</span>
    </FactCard>
  );
}

const cardOf = (row: CustomerList) => <ListCard row={row} />;

/** Lists of people chosen one by one. */
export function ListsView() {
  const { t } = useTranslation();
  const may = useMay();
  const { peek } = route.useSearch();
  const navigate = route.useNavigate();
  const lists = useQuery(listsQuery());
  const columns = useListColumns();
  const [isNew, setIsNew] = useState(false);
  const open = (id: string | null): void =>
    void navigate({ search: { show: 'lists', ...(id === null ? {} : { peek: id }) }, replace: true });
  const rows = lists.data?.items ?? [];
  const opened = rows.find(({ id }) => id === peek);
  const start = may('segments.write') ? <Button onClick={() => setIsNew(true)}>{t('segments.newList')}</Button> : null;
  return (
    <>
      {rows.length === 0 ? null : <div className="toolbar">{start}</div>}
      {lists.isPending ? <Skeleton shape="rows" /> : null}
      {lists.isError && lists.data === undefined ? (
        <div className="padded">
          <Failure error={lists.error} onRetry={() => void lists.refetch()} />
        </div>
      ) : null}
      {lists.isSuccess && rows.length === 0 ? (
        <Empty icon="people" title={t('segments.listsEmptyTitle')} body={t('segments.listsEmptyBody')}>
          {start}
        </Empty>
      ) : null}
      {rows.length === 0 ? null : (
        <Grid
          label={t('segments.lists')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          total={rows.length}
          card={cardOf}
          onPeek={(row) => open(row.id)}
          onOpen={(row) => open(row.id)}
          onClose={() => open(null)}
          peekedId={peek ?? null}
          memoryKey="customer-lists"
        />
      )}
      {opened === undefined ? null : <ListPanel key={opened.id} list={opened} onClose={() => open(null)} />}
      {isNew ? (
        <NewListDialog
          onClose={() => setIsNew(false)}
          onMade={(id) => {
            setIsNew(false);
            open(id);
          }}
        />
      ) : null}
    </>
  );
}
