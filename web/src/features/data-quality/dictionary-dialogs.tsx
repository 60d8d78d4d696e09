import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { TextField } from '../privacy/text-field.tsx';
import {
  type DataDictionary,
  type DictionaryField,
  dictionaryQuery,
  requestStep,
  requestSteward,
  type StewardBody,
} from './api.ts';
import '../../ui/form.css';
import '../privacy/privacy.css';

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Saving, and the dictionary as it is afterwards. */
function useSaving(request: () => Promise<DataDictionary>, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: request,
    onSuccess: async (dictionary) => {
      client.setQueryData(dictionaryQuery().queryKey, dictionary);
      onClose();
      await client.invalidateQueries({ queryKey: ['fields'] });
    },
  });
}

interface FrameProps {
  readonly title: string;
  readonly saving: { readonly isPending: boolean; readonly error: unknown };
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Frame({ title, saving, onSave, onClose, children }: FrameProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!saving.isPending) {
      onSave();
    }
  };
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="dialog-content privacy-form" onSubmit={submit}>
        {children}
        {saving.error === null ? null : <Failure error={saving.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={saving.isPending}>
            {t('dictionary.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who runs a step, and that it was looked at. */
export function StepDialog({
  step: { step, owner, note },
  onClose,
}: {
  readonly step: DataDictionary['steps'][number];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [given, setGiven] = useState({ owner: owner ?? '', note: note ?? '' });
  const saving = useSaving(() => requestStep(step, { owner: orNull(given.owner), note: orNull(given.note) }), onClose);
  return (
    <Frame
      title={t('dictionary.reviewTitle', { step: t(`dictionary.step.${step}`) })}
      saving={saving}
      onSave={() => saving.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('dictionary.owner')}
        value={given.owner}
        onChange={(value) => setGiven({ ...given, owner: value })}
      />
      <TextField
        label={t('dictionary.note')}
        rows={3}
        value={given.note}
        onChange={(value) => setGiven({ ...given, note: value })}
      />
    </Frame>
  );
}

interface Given {
  readonly owner: string;
  readonly purpose: string;
  readonly purposeEn: string;
  readonly source: string;
  readonly sourceEn: string;
  readonly cycle: string;
}

function bodyOf(field: DictionaryField, given: Given): StewardBody {
  const owner = orNull(given.owner);
  if (!field.builtIn) {
    return { owner };
  }
  const pair = (zh: string, en: string): { 'zh-CN': string; en: string } | null =>
    zh.trim() === '' ? null : { 'zh-CN': zh.trim(), en: en.trim() };
  return {
    owner,
    purpose: pair(given.purpose, given.purposeEn),
    source: pair(given.source, given.sourceEn),
    updateCycleDays: given.cycle.trim() === '' ? null : Number(given.cycle),
  };
}

const halfGiven = (zh: string, en: string): boolean => (zh.trim() === '') !== (en.trim() === '');

/** Who answers for a field; of built-in ones also why it is kept, from where, how often it is renewed. */
export function StewardDialog({ field, onClose }: { readonly field: DictionaryField; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [wasSent, setWasSent] = useState(false);
  const [given, setGiven] = useState<Given>({
    owner: field.owner ?? '',
    purpose: field.purpose?.['zh-CN'] ?? '',
    purposeEn: field.purpose?.en ?? '',
    source: field.source?.['zh-CN'] ?? '',
    sourceEn: field.source?.en ?? '',
    cycle: field.updateCycleDays === null ? '' : String(field.updateCycleDays),
  });
  const days = Number(given.cycle);
  const faults = {
    purpose: halfGiven(given.purpose, given.purposeEn) ? t('dictionary.english') : null,
    source: halfGiven(given.source, given.sourceEn) ? t('dictionary.english') : null,
    cycle:
      Number.isInteger(days) && days <= 3650 && (given.cycle.trim() === '' || days >= 1) ? null : t('dictionary.days'),
  };
  const saving = useSaving(() => requestSteward(field.key, bodyOf(field, given)), onClose);
  const line = (name: keyof Given, label: string, fault: string | null = null): ReactNode => (
    <TextField
      label={label}
      value={given[name]}
      fault={wasSent ? fault : null}
      onChange={(value) => setGiven({ ...given, [name]: value })}
    />
  );
  return (
    <Frame
      title={t('dictionary.editTitle', { name: field.label[currentLocale()] })}
      saving={saving}
      onSave={() => {
        setWasSent(true);
        if (!field.builtIn || Object.values(faults).every((fault) => fault === null)) {
          saving.mutate();
        }
      }}
      onClose={onClose}
    >
      {line('owner', t('dictionary.owner'))}
      {field.builtIn ? (
        <>
          {line('purpose', t('dictionary.purpose'), faults.purpose)}
          {line('purposeEn', t('dictionary.purposeEn'), faults.purpose)}
          {line('source', t('dictionary.source'), faults.source)}
          {line('sourceEn', t('dictionary.sourceEn'), faults.source)}
          {line('cycle', t('dictionary.cycle'), faults.cycle)}
        </>
      ) : (
        <p className="quiet small">{t('dictionary.ownField')}</p>
      )}
    </Frame>
  );
}
