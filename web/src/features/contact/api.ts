import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import {
  addSuppression,
  addSuppressions,
  type CallInput,
  type ContactChannel,
  countAttempts,
  findSuppressions,
  getAttempt,
  getEmailAccount,
  listAttempts,
  listSuppressions,
  MAX_SUPPRESSIONS,
  previewLimits,
  type ReceivedOf,
  removeEmailAccount,
  removeSuppression,
  type SuppressionReason,
  setEmailAccount,
  testEmail,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import type { AttemptsSearch } from '../../app/attempts-search.ts';

const PAGE = 50;

export type Attempt = ReceivedOf<typeof listAttempts>['items'][number];
export type Outcome = ReceivedOf<typeof countAttempts>['items'][number];
export type Suppression = ReceivedOf<typeof listSuppressions>['items'][number];
export type NewSuppression = NonNullable<CallInput<typeof addSuppression>['body']>;
export type Limits = NonNullable<CallInput<typeof previewLimits>['body']>;
export type EmailAccount = ReceivedOf<typeof getEmailAccount>;
export type EmailChange = NonNullable<CallInput<typeof setEmailAccount>['body']>;

/** Newest first. */
export const attemptsQuery = (filter: AttemptsSearch) =>
  infiniteQueryOptions({
    queryKey: ['contact', 'attempts', filter],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listAttempts, {
        query: { ...filter, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

export const attemptQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', 'attempt', id],
    queryFn: ({ signal }) => call(getAttempt, { params: { id }, signal }),
  });

export const outcomesQuery = (days: number) =>
  queryOptions({
    queryKey: ['contact', 'outcomes', days],
    queryFn: ({ signal }) => call(countAttempts, { query: { days }, signal }),
  });

export interface SuppressionFilter {
  readonly reason: SuppressionReason | '';
  readonly channel: ContactChannel | '';
}

export const suppressionsQuery = ({ reason, channel }: SuppressionFilter) =>
  infiniteQueryOptions({
    queryKey: ['contact', 'suppressions', reason, channel],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listSuppressions, {
        query: {
          limit: PAGE,
          ...(reason === '' ? {} : { reason }),
          ...(channel === '' ? {} : { channel }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });

/** What is on the list about a customer as a whole. */
export const suppressedCustomerQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['contact', 'suppressions', customerId],
    queryFn: ({ signal }) => call(listSuppressions, { query: { customerId, limit: PAGE }, signal }),
  });

export const requestLookup = (address: string) => call(findSuppressions, { body: { address } });

export const requestSuppression = (body: NewSuppression) => call(addSuppression, { body });

export const requestRemoval = (id: string, reason: string) =>
  call(removeSuppression, { params: { id }, body: { reason } });

export interface UploadResult {
  readonly added: number;
  readonly already: number;
  /** As they were written. */
  readonly invalid: readonly string[];
}

/** A whole file, part by part, so that a long one needs no more than each call takes. */
export async function requestUpload(
  addresses: readonly string[],
  about: Pick<NewSuppression, 'reason' | 'channel' | 'note'>,
  onPart: (done: number) => void,
): Promise<UploadResult> {
  let [added, already] = [0, 0];
  const invalid: string[] = [];
  for (let start = 0; start < addresses.length; start += MAX_SUPPRESSIONS) {
    const part = addresses.slice(start, start + MAX_SUPPRESSIONS);
    const reply = await call(addSuppressions, { body: { ...about, addresses: part } });
    added += reply.added;
    already += reply.already;
    invalid.push(...reply.items.flatMap(({ index, outcome }) => (outcome === 'invalid' ? (part[index] ?? '') : [])));
    onPart(start + part.length);
  }
  return { added, already, invalid };
}

/** What these limits would hold back now. */
export const limitsQuery = (limits: Limits) =>
  queryOptions({
    queryKey: ['contact', 'limits', limits],
    queryFn: ({ signal }) => call(previewLimits, { body: limits, signal }),
    placeholderData: keepPreviousData,
  });

export const emailQuery = () =>
  queryOptions({ queryKey: ['contact', 'email'], queryFn: ({ signal }) => call(getEmailAccount, { signal }) });

export const requestEmail = (body: EmailChange) => call(setEmailAccount, { body });

export const requestOutbox = () => call(removeEmailAccount, {});

export const requestTestMail = () => call(testEmail, {});
