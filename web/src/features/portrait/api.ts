import { queryOptions } from '@tanstack/react-query';
import {
  type BuyingHabits,
  createSegment,
  type DerivedTagShown,
  findPicture,
  getCustomerBehaviour,
  getHabits,
  listDerivedTags,
  listHabitOrders,
  putPicture,
  removePicture,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type { BuyingHabits, DerivedTagShown };

/** What a figure of the habits is about. */
export interface HabitPart {
  readonly category?: string;
  readonly channel?: string;
  readonly hour?: number;
  readonly weekday?: number;
  readonly from?: number;
  readonly to?: number;
}

export const habitsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'habits'],
    queryFn: ({ signal }) => call(getHabits, { params: { id: customerId }, signal }),
  });

export const habitOrdersQuery = (customerId: string, part: HabitPart) =>
  queryOptions({
    queryKey: ['customer', customerId, 'habits', 'orders', part],
    queryFn: ({ signal }) => call(listHabitOrders, { params: { id: customerId }, query: { ...part }, signal }),
  });

export const derivedTagsQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'derived-tags'],
    queryFn: ({ signal }) => call(listDerivedTags, { params: { id: customerId }, signal }),
  });

export const seenQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['behaviour', customerId],
    queryFn: ({ signal }) => call(getCustomerBehaviour, { params: { id: customerId }, signal }),
  });

export const pictureQuery = (customerId: string) =>
  queryOptions({
    queryKey: ['customer', customerId, 'picture'],
    queryFn: ({ signal }) => call(findPicture, { params: { id: customerId }, signal }),
  });

export const requestPicture = (customerId: string, file: Blob) =>
  call(putPicture, { params: { id: customerId }, body: file });
export const requestPictureRemoval = (customerId: string) => call(removePicture, { params: { id: customerId } });
/** Where the bytes of a picture are; they never change under this address. */
export const pictureAddress = (pictureId: string): string => `/api/v1/customer-pictures/${pictureId}`;

/** Everybody of whom a tag holds, as a segment. */
export const requestTagSegment = (tag: DerivedTagShown, name: string, idempotencyKey: string) =>
  call(createSegment, { body: { name, rule: tag.rule }, idempotencyKey });
