import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Customer } from '@zhike/server/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/use-me.ts';
import { formatDate, formatInstant, formatRelative, initialsOf } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { GroupMark } from '../insight/group-mark.tsx';
import { timelineQuery } from '../people/api.ts';
import { customerScoresQuery } from './api.ts';
import { calledBy } from './called.ts';
import { MaskedField } from './masked-field.tsx';
import './customers.css';
import '../people/people.css';

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
  const name = calledBy(customer, t('customers.unnamed'));
  const Title = isCompact ? 'h2' : 'h1';
  return (
    <header className="customer-head">
      <span className="initials is-large" aria-hidden="true">
        {customer.name === null ? <Icon name="person" size={20} /> : initialsOf(customer.name)}
      </span>
      <div className="customer-head-text">
        <div className="customer-head-title">
          <Title>{name}</Title>
          {customer.firstOrderAt === null ? <span className="row-tag">{t('people.prospect')}</span> : null}
          {group === undefined ? null : <GroupMark group={group} />}
        </div>
        <div className="customer-head-facts">
          <MaskedField customer={customer} field="phone" />
          <MaskedField customer={customer} field="email" />
          {customer.region === null ? null : <span>{customer.region}</span>}
          <span>{t('customer.since', { date: formatDate(customer.createdAt) })}</span>
          <Link to="/customers/$customerId/portrait" params={{ customerId: customer.id }}>
            {t('portrait.link')}
          </Link>
          {may('privacy.read') ? (
            <Link to="/settings/data-requests" search={{ customer: customer.id }}>
              {t('dataRequests.link')}
            </Link>
          ) : null}
          <LastContact customerId={customer.id} />
        </div>
      </div>
    </header>
  );
}

/** When staff and the customer last met, from the first page of the time-line, which the profile loads anyway. */
function LastContact({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const timeline = useInfiniteQuery(timelineQuery(customerId, []));
  const [now] = useState(() => new Date());
  const at = timeline.data?.pages[0]?.lastContactAt ?? null;
  return at === null ? null : (
    <span title={formatInstant(at)}>
      {t('people.lastContact', { when: formatRelative(at, { locale: currentLocale(), now }) })}
    </span>
  );
}
