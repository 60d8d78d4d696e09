import type { Customer, RevealableField } from '@zhike/server/contracts';
import { useTranslation } from 'react-i18next';
import { requestReveal } from './api.ts';
import { RevealableText } from './revealable-text.tsx';

const LABELS = {
  phone: 'customer.revealPhone',
  email: 'customer.revealEmail',
  address: 'customer.revealAddress',
} as const;

interface MaskedFieldProps {
  readonly customer: Customer;
  readonly field: RevealableField;
}

/** A way to reach the customer, masked; nothing where there is none. */
export function MaskedField({ customer, field }: MaskedFieldProps) {
  const { t } = useTranslation();
  const masked = customer[field];
  return masked === null ? null : (
    <RevealableText
      masked={masked}
      revealLabel={t(LABELS[field])}
      mayReveal={customer.can.reveal}
      request={async (reason) => (await requestReveal(customer.id, { fields: [field], reason }))[field] ?? null}
    />
  );
}
