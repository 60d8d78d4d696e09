import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '../../../api/problem.ts';
import { LanguageSwitch } from '../../../app/language-switch.tsx';
import { currentLocale, setLocale } from '../../../i18n/i18n.ts';
import { Skeleton } from '../../../ui/states.tsx';
import { publicFormQuery, requestPublicForm } from '../api.ts';
import { faultsByField } from '../faults-by-field.ts';
import { NO_FORM, publicBodyOf } from '../form-draft.ts';
import { FormFields } from '../form-fields.tsx';
import '../../preferences/pages/preferences.css';
import '../entry.css';

/** The membership form on the customer's own phone, for whoever holds a link of the shop. */
export function JoinPage() {
  const { t } = useTranslation();
  const [token] = useState(() => window.location.hash.slice(1));
  const [id] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState(NO_FORM);
  const form = useQuery(publicFormQuery(token));
  const send = useMutation({ mutationFn: () => requestPublicForm(token, publicBodyOf(id, draft, currentLocale())) });
  const faults = faultsByField(send.error);
  const [whole] = [faults['guardian']];
  useEffect(() => {
    document.title = t('entry.join.title');
  }, [t]);
  return (
    <main className="member entry-join">
      <header className="member-head">
        <h1>{[form.data?.brand.name ?? '', t('entry.join.title')].filter((text) => text !== '').join(' ')}</h1>
        <LanguageSwitch onSwitch={() => void setLocale(currentLocale() === 'en' ? 'zh-CN' : 'en')} />
      </header>
      {form.error === null ? null : (
        <div role="alert">
          <p>{explainFailure(form.error)}</p>
          <Button onClick={() => void form.refetch()}>{t('common.retry')}</Button>
        </div>
      )}
      {form.data === undefined && form.error === null ? <Skeleton shape="lines" /> : null}
      {form.data === undefined || send.isSuccess ? null : (
        <form
          className="entry-form"
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            if (!send.isPending) {
              send.mutate();
            }
          }}
        >
          <FormFields form={form.data} draft={draft} faults={faults} isStaff={false} onChange={setDraft} />
          {whole === undefined && (send.error === null || Object.keys(faults).length > 0) ? null : (
            <p className="field-fault" role="alert">
              {whole ?? explainFailure(send.error)}
            </p>
          )}
          <Button type="primary" size="large" block htmlType="submit" loading={send.isPending}>
            {t('entry.join.send')}
          </Button>
        </form>
      )}
      <div role="status">
        {send.data === undefined ? null : send.data.state === 'saved' ? (
          <>
            <p>{t('entry.join.saved')}</p>
            <p className="entry-card-number figures">{send.data.cardNumber}</p>
          </>
        ) : (
          <p>{t('entry.join.received')}</p>
        )}
      </div>
      {form.data === undefined ? null : (
        <p className="quiet small">
          {[
            form.data.brand.hotline === '' ? '' : t('entry.sheet.hotline', { number: form.data.brand.hotline }),
            form.data.brand.address,
          ]
            .filter((text) => text !== '')
            .join(' · ')}
        </p>
      )}
    </main>
  );
}
