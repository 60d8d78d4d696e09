import { type Route, route } from '#kernel/http/route.ts';
import { listMembers, listMoves, listSegmentSizes, listSegmentsOfCustomer, refreshSegment } from './schema.ts';
import type { Membership } from './service.ts';

export function membershipRoutes(membership: Membership): readonly Route[] {
  return [
    route(listSegmentSizes, ({ context, query }) => membership.sizes(context, query)),
    route(listSegmentsOfCustomer, ({ context, params }) => membership.ofCustomer(context, params.id)),
    route(listMembers, ({ context, params, query }) => membership.members(context, params.id, query)),
    route(listMoves, ({ context, params, query }) => membership.moves(context, params.id, query)),
    route(refreshSegment, ({ tx, context, params }) => membership.requestRefresh(tx, context, params.id)),
  ];
}
