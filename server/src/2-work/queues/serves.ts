import type { ScopeLimit } from '#kernel/context.ts';
import type { QueueMember } from './queue-row.ts';

/** Somebody who may serve queues. */
export interface Server {
  readonly id: string;
  readonly roles: readonly string[];
  readonly scopeIds: ScopeLimit;
}

/** Whether somebody serves a queue: named for it, or by a role they hold where the queue belongs. */
export function serves(
  who: Server,
  queue: { readonly scopeId: string | null; readonly members: readonly QueueMember[] },
): boolean {
  const isThere = queue.scopeId === null || who.scopeIds === null || who.scopeIds.includes(queue.scopeId);
  return queue.members.some(
    ({ userId, role }) => userId === who.id || (role !== null && isThere && who.roles.includes(role)),
  );
}
