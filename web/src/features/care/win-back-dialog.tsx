import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { offerUndo } from '../../ui/undo.ts';
import { faultsByField } from '../fields/faults.ts';
import { TextField } from '../privacy/text-field.tsx';
import { requestWinBack } from './api.ts';
import { CareForm } from './care-form.tsx';
import { PersonField } from './person-field.tsx';
import { useCareDeed } from './use-care-deed.ts';

interface WinBackDialogProps {
  readonly lossIds: string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A task for each of the chosen customers: what they are offered, who asks them, by when. */
export function WinBackDialog({ lossIds, onClose, onDone }: WinBackDialogProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ offer: '', dueDays: '7', assigneeId: null as string | null });
  const [wasSent, setWasSent] = useState(false);
  const deed = useCareDeed<{ readonly started: number; readonly skipped: number }>(({ started, skipped }) => {
    offerUndo(t(skipped > 0 ? 'care.startedSome' : 'care.started', { count: started, skipped }));
    onDone();
  });
  const faults = faultsByField(deed.error);
  const needsOffer = draft.offer.trim().length < 2;
  const needsDays = !/^(?:[12]?\d?\d|3[0-5]\d|36[0-5])$/u.test(draft.dueDays.trim());
  const send = (): void => {
    setWasSent(true);
    if (!needsOffer && !needsDays) {
      const { offer, dueDays, assigneeId } = draft;
      deed.press((key) => requestWinBack({ lossIds, offer: offer.trim(), dueDays: Number(dueDays), assigneeId }, key));
    }
  };
  return (
    <CareForm
      label={t('care.start')}
      deed={t('care.start')}
      isPending={deed.isPending}
      error={deed.error}
      placed={faults.size}
      onSend={send}
      onClose={onClose}
    >
      <p className="quiet">{t('care.startAbout', { count: lossIds.length })}</p>
      <TextField
        label={t('care.offer')}
        rows={3}
        value={draft.offer}
        fault={wasSent && needsOffer ? t('care.needOffer') : (faults.get('offer') ?? null)}
        onChange={(offer) => setDraft({ ...draft, offer })}
      />
      <TextField
        label={t('care.dueDays')}
        value={draft.dueDays}
        fault={wasSent && needsDays ? t('care.needDays') : (faults.get('dueDays') ?? null)}
        onChange={(dueDays) => setDraft({ ...draft, dueDays })}
      />
      <PersonField value={draft.assigneeId} onChange={(assigneeId) => setDraft({ ...draft, assigneeId })} />
    </CareForm>
  );
}
