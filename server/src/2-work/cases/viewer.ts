import type { ScopeLimit } from '#kernel/context.ts';

/** Who looks at cases and tasks. */
export interface Viewer {
  /** Null for the platform itself. */
  readonly id: string | null;
  readonly scopeIds: ScopeLimit;
  /** Queues that they serve. */
  readonly queueIds: readonly string[];
  readonly skills: readonly string[];
  /** Kinds of cases that they see only when they have a hand in them. */
  readonly closedKinds: readonly string[];
}
