import { queryOptions } from '@tanstack/react-query';
import {
  getMetric,
  listDeadLetters,
  listImports,
  listSegments,
  listWebhooks,
  type MetricAnswer,
  type ReceivedOf,
  retryDeadLetter,
} from '@zhike/server/contracts';
import { call } from '../../api/client.ts';

/** What the first page begins with. */
export interface Home {
  /** Neither a customer nor an order yet. */
  readonly isEmpty: boolean;
  /** Business date of the newest order of the last weeks. */
  readonly newestDay: string | null;
  readonly importsRunning: number;
  readonly freshness: MetricAnswer['freshness'];
}

const newestDayOf = ({ rows }: MetricAnswer): string | null =>
  rows.findLast(({ value }) => (value ?? 0) > 0)?.key.day ?? null;

/** Whether there is anything to show, and what is coming in, looked at again every minute while the page is open. */
export const homeQuery = (rights: Pick<TodoRights, 'imports'>) =>
  queryOptions({
    queryKey: ['insight', 'home', rights],
    queryFn: async ({ signal }): Promise<Home> => {
      const [customers, orders, imports] = await Promise.all([
        call(getMetric, { params: { name: 'customers' }, signal }),
        call(getMetric, { params: { name: 'orders' }, query: { by: 'day' }, signal }),
        rights.imports ? call(listImports, { query: { limit: 20 }, signal }) : null,
      ]);
      return {
        isEmpty: customers.value === 0 && orders.currencies.length === 0,
        newestDay: newestDayOf(orders),
        importsRunning: imports?.items.filter(({ status }) => status === 'queued' || status === 'running').length ?? 0,
        freshness: orders.freshness,
      };
    },
    refetchInterval: 60_000,
  });

export interface TodoRights {
  readonly imports: boolean;
  readonly webhooks: boolean;
  readonly ops: boolean;
  readonly segments: boolean;
}

/** What there may be to do, as the modules know it; null where the reader may not see it. */
export interface TodoFacts {
  readonly imports: ReceivedOf<typeof listImports>['items'] | null;
  readonly webhooks: ReceivedOf<typeof listWebhooks>['items'] | null;
  readonly deadLetters: ReceivedOf<typeof listDeadLetters>['items'] | null;
  readonly segments: ReceivedOf<typeof listSegments>['items'] | null;
}

/** Everything that may need somebody, looked at again every minute. */
export const todoQuery = (rights: TodoRights) =>
  queryOptions({
    queryKey: ['insight', 'todo', rights],
    refetchInterval: 60_000,
    queryFn: async ({ signal }): Promise<TodoFacts> => {
      const [imports, webhooks, deadLetters, segments] = await Promise.all([
        rights.imports ? call(listImports, { query: { limit: 20 }, signal }) : null,
        rights.webhooks ? call(listWebhooks, { signal }) : null,
        rights.ops ? call(listDeadLetters, { query: { limit: 100 }, signal }) : null,
        rights.segments ? call(listSegments, { signal }) : null,
      ]);
      return {
        imports: imports?.items ?? null,
        webhooks: webhooks?.items ?? null,
        deadLetters: deadLetters?.items ?? null,
        segments: segments?.items ?? null,
      };
    },
  });

/** Puts jobs that failed for good back to work. */
export async function requestRetry(ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map((id) => call(retryDeadLetter, { params: { id } })));
}
