import { queryOptions } from '@tanstack/react-query';
import {
  askOwnData,
  type CallInput,
  type ContactChannel,
  confirmConsent,
  readPreferences,
  savePreferences,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import { currentLocale } from '../../i18n/i18n.ts';

/** What a link of ours stands behind; browsers do not send it to any server. */
export function tokenOfAddress(): string {
  return window.location.hash.slice(1);
}

/** What the holder of the link allows. The link is not part of what names the answer in the cache. */
export const preferencesQuery = (token: string) =>
  queryOptions({
    queryKey: ['preferences'],
    queryFn: () => call(readPreferences, { body: { token } }),
    retry: false,
  });

export interface Choice {
  readonly withdrawAll?: boolean;
  readonly changes?: { purpose: string; channel: ContactChannel | null; isOn: boolean }[];
  readonly personalFeatures?: boolean;
}

export const requestChoice = (token: string, choice: Choice) =>
  call(savePreferences, { body: { token, language: currentLocale(), ...choice } });

export const requestConfirmation = (token: string) => call(confirmConsent, { body: { token } });

export type OwnRequest = NonNullable<CallInput<typeof askOwnData>['body']>['kind'];

export const requestOwnData = (token: string, kind: OwnRequest) => call(askOwnData, { body: { token, kind } });
