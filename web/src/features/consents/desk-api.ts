import { queryOptions } from '@tanstack/react-query';
import {
  addConsentText,
  type CallInput,
  changeConsentPurpose,
  countConsents,
  createConsentPurpose,
  type Locale,
  listConsentTexts,
  type ReceivedOf,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type ConsentCounts = ReceivedOf<typeof countConsents>;
export type PurposeDraft = NonNullable<CallInput<typeof createConsentPurpose>['body']>;
type PurposeEdit = NonNullable<CallInput<typeof changeConsentPurpose>['body']>;

/** Languages that customers are told things in. */
export const TEXT_LANGUAGES = ['zh-CN', 'en'] as const satisfies readonly Locale[];

const MINUTE_MS = 60_000;

/** Everybody is counted: not again within a minute. */
export const countsQuery = () =>
  queryOptions({
    queryKey: ['consents', 'counts'],
    queryFn: ({ signal }) => call(countConsents, { signal }),
    staleTime: MINUTE_MS,
  });

export const textsQuery = (key: string) =>
  queryOptions({
    queryKey: ['consents', 'texts', key],
    queryFn: ({ signal }) => call(listConsentTexts, { params: { key }, signal }),
  });

export const requestPurpose = (body: PurposeDraft) => call(createConsentPurpose, { body });

export const requestPurposeEdit = (key: string, body: PurposeEdit) =>
  call(changeConsentPurpose, { params: { key }, body });

export const requestText = (key: string, language: Locale, body: string) =>
  call(addConsentText, { params: { key }, body: { language, body } });
