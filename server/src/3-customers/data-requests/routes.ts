import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { DataRequests } from './service.ts';

/** Requests about people's own data over HTTP. */
export function dataRequestRoutes(requests: DataRequests): readonly Route[] {
  return [
    route(contracts.listDataRequests, ({ context, query }) => requests.list(context, query)),
    route(contracts.receiveDataRequest, ({ tx, context, body }) => requests.receive(tx, context, body)),
    route(contracts.getDataRequest, ({ context, params }) => requests.get(context, params.id)),
    route(contracts.downloadReceipt, ({ context, params }) => requests.receipt(context, params.id)),
    route(contracts.downloadCopy, ({ context, params }) => requests.copy(context, params.id, 'json')),
    route(contracts.downloadReadableCopy, ({ context, params }) => requests.copy(context, params.id, 'html')),
  ];
}
