import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Customer, FieldValue } from '@zhike/server/contracts';
import { Button, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { useKeys } from '../../ui/keys/keys.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { fieldValuesQuery } from '../fields/api.ts';
import { EditCustomerForm } from './customer-form.tsx';
import { FactEdit } from './fact-edit.tsx';
import { FactSaved } from './fact-saved.tsx';
import { FactValue } from './fact-value.tsx';
import './facts.css';
import { FieldHistory } from './field-history.tsx';

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

/** What is known of a customer, each value with its origin on hover, its history, and the source records behind it. */
export function FactsSection({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const values = useQuery(fieldValuesQuery(customer.id));
  const [isEditing, setIsEditing] = useState(false);
  const [withHistory, setWithHistory] = useState(false);
  const mayWrite = values.data?.can.write === true;
  useKeys(
    mayWrite ? [{ id: 'edit', keys: 'e', label: t('keys.edit'), group: 'page', run: () => setIsEditing(true) }] : [],
  );
  return (
    <>
      <Section
        title={t('customer.facts')}
        actions={
          <>
            <Button type="text" size="small" aria-expanded={withHistory} onClick={() => setWithHistory(!withHistory)}>
              {t('facts.history')}
            </Button>
            {mayWrite ? (
              <Tooltip title={t('facts.editKey')}>
                <Button size="small" onClick={() => setIsEditing(true)}>
                  {t('facts.edit')}
                </Button>
              </Tooltip>
            ) : null}
          </>
        }
      >
        {withHistory ? <FieldHistory customerId={customer.id} /> : null}
        {values.isPending ? <Skeleton shape="lines" /> : null}
        {values.isError ? <Failure error={values.error} onRetry={() => void values.refetch()} /> : null}
        {values.isSuccess ? (
          <Facts customer={customer} fields={values.data.fields} mayReveal={values.data.can.reveal} mayWrite={mayWrite}>
            {values.data.identifiers.map(({ kind, label, value }) => (
              <div className="fact" key={`${kind}:${value}`}>
                <dt>{label[currentLocale()]}</dt>
                <dd className="fact-text figures">{value}</dd>
              </div>
            ))}
          </Facts>
        ) : null}
      </Section>
      <Records customer={customer} />
      {isEditing ? (
        <EditCustomerForm
          customerId={customer.id}
          onClose={() => setIsEditing(false)}
          onSaved={() => setIsEditing(false)}
        />
      ) : null}
    </>
  );
}

interface FactsProps {
  readonly customer: Customer;
  readonly fields: readonly FieldValue[];
  readonly mayReveal: boolean;
  readonly mayWrite: boolean;
  readonly children: ReactNode;
}

/** By group; what nobody knows stays folded away. */
function Facts({ customer, fields, mayReveal, mayWrite, children }: FactsProps) {
  const { t } = useTranslation();
  const [withEmpty, setWithEmpty] = useState(false);
  const [basic, others] = [fields.filter((field) => field.basic), fields.filter((field) => !field.basic)];
  const shown = others.filter((field) => withEmpty || field.value !== null);
  const empty = others.filter((field) => field.value === null).length;
  const fact = (field: FieldValue) => (
    <Fact key={field.key} customerId={customer.id} field={field} mayReveal={mayReveal} mayWrite={mayWrite} />
  );
  return (
    <>
      <dl className="facts">
        {basic.map(fact)}
        {customer.account === null ? null : (
          <div className="fact">
            <dt>{t('customers.account')}</dt>
            <dd className="fact-text">{customer.account}</dd>
          </div>
        )}
        {children}
      </dl>
      {[...Map.groupBy(shown, (field) => field.group)].map(([group, members]) => (
        <div key={group} className="fact-group">
          <h3>{members[0]?.groupLabel[currentLocale()]}</h3>
          <dl className="facts">{members.map(fact)}</dl>
        </div>
      ))}
      {empty > 0 ? (
        <Button type="text" size="small" aria-expanded={withEmpty} onClick={() => setWithEmpty(!withEmpty)}>
          {withEmpty ? t('facts.hideEmpty') : t('facts.showEmpty', { count: empty })}
        </Button>
      ) : null}
    </>
  );
}

interface FactProps {
  readonly customerId: string;
  readonly field: FieldValue;
  readonly mayReveal: boolean;
  readonly mayWrite: boolean;
}

function Fact({ customerId, field, mayReveal, mayWrite }: FactProps) {
  const { t } = useTranslation();
  const { origin } = field;
  const from =
    origin === null
      ? null
      : t(origin.byHand ? 'facts.byHand' : origin.provider === null ? 'facts.from' : 'facts.fromProvider', {
          source: origin.label,
          provider: origin.provider,
          date: formatDate(origin.at),
        });
  const [isEditing, setIsEditing] = useState(false);
  const [saved, setSaved] = useState<FieldValue | null>(null);
  const value = <FactValue customerId={customerId} field={field} mayReveal={mayReveal} />;
  const name = field.label[currentLocale()];
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        {isEditing ? (
          <FactEdit
            customerId={customerId}
            field={field}
            onDone={(changed) => {
              setIsEditing(false);
              setSaved(changed);
            }}
          />
        ) : from === null ? (
          value
        ) : (
          <Tooltip title={from}>
            <span className="fact-value">{value}</span>
          </Tooltip>
        )}
        {mayWrite && !isEditing && !field.masked ? (
          <button
            type="button"
            className="icon-button fact-edit"
            aria-label={t('profile.editField', { name })}
            onClick={() => setIsEditing(true)}
          >
            <Icon name="edit" size={13} />
          </button>
        ) : null}
        {saved === null ? null : <FactSaved customerId={customerId} field={saved} onGone={() => setSaved(null)} />}
        {field.stale ? <span className="fact-stale small">{t('facts.stale')}</span> : null}
      </dd>
    </div>
  );
}

function Records({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation();
  const joinedBy = useJoinedBy();
  const records = customer.records.filter((record) => record.source !== 'staff');
  if (records.length === 0) {
    return null;
  }
  return (
    <Section title={t('customer.records')} note={records.length}>
      <ul className="records">
        {records.map((record) => (
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
  );
}
