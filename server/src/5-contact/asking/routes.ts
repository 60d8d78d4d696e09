import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from '../sending/schema.ts';
import type { Asking } from './service.ts';

/** The door out, for staff and other systems. */
export function askingRoutes(asking: Asking): Route[] {
  return [
    route(contracts.askContact, ({ context, body }) => asking.ask(context, body)),
    route(contracts.sendContactMessage, ({ tx, context, body }) => asking.send(tx, context, body)),
  ];
}
