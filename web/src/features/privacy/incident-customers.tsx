import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { itemsOf, MoreButton } from '../../ui/paged-list.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { type Incident, type IncidentWhom, incidentCustomersQuery, requestWhom } from './api.ts';
import { partsOf } from './parts-of.ts';
import { ChoiceField, TextField } from './text-field.tsx';

const WAYS = ['phone', 'email', 'source', 'ids'] as const;
type Way = (typeof WAYS)[number];

/** Whose data it was, masked, and the ways to list them. */
export function IncidentCustomers({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(incidentCustomersQuery(incident.id));
  const items = itemsOf(list.data);
  return (
    <section className="privacy-part">
      <h2>
        {t('incidents.affected')}{' '}
        <span className="quiet">{t('incidents.customers', { count: incident.customers })}</span>
      </h2>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? <p className="quiet">{t('incidents.none')}</p> : null}
      <ul className="privacy-lines">
        {items.map((customer) => (
          <li key={customer.id}>
            <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
              {customer.name ?? customer.account ?? customer.id}
            </Link>
            <span className="quiet small figures">
              {[customer.phone, customer.email].filter((part) => part !== null).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <div className="no-print">
        <MoreButton list={list} />
      </div>
      {incident.can.write && incident.closedAt === null ? <WhomForm incident={incident} /> : null}
    </section>
  );
}

function WhomForm({ incident }: { readonly incident: Incident }) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [way, setWay] = useState<Way>('phone');
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => requestWhom(incident.id, whomOf(way, text)),
    onSuccess: async () => {
      setText('');
      await queryClient.invalidateQueries({ queryKey: ['incidents'] });
    },
  });
  return (
    <div className="privacy-form is-narrow no-print">
      <ChoiceField
        label={t('incidents.way')}
        value={way}
        options={WAYS.map((each) => ({ value: each, label: t(`incidents.by.${each}`) }))}
        onChange={setWay}
      />
      <TextField
        label={t('incidents.whom')}
        value={text}
        onChange={setText}
        {...(way === 'source' ? {} : { rows: 4 })}
      />
      {add.isError ? <Failure error={add.error} /> : null}
      <div className="privacy-bar">
        <Button disabled={partsOf(text).length === 0} loading={add.isPending} onClick={() => add.mutate()}>
          {t('incidents.listButton')}
        </Button>
        <span className="quiet small" role="status">
          {add.isSuccess ? t('incidents.found', { added: add.data.added, unknown: add.data.unknown }) : null}
        </span>
      </div>
    </div>
  );
}

function whomOf(way: Way, text: string): IncidentWhom {
  const values = partsOf(text);
  switch (way) {
    case 'ids':
      return { customerIds: values };
    case 'source':
      return { source: text.trim() };
    default:
      return { type: way, values };
  }
}
