import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ContactChannel, Preferences, Text } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { LanguageSwitch } from '../../../app/language-switch.tsx';
import { currentLocale, setLocale } from '../../../i18n/i18n.ts';
import { Skeleton } from '../../../ui/states.tsx';
import { type Choice, preferencesQuery, requestChoice, tokenOfAddress } from '../api.ts';
import { OwnData } from '../own-data.tsx';
import './preferences.css';

type Purpose = Preferences['purposes'][number];

/** What somebody allows, for whoever holds the link from a message: no account, one page, every switch at once. */
export function PreferencesPage() {
  const { t } = useTranslation();
  const [token] = useState(tokenOfAddress);
  const queryClient = useQueryClient();
  const query = preferencesQuery(token);
  const { data, error, refetch } = useQuery(query);
  const choice = useMutation({
    mutationFn: (chosen: Choice) => requestChoice(token, chosen),
    onSuccess: (saved) => queryClient.setQueryData(query.queryKey, saved),
  });
  useEffect(() => {
    document.title = t('preferences.title');
  }, [t]);
  return (
    <main className="member">
      <header className="member-head">
        <h1>{t('preferences.title')}</h1>
        <LanguageSwitch onSwitch={() => void setLocale(currentLocale() === 'en' ? 'zh-CN' : 'en')} />
      </header>
      {error === null ? null : (
        <div role="alert">
          <p>{explainFailure(error)}</p>
          <Button onClick={() => void refetch()}>{t('preferences.again')}</Button>
        </div>
      )}
      {data === undefined && error === null ? <Skeleton shape="lines" /> : null}
      {data === undefined ? null : (
        <Choices preferences={data} isSaving={choice.isPending} onChoose={(chosen) => choice.mutate(chosen)} />
      )}
      {data === undefined ? null : <OwnData token={token} />}
      <p className="member-said" role="status">
        {choice.isSuccess ? t('preferences.saved') : null}
      </p>
      {choice.error === null ? null : (
        <p className="field-fault" role="alert">
          {explainFailure(choice.error)}
        </p>
      )}
    </main>
  );
}

interface ChoicesProps {
  readonly preferences: Preferences;
  readonly isSaving: boolean;
  readonly onChoose: (choice: Choice) => void;
}

function Choices({ preferences, isSaving, onChoose }: ChoicesProps) {
  const { t } = useTranslation();
  const { address, purposes, personalFeatures, isMinor } = preferences;
  return (
    <>
      {address === null ? null : <p className="quiet">{t('preferences.address', { address })}</p>}
      {isMinor ? <p>{t('preferences.minor')}</p> : null}
      {purposes.map((purpose) => (
        <PurposeSwitches key={purpose.key} purpose={purpose} isSaving={isSaving} onChoose={onChoose} />
      ))}
      <section className="member-part">
        <h2>{t('preferences.personal')}</h2>
        <p className="quiet">{t('preferences.personalNote')}</p>
        <Switch
          label={t('preferences.personalSwitch')}
          isOn={personalFeatures}
          isFixed={isSaving}
          onTurn={(isOn) => onChoose({ personalFeatures: isOn })}
        />
      </section>
      <section className="member-part">
        <Button block size="large" disabled={isSaving} onClick={() => onChoose({ withdrawAll: true })}>
          {t('preferences.none')}
        </Button>
        <p className="quiet">{t('preferences.noneNote')}</p>
      </section>
    </>
  );
}

interface PurposeProps {
  readonly purpose: Purpose;
  readonly isSaving: boolean;
  readonly onChoose: (choice: Choice) => void;
}

const inPlace = (text: Text): string => text[currentLocale()];

function PurposeSwitches({ purpose, isSaving, onChoose }: PurposeProps) {
  const { t } = useTranslation();
  const { key, label, note, canChange, texts, channels } = purpose;
  const wording = texts.find(({ language }) => language === currentLocale()) ?? texts[0];
  const nameOf = (channel: ContactChannel | null): string =>
    channel === null ? t('preferences.allow') : t(`channels.${channel}`);
  return (
    <section className="member-part">
      <h2>{inPlace(label)}</h2>
      <p className="quiet">{wording?.body ?? inPlace(note)}</p>
      {wording === undefined ? null : (
        <p className="member-version">{t('preferences.version', { version: wording.version })}</p>
      )}
      {canChange ? (
        channels.map(({ channel, isOn }) => (
          <Switch
            key={channel ?? ''}
            label={nameOf(channel)}
            isOn={isOn}
            isFixed={isSaving}
            onTurn={(next) => onChoose({ changes: [{ purpose: key, channel, isOn: next }] })}
          />
        ))
      ) : (
        <p className="quiet">{t('preferences.fixed')}</p>
      )}
    </section>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly isFixed: boolean;
  readonly onTurn: (isOn: boolean) => void;
}

function Switch({ label, isOn, isFixed, onTurn }: SwitchProps) {
  const id = useId();
  return (
    <div className="member-switch">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        disabled={isFixed}
        onChange={(event) => onTurn(event.target.checked)}
      />
    </div>
  );
}
