import { queryOptions } from '@tanstack/react-query';
import {
  type CallInput,
  getCustomerPyramid,
  getPyramid,
  getPyramidMap,
  type Pyramid,
  type ReceivedOf,
  type ShownPlace,
  savePyramid,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { Pyramid, ShownPlace };
export type PyramidMap = ReceivedOf<typeof getPyramidMap>;
export type PyramidCell = PyramidMap['cells'][number];
export type Place = CallInput<typeof savePyramid>['body']['places'][number];

/** A score that is on its way is looked for again. */
const WAIT_MS = 3000;

const KEY = ['insight', 'pyramid'] as const;

export const pyramidQuery = () =>
  queryOptions({ queryKey: [...KEY, 'places'], queryFn: ({ signal }) => call(getPyramid, { signal }) });

export const pyramidMapQuery = () =>
  queryOptions({
    queryKey: [...KEY, 'map'],
    queryFn: ({ signal }) => call(getPyramidMap, { signal }),
    refetchInterval: ({ state }) => (state.data?.asOf === null ? WAIT_MS : false),
  });

export const customerPyramidQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'product-tier'],
    queryFn: ({ signal }) => call(getCustomerPyramid, { params: { id: customerId }, signal }),
  });

export const PYRAMID_KEY = KEY;

export const requestPyramid = (places: readonly Place[], baseRevision: number) =>
  call(savePyramid, {
    body: {
      // Names are the catalogue's; the map keeps ids.
      places: places.map(({ tier, kind, id, powers, ageFrom, ageTo }) => ({ tier, kind, id, powers, ageFrom, ageTo })),
      baseRevision,
    },
  });
