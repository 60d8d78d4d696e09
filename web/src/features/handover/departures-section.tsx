import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import '../../ui/lines.css';
import '../care/care.css';
import './handover.css';
import { useCareDeed } from '../care/use-care-deed.ts';
import { type DepartureSeen, departuresQuery, requestCallOff, requestConfirmation } from './api.ts';
import { HandoverList } from './handover-list.tsx';

/** Who leaves or has left, how far their customers are handed over, and the customers of the chosen one. */
export function DeparturesSection() {
  const { t } = useTranslation();
  const found = useQuery(departuresQuery());
  const [openId, setOpenId] = useState<string | null>(null);
  const items = found.data?.items ?? [];
  const open = items.find(({ id }) => id === openId) ?? items[0];
  return (
    <>
      <Section title={t('handover.departures')}>
        {found.isPending ? <Skeleton shape="lines" /> : null}
        {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
        {found.isSuccess && items.length === 0 ? <p className="quiet">{t('handover.nobodyLeaves')}</p> : null}
        <ul className="line-list">
          {items.map((departure) => (
            <DepartureLine
              key={departure.id}
              departure={departure}
              isOpen={departure.id === open?.id}
              onOpen={() => setOpenId(departure.id)}
            />
          ))}
        </ul>
      </Section>
      {open === undefined ? null : <HandoverList key={open.id} departure={open} />}
    </>
  );
}

interface DepartureLineProps {
  readonly departure: DepartureSeen;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function DepartureLine({ departure, isOpen, onOpen }: DepartureLineProps) {
  const { t } = useTranslation();
  const deed = useCareDeed<unknown>();
  const { id, name, state, customers, handed, open, assigned } = departure;
  const goesOn = state === 'working' || state === 'open' || state === 'held';
  return (
    <li className="handover-line" aria-current={isOpen ? 'true' : undefined}>
      <span className="care-rule">
        <strong>{name}</strong>
        <span>{t('handover.progress', { count: customers, handed, open: open + assigned })}</span>
        <span className="quiet small figures">{factsOf(departure, t).join(' · ')}</span>
        {state === 'held' ? <span className="is-warning small">{t('handover.held')}</span> : null}
        {deed.error === null ? null : <Failure error={deed.error} />}
      </span>
      {state === 'held' ? (
        <Button size="small" loading={deed.isPending} onClick={() => deed.press((key) => requestConfirmation(id, key))}>
          {t('handover.confirm')}
        </Button>
      ) : null}
      {goesOn ? (
        <Button
          size="small"
          loading={deed.isPending}
          aria-label={t('handover.callOffOf', { name })}
          onClick={() => deed.press((key) => requestCallOff(id, key))}
        >
          {t('handover.callOff')}
        </Button>
      ) : null}
      <Button size="small" aria-label={t('handover.showOf', { name })} disabled={isOpen} onClick={onOpen}>
        {t('handover.show')}
      </Button>
    </li>
  );
}

function factsOf(departure: DepartureSeen, t: TFunction): readonly string[] {
  const locale = currentLocale();
  const { state, leavesOn, leftOn, greeted, tasks, tasksDue, openValueMinor, currency, requeued } = departure;
  return [
    t(`handover.states.${state}`),
    ...(leftOn === null ? [] : [t('handover.leftOn', { date: leftOn })]),
    ...(leftOn === null && leavesOn !== null ? [t('handover.leaves', { date: leavesOn })] : []),
    ...(openValueMinor > 0
      ? [t('handover.openValue', { value: formatMoney(openValueMinor, { currency, locale, whole: true }) })]
      : []),
    t('handover.tasks', { count: tasks }),
    ...(tasksDue > 0 ? [t('handover.tasksDue', { count: tasksDue })] : []),
    ...(greeted > 0 ? [t('handover.greeted', { count: greeted })] : []),
    ...(requeued > 0 ? [t('handover.requeued', { count: requeued })] : []),
  ];
}
