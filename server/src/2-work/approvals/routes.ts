import { notFound } from '#kernel/errors.ts';
import { type Route, route } from '#kernel/http/route.ts';
import type { Looking } from '../looking/service.ts';
import * as contracts from './schema.ts';
import type { Approvals } from './service.ts';

const NOUN = { 'zh-CN': '审批', en: 'approval' } as const;

/** Approvals over HTTP. */
export function approvalRoutes(approvals: Approvals, looking: Looking): readonly Route[] {
  return [
    route(contracts.listApprovals, ({ context, query }) => looking.approvals(context, query)),
    route(contracts.getApproval, ({ context, params }) => looking.approval(null, context, params.id)),
    route(contracts.decideApproval, async ({ tx, context, params, body }) => {
      if ((await approvals.decide(tx, context, params.id, body)) === null) {
        throw notFound(NOUN, params.id);
      }
      return looking.approval(tx, context, params.id);
    }),
    route(contracts.withdrawApproval, async ({ tx, context, params, body }) => {
      if (!(await approvals.withdraw(tx, context, params.id, body.reason ?? null))) {
        throw notFound(NOUN, params.id);
      }
      return looking.approval(tx, context, params.id);
    }),
  ];
}
