import { type Route, route } from '#kernel/http/route.ts';
import type { Looking } from '../looking/service.ts';
import * as contracts from './schema.ts';
import type { Tasks } from './service.ts';

/** Tasks over HTTP. */
export function taskRoutes(tasks: Tasks, looking: Looking): readonly Route[] {
  return [
    route(contracts.listTasks, ({ context, query }) => looking.tasks(context, query)),
    route(contracts.countTasks, ({ context }) => looking.counts(context)),
    route(contracts.getLoad, ({ context }) => looking.load(context)),
    route(contracts.takeNextTask, async ({ tx, context, body }) => ({
      task: await tasks.next(tx, context, body.queueId),
    })),
    route(contracts.claimTask, ({ tx, context, params }) => tasks.claim(tx, context, params.id)),
    route(contracts.assignTask, ({ tx, context, params, body }) => tasks.assign(tx, context, params.id, body)),
    route(contracts.releaseTask, ({ tx, context, params, body }) => tasks.release(tx, context, params.id, body.note)),
    route(contracts.completeTask, ({ tx, context, params, body }) =>
      tasks.complete(tx, context, params.id, body.answers),
    ),
    route(contracts.returnTask, ({ tx, context, params, body }) => tasks.return(tx, context, params.id, body)),
  ];
}
