import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CONTACT_CHANNELS, type ConsentPurpose, type ContactChannel, LEGAL_BASES } from '@zhike/server/contracts';
import { Button, Checkbox } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import { purposesQuery } from './api.ts';
import { requestPurpose, requestPurposeEdit } from './desk-api.ts';

interface PurposeDialogProps {
  /** Null for a new one. */
  readonly purpose: ConsentPurpose | null;
  readonly onClose: () => void;
  readonly onSaved: (purpose: ConsentPurpose) => void;
}

function draftOf(purpose: ConsentPurpose | null) {
  return {
    key: purpose?.key ?? '',
    labelZh: purpose?.label['zh-CN'] ?? '',
    labelEn: purpose?.label.en ?? '',
    noteZh: purpose?.note['zh-CN'] ?? '',
    noteEn: purpose?.note.en ?? '',
    legalBasis: purpose?.legalBasis ?? ('consent' as ConsentPurpose['legalBasis']),
    channels: purpose?.channels ?? (['email'] as ContactChannel[]),
    isSelling: purpose?.isSelling ?? false,
    confirmsEmail: purpose?.confirmsEmail ?? false,
    months: purpose?.expiresMonths?.toString() ?? '',
  };
}

type Draft = ReturnType<typeof draftOf>;

const MONTHS = /^(?:|[1-9]\d?|1[01]\d|120)$/u;
const KEY = /^[a-z][a-z0-9_]{1,39}$/u;

function bodyOf({ labelZh, labelEn, noteZh, noteEn, months, key: _, ...draft }: Draft) {
  return {
    ...draft,
    label: { 'zh-CN': labelZh, en: labelEn },
    note: { 'zh-CN': noteZh, en: noteEn },
    expiresMonths: months.trim() === '' ? null : Number(months),
  };
}

/** A purpose as an administrator keeps it. */
export function PurposeDialog({ purpose, onClose, onSaved }: PurposeDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(purpose));
  const [wasSent, setWasSent] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      purpose === null
        ? requestPurpose({ ...bodyOf(draft), key: draft.key })
        : requestPurposeEdit(purpose.key, bodyOf(draft)),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: purposesQuery().queryKey });
      onSaved(saved);
    },
  });
  const faults = faultsByField(save.error);
  const own: Partial<Record<keyof Draft, string>> = {
    ...(purpose === null && !KEY.test(draft.key) ? { key: t('consentDesk.needKey') } : {}),
    ...(MONTHS.test(draft.months.trim()) ? {} : { months: t('consentDesk.needMonths') }),
  };
  const texts = ['labelZh', 'labelEn', 'noteZh', 'noteEn'] as const;
  const isWhole = Object.keys(own).length === 0 && texts.every((field) => draft[field].trim() !== '');
  const faultOf = (field: keyof Draft, sent: string): string | null => {
    const isEmpty = texts.some((one) => one === field) && draft[field] === '';
    return !wasSent ? null : (own[field] ?? (isEmpty ? t('consentDesk.needWords') : (faults.get(sent) ?? null)));
  };
  const change = (part: Partial<Draft>): void => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (isWhole && !save.isPending) {
      save.mutate();
    }
  };
  const field = (name: (typeof texts)[number] | 'key' | 'months', sent: string, rows?: number) => (
    <TextField
      label={t(`consentDesk.field.${name}`)}
      value={draft[name]}
      fault={faultOf(name, sent)}
      {...(rows === undefined ? {} : { rows })}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <Dialog label={t(purpose === null ? 'consentDesk.new' : 'consentDesk.edit')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <div className="form-pair">
          {field('labelZh', 'label.zh-CN')}
          {field('labelEn', 'label.en')}
        </div>
        {purpose === null ? field('key', 'key') : null}
        {field('noteZh', 'note.zh-CN', 2)}
        {field('noteEn', 'note.en', 2)}
        <div className="form-pair">
          <ChoiceField
            label={t('consentDesk.basisLabel')}
            value={draft.legalBasis}
            options={LEGAL_BASES.map((value) => ({ value, label: t(`consentDesk.basis.${value}`) }))}
            onChange={(legalBasis) => change({ legalBasis })}
          />
          {field('months', 'expiresMonths')}
        </div>
        <fieldset className="form-choice purpose-choice">
          <legend>{t('consentDesk.channels')}</legend>
          <Checkbox.Group<ContactChannel>
            value={draft.channels}
            onChange={(channels) => change({ channels })}
            options={CONTACT_CHANNELS.map((value) => ({ value, label: t(`channels.${value}`) }))}
          />
        </fieldset>
        <Checkbox checked={draft.isSelling} onChange={(event) => change({ isSelling: event.target.checked })}>
          {t('consentDesk.sellingField')}
        </Checkbox>
        <Checkbox checked={draft.confirmsEmail} onChange={(event) => change({ confirmsEmail: event.target.checked })}>
          {t('consentDesk.confirmsField')}
        </Checkbox>
        {save.isError && faults.size === 0 ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('consentDesk.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
