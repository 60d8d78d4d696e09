import { useMutation } from '@tanstack/react-query';
import type { ReassignedPhone } from '@zhike/server/contracts';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { faultsByField } from '../fields/faults.ts';
import { ChoiceField, TextField } from '../privacy/text-field.tsx';
import { type NewSharedPhone, requestAttach, requestSharedPhone, requestTakeOff, type SharedPhone } from './api.ts';

interface DialogProps {
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

const REASONS = ['family', 'shop', 'courier', 'other'] as const;

/** A number that staff know to be shared. */
export function AddDialog({ onClose, onDone }: DialogProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<NewSharedPhone & { note: string }>({ phone: '', reason: 'family', note: '' });
  const [wasSent, setWasSent] = useState(false);
  const isEmpty = draft.phone.trim().length < 3;
  const save = useMutation({
    mutationFn: () =>
      requestSharedPhone({
        phone: draft.phone.trim(),
        reason: draft.reason,
        note: draft.note.trim() === '' ? null : draft.note.trim(),
      }),
    onSuccess: onDone,
  });
  const faults = faultsByField(save.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isEmpty && !save.isPending) {
      save.mutate();
    }
  };
  return (
    <Dialog label={t('sharedPhones.new')} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <p className="quiet small">{t('sharedPhones.newNote')}</p>
        <TextField
          label={t('sharedPhones.phone')}
          value={draft.phone}
          fault={wasSent && isEmpty ? t('sharedPhones.needPhone') : (faults.get('phone') ?? null)}
          onChange={(phone) => setDraft({ ...draft, phone })}
        />
        <ChoiceField
          label={t('sharedPhones.reason')}
          value={draft.reason}
          options={REASONS.map((value) => ({ value, label: t(`sharedPhones.why.${value}`) }))}
          onChange={(reason) => setDraft({ ...draft, reason })}
        />
        <TextField
          label={t('sharedPhones.note')}
          value={draft.note}
          onChange={(note) => setDraft({ ...draft, note })}
        />
        {save.isError && faults.size === 0 ? <Failure error={save.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('sharedPhones.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The list has the number masked alone, so it cannot be put back by itself: this asks. */
export function TakeOffDialog({ phone, onClose, onDone }: DialogProps & { readonly phone: SharedPhone }) {
  const { t } = useTranslation();
  const remove = useMutation({ mutationFn: () => requestTakeOff(phone.id), onSuccess: onDone });
  return (
    <Dialog label={t('sharedPhones.takeOffTitle', { phone: phone.phone })} onClose={onClose}>
      <div className="dialog-content">
        <p>{t('sharedPhones.takeOffNote')}</p>
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('sharedPhones.takeOff')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Both sides become one customer, with the reason in the history of both. */
export function AttachDialog({ phone, onClose, onDone }: DialogProps & { readonly phone: ReassignedPhone }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const isShort = reason.trim().length < 2;
  const attach = useMutation({ mutationFn: () => requestAttach(phone, reason.trim()), onSuccess: onDone });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && !attach.isPending) {
      attach.mutate();
    }
  };
  return (
    <Dialog label={t('sharedPhones.attachTitle', { phone: phone.phone })} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <p>{t('sharedPhones.attachNote')}</p>
        <TextField
          label={t('sharedPhones.attachReason')}
          value={reason}
          rows={2}
          fault={wasSent && isShort ? t('sharedPhones.needReason') : null}
          onChange={setReason}
        />
        {attach.isError ? <Failure error={attach.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={attach.isPending}>
            {t('sharedPhones.attachDo')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
