import { type Route, route } from '#kernel/http/route.ts';
import { listReassignedPhones } from './schema.ts';
import type { ReassignedPhones } from './service.ts';

/** Phones that may have changed hands. What was wrong about it is taken back with `attach`. */
export function reassignedPhoneRoutes(phones: ReassignedPhones): Route[] {
  return [route(listReassignedPhones, ({ context, query }) => phones.list(context, query))];
}
