import { type Route, route } from '#kernel/http/route.ts';
import { changeProcessor, createProcessor, endProcessor, exportProcessors, listProcessors } from './schema.ts';
import type { Processors } from './service.ts';

/** The list of processors over HTTP. */
export function processorRoutes(processors: Processors): readonly Route[] {
  return [
    route(listProcessors, ({ context }) => processors.list(context)),
    route(exportProcessors, ({ context }) => processors.file(context)),
    route(createProcessor, ({ tx, context, body }) => processors.create(tx, context, body)),
    route(changeProcessor, ({ tx, context, params, body }) => processors.change(tx, context, params.id, body)),
    route(endProcessor, ({ tx, context, params }) => processors.end(tx, context, params.id)),
  ];
}
