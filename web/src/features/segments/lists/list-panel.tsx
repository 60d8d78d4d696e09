import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { removeCustomerList } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import { useMay } from '../../../app/use-me.ts';
import { formatInstant } from '../../../i18n/format.ts';
import type { GridColumn } from '../../../ui/grid/columns.ts';
import { Panel } from '../../../ui/panel.tsx';
import { MiddleText } from '../../../ui/parts.tsx';
import { Empty } from '../../../ui/states.tsx';
import { PeopleGrid } from '../../customers/people-grid.tsx';
import { type CustomerList, type ListedPerson, listPeopleQuery, listsQuery } from '../api.ts';
import { AddPeople } from './add-people.tsx';
import './lists.css';
import { UploadPeople } from './upload-people.tsx';

const idOf = (person: ListedPerson): string => person.customerId;
const factsOf = (person: ListedPerson) => <span className="quiet small figures">{formatInstant(person.addedAt)}</span>;

function usePersonColumns(): readonly GridColumn<ListedPerson>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        id: 'account',
        header: t('customers.account'),
        width: 112,
        grow: 1,
        cell: (person) => <MiddleText text={person.account ?? ''} max={14} />,
      },
      {
        id: 'added',
        header: t('segments.listAdded'),
        width: 140,
        isNumber: true,
        cell: (person) => formatInstant(person.addedAt),
      },
    ],
    [t],
  );
}

/** A list: how many, who they are, who comes onto it and goes off it. */
export function ListPanel({ list, onClose }: { readonly list: CustomerList; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const people = useInfiniteQuery(listPeopleQuery(list.id));
  const isEmpty = list.customers === 0;
  const [wasEmpty] = useState(isEmpty);
  const refresh = (): void => void people.refetch();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => call(removeCustomerList, { params: { id: list.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: listsQuery().queryKey });
      onClose();
    },
  });
  const canWrite = may('segments.write');
  return (
    <Panel
      label={list.name}
      onClose={onClose}
      actions={
        canWrite ? (
          <Link to="/segments/new" search={{ list: list.id }}>
            {t('segments.segmentOfList')}
          </Link>
        ) : null
      }
    >
      <div className="people list-panel">
        <header className="people-head figures">
          <h2>{list.name}</h2>
          <span className="people-figure">{t('common.people', { count: list.customers })}</span>
          {list.note === null ? null : <p className="quiet">{list.note}</p>}
        </header>
        {canWrite ? (
          <details className="list-change" open={wasEmpty}>
            <summary>{t('segments.listChange')}</summary>
            <AddPeople listId={list.id} onChanged={refresh} />
            <UploadPeople listId={list.id} onChanged={refresh} />
          </details>
        ) : null}
        <PeopleGrid
          label={t('segments.listPeople')}
          query={people}
          idOf={idOf}
          columns={usePersonColumns()}
          facts={factsOf}
          empty={<Empty icon="people" title={t('segments.listNobody')} body={t('segments.listNobodyBody')} />}
          onClose={onClose}
        />
        {canWrite ? (
          <div className="list-remove">
            {isAsking ? (
              <>
                <p>{t('segments.removeListAsk', { name: list.name, count: list.customers })}</p>
                <Button onClick={() => setIsAsking(false)}>{t('common.cancel')}</Button>
                <Button danger loading={remove.isPending} onClick={() => remove.mutate()}>
                  {t('segments.removeList')}
                </Button>
              </>
            ) : (
              <Button danger type="text" onClick={() => setIsAsking(true)}>
                {t('segments.removeList')}
              </Button>
            )}
            {remove.isError ? (
              <p className="field-fault" role="alert">
                {explainFailure(remove.error)}
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
    </Panel>
  );
}
