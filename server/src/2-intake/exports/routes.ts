import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Exports } from './service.ts';

/** Exports over HTTP. */
export function exportRoutes(exports: Exports): Route[] {
  return [
    route(contracts.listExportKinds, ({ context }) => exports.kinds(context)),
    route(contracts.createExport, ({ tx, context, body }) => exports.create(tx, context, body)),
    route(contracts.listExports, ({ context, query }) => exports.list(context, query)),
    route(contracts.getExport, ({ context, params }) => exports.get(context, params.id)),
    route(contracts.downloadExport, ({ context, params }) => exports.download(context, params.id)),
  ];
}
