import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/client.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { AttestForm } from '../access/attest-form.tsx';

interface RevealDialogProps {
  /** Asks the server, which logs the reason; null: there is nothing. */
  readonly request: (reason: string) => Promise<string | null>;
  readonly onClose: () => void;
  readonly onRevealed: (text: string) => void;
}

/** Asks for the reason before a masked value is shown whole. */
export function RevealDialog({ request, onClose, onRevealed }: RevealDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const isShort = reason.trim().length < 2;
  const reveal = useMutation({
    mutationFn: () => request(reason.trim()),
    onSuccess: (text) => onRevealed(text ?? t('common.missing')),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (!isShort && !reveal.isPending) {
      reveal.mutate();
    }
  };
  if (reveal.error instanceof ProblemError && reveal.error.problem.code === 'attestation_required') {
    return (
      <Dialog label={t('attest.title')} onClose={onClose}>
        <AttestForm onClose={onClose} onAttested={() => reveal.mutate()} />
      </Dialog>
    );
  }
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
