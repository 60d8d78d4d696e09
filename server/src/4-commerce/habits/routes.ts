import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { HabitsDesk } from './service.ts';

/** How customers buy, over HTTP. */
export function habitRoutes(habits: HabitsDesk): Route[] {
  return [
    route(contracts.getHabits, ({ context, params }) => habits.of(context, params.id)),
    route(contracts.listHabitOrders, async ({ context, params, query }) => ({
      items: await habits.orders(context, params.id, query),
    })),
  ];
}
