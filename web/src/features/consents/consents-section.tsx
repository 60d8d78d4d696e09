import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ConsentPurpose, CustomerConsents } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDate, formatInstant } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { SuppressedCustomer } from '../contact/suppressed-customer.tsx';
import { consentsQuery, purposesQuery, requestPersonalFeatures } from './api.ts';
import { ConsentDialog } from './consent-dialog.tsx';
import './consents.css';

type State = CustomerConsents['states'][number];
type Said = CustomerConsents['history'][number];

/** How many of what was said are shown before somebody asks for all. */
const FEW = 3;

/** What a customer allows, purpose by purpose, with what was said and when. */
export function ConsentsSection({ customerId }: { readonly customerId: string }) {
  const { t } = useTranslation();
  const consents = useQuery(consentsQuery(customerId));
  const purposes = useQuery(purposesQuery());
  const [isOpen, setIsOpen] = useState(false);
  const items = purposes.data?.items ?? [];
  const canWrite = consents.data?.can.write === true;
  return (
    <Section
      title={t('consents.title')}
      actions={
        canWrite ? (
          <Button size="small" onClick={() => setIsOpen(true)}>
            {t('consents.write')}
          </Button>
        ) : null
      }
    >
      {consents.isPending || purposes.isPending ? <Skeleton shape="lines" /> : null}
      {consents.isError ? <Failure error={consents.error} onRetry={() => void consents.refetch()} /> : null}
      {consents.isSuccess && purposes.isSuccess ? (
        <>
          {consents.data.isMinor ? <p className="consents-minor">{t('consents.minor')}</p> : null}
          <ul className="consents">
            {items
              .filter(({ archivedAt }) => archivedAt === null)
              .map((purpose) => (
                <PurposeLine
                  key={purpose.key}
                  purpose={purpose}
                  states={consents.data.states.filter((state) => state.purpose === purpose.key)}
                />
              ))}
          </ul>
          <SuppressedCustomer customerId={customerId} />
          <PersonalLine customerId={customerId} isAllowed={consents.data.personalFeatures} canWrite={canWrite} />
          <History history={consents.data.history} purposes={items} />
        </>
      ) : null}
      {isOpen ? (
        <ConsentDialog
          customerId={customerId}
          purposes={items}
          isMinor={consents.data?.isMinor === true}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </Section>
  );
}

interface PurposeLineProps {
  readonly purpose: ConsentPurpose;
  readonly states: readonly State[];
}

/** A purpose with the channels that it may use; why not, where it may use none. */
function PurposeLine({ purpose, states }: PurposeLineProps) {
  const { t } = useTranslation();
  const needsNobody = purpose.legalBasis === 'contract' || purpose.legalBasis === 'legal_obligation';
  const given = states.filter(({ state }) => state === 'given');
  const others = [...new Set(states.map(({ state }) => state))];
  const channels = given.flatMap(({ channel }) => (channel === null ? [] : [t(`channels.${channel}`)]));
  const words =
    given.length === 0
      ? others.map((state) => t(`consents.states.${state}`)).join(currentLocale() === 'en' ? ', ' : '、')
      : channels.length === 0
        ? t('consents.states.given')
        : channels.join(currentLocale() === 'en' ? ', ' : '、');
  return (
    <li>
      <span>{purpose.label[currentLocale()]}</span>
      <span className={given.length === 0 && !needsNobody ? 'quiet' : undefined}>
        {needsNobody ? t('consents.needed') : words}
      </span>
    </li>
  );
}

interface PersonalLineProps {
  readonly customerId: string;
  readonly isAllowed: boolean;
  readonly canWrite: boolean;
}

function PersonalLine({ customerId, isAllowed, canWrite }: PersonalLineProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => requestPersonalFeatures(customerId, !isAllowed),
    onSuccess: (saved) => queryClient.setQueryData(consentsQuery(customerId).queryKey, saved),
  });
  return (
    <>
      <div className="consents-personal">
        <span>{t(isAllowed ? 'consents.personalOn' : 'consents.personalOff')}</span>
        {canWrite ? (
          <Button size="small" loading={change.isPending} onClick={() => change.mutate()}>
            {t(isAllowed ? 'consents.turnOff' : 'consents.turnOn')}
          </Button>
        ) : null}
      </div>
      {change.isError ? <Failure error={change.error} /> : null}
    </>
  );
}

interface HistoryProps {
  readonly history: readonly Said[];
  readonly purposes: readonly ConsentPurpose[];
}

function History({ history, purposes }: HistoryProps) {
  const { t } = useTranslation();
  const [isWhole, setIsWhole] = useState(false);
  const nameOf = (key: string): string =>
    purposes.find((purpose) => purpose.key === key)?.label[currentLocale()] ?? t('consents.personal');
  if (history.length === 0) {
    return <p className="quiet">{t('consents.none')}</p>;
  }
  return (
    <>
      <ul className="consents-history">
        {history.slice(0, isWhole ? undefined : FEW).map((said) => (
          <li key={said.id}>
            <span>
              {t(`consents.acts.${said.act}`)} · {nameOf(said.purpose)}
              {said.channel === null ? '' : ` · ${t(`channels.${said.channel}`)}`}
            </span>
            <Evidence said={said} />
          </li>
        ))}
      </ul>
      {history.length > FEW && !isWhole ? (
        <Button type="link" size="small" onClick={() => setIsWhole(true)}>
          {t('consents.all', { count: history.length })}
        </Button>
      ) : null}
    </>
  );
}

/** When, how, by whom, under which wording, until when. */
function Evidence({ said }: { readonly said: Said }) {
  const { t } = useTranslation();
  const { occurredAt, how, saidBy, source, text, expiresAt, evidence, byGuardian } = said;
  const parts = [
    formatInstant(occurredAt),
    t(`consents.ways.${how}`),
    saidBy ?? source,
    evidence.form ?? null,
    text === null ? null : t('consents.version', { version: text.version }),
    byGuardian ? t('consents.byGuardian') : null,
    expiresAt === null ? null : t('consents.until', { date: formatDate(expiresAt) }),
  ];
  return <span className="quiet small">{parts.filter((part) => part !== null).join(' · ')}</span>;
}
