import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { RelationSuggestions } from './service.ts';

/** Links that are likely. */
export function suggestionRoutes(suggestions: RelationSuggestions): Route[] {
  return [
    route(contracts.listRelationSuggestions, ({ context, query }) => suggestions.list(context, query)),
    route(contracts.acceptRelationSuggestion, ({ tx, context, params, body }) =>
      suggestions.accept(tx, context, params.id, body.word),
    ),
    route(contracts.rejectRelationSuggestion, ({ tx, context, params }) => suggestions.reject(tx, context, params.id)),
    route(contracts.undoRelationSuggestion, ({ tx, context, params }) => suggestions.undo(tx, context, params.id)),
    route(contracts.scanForRelations, ({ tx, context }) => suggestions.requestScan(tx, context)),
  ];
}
