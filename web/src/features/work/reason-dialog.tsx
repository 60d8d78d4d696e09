import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/states.tsx';
import { useDeed } from './use-deed.ts';
import './work.css';

interface ReasonDialogProps {
  readonly title: string;
  readonly label: string;
  readonly isOptional?: boolean;
  readonly isDanger?: boolean;
  readonly run: (reason: string, key: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Something that needs a reason before it is done. */
export function ReasonDialog({ title, label, isOptional = false, isDanger = false, run, onClose }: ReasonDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const [wasSent, setWasSent] = useState(false);
  const deed = useDeed(onClose);
  const isMissing = wasSent && !isOptional && reason.trim() === '';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setWasSent(true);
    if (isOptional || reason.trim() !== '') {
      deed.press((key) => run(reason.trim(), key));
    }
  };
  return (
    <Dialog label={title} onClose={onClose}>
      <form className="dialog-content" onSubmit={submit} noValidate>
        <div className="work-field">
          <label htmlFor={id}>{label}</label>
          <Input.TextArea
            id={id}
            rows={3}
            maxLength={2000}
            value={reason}
            aria-describedby={`${id}-fault`}
            aria-invalid={isMissing}
            {...(isMissing ? { status: 'error' as const } : {})}
            onChange={(event) => setReason(event.target.value)}
          />
          <p className="field-fault" id={`${id}-fault`} aria-live="polite">
            {isMissing ? t('work.needReason') : null}
          </p>
        </div>
        {deed.error === null ? null : <Failure error={deed.error} />}
        <div className="dialog-actions">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="primary" danger={isDanger} htmlType="submit" loading={deed.isPending}>
            {title}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
