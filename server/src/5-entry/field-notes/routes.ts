import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { FieldNotes } from './service.ts';

/** Notes of the field and the clerk's queue. */
export function fieldNoteRoutes(notes: FieldNotes): Route[] {
  return [
    route(contracts.addFieldNote, ({ tx, context, params, body }) => notes.add(tx, context, params.id, body)),
    route(contracts.listFieldNotes, ({ context, query }) => notes.list(context, query)),
    route(contracts.revealFieldNote, ({ tx, context, params, body }) =>
      notes.reveal(tx, context, params.id, body.reason),
    ),
    route(contracts.decideFieldNote, ({ tx, context, params, body }) => notes.decide(tx, context, params.id, body)),
  ];
}
