import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Uploads } from './service.ts';

/** Files on their way in. */
export function uploadRoutes(uploads: Uploads): Route[] {
  return [
    route(contracts.uploadFile, ({ context, query, body, headers }) =>
      uploads.upload(context, body, {
        fileName: query.fileName,
        announcedBytes: Number(headers['content-length'] ?? 0),
      }),
    ),
  ];
}
