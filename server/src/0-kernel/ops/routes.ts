import { z } from 'zod';
import type { Feed } from '#kernel/feed/feed.ts';
import { type Route, route } from '#kernel/http/route.ts';
import type { JobKind } from '#kernel/jobs/jobs.ts';
import type { Kernel } from '#kernel/module.ts';
import * as contracts from './schema.ts';

const REBUILD_JOB = 'kernel.rebuild_analytic';

/** What operators see and do: failed jobs, the analytic store. */
export function opsRoutes(kernel: Kernel, feed: Feed): Route[] {
  return [
    route(contracts.listDeadLetters, async ({ query }) => {
      const page = await kernel.jobs.deadLetters(query);
      return { ...page, items: page.items.map((item) => ({ ...item, failedAt: item.failedAt.toISOString() })) };
    }),
    route(contracts.retryDeadLetter, async ({ params, tx }) => {
      await kernel.jobs.retryDeadLetter(tx, params.id);
    }),
    route(contracts.rebuildAnalytic, async ({ context, tx }) => {
      await kernel.jobs.add(tx, context, REBUILD_JOB, {}, { key: REBUILD_JOB });
      return { queued: true };
    }),
    route(contracts.getAnalytic, async () => {
      const freshness = await feed.freshness();
      return { ...freshness, upTo: freshness.upTo?.toISOString() ?? null };
    }),
  ];
}

/** The rebuild runs in the worker. */
export function opsJobs(feed: Feed): JobKind[] {
  return [{ name: REBUILD_JOB, payload: z.object({}), handle: () => feed.rebuild() }];
}
