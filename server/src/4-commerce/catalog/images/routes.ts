import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Images } from './service.ts';

/** Pictures of products. */
export function imageRoutes(images: Images): Route[] {
  return [
    route(contracts.addImage, async ({ context, params, body }) => ({
      items: await images.add(context, params.id, body),
    })),
    route(contracts.orderImages, async ({ tx, context, params, body }) => ({
      items: await images.order(tx, context, params.id, body.imageIds),
    })),
    route(contracts.removeImage, async ({ context, params }) => ({
      items: await images.remove(context, params.id, params.imageId),
    })),
    route(contracts.getImage, ({ context, params }) => images.open(context, params.id)),
  ];
}
