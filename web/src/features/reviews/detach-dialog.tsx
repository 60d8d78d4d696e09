import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { offerUndo } from '../../ui/undo.ts';
import { Entry } from '../fields/entry.tsx';
import { requestDetach } from './api.ts';

type Kind = Parameters<typeof requestDetach>[1]['kind'];

/** Which identifier of which record is wrong. */
export interface Detaching {
  readonly recordId: string;
  readonly kind: string;
  readonly shown: string;
  /** As people read it. */
  readonly name: string;
}

interface DetachDialogProps {
  readonly customerId: string;
  readonly what: Detaching;
  readonly onClose: () => void;
}

/** Takes a wrong phone or card off a record, for a reason. */
export function DetachDialog({ customerId, what, onClose }: DetachDialogProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const isShort = reason.trim().length < 2;
  const detach = useMutation({
    mutationFn: () => {
      const { recordId, shown } = what;
      // `as`: the explanation names the kinds that the request takes.
      return requestDetach(customerId, { recordId, shown, kind: what.kind as Kind, reason: reason.trim() }, key);
    },
    onSuccess: async ({ customers }) => {
      onClose();
      offerUndo(t('reviews.detach.done', { what: what.name, count: customers.length }));
      await queryClient.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && !detach.isPending) {
      detach.mutate();
    }
  };
  return (
    <Dialog label={t('reviews.detach.title', { what: what.name })} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        <p className="quiet">{t('reviews.detach.means')}</p>
        <Entry label={t('reviews.detach.reason')} fault={wasSent && isShort ? t('reviews.needReason') : null}>
          <Input value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        </Entry>
        {detach.isError ? <Failure error={detach.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={detach.isPending}>
            {t('reviews.detach.confirm')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
