import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Products } from './service.ts';

/** Products, SKUs, brands. */
export function productRoutes(products: Products): Route[] {
  return [
    route(contracts.listProducts, ({ context, query }) => products.list(context, query)),
    route(contracts.getProduct, ({ context, params }) => products.get(context, params.id)),
    route(contracts.createProduct, ({ tx, context, body }) => products.create(tx, context, body)),
    route(contracts.changeProduct, ({ tx, context, params, body }) => products.change(tx, context, params.id, body)),
    route(contracts.addSku, ({ tx, context, params, body }) => products.addSku(tx, context, params.id, body)),
    route(contracts.changeSku, ({ tx, context, params, body }) => products.changeSku(tx, context, params, body)),
    route(contracts.listBrands, async ({ context }) => ({ items: await products.brands(context) })),
    route(contracts.createBrand, ({ tx, context, body }) => products.createBrand(tx, context, body.name)),
  ];
}
