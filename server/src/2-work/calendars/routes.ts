import { type Route, route } from '#kernel/http/route.ts';
import * as contracts from './schema.ts';
import type { Calendars } from './service.ts';

/** Calendars over HTTP. */
export function calendarRoutes(calendars: Calendars): readonly Route[] {
  return [
    route(contracts.listCalendars, ({ context }) => calendars.list(context)),
    route(contracts.createCalendar, ({ tx, context, body }) => calendars.create(tx, context, body)),
    route(contracts.changeCalendar, ({ tx, context, params, body }) => calendars.change(tx, context, params.id, body)),
    route(contracts.setCalendarDay, ({ tx, context, params, body }) =>
      calendars.setDay(tx, context, params.id, { date: params.date, ...body }),
    ),
    route(contracts.getPublicYear, ({ context, params }) => calendars.year(context, params.year)),
    route(contracts.setPublicYear, ({ tx, context, params, body }) =>
      calendars.setYear(tx, context, params.year, body.days),
    ),
  ];
}
