import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { FactCard } from '../../../ui/fact-card.tsx';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Grid } from '../../../ui/grid/grid.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useOpenRequest } from '../../../ui/open-request.ts';
import { Page } from '../../../ui/page.tsx';
import { useGridPages } from '../../../ui/paged-list.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { type OrganisationRow, organisationsQuery } from '../api.ts';
import { OrganisationDialog } from '../organisation-dialog.tsx';
import '../people.css';
import '../../customers/customers.css';

const route = getRouteApi('/shell/organisations');

function useColumns(): readonly GridColumn<OrganisationRow>[] {
  const { t } = useTranslation();
  const locale = currentLocale();
  return useMemo(() => {
    const text = (value: string | null, max: number) =>
      value === null ? <span className="quiet">—</span> : <MiddleText text={value} max={max} />;
    return [
      { id: 'name', header: t('people.orgName'), width: 220, grow: 2, cell: (row) => text(row.name, 26) },
      { id: 'industry', header: t('people.industry'), width: 110, grow: 1, cell: (row) => text(row.industry, 12) },
      { id: 'region', header: t('people.region'), width: 110, grow: 1, cell: (row) => text(row.region, 12) },
      {
        id: 'products',
        header: t('people.mainProducts'),
        width: 220,
        grow: 2,
        cell: (row) => text(row.mainProducts, 26),
      },
      { id: 'owner', header: t('people.owner'), width: 110, grow: 1, cell: (row) => text(row.owner, 12) },
      {
        id: 'contacts',
        header: t('people.contactsCount'),
        width: 96,
        isNumber: true,
        cell: (row) => formatNumber(row.contacts, locale),
      },
    ];
  }, [t, locale]);
}

/** Companies and how many people we know in each. */
export function OrganisationsListPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate();
  const locale = currentLocale();
  const { text = '' } = route.useSearch();
  const wanted = useDeferredValue(text.trim());
  const list = useInfiniteQuery(organisationsQuery(wanted));
  const [isNew, setNew] = useState(false);
  useOpenRequest('organisation', () => setNew(may('customers.write')));
  const columns = useColumns();
  const { rows, more, foot } = useGridPages(list);
  const total = list.data?.pages[0]?.total ?? null;
  const open = (id: string): void =>
    void navigate({ to: '/organisations/$organisationId', params: { organisationId: id } });
  const note =
    total === null
      ? undefined
      : t(wanted === '' ? 'people.orgCount' : 'people.orgFound', { total: formatNumber(total, locale) });
  const create = may('organisations.write') ? (
    <Button type="primary" onClick={() => setNew(true)}>
      {t('people.orgNew')}
    </Button>
  ) : undefined;
  // Where there is nothing at all, the button stands below the words that say so.
  const isEmpty = total === 0 && wanted === '';
  return (
    <Page title={t('people.orgTitle')} note={note} isFilled actions={isEmpty ? undefined : create}>
      <div className="toolbar">
        <Input
          className="search-field"
          prefix={<Icon name="search" />}
          allowClear
          aria-label={t('people.orgSearch')}
          placeholder={t('people.orgSearchHint')}
          value={text}
          onChange={(event) =>
            void navigate({
              to: '/organisations',
              search: event.target.value === '' ? {} : { text: event.target.value },
              replace: true,
            })
          }
        />
      </div>
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError && rows.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Empty
          icon="people"
          title={t(wanted === '' ? 'people.orgEmptyTitle' : 'people.orgNoneTitle')}
          body={t(wanted === '' ? 'people.orgEmptyBody' : 'people.orgNoneBody')}
        >
          {wanted === '' ? create : null}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <Grid
          key={wanted}
          label={t('people.orgGrid')}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          total={total}
          card={(row) => (
            <FactCard name={row.name}>
              <span className="quiet small figures">{t('people.orgContactCount', { count: row.contacts })}</span>
              <span className="quiet small">{row.industry ?? row.region ?? ''}</span>
              <span className="quiet small">{row.owner ?? ''}</span>
            </FactCard>
          )}
          onOpen={(row) => open(row.id)}
          onEndReached={more}
          memoryKey={`organisations:${wanted}`}
          foot={foot}
        />
      ) : null}
      {isNew ? <OrganisationDialog onClose={() => setNew(false)} onSaved={({ id }) => open(id)} /> : null}
    </Page>
  );
}
