import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Section } from '../../ui/page.tsx';
import { Failure, Skeleton } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import { type ChurnReason, reasonsQuery, requestReason } from './api.ts';
import { CareForm } from './care-form.tsx';
import { useCareDeed } from './use-care-deed.ts';
import '../../ui/lines.css';

/** Why customers leave: the list that the business keeps. */
export function ReasonsSection() {
  const { t } = useTranslation();
  const locale = currentLocale();
  const found = useQuery(reasonsQuery());
  const [open, setOpen] = useState<ChurnReason | 'new' | null>(null);
  const mayWrite = found.data?.can.write === true;
  return (
    <Section
      title={t('care.reasons')}
      {...(mayWrite
        ? {
            actions: (
              <Button size="small" onClick={() => setOpen('new')}>
                {t('care.newReason')}
              </Button>
            ),
          }
        : {})}
    >
      {found.isPending ? <Skeleton shape="lines" /> : null}
      {found.isError ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : null}
      <ul className="line-list">
        {(found.data?.items ?? []).map((reason) => (
          <li key={reason.id} className={reason.archived ? 'quiet' : undefined}>
            <span>{reason.label[locale]}</span>
            <span className="quiet small">
              {[
                t(`care.sides.${reason.side}`),
                t('care.uses', { count: reason.uses }),
                ...(reason.archived ? [t('care.archived')] : []),
              ].join(' · ')}
            </span>
            {mayWrite ? (
              <Button size="small" onClick={() => setOpen(reason)}>
                {t('care.edit')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {open === null ? null : <ReasonDialog reason={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  );
}

const SIDES = ['company', 'customer'] as const;

function ReasonDialog({ reason, onClose }: { readonly reason: ChurnReason | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({
    side: reason?.side ?? ('company' as ChurnReason['side']),
    zh: reason?.label['zh-CN'] ?? '',
    en: reason?.label.en ?? '',
    archived: reason?.archived ?? false,
  });
  const [wasSent, setWasSent] = useState(false);
  const deed = useCareDeed<unknown>(onClose);
  const faults = faultsByField(deed.error);
  const { side, zh, en, archived } = draft;
  const send = (): void => {
    setWasSent(true);
    if (zh.trim() !== '' && en.trim() !== '') {
      const body = { side, label: { 'zh-CN': zh.trim(), en: en.trim() }, archived };
      deed.press((key) => requestReason(reason?.id ?? null, body, key));
    }
  };
  const faultOf = (text: string, field: string): string | null =>
    wasSent && text.trim() === '' ? t('care.needLabel') : (faults.get(field) ?? null);
  return (
    <CareForm
      label={t(reason === null ? 'care.newReason' : 'care.editReason')}
      deed={t('care.save')}
      isPending={deed.isPending}
      error={deed.error}
      placed={faults.size}
      onSend={send}
      onClose={onClose}
    >
      <div className="form-pair">
        <TextField
          label={t('care.labelZh')}
          value={zh}
          fault={faultOf(zh, 'label.zh-CN')}
          onChange={(next) => setDraft({ ...draft, zh: next })}
        />
        <TextField
          label={t('care.labelEn')}
          value={en}
          fault={faultOf(en, 'label.en')}
          onChange={(next) => setDraft({ ...draft, en: next })}
        />
      </div>
      <ChoiceField
        label={t('care.side')}
        value={side}
        options={SIDES.map((value) => ({ value, label: t(`care.sides.${value}`) }))}
        onChange={(next) => setDraft({ ...draft, side: next })}
      />
      <Checkbox checked={archived} onChange={(event) => setDraft({ ...draft, archived: event.target.checked })}>
        {t('care.putAway')}
      </Checkbox>
    </CareForm>
  );
}
