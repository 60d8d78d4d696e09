import { type Route, route } from '#kernel/http/route.ts';
import { listNotices, readNotices } from './schema.ts';
import type { Notices } from './service.ts';

/** Notices over HTTP. */
export function noticeRoutes(notices: Notices): readonly Route[] {
  return [
    route(listNotices, ({ context, query }) => notices.list(context, { ...query, unread: query.unread === 'true' })),
    route(readNotices, ({ tx, context, body }) => notices.read(tx, context, body.ids)),
  ];
}
