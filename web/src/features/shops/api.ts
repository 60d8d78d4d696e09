import { queryOptions } from '@tanstack/react-query';
import {
  createShop,
  deleteShop,
  listShops,
  type SalesChannel,
  type Shop,
  saveChannel,
  updateShop,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

export type ShopForm = Omit<Shop, 'id'>;

export const shopsQuery = () =>
  queryOptions({
    queryKey: ['commerce', 'shops'],
    queryFn: ({ signal }) => call(listShops, { signal }),
  });

export const requestSaveShop = (id: string | null, body: ShopForm, idempotencyKey: string): Promise<Shop> =>
  id === null ? call(createShop, { body, idempotencyKey }) : call(updateShop, { params: { id }, body });

export const requestRemoveShop = (id: string): Promise<void> => call(deleteShop, { params: { id } });

export const requestSaveChannel = ({ key, label, archived }: Omit<SalesChannel, 'builtIn'>): Promise<SalesChannel> =>
  call(saveChannel, { params: { key }, body: { label, archived } });
