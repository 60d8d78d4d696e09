import { type Route, route } from '#kernel/http/route.ts';
import { listAudit, listAuditActions } from './schema.ts';
import type { AuditTrail } from './service.ts';

/** The audit trail over HTTP; read only. */
export function auditRoutes(trail: AuditTrail): readonly Route[] {
  return [
    route(listAudit, ({ context, query }) => trail.list(context, query)),
    route(listAuditActions, async ({ context }) => trail.actions(context)),
  ];
}
