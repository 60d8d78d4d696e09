import { infiniteQueryOptions } from '@tanstack/react-query';
import { createSegment, listRfmCustomers, type ReceivedOf, type RfmGroup } from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type RfmPerson = ReceivedOf<typeof listRfmCustomers>['items'][number];

/** A square of the map, or a whole group. */
export type RfmPlace = { readonly r: number; readonly f: number } | { readonly group: RfmGroup };

/** The people of a square or a group on a day, page by page. */
export const rfmPeopleQuery = (
  place: RfmPlace,
  o: { readonly asOf?: string | undefined; readonly currency?: string | undefined },
) =>
  infiniteQueryOptions({
    queryKey: ['segments', 'rfm-people', place, o],
    queryFn: ({ pageParam, signal }) =>
      call(listRfmCustomers, {
        query: {
          ...place,
          limit: 100,
          ...(o.asOf === undefined ? {} : { asOf: o.asOf }),
          ...(o.currency === undefined ? {} : { currency: o.currency }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** The rule that says who belongs to a square or a group. */
export const ruleOf = (place: RfmPlace) => ({
  v: 1 as const,
  all: [
    'group' in place
      ? { is: 'rfm.group', groups: [place.group] }
      : { is: 'rfm.score', r: { min: place.r, max: place.r }, f: { min: place.f, max: place.f } },
  ],
});

/** Keeps a square or a group as a segment, which follows the scores from then on. */
export const requestSegment = (place: RfmPlace, o: { readonly name: string; readonly key: string }) =>
  call(createSegment, { body: { name: o.name, rule: ruleOf(place) }, idempotencyKey: o.key });
