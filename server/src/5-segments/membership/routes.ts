import { type Route, route } from '#kernel/http/route.ts';
import { listMembers, listMoves, refreshSegment } from './schema.ts';
import type { Membership } from './service.ts';

export function membershipRoutes(membership: Membership): readonly Route[] {
  return [
    route(listMembers, ({ context, params, query }) => membership.members(context, params.id, query)),
    route(listMoves, ({ context, params, query }) => membership.moves(context, params.id, query)),
    route(refreshSegment, ({ tx, context, params }) => membership.requestRefresh(tx, context, params.id)),
  ];
}
