import { type Route, route } from '#kernel/http/route.ts';
import type { FormLinks } from '../form-links/service.ts';
import * as contracts from './schema.ts';
import type { Forms } from './service.ts';

/** Membership forms and the links to them. */
export function formRoutes(forms: Forms, links: FormLinks): Route[] {
  return [
    route(contracts.getForm, ({ context }) => forms.definition(context)),
    route(contracts.saveForm, ({ context, body }) => forms.save(context, body)),
    route(contracts.listFormLinks, ({ context }) => links.list(context)),
    route(contracts.createFormLink, ({ tx, context, body }) => links.create(tx, context, body)),
    route(contracts.closeFormLink, ({ tx, context, params }) => links.close(tx, context, params.id)),
    route(contracts.readPublicForm, ({ body }) => forms.publicDefinition(body.token)),
    route(contracts.sendPublicForm, ({ context, body: { token, ...form } }) => forms.send(context, token, form)),
  ];
}
