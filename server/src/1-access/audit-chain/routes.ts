import { type Route, route } from '#kernel/http/route.ts';
import { getAuditChain, verifyAudit } from './schema.ts';
import type { AuditChain } from './service.ts';

/** The chain of the audit trail over HTTP. */
export function auditChainRoutes(chain: AuditChain): readonly Route[] {
  return [
    route(getAuditChain, ({ context }) => chain.state(context)),
    route(verifyAudit, ({ tx, context }) => chain.request(tx, context)),
  ];
}
