import { useQuery } from '@tanstack/react-query';
import type { Customer } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatDate, initialsOf } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { GroupMark } from '../insight/group-mark.tsx';
import { customerScoresQuery } from './api.ts';
import { MaskedField } from './masked-field.tsx';

/** The strip at the top of a customer: mark, name, group, masked contacts, since when. */
export function CustomerHead({
  customer,
  isCompact = false,
}: {
  readonly customer: Customer;
  readonly isCompact?: boolean;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const scores = useQuery({ ...customerScoresQuery(customer.id), enabled: may('scores.read') });
  const group = scores.data?.rfm[0]?.group;
  const name = customer.name ?? customer.account ?? t('customers.unnamed');
  const Title = isCompact ? 'h2' : 'h1';
  return (
    <header className="customer-head">
      <span className="initials is-large" aria-hidden="true">
        {customer.name === null ? <Icon name="person" size={20} /> : initialsOf(customer.name)}
      </span>
      <div className="customer-head-text">
        <div className="customer-head-title">
          <Title>{name}</Title>
          {group === undefined ? null : <GroupMark group={group} />}
        </div>
        <div className="customer-head-facts">
          <MaskedField customer={customer} field="phone" />
          <MaskedField customer={customer} field="email" />
          {customer.region === null ? null : <span>{customer.region}</span>}
          <span>{t('customer.since', { date: formatDate(customer.createdAt) })}</span>
        </div>
      </div>
    </header>
  );
}
