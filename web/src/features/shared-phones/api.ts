import { infiniteQueryOptions } from '@tanstack/react-query';
import {
  addSharedPhone,
  attachIdentifier,
  type CallInput,
  listReassignedPhones,
  listSharedPhones,
  type ReassignedPhone,
  type ReceivedOf,
  removeSharedPhone,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

const PAGE = 50;

export type SharedPhone = ReceivedOf<typeof listSharedPhones>['items'][number];
export type NewSharedPhone = NonNullable<CallInput<typeof addSharedPhone>['body']>;

/** Numbers that mean nobody in particular, newest first. */
export const sharedPhonesQuery = () =>
  infiniteQueryOptions({
    queryKey: ['shared-phones', 'shared'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listSharedPhones, { query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
    getNextPageParam: (page) => page.nextCursor,
  });

/** Numbers that may mean somebody else by now, newest first. */
export const reassignedPhonesQuery = () =>
  infiniteQueryOptions({
    queryKey: ['shared-phones', 'reassigned'],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      call(listReassignedPhones, {
        query: { limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor,
  });

export const requestSharedPhone = (body: NewSharedPhone) => call(addSharedPhone, { body });

export const requestTakeOff = (id: string) => call(removeSharedPhone, { params: { id } });

/** The number counts again: who states it and whom it means become one customer. */
export const requestAttach = ({ customer, recordId, phone }: ReassignedPhone, reason: string) =>
  call(attachIdentifier, {
    params: { id: customer.id },
    body: { recordId, kind: 'phone', shown: phone, reason },
  });
