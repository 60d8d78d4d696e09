import { type Route, route } from '#kernel/http/route.ts';
import { testEmail } from './schema.ts';
import type { Testing } from './service.ts';

/** Whether what was set works. */
export function testingRoutes(testing: Testing): Route[] {
  return [route(testEmail, ({ context }) => testing.email(context))];
}
