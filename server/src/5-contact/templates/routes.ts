import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Templates } from './service.ts';

/** What messages say. */
export function templateRoutes(templates: Templates): Route[] {
  return [
    route(contracts.listTemplates, ({ context }) => templates.list(context)),
    route(contracts.publishTemplate, ({ tx, context, body }) => templates.publish(tx, context, body)),
  ];
}
