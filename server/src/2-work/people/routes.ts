import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { People } from './service.ts';

/** Colleagues over HTTP. */
export function peopleRoutes(people: People): readonly Route[] {
  return [
    route(contracts.listColleagues, ({ context }) => people.list(context)),
    route(contracts.setAbsence, ({ tx, context, params, body }) =>
      people.setAbsence(tx, context, params.id, body.absence),
    ),
    route(contracts.setSkills, ({ tx, context, params, body }) =>
      people.setSkills(tx, context, params.id, body.skills),
    ),
  ];
}
