import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  createWebhook,
  getWebhookDelivery,
  listWebhookDeliveries,
  listWebhookEventTypes,
  listWebhooks,
  type ReceivedOf,
  removeWebhook,
  replayWebhook,
  replayWebhookDelivery,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type Webhook = ReceivedOf<typeof listWebhooks>['items'][number];
export type WebhookWithSecret = ReceivedOf<typeof createWebhook>;
export type Delivery = ReceivedOf<typeof listWebhookDeliveries>['items'][number];
export type DeliveryState = Delivery['state'];

/** Messages move by themselves; look now and then. */
const WATCH_MS = 3000;

export const webhooksQuery = () =>
  queryOptions({
    queryKey: ['outgoing', 'webhooks'],
    queryFn: ({ signal }) => call(listWebhooks, { signal }),
    refetchInterval: WATCH_MS,
  });

export const eventTypesQuery = () =>
  queryOptions({
    queryKey: ['outgoing', 'event-types'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => call(listWebhookEventTypes, { signal }),
  });

export const deliveriesQuery = (id: string, state: DeliveryState | null) =>
  infiniteQueryOptions({
    queryKey: ['outgoing', 'deliveries', id, state],
    queryFn: ({ pageParam, signal }) =>
      call(listWebhookDeliveries, {
        params: { id },
        query: {
          limit: 20,
          ...(state === null ? {} : { state }),
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: WATCH_MS,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['outgoing', 'delivery', id],
    queryFn: ({ signal }) => call(getWebhookDelivery, { params: { id }, signal }),
    refetchInterval: WATCH_MS,
  });

export interface WebhookForm {
  readonly name: string;
  readonly url: string;
  readonly eventTypes: string[];
}

export const requestCreate = (form: WebhookForm, idempotencyKey: string): Promise<WebhookWithSecret> =>
  call(createWebhook, { body: form, idempotencyKey });

export const requestUpdate = (
  id: string,
  change: Partial<WebhookForm> & { readonly state?: 'active' | 'paused' },
): Promise<Webhook> => call(updateWebhook, { params: { id }, body: change });

export async function requestRemove(id: string): Promise<void> {
  await call(removeWebhook, { params: { id } });
}

export const requestRotate = (id: string, idempotencyKey: string): Promise<WebhookWithSecret> =>
  call(rotateWebhookSecret, { params: { id }, body: {}, idempotencyKey });

export const requestTest = (id: string, idempotencyKey: string): Promise<Delivery> =>
  call(testWebhook, { params: { id }, idempotencyKey });

export const requestReplayFailed = (id: string, idempotencyKey: string): Promise<{ replayed: number }> =>
  call(replayWebhook, { params: { id }, body: { since: new Date(0).toISOString() }, idempotencyKey });

export const requestReplay = (id: string, idempotencyKey: string): Promise<Delivery> =>
  call(replayWebhookDelivery, { params: { id }, idempotencyKey });
