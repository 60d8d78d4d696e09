import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Pictures } from './service.ts';

/** Pictures of customers over HTTP. */
export function pictureRoutes(pictures: Pictures): readonly Route[] {
  return [
    route(contracts.findPicture, ({ context, params }) => pictures.find(context, params.id)),
    route(contracts.putPicture, ({ context, params, body }) => pictures.put(context, params.id, body)),
    route(contracts.removePicture, ({ tx, context, params }) => pictures.remove(tx, context, params.id)),
    route(contracts.getPicture, ({ context, params }) => pictures.open(context, params.id)),
  ];
}
