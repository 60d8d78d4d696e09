import { useQuery } from '@tanstack/react-query';
import { CONTACT_CHANNELS, type ConsentPurpose, type ContactChannel } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../i18n/format.ts';
import { currentLocale } from '../../../i18n/i18n.ts';
import { Panel } from '../../../ui/panel.tsx';
import { SettingsFrame } from '../../../ui/settings-frame.tsx';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { purposesQuery } from '../api.ts';
import { type ConsentCounts, countsQuery } from '../desk-api.ts';
import { PurposeDialog } from '../purpose-dialog.tsx';
import { PurposePanel } from '../purpose-panel.tsx';
import '../consents.css';

/** What customers are asked for, with which words, and how many said what. */
export function ConsentPurposesPage() {
  const { t } = useTranslation();
  const list = useQuery(purposesQuery());
  const counts = useQuery(countsQuery());
  const [openKey, setOpenKey] = useState<string | null>(null);
  const [editing, setEditing] = useState<ConsentPurpose | 'new' | null>(null);
  const items = list.data?.items ?? [];
  const open = items.find(({ key }) => key === openKey);
  const add = (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('consentDesk.new')}
    </Button>
  );
  return (
    <SettingsFrame title={t('consentDesk.title')} lead={t('consentDesk.lead')} actions={add}>
      {list.isPending ? <Skeleton shape="lines" /> : null}
      {list.isError && items.length === 0 ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : null}
      {counts.isError ? <Failure error={counts.error} onRetry={() => void counts.refetch()} /> : null}
      <ul className="purpose-list">
        {items.map((purpose) => (
          <li key={purpose.key}>
            <button type="button" className="purpose-row" onClick={() => setOpenKey(purpose.key)}>
              <PurposeSummary purpose={purpose} counts={counts.data} />
            </button>
          </li>
        ))}
      </ul>
      {open === undefined ? null : (
        <Panel label={open.label[currentLocale()]} onClose={() => setOpenKey(null)}>
          <PurposePanel purpose={open} counts={counts.data} onEdit={() => setEditing(open)} />
        </Panel>
      )}
      {editing === null ? null : (
        <PurposeDialog
          purpose={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={(saved) => {
            setEditing(null);
            setOpenKey(saved.key);
          }}
        />
      )}
    </SettingsFrame>
  );
}

interface SummaryProps {
  readonly purpose: ConsentPurpose;
  readonly counts: ConsentCounts | undefined;
}

function PurposeSummary({ purpose, counts }: SummaryProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const { key, label, legalBasis, channels, archivedAt, texts } = purpose;
  const rank = (channel: ContactChannel | null): number => (channel === null ? 0 : CONTACT_CHANNELS.indexOf(channel));
  const given = (counts?.items ?? [])
    .filter((one) => one.purpose === key && one.state === 'given')
    .toSorted((one, other) => rank(one.channel) - rank(other.channel));
  const asksNobody = legalBasis === 'contract' || legalBasis === 'legal_obligation';
  const facts = [
    t(`consentDesk.basis.${legalBasis}`),
    ...channels.map((channel) => t(`channels.${channel}`)),
    texts.length === 0 && !asksNobody ? t('consentDesk.noText') : null,
  ].filter((part) => part !== null);
  const yes = given.map(({ channel, customers }) => {
    const figure = formatNumber(customers, locale);
    return channel === null ? figure : `${t(`channels.${channel}`)} ${figure}`;
  });
  return (
    <>
      <span className="purpose-name">
        <strong>{label[locale]}</strong>
        {archivedAt === null ? null : <span className="quiet small">{t('consentDesk.archived')}</span>}
      </span>
      <span className="quiet small">{facts.join(' · ')}</span>
      {counts === undefined || asksNobody ? null : (
        <span className="small figures">
          {yes.length === 0 ? t('consentDesk.nobodyYet') : t('consentDesk.saidYes', { who: yes.join(' · ') })}
        </span>
      )}
    </>
  );
}
