import { useMutation } from '@tanstack/react-query';
import type { Customer, RevealableField } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestReveal } from './api.ts';

const LABELS = {
  phone: 'customer.revealPhone',
  email: 'customer.revealEmail',
  address: 'customer.revealAddress',
} as const;

interface MaskedFieldProps {
  readonly customer: Customer;
  readonly field: RevealableField;
}

/**
 * A masked value; those who may unmask it give a reason first, which is logged. What was revealed lives in this
 * component only and is gone with it.
 */
export function MaskedField({ customer, field }: MaskedFieldProps) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  const masked = customer[field];
  if (masked === null) {
    return null;
  }
  if (revealed !== null) {
    return (
      <span className="masked">
        <strong className="figures">{revealed}</strong>
        <Button type="link" size="small" onClick={() => setRevealed(null)}>
          {t('customer.hideAgain')}
        </Button>
      </span>
    );
  }
  return (
    <span className="masked">
      <span className="figures">{masked}</span>
      {customer.can.reveal ? (
        <Button type="link" size="small" aria-label={t(LABELS[field])} onClick={() => setIsAsking(true)}>
          {t('customer.reveal')}
        </Button>
      ) : null}
      {isAsking ? (
        <RevealDialog
          customerId={customer.id}
          field={field}
          onClose={() => setIsAsking(false)}
          onRevealed={(value) => {
            setRevealed(value);
            setIsAsking(false);
          }}
        />
      ) : null}
    </span>
  );
}

interface RevealDialogProps {
  readonly customerId: string;
  readonly field: RevealableField;
  readonly onClose: () => void;
  readonly onRevealed: (value: string) => void;
}

function RevealDialog({ customerId, field, onClose, onRevealed }: RevealDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const isShort = reason.trim().length < 2;
  const reveal = useMutation({
    mutationFn: () => requestReveal(customerId, { fields: [field], reason: reason.trim() }),
    onSuccess: (values) => onRevealed(values[field] ?? t('common.missing')),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && !reveal.isPending) {
      reveal.mutate();
    }
  };
  return (
    <Dialog label={t('customer.revealTitle')} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit}>
        <p className="quiet" id={`${id}-note`}>
          {t('customer.revealNote')}
        </p>
        <Input
          aria-label={t('customer.revealReason')}
          aria-describedby={`${id}-note ${id}-fault`}
          maxLength={500}
          placeholder={t('customer.revealReasonHint')}
          value={reason}
          {...(wasSent && isShort ? { status: 'error' as const } : {})}
          onChange={(event) => setReason(event.target.value)}
        />
        <p className="field-fault" id={`${id}-fault`} aria-live="polite">
          {wasSent && isShort ? t('customer.revealReasonShort') : null}
        </p>
        {reveal.isError ? <Failure error={reveal.error} /> : null}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={reveal.isPending}>
            {t('customer.revealSubmit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
