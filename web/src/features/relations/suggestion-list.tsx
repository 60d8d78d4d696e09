import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import type { Decision, RelationSuggestion } from './api.ts';
import './relations.css';

interface SuggestionListProps {
  readonly items: readonly RelationSuggestion[];
  readonly at: number;
  readonly onDecide: (suggestion: RelationSuggestion, decision: Decision) => void;
  readonly onIntroduce: (suggestion: RelationSuggestion) => void;
  readonly onUndo: (suggestion: RelationSuggestion) => void;
}

/** Two people each, why they may belong together, and what to do about it. */
export function SuggestionList({ items, at, onDecide, onIntroduce, onUndo }: SuggestionListProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <ul ref={list} className="suggestion-list" aria-label={t('relations.suggestions')}>
      {items.map((item, index) => (
        <li key={item.id} className={index === at ? 'is-here' : undefined} aria-current={index === at}>
          <div>
            <div className="suggestion-pair">
              <Person person={item.left} />
              <span aria-hidden="true">↔</span>
              <Person person={item.right} />
            </div>
            <p className="quiet small">
              {[item.reasonLabel[currentLocale()], item.detail].filter((part) => part !== null).join(' · ')}
              {item.decision === null
                ? ''
                : ` · ${t('relations.decidedBy', { by: item.decision.by, when: formatInstant(item.decision.at) })}`}
            </p>
          </div>
          <div className="suggestion-acts">
            {item.introduced ? <span className="quiet small">{t('relations.introduced')}</span> : null}
            {item.kind === 'business' && !item.introduced ? (
              <Button size="small" onClick={() => onIntroduce(item)}>
                {t('relations.introduce')}
              </Button>
            ) : null}
            {item.state === 'open' ? (
              <>
                <Button size="small" type="primary" onClick={() => onDecide(item, 'accept')}>
                  {t(`relations.acceptAs.${item.kind}`)}
                </Button>
                <Button size="small" onClick={() => onDecide(item, 'reject')}>
                  {t('relations.reject')}
                </Button>
              </>
            ) : (
              <Button size="small" onClick={() => onUndo(item)}>
                {t('relations.undoDecision')}
              </Button>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Person({ person }: { readonly person: RelationSuggestion['left'] }) {
  const { t } = useTranslation();
  const hints = [person.organisation, person.phone].filter((part) => part !== null);
  return (
    <span>
      <Link to="/customers/$customerId" params={{ customerId: person.id }}>
        {person.name ?? t('customers.unnamed')}
      </Link>
      {hints.length === 0 ? null : <span className="quiet small"> {hints.join(' · ')}</span>}
    </span>
  );
}
