import type { Customer, RevealableField } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { requestReveal } from './api.ts';
import { RevealDialog } from './reveal-dialog.tsx';

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
          request={async (reason) => (await requestReveal(customer.id, { fields: [field], reason }))[field] ?? null}
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
