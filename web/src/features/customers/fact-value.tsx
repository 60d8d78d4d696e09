import type { FieldValue } from '@zhike/server/contracts';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { requestRevealFields } from '../fields/api.ts';
import { RevealDialog } from './reveal-dialog.tsx';

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
        <RevealDialog
          request={async (reason) => {
            const { values } = await requestRevealFields(customerId, { fields: [field.key], reason });
            return values[field.key]?.text ?? null;
          }}
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
