import { type Route, route } from '#kernel/http/route.ts';
import { getReport, listReports, makeReport } from './schema.ts';
import type { Reports } from './service.ts';

/** Reports. */
export function reportRoutes(reports: Reports): Route[] {
  return [
    route(listReports, ({ context, query }) => reports.list(context, query)),
    route(getReport, ({ context, params }) => reports.get(context, params.id)),
    route(makeReport, ({ context, body }) => reports.make(context, body.week)),
  ];
}
