import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ConsentPurpose, type ConsentText, type Locale } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale, loadWords } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import '../preferences/pages/preferences.css';
import { purposesQuery } from './api.ts';
import { requestText, TEXT_LANGUAGES, textsQuery } from './desk-api.ts';

const LONGEST = 5000;

interface TextDialogProps {
  readonly purpose: ConsentPurpose;
  readonly texts: readonly ConsentText[];
  readonly onClose: () => void;
}

/** A new wording, beside what customers will see of it. What was published stays, so this asks once. */
export function TextDialog({ purpose, texts, onClose }: TextDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const inForce = (of: Locale): ConsentText | undefined => texts.find((text) => text.language === of && text.isInForce);
  const [language, setLanguage] = useState<Locale>(currentLocale());
  const [body, setBody] = useState(inForce(currentLocale())?.body ?? '');
  const [wasSent, setWasSent] = useState(false);
  const before = inForce(language);
  const version = (before?.version ?? 0) + 1;
  const words = body.trim();
  const fault =
    words === '' || words.length > LONGEST
      ? t('consentDesk.needText')
      : words === before?.body
        ? t('consentDesk.sameText')
        : null;
  const save = useMutation({
    mutationFn: () => requestText(purpose.key, language, words),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: textsQuery(purpose.key).queryKey });
      await queryClient.invalidateQueries({ queryKey: purposesQuery().queryKey });
      onClose();
    },
  });
  /** The preview speaks the language of the wording, which may not be that of the page. */
  const write = async (next: Locale): Promise<void> => {
    await loadWords(next);
    setLanguage(next);
    setBody(inForce(next)?.body ?? '');
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (fault === null && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t('consentDesk.newText')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <ChoiceField
          label={t('consentDesk.languageLabel')}
          value={language}
          options={TEXT_LANGUAGES.map((value) => ({ value, label: t(`consentDesk.language.${value}`) }))}
          onChange={(next) => void write(next)}
        />
        <TextField
          label={t('consentDesk.wording')}
          value={body}
          rows={5}
          fault={wasSent ? fault : null}
          onChange={setBody}
        />
        <p className="quiet small">{t('consentDesk.publishNote', { version })}</p>
        <section className="purpose-preview" aria-label={t('consentDesk.preview')}>
          <p className="quiet small">{t('consentDesk.preview')}</p>
          <div className="member-part" lang={language}>
            <strong>{purpose.label[language]}</strong>
            <p className="quiet">{words === '' ? purpose.note[language] : words}</p>
            {purpose.channels.map((channel) => (
              <div key={channel} className="member-switch">
                <span>{t(`channels.${channel}`, { lng: language })}</span>
                <span className="purpose-switch" aria-hidden="true" />
              </div>
            ))}
          </div>
        </section>
        {save.isError ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('consentDesk.publish', { version })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
