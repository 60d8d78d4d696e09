import type { TodoFacts } from './api.ts';

/** One thing that needs somebody. */
export type Todo =
  | { readonly kind: 'import_failed'; readonly id: string; readonly file: string }
  | { readonly kind: 'import_rejected'; readonly id: string; readonly file: string; readonly count: number }
  | { readonly kind: 'webhook_disabled'; readonly id: string; readonly name: string }
  | { readonly kind: 'webhook_failing'; readonly id: string; readonly name: string; readonly since: string }
  | { readonly kind: 'webhook_failed'; readonly id: string; readonly name: string; readonly count: number }
  | { readonly kind: 'jobs'; readonly id: string; readonly ids: readonly string[] }
  | { readonly kind: 'segments'; readonly id: string; readonly count: number };

/** Older imports have been seen and left as they are. */
const RECENT_MS = 14 * 86_400_000;

function importTodos({ imports }: TodoFacts, now: Date): readonly Todo[] {
  return (imports ?? []).flatMap((run): Todo[] => {
    const isOld = now.getTime() - Date.parse(run.createdAt) > RECENT_MS;
    // A dry run keeps nothing: whoever started it is looking at it.
    if (run.dryRun || isOld) {
      return [];
    }
    if (run.status === 'failed') {
      return [{ kind: 'import_failed', id: run.id, file: run.fileName }];
    }
    return run.status === 'done' && run.rejected > 0
      ? [{ kind: 'import_rejected', id: run.id, file: run.fileName, count: run.rejected }]
      : [];
  });
}

function webhookTodos({ webhooks }: TodoFacts): readonly Todo[] {
  return (webhooks ?? []).flatMap((webhook): Todo[] => {
    const { id, name } = webhook;
    if (webhook.state === 'disabled') {
      return [{ kind: 'webhook_disabled', id, name }];
    }
    if (webhook.state === 'active' && webhook.failingSince !== null) {
      return [{ kind: 'webhook_failing', id, name, since: webhook.failingSince }];
    }
    return webhook.failed > 0 ? [{ kind: 'webhook_failed', id, name, count: webhook.failed }] : [];
  });
}

/** What needs somebody now, what stops most first. */
export function todosOf(facts: TodoFacts, now: Date): readonly Todo[] {
  const jobs = (facts.deadLetters ?? []).map(({ id }) => id);
  const { segments } = facts;
  const late = (segments ?? []).filter(({ state, stale }) => state === 'saved' && stale).length;
  return [
    ...(jobs.length > 0 ? [{ kind: 'jobs', id: 'jobs', ids: jobs } as const] : []),
    ...importTodos(facts, now),
    ...webhookTodos(facts),
    ...(late > 0 ? [{ kind: 'segments', id: 'segments', count: late } as const] : []),
  ];
}
