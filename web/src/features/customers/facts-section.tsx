import { Link } from '@tanstack/react-router';
import type { Customer } from '@zhike/server/contracts';
import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { Section } from '../../ui/page.tsx';
import { MaskedField } from './masked-field.tsx';
import { originOf } from './origin.ts';

type Record = Customer['records'][number];

/** Why a record belongs here, in words: "same phone, e-mail". */
function useJoinedBy(): (record: Record) => string {
  const { t, i18n } = useTranslation();
  const known = ['phone', 'email', 'account', 'wechat'] as const;
  return (record) => {
    if (record.joinedBy.length === 0) {
      return t('customer.joinedAlone');
    }
    const names = record.joinedBy.map((kind) => {
      const name = known.find((candidate) => candidate === kind);
      return name === undefined ? kind : t(`customer.by.${name}`);
    });
    return t('customer.joinedBy', { by: names.join(t('customer.and')), lng: i18n.resolvedLanguage });
  };
}

function Fact({
  label,
  origin,
  children,
}: {
  readonly label: string;
  readonly origin: string | null;
  readonly children: ReactNode;
}) {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{origin === null ? children : <Tooltip title={origin}>{<span>{children}</span>}</Tooltip>}</dd>
    </div>
  );
}

/** What is known of a customer, each value with its origin on hover, and the source records behind it. */
export function FactsSection({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const joinedBy = useJoinedBy();
  const missing = <span className="quiet">{t('common.missing')}</span>;
  const origin = (field: 'name' | 'account' | 'region'): string | null => {
    const record = originOf(customer, field);
    return record === null ? null : t('customer.origin', { source: record.source, date: formatDate(record.updatedAt) });
  };
  return (
    <>
      <Section title={t('customer.facts')}>
        <dl className="facts">
          <Fact label={t('customers.name')} origin={origin('name')}>
            {customer.name ?? missing}
          </Fact>
          <Fact label={t('customers.account')} origin={origin('account')}>
            {customer.account ?? missing}
          </Fact>
          <Fact label={t('customers.phone')} origin={null}>
            {customer.phone === null ? missing : <MaskedField customer={customer} field="phone" />}
          </Fact>
          <Fact label={t('customers.email')} origin={null}>
            {customer.email === null ? missing : <MaskedField customer={customer} field="email" />}
          </Fact>
          <Fact label={t('customers.region')} origin={origin('region')}>
            {customer.region ?? missing}
          </Fact>
          <Fact label={t('customer.address')} origin={null}>
            {customer.address === null ? missing : <MaskedField customer={customer} field="address" />}
          </Fact>
        </dl>
      </Section>
      <Section title={t('customer.records')} note={customer.records.length}>
        <ul className="records">
          {customer.records.map((record) => (
            <li key={record.id}>
              <Link to="/customers" search={{ source: record.source }}>
                {record.account === null
                  ? t('customer.recordNoAccount', { source: record.source })
                  : t('customer.record', { source: record.source, account: record.account })}
              </Link>
              <span className="quiet small">{joinedBy(record)}</span>
              <span className="quiet small figures">
                {t('customer.seen', { first: formatDate(record.createdAt), last: formatDate(record.updatedAt) })}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
