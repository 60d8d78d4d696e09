import type { FieldValue } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '../../i18n/i18n.ts';
import { requestRevealFields } from '../fields/api.ts';
import { RevealableText } from './revealable-text.tsx';

interface FactValueProps {
  readonly customerId: string;
  readonly field: FieldValue;
  readonly mayReveal: boolean;
}

/** A value as everybody sees it, which may be masked. */
export function FactValue({ customerId, field, mayReveal }: FactValueProps) {
  const { t } = useTranslation();
  if (field.text === null) {
    return <span className="quiet">{t('common.missing')}</span>;
  }
  if (!field.masked) {
    return <span className="fact-text">{field.text}</span>;
  }
  return (
    <RevealableText
      masked={field.text}
      revealLabel={t('facts.reveal', { name: field.label[currentLocale()] })}
      mayReveal={mayReveal}
      className="fact-text"
      request={async (reason) => {
        const { values } = await requestRevealFields(customerId, { fields: [field.key], reason });
        return values[field.key]?.text ?? null;
      }}
    />
  );
}
