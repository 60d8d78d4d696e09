import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import {
  type ActedOrder,
  addPayment,
  addRefund,
  addReturn,
  addShipment,
  addTracking,
  changeOrderStatus,
  changeReturn,
  getOrder,
  listOrders,
  listShops,
  type OrderPage,
  type OrderStatus,
  type PaymentMethod,
  type ReturnState,
  type TrackingStatus,
  undoOrderStatus,
  type Withdrawable,
  withdrawFact,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';
import type { OrdersSearch } from '../../app/orders-search.ts';

/** Rows asked for at once: what two screens hold. */
const PAGE_SIZE = 60;

export const ordersQuery = ({ shop, ...search }: OrdersSearch) =>
  infiniteQueryOptions({
    queryKey: ['commerce', 'orders', shop ?? null, search],
    queryFn: ({ pageParam, signal }) =>
      call(listOrders, {
        query: {
          ...search,
          ...(shop === undefined ? {} : { shopId: shop }),
          limit: PAGE_SIZE,
          ...(pageParam === undefined ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    // The cursor is absent for the first page only.
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const orderPageQuery = (id: string) =>
  queryOptions({
    queryKey: ['commerce', 'order', id],
    queryFn: ({ signal }) => call(getOrder, { params: { id }, signal }),
  });

export const shopsQuery = () =>
  queryOptions({
    queryKey: ['commerce', 'shops'],
    queryFn: ({ signal }) => call(listShops, { signal }),
  });

/** One thing that staff do with an order. */
export type OrderAct =
  | { readonly do: 'move'; readonly status: OrderStatus; readonly creditReason?: string }
  | { readonly do: 'undo'; readonly changeId: string }
  | {
      readonly do: 'pay';
      readonly method: PaymentMethod;
      readonly amountMinor: number;
      readonly reference: string | null;
    }
  | {
      readonly do: 'refund';
      readonly method: PaymentMethod;
      readonly amountMinor: number;
      readonly reason: string | null;
      readonly returnId: string | null;
    }
  | {
      readonly do: 'takeBack';
      readonly lines: { readonly lineNo: number; readonly quantity: string }[];
      readonly reason: string | null;
    }
  | { readonly do: 'moveReturn'; readonly returnId: string; readonly state: ReturnState }
  | { readonly do: 'ship'; readonly carrier: string; readonly number: string; readonly address: string | null }
  | {
      readonly do: 'track';
      readonly shipmentId: string;
      readonly status: TrackingStatus;
      readonly place: string | null;
      readonly text: string | null;
    }
  | { readonly do: 'withdraw'; readonly kind: Withdrawable; readonly factId: string };

function send(id: string, act: OrderAct, idempotencyKey: string): Promise<ActedOrder> {
  const params = { id };
  switch (act.do) {
    case 'move':
      return call(changeOrderStatus, { params, body: bodyOf(act), idempotencyKey });
    case 'undo':
      return call(undoOrderStatus, { params, body: { changeId: act.changeId }, idempotencyKey });
    case 'pay':
      return call(addPayment, { params, body: bodyOf(act), idempotencyKey });
    case 'refund':
      return call(addRefund, { params, body: bodyOf(act), idempotencyKey });
    case 'takeBack':
      return call(addReturn, { params, body: bodyOf(act), idempotencyKey });
    case 'moveReturn':
      return call(changeReturn, {
        params: { id, returnId: act.returnId },
        body: { state: act.state },
        idempotencyKey,
      });
    case 'ship':
      return call(addShipment, { params, body: bodyOf(act), idempotencyKey });
    case 'track': {
      const { shipmentId, ...body } = bodyOf(act);
      return call(addTracking, { params: { id, shipmentId }, body, idempotencyKey });
    }
    case 'withdraw':
      return call(withdrawFact, { params, body: bodyOf(act), idempotencyKey });
  }
}

function bodyOf<Act extends OrderAct>({ do: _do, ...body }: Act): Omit<Act, 'do'> {
  return body;
}

export interface Pressed {
  readonly act: OrderAct;
  /** Of the press: a press that failed on its way is repeated under the same key. */
  readonly key: string;
}

/** Sends acts on one order; the page shows the answer at once, lists ask again. */
export function useOrderAct(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ act, key }: Pressed) => send(id, act, key),
    onSuccess: async (order) => {
      queryClient.setQueryData(orderPageQuery(id).queryKey, (old: OrderPage | undefined) =>
        old === undefined ? old : { ...old, ...order },
      );
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['commerce', 'orders'] }),
        queryClient.invalidateQueries({ queryKey: ['customers'] }),
      ]);
    },
    // Somebody else may have been quicker: show what is.
    onError: () => queryClient.invalidateQueries({ queryKey: orderPageQuery(id).queryKey }),
  });
}
