import { Readable } from 'node:stream';
import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Collecting } from './service.ts';

const SCRIPT_SECONDS = 3600;

/** What pages of other sites ask for. */
export function collectingRoutes(collecting: Collecting): Route[] {
  return [
    route(contracts.collect, ({ body, headers, context, allowOrigin }) =>
      collecting.collect({ body, origin: headers['origin'], requestId: context.requestId, allowOrigin }),
    ),
    route(contracts.readTracker, async () => {
      const script = await collecting.script();
      return {
        stream: Readable.from([script]),
        contentType: 'text/javascript; charset=utf-8',
        fileName: null,
        bytes: script.length,
        sharedSeconds: SCRIPT_SECONDS,
      };
    }),
  ];
}
