import { useQuery } from '@tanstack/react-query';
import type { CustomerSummary } from '@zhike/server/contracts';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../ui/states.tsx';
import { findQuery } from '../customers/api.ts';
import { calledBy } from '../customers/called.ts';
import { Entry } from '../fields/entry.tsx';
import './relations.css';

interface FindCustomerProps {
  readonly label: string;
  /** Not to be chosen: the customer whose page it is. */
  readonly except: readonly string[];
  readonly onChoose: (customer: CustomerSummary) => void;
}

/** Finds a customer by whatever the search knows them by. */
export function FindCustomer({ label, except, onChoose }: FindCustomerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = useQuery(findQuery(text));
  const others = (found.data?.items ?? []).filter(({ id }) => !except.includes(id));
  const isAsked = text.trim() !== '';
  return (
    <>
      <Entry label={label} note={t('relations.findHint')}>
        <Input value={text} maxLength={100} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      </Entry>
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      {found.isSuccess && isAsked && others.length === 0 ? <p className="quiet">{t('relations.nobody')}</p> : null}
      <ul className="found-people">
        {(isAsked ? others : []).map((one) => (
          <li key={one.id}>
            <button type="button" onClick={() => onChoose(one)}>
              <span>{calledBy(one, t('customers.unnamed'))}</span>
              <span className="quiet small">
                {[one.phone, one.region].filter((part) => part !== null && part !== '').join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
