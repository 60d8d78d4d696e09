import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { offerUndo } from '../../ui/undo.ts';
import { faultsByField } from '../fields/faults.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import { reasonsQuery, requestClosing, requestUndo } from './api.ts';
import { CareForm } from './care-form.tsx';
import { useCareDeed } from './use-care-deed.ts';

interface LossDialogProps {
  readonly customer: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Closes a customer as lost, which needs a reason. */
export function LossDialog({ customer, onClose }: LossDialogProps) {
  const { t } = useTranslation();
  const locale = currentLocale();
  const reasons = useQuery(reasonsQuery());
  const [draft, setDraft] = useState({ reasonId: '', note: '', competitor: '' });
  const [wasSent, setWasSent] = useState(false);
  const undo = useCareDeed<unknown>();
  const deed = useCareDeed<unknown>(() => {
    offerUndo(t('care.closed', { name: customer.name }), { undo: () => undo.press(() => requestUndo(customer.id)) });
    onClose();
  });
  const faults = faultsByField(deed.error);
  const usable = (reasons.data?.items ?? []).filter(({ archived }) => !archived);
  const send = (): void => {
    setWasSent(true);
    const { reasonId, note, competitor } = draft;
    if (reasonId !== '') {
      const body = { reasonId, note: orNull(note), competitor: orNull(competitor) };
      deed.press((key) => requestClosing(customer.id, body, key));
    }
  };
  return (
    <CareForm
      label={t('care.close')}
      deed={t('care.close')}
      isPending={deed.isPending}
      error={deed.error}
      placed={faults.size}
      onSend={send}
      onClose={onClose}
    >
      <p className="quiet">{t('care.closeAbout', { name: customer.name })}</p>
      <ChoiceField
        label={t('care.reason')}
        value={draft.reasonId}
        options={[
          { value: '', label: t('care.choose') },
          ...usable.map(({ id, side, label }) => ({
            value: id,
            label: `${t(`care.sides.${side}`)} · ${label[locale]}`,
          })),
        ]}
        onChange={(reasonId) => setDraft({ ...draft, reasonId })}
      />
      <p className="field-fault" aria-live="polite">
        {wasSent && draft.reasonId === '' ? t('care.needReason') : (faults.get('reasonId') ?? null)}
      </p>
      <TextField
        label={t('care.competitor')}
        value={draft.competitor}
        fault={faults.get('competitor') ?? null}
        onChange={(competitor) => setDraft({ ...draft, competitor })}
      />
      <TextField
        label={t('care.note')}
        rows={3}
        value={draft.note}
        fault={faults.get('note') ?? null}
        onChange={(note) => setDraft({ ...draft, note })}
      />
    </CareForm>
  );
}
