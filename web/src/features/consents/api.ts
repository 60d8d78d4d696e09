import { queryOptions } from '@tanstack/react-query';
import {
  type ContactChannel,
  getCustomerConsents,
  giveConsent,
  listConsentPurposes,
  setPersonalFeatures,
  withdrawConsent,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { currentLocale } from '../../i18n/i18n.ts';

export const purposesQuery = () =>
  queryOptions({ queryKey: ['consents', 'purposes'], queryFn: () => call(listConsentPurposes), staleTime: 300_000 });

export const consentsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['consents', 'of', customerId],
    queryFn: () => call(getCustomerConsents, { params: { id: customerId } }),
  });

/** Ways in which staff hear of it. */
export const STAFF_WAYS = ['counter', 'call', 'chat', 'paper', 'form'] as const;
export type StaffWay = (typeof STAFF_WAYS)[number];

/** What staff write down that a customer said. */
export interface Heard {
  readonly act: 'given' | 'withdrawn';
  readonly purpose: string;
  /** Empty for a purpose without channels. */
  readonly channels: readonly ContactChannel[];
  readonly how: StaffWay;
  readonly form: string;
  readonly guardian: string;
}

export function requestHeard(customerId: string, heard: Heard) {
  const { act, purpose, channels, how, form, guardian } = heard;
  const said = {
    purpose,
    how,
    language: currentLocale(),
    ...(channels.length === 0 ? {} : { channels: [...channels] }),
    evidence: {
      ...(form.trim() === '' ? {} : { form: form.trim() }),
      ...(guardian.trim() === '' ? {} : { guardian: { relation: guardian.trim(), checkedBy: how } }),
    },
  };
  const at = { params: { id: customerId }, body: said };
  return act === 'given' ? call(giveConsent, at) : call(withdrawConsent, at);
}

export const requestPersonalFeatures = (customerId: string, allowed: boolean) =>
  call(setPersonalFeatures, { params: { id: customerId }, body: { allowed, how: 'counter' } });
