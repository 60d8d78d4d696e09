import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { LanguageSwitch } from '../../../app/language-switch.tsx';
import { currentLocale, setLocale } from '../../../i18n/i18n.ts';
import { requestConfirmation, tokenOfAddress } from '../api.ts';
import './preferences.css';

/** Confirms a subscription by a press, never by the mere opening of the link: mail programs open links to check them. */
export function ConfirmPage() {
  const { t } = useTranslation();
  const [token] = useState(tokenOfAddress);
  const confirming = useMutation({ mutationFn: () => requestConfirmation(token) });
  useEffect(() => {
    document.title = t('preferences.confirmTitle');
  }, [t]);
  const { data, error, isPending } = confirming;
  return (
    <main className="member">
      <header className="member-head">
        <h1>{t('preferences.confirmTitle')}</h1>
        <LanguageSwitch onSwitch={() => void setLocale(currentLocale() === 'en' ? 'zh-CN' : 'en')} />
      </header>
      {data === undefined ? (
        <>
          <p>{t('preferences.confirmLead')}</p>
          <Button type="primary" size="large" block loading={isPending} onClick={() => confirming.mutate()}>
            {t('preferences.confirm')}
          </Button>
        </>
      ) : (
        <p role="status">{t('preferences.confirmed', { purpose: data.label[currentLocale()] })}</p>
      )}
      {error === null ? null : (
        <p className="field-fault" role="alert">
          {explainFailure(error)}
        </p>
      )}
    </main>
  );
}
