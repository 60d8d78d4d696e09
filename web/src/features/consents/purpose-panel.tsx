import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CONSENT_STATES, CONTACT_CHANNELS, type ConsentPurpose } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant, formatNumber } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { purposesQuery } from './api.ts';
import { type ConsentCounts, requestPurposeEdit, TEXT_LANGUAGES, textsQuery } from './desk-api.ts';
import { TextDialog } from './text-dialog.tsx';

interface PurposePanelProps {
  readonly purpose: ConsentPurpose;
  readonly counts: ConsentCounts | undefined;
  readonly onEdit: () => void;
}

/** One purpose: what it is, what customers are told, who said what. */
export function PurposePanel({ purpose, counts, onEdit }: PurposePanelProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const queryClient = useQueryClient();
  const { key, label, note, legalBasis, archivedAt, expiresMonths } = purpose;
  const refresh = () => queryClient.invalidateQueries({ queryKey: purposesQuery().queryKey });
  const turn = async (isArchived: boolean): Promise<void> => {
    await requestPurposeEdit(key, { isArchived });
    await refresh();
  };
  const archive = useMutation({
    mutationFn: turn,
    onSuccess: (_, isArchived) =>
      offerUndo(t(isArchived ? 'consentDesk.archivedDone' : 'consentDesk.restoredDone', { name: label[locale] }), {
        undo: () => turn(!isArchived),
      }),
  });
  const rules = [
    t(`consentDesk.basisLong.${legalBasis}`),
    purpose.isSelling ? t('consentDesk.selling') : null,
    purpose.confirmsEmail ? t('consentDesk.confirmsEmail') : null,
    expiresMonths === null ? t('consentDesk.noEnd') : t('consentDesk.ends', { count: expiresMonths }),
  ].filter((part) => part !== null);
  return (
    <div className="purpose-panel">
      <header>
        <h2>{label[locale]}</h2>
        <code className="quiet small" lang="zxx">
          {key}
        </code>
        <p>{note[locale]}</p>
        <p className="quiet small">{rules.join(' · ')}</p>
        <div className="purpose-actions">
          <Button onClick={onEdit}>{t('consentDesk.edit')}</Button>
          {purpose.isBuiltIn ? null : (
            <Button loading={archive.isPending} onClick={() => archive.mutate(archivedAt === null)}>
              {t(archivedAt === null ? 'consentDesk.archive' : 'consentDesk.restore')}
            </Button>
          )}
        </div>
        {archive.isError ? <Failure error={archive.error} /> : null}
      </header>
      <Counts purpose={purpose} counts={counts} />
      <Wordings purpose={purpose} />
    </div>
  );
}

function Counts({ purpose, counts }: Omit<PurposePanelProps, 'onEdit'>) {
  const { t } = useTranslation();
  const locale = currentLocale();
  if (counts === undefined) {
    return <Skeleton shape="lines" />;
  }
  const mine = counts.items.filter((item) => item.purpose === purpose.key);
  const channels =
    purpose.channels.length === 0 ? [null] : CONTACT_CHANNELS.filter((channel) => purpose.channels.includes(channel));
  const of = (channel: (typeof channels)[number], state: (typeof CONSENT_STATES)[number]): number => {
    const said = mine.filter((item) => item.channel === channel);
    return state === 'none'
      ? counts.customers - said.reduce((sum, { customers }) => sum + customers, 0)
      : (said.find((item) => item.state === state)?.customers ?? 0);
  };
  // A state that nobody is in takes no room.
  const states = CONSENT_STATES.filter(
    (state) => state === 'given' || state === 'none' || mine.some((item) => item.state === state),
  );
  return (
    <Section title={t('consentDesk.counts')} note={t('consentDesk.asOf', { when: formatInstant(counts.asOf) })}>
      <div className="purpose-counts">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('consentDesk.channel')}</th>
              {states.map((state) => (
                <th key={state} scope="col" className="figures">
                  {t(`consents.states.${state}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <tr key={channel ?? ''}>
                <th scope="row">{channel === null ? t('consentDesk.noChannel') : t(`channels.${channel}`)}</th>
                {states.map((state) => (
                  <td key={state} className="figures">
                    {formatNumber(of(channel, state), locale)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Wordings({ purpose }: { readonly purpose: ConsentPurpose }) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const texts = useQuery(textsQuery(purpose.key));
  const [isWriting, setIsWriting] = useState(false);
  const items = texts.data?.items ?? [];
  return (
    <Section
      title={t('consentDesk.texts')}
      actions={
        purpose.archivedAt === null ? (
          <Button size="small" onClick={() => setIsWriting(true)}>
            {t('consentDesk.newText')}
          </Button>
        ) : null
      }
    >
      {texts.isPending ? <Skeleton shape="lines" /> : null}
      {texts.isError ? <Failure error={texts.error} onRetry={() => void texts.refetch()} /> : null}
      {texts.isSuccess && items.length === 0 ? <p className="quiet">{t('consentDesk.noTextYet')}</p> : null}
      {TEXT_LANGUAGES.map((language) => {
        const versions = items.filter((text) => text.language === language);
        return versions.length === 0 ? null : (
          <div key={language} className="purpose-texts">
            <h3>{t(`consentDesk.language.${language}`)}</h3>
            <ul>
              {versions.map((text) => (
                <li key={text.id}>
                  <span className="quiet small figures">
                    {[
                      t('consentDesk.version', { version: text.version }),
                      formatInstant(text.createdAt),
                      t('consentDesk.statements', {
                        count: text.statements,
                        figure: formatNumber(text.statements, locale),
                      }),
                    ].join(' · ')}
                    {text.isInForce ? <strong> {t('consentDesk.inForce')}</strong> : null}
                  </span>
                  <p lang={language} className={text.isInForce ? undefined : 'quiet'}>
                    {text.body}
                  </p>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {isWriting ? <TextDialog purpose={purpose} texts={items} onClose={() => setIsWriting(false)} /> : null}
    </Section>
  );
}
