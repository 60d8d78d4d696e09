import { type Route, route } from '#kernel/http/route.ts';
import { getClustering, listClusterings, startClustering } from './schema.ts';
import type { Clusterings } from './service.ts';

export function clusterRoutes(clusterings: Clusterings): readonly Route[] {
  return [
    route(listClusterings, ({ context }) => clusterings.list(context)),
    route(getClustering, ({ context, params }) => clusterings.get(context, params.id)),
    route(startClustering, ({ tx, context, body }) => clusterings.start(tx, context, body)),
  ];
}
