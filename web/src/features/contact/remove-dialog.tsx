import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { TextField } from '../privacy/text-field.tsx';
import { requestRemoval, type Suppression } from './api.ts';

interface RemoveDialogProps {
  readonly line: Suppression;
  readonly onClose: () => void;
  readonly onRemoved: () => Promise<void>;
}

/** Whoever is written to again asked not to be: so it takes a reason, which is kept. */
export function RemoveDialog({ line, onClose, onRemoved }: RemoveDialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const remove = useMutation({ mutationFn: () => requestRemoval(line.id, reason.trim()), onSuccess: onRemoved });
  const isShort = reason.trim().length < 2;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && !remove.isPending) {
      remove.mutate();
    }
  };
  const who = line.address ?? line.customerName ?? t('attempts.unnamed');
  return (
    <Dialog label={t('suppressions.removeTitle', { who })} onClose={onClose}>
      <form className="dialog-content" noValidate onSubmit={submit}>
        <p>{t(`suppressions.removeNote.${line.reason}`)}</p>
        <TextField
          label={t('suppressions.removeReason')}
          value={reason}
          rows={2}
          fault={wasSent && isShort ? t('suppressions.needReason') : null}
          onChange={setReason}
        />
        {remove.isError ? <Failure error={remove.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger htmlType="submit" loading={remove.isPending}>
            {t('suppressions.removeDo')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
