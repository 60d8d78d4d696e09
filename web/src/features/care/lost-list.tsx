import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Segmented } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOST_STATES, type LostState } from '../../app/insight-search.ts';
import { formatMoney, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { type LossesAsked, type LostCustomer, lossesQuery } from './api.ts';
import { LossDialog } from './loss-dialog.tsx';
import { WinBackDialog } from './win-back-dialog.tsx';
import './care.css';

/** As many as one call treats. */
const MOST = 200;

interface LostListProps {
  readonly state: LostState;
  readonly onState: (state: LostState) => void;
  /** Those who were closed with this cause, whatever came after. */
  readonly cause: { readonly asked: LossesAsked; readonly name: string } | null;
  readonly onWhole: () => void;
}

/** Lost customers, who spent most first, and what can be done about them. */
export function LostList({ state, onState, cause, onWhole }: LostListProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isStarting, setIsStarting] = useState(false);
  const [closing, setClosing] = useState<LostCustomer | null>(null);
  const list = useInfiniteQuery(lossesQuery(cause?.asked ?? { state }));
  const first = list.data?.pages[0];
  const mayAct = first?.can.act === true;
  const isOpen = cause === null && state === 'open' && mayAct;
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id) && next.size < MOST) {
      next.add(id);
    }
    setChosen(next);
  };
  return (
    <Section
      title={cause === null ? t('care.lost') : t('care.lostBy', { name: cause.name })}
      note={first === undefined ? undefined : t('common.people', { count: first.total })}
    >
      <div className="care-bar">
        {cause === null ? (
          <Segmented
            aria-label={t('care.state')}
            value={state}
            options={LOST_STATES.map((value) => ({ value, label: t(`care.states.${value}`) }))}
            onChange={onState}
          />
        ) : (
          <Button size="small" onClick={onWhole}>
            {t('care.whole')}
          </Button>
        )}
        {isOpen ? (
          <Button type="primary" disabled={chosen.size === 0} onClick={() => setIsStarting(true)}>
            {chosen.size === 0 ? t('care.start') : t('care.startMany', { count: chosen.size })}
          </Button>
        ) : null}
      </div>
      <PagedList
        list={list}
        className="care-lines"
        none={<Empty icon="people" title={t('care.nobody')} body={t('care.nobodyBody')} />}
      >
        {(loss) => (
          <LostLine
            key={loss.id}
            loss={loss}
            {...(isOpen ? { isChosen: chosen.has(loss.id), onChoose: () => toggle(loss.id) } : {})}
            {...(mayAct && loss.closedOn === null && loss.wonBackOn === null
              ? { onClosing: () => setClosing(loss) }
              : {})}
          />
        )}
      </PagedList>
      {isStarting ? (
        <WinBackDialog
          lossIds={[...chosen]}
          onClose={() => setIsStarting(false)}
          onDone={() => {
            setIsStarting(false);
            setChosen(new Set());
          }}
        />
      ) : null}
      {closing === null ? null : (
        <LossDialog
          customer={{ id: closing.customerId, name: closing.name ?? t('customers.unnamed') }}
          onClose={() => setClosing(null)}
        />
      )}
    </Section>
  );
}

interface LostLineProps {
  readonly loss: LostCustomer;
  readonly isChosen?: boolean;
  readonly onChoose?: () => void;
  readonly onClosing?: () => void;
}

function LostLine({ loss, isChosen = false, onChoose, onClosing }: LostLineProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const name = loss.name ?? t('customers.unnamed');
  return (
    <li>
      {onChoose === undefined ? null : (
        <Checkbox checked={isChosen} onChange={onChoose} aria-label={t('care.chooseOne', { name })} />
      )}
      <span className="care-rule">
        <Link to="/customers/$customerId" params={{ customerId: loss.customerId }}>
          {name}
        </Link>
        <span className="quiet small figures">{factsOf(loss, t, locale).join(' · ')}</span>
      </span>
      <span className="care-worth figures">{formatMoney(loss.valueMinor, { currency: loss.currency, locale })}</span>
      {onClosing === undefined ? null : (
        <Button size="small" onClick={onClosing}>
          {t('care.close')}
        </Button>
      )}
    </li>
  );
}

/** What is known of a loss, in the order in which it happened. */
export function factsOf(loss: LostCustomer, t: TFunction, locale: ReturnType<typeof currentLocale>): readonly string[] {
  const { lostOn, source, reason, competitor, closedBy, treatedOn, result, wonBackOn, offer, note } = loss;
  return [
    t(source === 'run' ? 'care.lostByRun' : 'care.lostByStaff', { date: lostOn }),
    ...(treatedOn === null ? [] : [t('care.treatedOn', { date: treatedOn })]),
    ...(offer === null ? [] : [offer]),
    ...(result === null ? [] : [t(`care.results.${result}`)]),
    ...(reason === null
      ? []
      : [t('care.reasonText', { side: t(`care.sides.${reason.side}`), reason: reason.label[locale] })]),
    ...(competitor === null ? [] : [competitor]),
    ...(note === null ? [] : [note]),
    ...(closedBy === null ? [] : [t('care.closedBy', { name: closedBy })]),
    ...(wonBackOn === null ? [] : [t('care.wonBackOn', { date: wonBackOn })]),
  ];
}

/** A share as text; a dash where there is nobody. */
export function shareText(part: number, of: number): string {
  return of === 0 ? '—' : `${formatNumber((part / of) * 100, currentLocale(), 1)}%`;
}
