import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { offerUndo } from '../../ui/undo.ts';
import { CareForm } from '../care/care-form.tsx';
import { useCareDeed } from '../care/use-care-deed.ts';
import { faultsByField } from '../fields/faults.ts';
import { TextField } from '../privacy/text-field.tsx';
import { type OwnerSeen, requestAnnouncement } from './api.ts';
import { PeopleField } from './people-field.tsx';

interface AnnounceDialogProps {
  readonly owner: OwnerSeen;
  readonly onClose: () => void;
}

/** Somebody leaves: on which day, and who takes over. */
export function AnnounceDialog({ owner, onClose }: AnnounceDialogProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ leavesOn: '', successorIds: [] as string[] });
  const [wasSent, setWasSent] = useState(false);
  const deed = useCareDeed<unknown>(() => {
    offerUndo(t('handover.announced', { name: owner.name }));
    onClose();
  });
  const faults = faultsByField(deed.error);
  const day = draft.leavesOn.trim();
  const isWrong = day !== '' && !/^\d{4}-\d{2}-\d{2}$/u.test(day);
  const send = (): void => {
    setWasSent(true);
    if (!isWrong) {
      const who = owner.userId === null ? { userId: null, name: owner.name } : { userId: owner.userId, name: null };
      const leavesOn = day === '' ? null : day;
      deed.press((key) => requestAnnouncement({ ...who, leavesOn, successorIds: draft.successorIds }, key));
    }
  };
  return (
    <CareForm
      label={t('handover.announceOf', { name: owner.name })}
      deed={t('handover.announce')}
      isPending={deed.isPending}
      error={deed.error}
      placed={faults.size}
      onSend={send}
      onClose={onClose}
    >
      <p className="quiet">{t('handover.announceAbout', { count: owner.customers })}</p>
      <TextField
        label={t('handover.leavesOn')}
        value={draft.leavesOn}
        fault={wasSent && isWrong ? t('handover.needDay') : (faults.get('leavesOn') ?? null)}
        onChange={(leavesOn) => setDraft({ ...draft, leavesOn })}
      />
      <PeopleField
        label={t('handover.successors')}
        hint={t('handover.successorsHint')}
        value={draft.successorIds}
        fault={faults.get('successorIds') ?? null}
        without={owner.userId}
        onChange={(successorIds) => setDraft({ ...draft, successorIds })}
      />
    </CareForm>
  );
}
