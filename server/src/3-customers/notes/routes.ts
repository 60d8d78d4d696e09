import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Notes } from './service.ts';

/** Notes on customers. */
export function noteRoutes(notes: Notes): Route[] {
  return [
    route(contracts.listNotes, ({ context, params }) => notes.list(context, params.id)),
    route(contracts.addNote, ({ tx, context, params, body }) => notes.add(tx, context, params.id, body)),
    route(contracts.changeNote, ({ tx, context, params, body }) => notes.change(tx, context, params.id, body)),
  ];
}
