import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  announceDeparture,
  callOffDeparture,
  confirmDeparture,
  getCustomerHandover,
  getDeparture,
  getStaffRisk,
  type HandoverState,
  listDepartures,
  listHandovers,
  type ReceivedOf,
  reassignHandovers,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type DepartureSeen = ReceivedOf<typeof listDepartures>['items'][number];
export type HandoverSeen = ReceivedOf<typeof listHandovers>['items'][number];
export type StaffRiskSeen = ReceivedOf<typeof getStaffRisk>;
export type OwnerSeen = StaffRiskSeen['items'][number];

// Under the key of care: what is done there changes all of it.
export const staffRiskQuery = () =>
  queryOptions({ queryKey: ['care', 'staff-risk'], queryFn: ({ signal }) => call(getStaffRisk, { signal }) });

/** While the worker goes on, its progress is looked at. */
const LOOK_MS = 3000;
const isMoving = ({ state, assigned }: DepartureSeen): boolean =>
  state === 'working' || state === 'calling_off' || assigned > 0;

export const departuresQuery = () =>
  queryOptions({
    queryKey: ['care', 'departures'],
    queryFn: ({ signal }) => call(listDepartures, { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) === true ? LOOK_MS : false),
  });

export const departureQuery = (id: string) =>
  queryOptions({
    queryKey: ['care', 'departure', id],
    queryFn: ({ signal }) => call(getDeparture, { params: { id }, signal }),
  });

export const handoversQuery = (id: string, state: HandoverState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['care', 'departure', id, 'customers', state ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(listHandovers, {
        params: { id },
        query: {
          limit: 50,
          ...(state === undefined ? {} : { state }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

export const customerHandoverQuery = (id: string) =>
  queryOptions({
    queryKey: ['care', 'customer', id, 'handover'],
    queryFn: ({ signal }) => call(getCustomerHandover, { params: { id }, signal }),
  });

export interface AnnounceDraft {
  readonly userId: string | null;
  readonly name: string | null;
  readonly leavesOn: string | null;
  readonly successorIds: string[];
}

export const requestAnnouncement = (body: AnnounceDraft, idempotencyKey: string) =>
  call(announceDeparture, { body, idempotencyKey });

export const requestConfirmation = (id: string, idempotencyKey: string) =>
  call(confirmDeparture, { params: { id }, body: {}, idempotencyKey });

export const requestCallOff = (id: string, idempotencyKey: string) =>
  call(callOffDeparture, { params: { id }, body: {}, idempotencyKey });

export const requestReassignment = (
  id: string,
  body: { readonly toIds: string[]; readonly handoverIds?: string[] },
  idempotencyKey: string,
) => call(reassignHandovers, { params: { id }, body, idempotencyKey });
