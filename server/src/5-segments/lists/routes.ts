import { type Route, route } from '#kernel/http/route.ts';
import {
  changeCustomerList,
  createCustomerList,
  listCustomerLists,
  listListedCustomers,
  removeCustomerList,
  uploadCustomerList,
} from './schema.ts';
import type { Lists } from './service.ts';

export function listRoutes(lists: Lists): readonly Route[] {
  return [
    route(listCustomerLists, ({ context }) => lists.list(context)),
    route(listListedCustomers, ({ context, params, query }) => lists.customers(context, params.id, query)),
    route(createCustomerList, ({ tx, context, body }) => lists.create(tx, context, body)),
    route(changeCustomerList, ({ tx, context, params, body }) => lists.change(tx, context, params.id, body)),
    route(uploadCustomerList, ({ context, params, body, headers }) =>
      lists.upload(context, params.id, body, Number(headers['content-length'] ?? 0)),
    ),
    route(removeCustomerList, ({ tx, context, params }) => lists.remove(tx, context, params.id)),
  ];
}
