import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { removeCustomerList } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/client.ts';
import { explainFailure } from '../../../api/problem.ts';
import { useMay } from '../../../app/use-me.ts';
import { Panel } from '../../../ui/panel.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { type CustomerList, listsQuery, previewQuery } from '../api.ts';
import type { Rule } from '../rule/parts.ts';
import { AddPeople } from './add-people.tsx';
import './lists.css';
import { UploadPeople } from './upload-people.tsx';

/** A list: how many, some of them, who comes onto it and goes off it. */
export function ListPanel({ list, onClose }: { readonly list: CustomerList; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const rule: Rule = { v: 1, all: [{ is: 'segment.list', lists: [list.id] }] };
  const people = useQuery({ ...previewQuery(rule, false), staleTime: 0 });
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
      <div className="list-panel">
        <h2>{list.name}</h2>
        {list.note === null ? null : <p className="quiet">{list.note}</p>}
        <p className="figures">{t('common.people', { count: list.customers })}</p>
        {canWrite ? <AddPeople listId={list.id} onChanged={() => void people.refetch()} /> : null}
        {canWrite ? <UploadPeople listId={list.id} onChanged={() => void people.refetch()} /> : null}
        {people.isPending ? <Skeleton shape="lines" /> : null}
        {people.isError ? <Failure error={people.error} onRetry={() => void people.refetch()} /> : null}
        <ul className="list-people">
          {(people.data?.sample ?? []).map((person) => (
            <li key={person.customerId}>
              <Link to="/customers/$customerId" params={{ customerId: person.customerId }}>
                {person.name ?? person.account ?? t('customers.unnamed')}
              </Link>
            </li>
          ))}
        </ul>
        {people.data !== undefined && people.data.count > people.data.sample.length ? (
          <p className="quiet small">{t('segments.listMore')}</p>
        ) : null}
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
