import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox, Segmented } from 'antd';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { Empty } from '../../ui/states.tsx';
import { type DepartureSeen, departureQuery, type HandoverSeen, handoversQuery } from './api.ts';
import { ReassignDialog } from './reassign-dialog.tsx';

const STATES = ['open', 'handed'] as const;
type Shown = (typeof STATES)[number];

/** The customers of who leaves, those who matter most first, and giving them to colleagues. */
export function HandoverList({ departure }: { readonly departure: DepartureSeen }) {
  const { t } = useTranslation();
  const [state, setState] = useState<Shown>('open');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [giving, setGiving] = useState<'all' | 'chosen' | null>(null);
  const list = useInfiniteQuery(handoversQuery(departure.id, state));
  const total = list.data?.pages[0]?.total;
  const mayGive = state === 'open' && departure.open > 0;
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) {
      next.add(id);
    }
    setChosen(next);
  };
  return (
    <Section
      title={t('handover.customersOf', { name: departure.name })}
      note={total === undefined ? undefined : t('common.people', { count: total })}
    >
      <StillTheirs departure={departure} />
      <div className="care-bar">
        <Segmented
          aria-label={t('handover.state')}
          value={state}
          options={STATES.map((value) => ({ value, label: t(`handover.shown.${value}`) }))}
          onChange={(next) => {
            setChosen(new Set());
            setState(next);
          }}
        />
        {mayGive ? (
          <>
            <Button type="primary" onClick={() => setGiving('all')}>
              {t('handover.reassignAll', { count: departure.open })}
            </Button>
            <Button disabled={chosen.size === 0} onClick={() => setGiving('chosen')}>
              {t('handover.reassignChosen', { count: chosen.size })}
            </Button>
          </>
        ) : null}
      </div>
      <PagedList
        list={list}
        className="care-lines"
        none={<Empty icon="people" title={t(`handover.none.${state}`)} body={t('handover.noneBody')} />}
      >
        {(one) => (
          <HandoverLine
            key={one.id}
            one={one}
            {...(mayGive ? { isChosen: chosen.has(one.id), onChoose: () => toggle(one.id) } : {})}
          />
        )}
      </PagedList>
      {giving === null ? null : (
        <ReassignDialog
          departure={departure}
          chosen={giving === 'all' ? null : [...chosen]}
          onClose={() => setGiving(null)}
          onDone={() => {
            setGiving(null);
            setChosen(new Set());
          }}
        />
      )}
    </Section>
  );
}

/** What names them beside customers: it needs another name by hand. */
function StillTheirs({ departure }: { readonly departure: DepartureSeen }) {
  const { t } = useTranslation();
  const found = useQuery(departureQuery(departure.id));
  const { segments = [], rules = 0 } = found.data ?? {};
  if (segments.length === 0 && rules === 0) {
    return null;
  }
  return (
    <p className="small">
      {segments.length === 0 ? null : t('handover.theirSegments')}
      {segments.map(({ id, name }) => (
        <span key={id}>
          {' '}
          <Link to="/segments/$segmentId" params={{ segmentId: id }}>
            {name}
          </Link>
        </span>
      ))}{' '}
      {rules === 0 ? null : <Link to="/insight/lifecycle">{t('handover.theirRules', { count: rules })}</Link>}
    </p>
  );
}

interface HandoverLineProps {
  readonly one: HandoverSeen;
  readonly isChosen?: boolean;
  readonly onChoose?: () => void;
}

function HandoverLine({ one, isChosen = false, onChoose }: HandoverLineProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const name = one.name ?? t('customers.unnamed');
  return (
    <li>
      {onChoose === undefined ? null : (
        <Checkbox checked={isChosen} onChange={onChoose} aria-label={t('handover.chooseOne', { name })} />
      )}
      <span className="care-rule">
        <Link to="/customers/$customerId" params={{ customerId: one.customerId }}>
          {name}
        </Link>
        <span className="quiet small figures">{wordsOf(one, t).join(' · ')}</span>
      </span>
      <span className="care-worth figures">
        {formatMoney(one.valueMinor, { currency: one.currency, locale, whole: true })}
      </span>
    </li>
  );
}

function wordsOf({ class: group, risk, to, how, handedOn, greetedOn, task }: HandoverSeen, t: TFunction): string[] {
  return [
    ...(group === null ? [] : [t('handover.inClass', { name: group.toUpperCase() })]),
    ...(risk === null ? [] : [t(`handover.risks.${risk}`)]),
    ...(to === null || handedOn === null ? [] : [t('handover.handedTo', { name: to, date: handedOn })]),
    ...(how === 'unwanted' ? [t('handover.unwanted')] : []),
    ...(greetedOn === null ? [] : [t('handover.greetedOn', { date: greetedOn })]),
    ...(task === 'due' ? [t('handover.taskDue')] : []),
  ];
}
