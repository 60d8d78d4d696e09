import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Submissions } from './service.ts';

/** Handing people in, and what became of them. */
export function submissionRoutes(submissions: Submissions): Route[] {
  return [
    route(contracts.handIn, ({ tx, context, body }) => submissions.handIn(tx, context, body)),
    route(contracts.readPeopleFile, ({ context, body, headers }) =>
      submissions.readFile(context, { body, announcedBytes: Number(headers['content-length'] ?? 0) }),
    ),
    route(contracts.listOwnSubmissions, ({ context, query }) => submissions.own(context, query)),
    route(contracts.getOwnSubmission, ({ context, params }) => submissions.getOwn(context, params.id)),
    route(contracts.correctSubmission, ({ tx, context, params, body }) =>
      submissions.correct(tx, context, params.id, body.person),
    ),
  ];
}
