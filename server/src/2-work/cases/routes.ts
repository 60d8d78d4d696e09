import { type Route, route } from '#kernel/http/route.ts';
import type { Looking } from '../looking/service.ts';
import type { Processes } from '../processes/registry.ts';
import * as contracts from './schema.ts';
import type { Cases } from './service.ts';

/** Cases over HTTP. */
export function caseRoutes(cases: Cases, looking: Looking, processes: Processes): readonly Route[] {
  return [
    route(contracts.listProcesses, async () => ({
      items: processes.list().map(({ name, version, label, isOpen, steps }) => ({
        name,
        version,
        label,
        isOpen,
        steps: steps.map((step) => ({ name: step.name, label: step.label, type: step.type })),
      })),
    })),
    route(contracts.startCase, ({ tx, context, body }) => cases.start(tx, context, body)),
    route(contracts.getCase, ({ context, params }) => looking.case(context, params.id)),
    route(contracts.commentCase, ({ tx, context, params, body }) => cases.comment(tx, context, params.id, body.text)),
    route(contracts.pauseCase, ({ tx, context, params, body }) => cases.pause(tx, context, params.id, body.reason)),
    route(contracts.resumeCase, ({ tx, context, params, body }) => cases.resume(tx, context, params.id, body.reason)),
    route(contracts.cancelCase, ({ tx, context, params, body }) => cases.cancel(tx, context, params.id, body.reason)),
  ];
}
