import type { Asking } from '#kernel/pure/rules/condition.ts';
import type { LifecycleLimits } from './stages.ts';

/** The lookup that answers with the days in force; its key is empty. */
export const LIFECYCLE_LIMITS = 'segments.lifecycle_limits';

export function limitsIn({ found }: Pick<Asking, 'found'>): LifecycleLimits {
  // As the lookup of this module answers.
  return found(LIFECYCLE_LIMITS, '') as LifecycleLimits;
}
