import { useMutation } from '@tanstack/react-query';
import type { FieldValue } from '@zhike/server/contracts';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { requestRevealFields } from '../fields/api.ts';

interface FactValueProps {
  readonly customerId: string;
  readonly field: FieldValue;
  readonly mayReveal: boolean;
}

/** A value as everybody sees it; those who may see it whole give a reason first, which is logged. */
export function FactValue({ customerId, field, mayReveal }: FactValueProps) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  if (field.text === null) {
    return <span className="quiet">{t('common.missing')}</span>;
  }
  if (!field.masked) {
    return <span className="fact-text">{field.text}</span>;
  }
  if (revealed !== null) {
    return (
      <span className="masked">
        <strong className="fact-text figures">{revealed}</strong>
        <Button type="link" size="small" onClick={() => setRevealed(null)}>
          {t('customer.hideAgain')}
        </Button>
      </span>
    );
  }
  const name = field.label[currentLocale()];
  return (
    <span className="masked">
      <span className="fact-text figures">{field.text}</span>
      {mayReveal ? (
        <Button type="link" size="small" aria-label={t('facts.reveal', { name })} onClick={() => setIsAsking(true)}>
          {t('customer.reveal')}
        </Button>
      ) : null}
      {isAsking ? (
        <ReasonDialog
          customerId={customerId}
          field={field.key}
          onClose={() => setIsAsking(false)}
          onRevealed={(text) => {
            setRevealed(text);
            setIsAsking(false);
          }}
        />
      ) : null}
    </span>
  );
}

interface ReasonDialogProps {
  readonly customerId: string;
  readonly field: string;
  readonly onClose: () => void;
  readonly onRevealed: (text: string) => void;
}

function ReasonDialog({ customerId, field, onClose, onRevealed }: ReasonDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const isShort = reason.trim().length < 2;
  const reveal = useMutation({
    mutationFn: () => requestRevealFields(customerId, { fields: [field], reason: reason.trim() }),
    onSuccess: ({ values }) => onRevealed(values[field]?.text ?? t('common.missing')),
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
