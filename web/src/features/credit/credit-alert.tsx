import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icon.tsx';
import './credit.css';

const LEAST = 2;
const MOST = 500;

interface CreditAlertProps {
  /** What is open, the limit, and what it would come to. */
  readonly text: string;
  readonly isBusy: boolean;
  readonly onGoOn: (reason: string) => void;
}

/** Nothing has been saved: the order is over the limit, and going on takes a reason that stays on record. */
export function CreditAlert({ text, isBusy, onGoOn }: CreditAlertProps) {
  const { t } = useTranslation();
  const id = useId();
  const [reason, setReason] = useState('');
  const isMissing = reason.trim().length < LEAST;
  return (
    <div className="credit-alert" role="alert">
      <p>
        <Icon name="warning" />
        <span>{text}</span>
      </p>
      <label htmlFor={id}>{t('credit.goOnReason')}</label>
      <div className="credit-alert-bar">
        <Input
          id={id}
          value={reason}
          maxLength={MOST}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              if (!isMissing && !isBusy) {
                onGoOn(reason.trim());
              }
            }
          }}
        />
        <Button danger disabled={isMissing} loading={isBusy} onClick={() => onGoOn(reason.trim())}>
          {t('credit.goOn')}
        </Button>
      </div>
    </div>
  );
}
