import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import { type Introduction, introductionsQuery } from './api.ts';
import { StepDialog } from './introduction-dialogs.tsx';

/** Who was made known to whom, the next step that is due first. */
export function IntroductionList({ state }: { readonly state: 'open' | 'settled' }) {
  const { t } = useTranslation();
  const list = useQuery(introductionsQuery(state));
  const [asked, setAsked] = useState<Introduction | null>(null);
  const items = list.data?.items ?? [];
  return (
    <>
      {list.isPending ? <Skeleton shape="rows" /> : null}
      {list.isError ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isSuccess && items.length === 0 ? (
        <Empty icon="people" title={t('relations.noIntroductions')} body={t('relations.noIntroductionsBody')} />
      ) : null}
      <ul className="suggestion-list" aria-label={t('relations.introductions')}>
        {items.map((item) => (
          <li key={item.id}>
            <div>
              <div className="suggestion-pair">
                <Person {...item.left} />
                <span aria-hidden="true">↔</span>
                <Person {...item.right} />
                <span className="quiet small">{item.resultLabel[currentLocale()]}</span>
              </div>
              <p className="quiet small">
                {wordsOf(item, t('relations.nextDue', { step: item.nextStep ?? '', on: item.nextOn ?? '' }))}
              </p>
            </div>
            {item.can.write ? (
              <div className="suggestion-acts">
                <Button size="small" onClick={() => setAsked(item)}>
                  {t('relations.step')}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {asked === null ? null : <StepDialog introduction={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function wordsOf({ goods, introducedAt, by, nextStep, nextOn, steps }: Introduction, next: string): string {
  const parts = [
    goods,
    `${formatDate(introducedAt)} ${by}`,
    steps[0]?.note ?? null,
    nextStep === null ? nextOn : nextOn === null ? nextStep : next,
  ];
  return parts.filter((part) => part !== null && part !== '').join(' · ');
}

function Person({ id, name }: Introduction['left']) {
  const { t } = useTranslation();
  return (
    <Link to="/customers/$customerId" params={{ customerId: id }}>
      {name ?? t('customers.unnamed')}
    </Link>
  );
}
