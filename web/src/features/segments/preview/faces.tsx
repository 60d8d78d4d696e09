import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../app/use-me.ts';
import { initialsOf } from '../../../i18n/format.ts';
import { CustomerPeek } from '../../customers/customer-peek.tsx';
import type { Person } from '../api.ts';

const SHOWN = 3;

/** Three people that it catches; the next three with one press, each beside the page or in a tab of its own. */
export function Faces({ people, isOld }: { readonly people: readonly Person[]; readonly isOld: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const [from, setFrom] = useState(0);
  const [peeked, setPeeked] = useState<string | null>(null);
  const start = from < people.length ? from : 0;
  const canOpen = may('customers.read');
  return (
    <section className={isOld ? 'faces is-old' : 'faces'} aria-label={t('segments.facesTitle')}>
      <header className="faces-head">
        <h2>{t('segments.facesTitle')}</h2>
        {people.length > SHOWN ? (
          <button type="button" className="rule-more" onClick={() => setFrom(start + SHOWN)}>
            {t('segments.facesNext')}
          </button>
        ) : null}
      </header>
      <ul>
        {people.slice(start, start + SHOWN).map((person) => (
          <li key={person.customerId} className="face">
            <span className="face-mark" aria-hidden="true">
              {initialsOf(person.name)}
            </span>
            {canOpen ? (
              <>
                <button type="button" className="face-name" onClick={() => setPeeked(person.customerId)}>
                  <span className="clip">{person.name ?? person.account ?? t('customers.unnamed')}</span>
                  {person.name === null ? null : <span className="quiet small clip">{person.account}</span>}
                </button>
                <Link
                  className="face-open"
                  to="/customers/$customerId"
                  params={{ customerId: person.customerId }}
                  target="_blank"
                  aria-label={t('segments.openTab', { name: person.name ?? person.account ?? t('customers.unnamed') })}
                  title={t('segments.openTabShort')}
                >
                  <span aria-hidden="true">↗</span>
                </Link>
              </>
            ) : (
              <span className="face-name">{person.name ?? person.account ?? t('customers.unnamed')}</span>
            )}
          </li>
        ))}
      </ul>
      {peeked === null ? null : <CustomerPeek id={peeked} onClose={() => setPeeked(null)} />}
    </section>
  );
}
